/**
 * Decides how complete the background of a session is, and for which reasons it is not exact: one table of rules for a
 * session, and one order for sums of sessions. docs/background.md describes each case.
 */

import type { BackgroundGap, BackgroundStatus } from "./types.ts";

/** The best first. */
export const STATUSES = ["exact", "at-least", "partial", "unrecorded"] as const satisfies readonly BackgroundStatus[];

/** The status of a sum of several parts; exact where there are none. */
export function weakest(parts: Iterable<BackgroundStatus>): BackgroundStatus {
  let weak = 0;
  for (const status of parts) weak = Math.max(weak, STATUSES.indexOf(status));
  return STATUSES[weak] as BackgroundStatus;
}

/** The evidence about a session. */
export type Evidence = {
  /** The client wrote a ledger. */
  readonly hasLedger: boolean;
  /** Telemetry of it was received. */
  readonly hasTelemetry: boolean;
  /** Telemetry reports every finished response of its log. */
  readonly namesAll: boolean;
  /** What its ledgers omit and telemetry does not report. */
  readonly ledgerGaps: ReadonlySet<BackgroundGap>;
  /** No ledger covers some responses, but telemetry reports all of those. */
  readonly hasNamedGaps: boolean;
  /** Some of it is known from the status line alone. */
  readonly hasDollarsOnly: boolean;
  /** An answer broke off or never came. */
  readonly hasLostAnswers: boolean;
  /** Another client alternated with the one that wrote the ledger, and wrote none. */
  readonly hasOtherClient: boolean;
  /** It ran without a terminal (`claude --bg`). */
  readonly isDetached: boolean;
  /** Telemetry reports more than the ledger includes. */
  readonly contradicts: boolean;
  /** Telemetry does not split cache writes by lifetime, and no split matches the price. */
  readonly hasUnsplitWrites: boolean;
};

type Rule = {
  readonly gap: BackgroundGap;
  readonly status: BackgroundStatus;
  readonly applies: (known: Evidence) => boolean;
};

const ofLedger = (gap: BackgroundGap): Rule => ({
  gap,
  status: "partial",
  applies: ({ ledgerGaps }) => ledgerGaps.has(gap),
});

/** Every reason why a session is not exact. */
export const RULES: readonly Rule[] = [
  ofLedger("crashed-run"),
  ofLedger("after-ledger"),
  ofLedger("short-ledger"),
  ofLedger("lost-parent"),
  { gap: "dollars-only", status: "partial", applies: (known) => known.hasDollarsOnly },
  {
    gap: "part-telemetry",
    status: "partial",
    applies: (known) => !known.hasLedger && known.hasTelemetry && !known.namesAll,
  },
  {
    gap: "telemetry-alone",
    status: "at-least",
    applies: (known) => known.hasTelemetry && known.namesAll && (!known.hasLedger || known.hasNamedGaps),
  },
  { gap: "lost-answer", status: "at-least", applies: (known) => known.hasLostAnswers },
  { gap: "other-client", status: "at-least", applies: (known) => known.hasOtherClient },
  { gap: "detached", status: "at-least", applies: (known) => known.isDetached },
  { gap: "contradiction", status: "at-least", applies: (known) => known.contradicts },
  { gap: "unsplit-writes", status: "at-least", applies: (known) => known.hasUnsplitWrites },
];

/** Removes duplicate reasons and sorts them in the order of the rules, so that equal sessions list equal reasons. */
export function inRuleOrder(gaps: Iterable<BackgroundGap>): readonly BackgroundGap[] {
  const wanted = new Set(gaps);
  return RULES.map((rule) => rule.gap).filter((gap) => wanted.has(gap));
}

/** Version of the rules. Raised whenever they or their inputs change. */
export const RULE_VERSION = 6;

export type Verdict = { readonly status: BackgroundStatus; readonly gaps: readonly BackgroundGap[] };

export function verdict(known: Evidence): Verdict {
  const applying = RULES.filter((rule) => rule.applies(known));
  const isRecorded = known.hasLedger || known.hasTelemetry || known.hasDollarsOnly;
  const status = isRecorded ? weakest(applying.map((rule) => rule.status)) : "unrecorded";
  return { status, gaps: applying.map((rule) => rule.gap) };
}
