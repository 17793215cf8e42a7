import { expect, test } from "vitest";
import { drawnLine, planLines } from "../../src/view/words/plan-words.ts";

const NO_PLAN = { kind: null, from: "none" } as const;

test("no limit is said to be known only where an organisation's are not shown either", () => {
  expect(planLines(NO_PLAN, [], 0n)).toContain("No limit is known yet.");
  const withOthers = planLines(NO_PLAN, [], 0n, true);
  expect(withOthers).not.toContain("No limit is known yet.");
  expect(withOthers.join()).toContain("Plan not set");
});

test("the month's requests are said to be without background, which budgets have", () => {
  const sums = { includedPico: 2n * 10n ** 12n, creditsPico: 0n, unknownPico: 0n, reasons: [] };
  expect(drawnLine(sums)).toBe(
    "This month (UTC), without background, which budgets count too: $2.00 inside the plan (value at API rates), $0.00 on usage credits (spend).",
  );
});
