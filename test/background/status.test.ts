/** Which sums may be called exact: the table of the rule, with a case for each of its reasons. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Evidence, RULES, STATUSES, verdict, weakest } from "../../src/core/background/status.ts";

/** A clean ledger and no other row. */
const LEDGER: Evidence = {
  hasLedger: true,
  hasTelemetry: false,
  namesAll: false,
  ledgerGaps: new Set(),
  hasNamedGaps: false,
  hasDollarsOnly: false,
  hasLostAnswers: false,
  hasOtherClient: false,
  isDetached: false,
  contradicts: false,
  hasUnsplitWrites: false,
};
const NOTHING: Evidence = { ...LEDGER, hasLedger: false };

const CASES: readonly (readonly [name: string, evidence: Evidence, status: string, gaps: readonly string[]])[] = [
  ["a clean ledger", LEDGER, "exact", []],
  ["a clean ledger, and telemetry of the same span", { ...LEDGER, hasTelemetry: true, namesAll: true }, "exact", []],
  ["a clean ledger, and telemetry of a part of it", { ...LEDGER, hasTelemetry: true }, "exact", []],
  ["no record at all", NOTHING, "unrecorded", []],
  ["no record, and an answer that broke off", { ...NOTHING, hasLostAnswers: true }, "unrecorded", ["lost-answer"]],
  ["a run without a ledger", { ...LEDGER, ledgerGaps: new Set(["crashed-run"]) }, "partial", ["crashed-run"]],
  ["a session that went on", { ...LEDGER, ledgerGaps: new Set(["after-ledger"]) }, "partial", ["after-ledger"]],
  ["a ledger that is short", { ...LEDGER, ledgerGaps: new Set(["short-ledger"]) }, "partial", ["short-ledger"]],
  ["a ledger of unknown origin", { ...LEDGER, ledgerGaps: new Set(["lost-parent"]) }, "partial", ["lost-parent"]],
  ["the status line alone", { ...NOTHING, hasDollarsOnly: true }, "partial", ["dollars-only"]],
  ["telemetry of some responses", { ...NOTHING, hasTelemetry: true }, "partial", ["part-telemetry"]],
  ["telemetry alone", { ...NOTHING, hasTelemetry: true, namesAll: true }, "at-least", ["telemetry-alone"]],
  [
    "telemetry alone of a run without a ledger",
    { ...LEDGER, hasTelemetry: true, namesAll: true, hasNamedGaps: true },
    "at-least",
    ["telemetry-alone"],
  ],
  ["an answer that broke off", { ...LEDGER, hasLostAnswers: true }, "at-least", ["lost-answer"]],
  ["another client that left no ledger", { ...LEDGER, hasOtherClient: true }, "at-least", ["other-client"]],
  ["a session without a terminal", { ...LEDGER, isDetached: true }, "at-least", ["detached"]],
  [
    "telemetry that names more than the ledger",
    { ...LEDGER, hasTelemetry: true, namesAll: true, contradicts: true },
    "at-least",
    ["contradiction"],
  ],
  [
    "cache writes that are not told apart",
    { ...NOTHING, hasTelemetry: true, namesAll: true, hasUnsplitWrites: true },
    "at-least",
    ["telemetry-alone", "unsplit-writes"],
  ],
  [
    "two reasons: the weaker counts, both are named",
    { ...LEDGER, hasLostAnswers: true, ledgerGaps: new Set(["after-ledger"]) },
    "partial",
    ["after-ledger", "lost-answer"],
  ],
];

describe("what may be called exact", () => {
  test.each(CASES)("%s", (_, evidence, status, gaps) => {
    expect(verdict(evidence)).toEqual({ status, gaps });
  });

  test("every reason has a case", () => {
    expect(new Set(CASES.flatMap(([, , , gaps]) => gaps))).toEqual(new Set(RULES.map(({ gap }) => gap)));
  });

  test("a sum is as weak as the weakest of its parts, in any order", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STATUSES)), (parts) => {
        const weak = weakest(parts);
        expect(parts.length === 0 ? "exact" : parts).toContain(weak);
        for (const part of parts) expect(STATUSES.indexOf(weak)).toBeGreaterThanOrEqual(STATUSES.indexOf(part));
      }),
    );
  });
});
