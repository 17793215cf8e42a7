import { expect, test } from "vitest";
import { SUMMARY_VERSION, type SummarySnapshot } from "../../src/core/statusline/spend-snapshot.ts";
import { startText } from "../../src/view/words/hook-text.ts";

const AS_OF_MS = Date.UTC(2026, 10, 20, 12);
const DAY = { dayStartMs: AS_OF_MS - 12 * 3_600_000, dayEndMs: AS_OF_MS + 12 * 3_600_000 };
const SUMMARY = {
  version: SUMMARY_VERSION,
  asOfMs: AS_OF_MS,
  todayUsd: "3.25",
  weekUsd: "10",
  ...DAY,
} as SummarySnapshot;
const said = (ageMs: number, sinceUsd = 0): string =>
  startText({ summary: SUMMARY, sinceUsd, meaning: null, nowMs: AS_OF_MS + ageMs });

test("what a session is greeted with is of the last minute, or says how old it is", () => {
  expect(said(0)).toBe("Today $3.25, this week $10.00");
  expect(said(60_000)).toBe("Today $3.25, this week $10.00");
  expect(said(60_001)).toBe("Today $3.25, this week $10.00 (as of 1m ago)");
  expect(said(9 * 60_000)).toBe("Today $3.25, this week $10.00 (as of 9m ago)");
});

test("what a resumed session spent since the logs were read counts, as in the status line", () => {
  expect(said(0, 0.75)).toBe("Today $4.00, this week $10.75");
});
