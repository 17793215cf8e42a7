import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alertsOf, isCrossed, type Quiet } from "../../src/core/limits/alerts.ts";
import { DEFAULT_THRESHOLDS, type Limit, PLAIN_LIMIT, percentUsed, severityOf } from "../../src/core/limits/limit.ts";
import { alertMessage } from "../../src/view/words/limits-words.ts";
import { at, DAY, HOUR, UTC, usd } from "./spend-table.ts";

const NOW = at("2026-11-20T12:00:00Z");
const LOUD: Quiet = { silenced: [], snoozed: [] };

function limit(rest: Partial<Limit>): Limit {
  const merged: Limit = {
    ...PLAIN_LIMIT,
    id: "five_hour",
    kind: "window",
    label: "5-hour window",
    usedPercent: 50,
    usedPico: null,
    counts: null,
    limitPico: null,
    leftPico: null,
    startsAtMs: null,
    resetsAtMs: NOW + 2 * HOUR,
    asOfMs: NOW,
    source: "statusline",
    severity: "ok",
    hard: true,
    consequence: "nothing",
    ...rest,
  };
  const steps = merged.kind === "window" ? [80, 95] : [75, 95];
  return "severity" in rest ? merged : { ...merged, severity: severityOf(merged.usedPercent, steps) };
}

const alerts = (limits: readonly Limit[], quiet = LOUD) => alertsOf(limits, DEFAULT_THRESHOLDS, quiet, NOW);
const say = (limits: readonly Limit[]) => alerts(limits).map((a) => `${a.severity}: ${alertMessage(a, NOW, UTC)}`);

describe("what is said, and in which words", () => {
  test.each([
    [79, []],
    [80, ["warn: 5-hour window: 80% used; resets 14:00, in 2h 0m"]],
    [95.6, ["critical: 5-hour window: 95% used; resets 14:00, in 2h 0m"]],
    [100, ["over: 5-hour window: used up; resets 14:00, in 2h 0m"]],
  ])("a window at %s %%", (usedPercent, words) => {
    expect(say([limit({ usedPercent })])).toEqual(words);
  });

  test("a spend limit warns at 75 %, with the money that is left", () => {
    const spend = { id: "workspace", kind: "spend-limit", label: "Claude Code workspace limit" } as const;
    const money = { usedPico: usd("376"), limitPico: usd("500"), leftPico: usd("124") };
    expect(say([limit({ ...spend, ...money, usedPercent: 75.2, resetsAtMs: at("2026-12-01T00:00Z") })])).toEqual([
      "warn: Claude Code workspace limit: 75% used, $124.00 left; resets Dec 01 00:00, in 10d 12h",
    ]);
  });

  test("a hard budget that is used up says so", () => {
    const budget = {
      id: "budget:day",
      kind: "budget",
      label: "daily budget, hard",
      consequence: "prompt-stopped",
    } as const;
    const money = { usedPico: usd("21"), limitPico: usd("20"), leftPico: 0n };
    expect(say([limit({ ...budget, ...money, usedPercent: 105 })])[0]).toBe(
      "over: Daily budget, hard: used up, $21.00 of $20.00; resets 14:00, in 2h 0m; it is a hard budget",
    );
  });

  test("running out before the reset is a warning of its own, below the thresholds", () => {
    const runsOut = { atMs: NOW + HOUR, earliestMs: NOW + HOUR, latestMs: NOW + HOUR };
    expect(say([limit({ usedPercent: 60, runsOut })])).toEqual([
      "warn: 5-hour window: at this pace it runs out 13:00, 1h 0m before it resets (60% used)",
    ]);
    expect(alerts([limit({ usedPercent: 85, runsOut })]).map((a) => a.kind)).toEqual(["threshold"]);
    expect(alerts([limit({ usedPercent: 60, runsOut: { ...runsOut, atMs: NOW + 3 * HOUR } })])).toEqual([]);
  });

  test("credits that will expire unspent, and auto-reload as mere news", () => {
    const credits = limit({
      id: "api-credits",
      kind: "api-credits",
      label: "API credits",
      usedPercent: 20,
      leftPico: usd("8"),
      resetsAtMs: null,
      expiring: [{ id: "3", pico: usd("6.5"), atMs: NOW + 20 * DAY }],
      reload: { kind: "due", buysPico: usd("42"), balancePico: usd("50") },
      severity: "ok",
    });
    expect(say([credits])).toEqual([
      "warn: API credits: about $6.50 will expire unspent Dec 10 12:00",
      "ok: API credits: $8.00 left: auto-reload buys $42.00, up to $50.00",
    ]);
    expect(alerts([credits]).some((a) => isCrossed(a, "warn"))).toBe(false);
  });

  test("an old figure says how old", () => {
    const old = limit({ usedPercent: 96, stale: true, asOfMs: NOW - 3 * HOUR });
    expect(say([old])[0]).toContain("as of 3h 0m ago");
  });

  test("the worst comes first", () => {
    const order = alerts([limit({ usedPercent: 85 }), limit({ id: "seven_day", usedPercent: 100 })]);
    expect(order.map((a) => a.severity)).toEqual(["over", "warn"]);
  });
});

describe("a crossing's name", () => {
  test("is the same in every process and for reset times that differ by seconds", () => {
    const [a] = alerts([limit({ usedPercent: 96 })]);
    const [b] = alerts([limit({ usedPercent: 97, resetsAtMs: NOW + 2 * HOUR + 3000, source: "client" })]);
    expect(b?.id).toBe(a?.id);
  });

  test("differs by threshold and by period, and covers the thresholds below", () => {
    const [warn] = alerts([limit({ usedPercent: 85 })]);
    const [critical] = alerts([limit({ usedPercent: 96 })]);
    const [next] = alerts([limit({ usedPercent: 85, resetsAtMs: NOW + 7 * HOUR })]);
    expect(new Set([warn?.id, critical?.id, next?.id]).size).toBe(3);
    expect(critical?.covers).toEqual([warn?.id]);
  });
});

describe("silence", () => {
  const five = limit({ usedPercent: 99 });
  const session = limit({ id: "budget:session:abc", kind: "budget", usedPercent: 99 });

  test.each([
    [["five_hour"], ["budget:session:abc"]],
    [["budget:session"], ["five_hour"]],
    [["five"], ["five_hour", "budget:session:abc"]],
  ])("silencing %s leaves %s", (silenced, left) => {
    const found = alerts([five, session], { silenced, snoozed: [] }).map((a) => a.limit.id);
    expect(found).toEqual(left);
  });

  test("a snooze ends", () => {
    const snoozed = (untilMs: number) =>
      alertsOf([five], DEFAULT_THRESHOLDS, { silenced: [], snoozed: [{ id: "five_hour", untilMs }] }, NOW);
    expect(snoozed(NOW + 1)).toEqual([]);
    expect(snoozed(NOW)).toHaveLength(1);
  });
});

describe("what a script fails for", () => {
  test.each([
    [74, "warn", false],
    [75, "warn", true],
    [75, "critical", false],
    [95, "critical", true],
    [99.99, "over", false],
    [100, "over", true],
  ] as const)("%s %% of a budget at %s: %s", (usedPercent, atLeast, fails) => {
    const found = alerts([limit({ id: "budget:day", kind: "budget", usedPercent })]);
    expect(found.some((a) => isCrossed(a, atLeast))).toBe(fails);
  });
});

test("100 % is reached exactly when all is used, never by rounding", () => {
  const amount = fc.bigInt({ min: 1n, max: 10n ** 19n });
  fc.assert(
    fc.property(amount, amount, (used, whole) => {
      expect(percentUsed(used, whole) >= 100).toBe(used >= whole);
    }),
  );
  expect(percentUsed(10n ** 19n - 1n, 10n ** 19n)).toBeLessThan(100);
});
