/**
 * How well the background of a session is known, and why no better: one table decides, for a session, and one order for
 * all that is summed of them. Each case is named in docs/background.md.
 */

import type { BackgroundGap, BackgroundStatus } from "./types.ts";

/** The best first. */
export const STATUSES = ["exact", "at-least", "partial", "unrecorded"] as const satisfies readonly BackgroundStatus[];

/** The status of what is made of several parts; of none: exact. */
export function weakest(parts: Iterable<BackgroundStatus>): BackgroundStatus {
  let weak = 0;
  for (const status of parts) weak = Math.max(weak, STATUSES.indexOf(status));
  return STATUSES[weak] as BackgroundStatus;
}

/** What is known of a session. */
export type Evidence = {
  /** The client wrote a ledger. */
  readonly hasLedger: boolean;
  /** Telemetry of it was received. */
  readonly hasTelemetry: boolean;
  /** Telemetry names every finished response of its log. */
  readonly namesAll: boolean;
  /** What its ledgers leave out, where telemetry does not name it. */
  readonly ledgerGaps: ReadonlySet<BackgroundGap>;
  /** Responses that no ledger covers, all of them named by telemetry. */
  readonly hasNamedGaps: boolean;
  /** A part is known from the status line alone. */
  readonly hasDollarsOnly: boolean;
  /** An answer broke off or never came. */
  readonly hasLostAnswers: boolean;
  /** Another client took turns with the one that wrote the ledger, and wrote none. */
  readonly hasOtherClient: boolean;
  /** It ran without a terminal (`claude --bg`). */
  readonly isDetached: boolean;
  /** Telemetry names more than the ledger holds. */
  readonly contradicts: boolean;
  /** Telemetry does not split cache writes by lifetime, and its price fits no split. */
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

/** Every reason for which a session is not exact. */
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

/** Each reason once, in the order of the rules, so that a session's reasons read the same however they were found. */
export function inRuleOrder(gaps: Iterable<BackgroundGap>): readonly BackgroundGap[] {
  const wanted = new Set(gaps);
  return RULES.map((rule) => rule.gap).filter((gap) => wanted.has(gap));
}

/** The rule that decides what may be called exact. Raised whenever it, or what it is asked with, changes. */
export const RULE_VERSION = 6;

export type Verdict = { readonly status: BackgroundStatus; readonly gaps: readonly BackgroundGap[] };

export function verdict(known: Evidence): Verdict {
  const applying = RULES.filter((rule) => rule.applies(known));
  const isRecorded = known.hasLedger || known.hasTelemetry || known.hasDollarsOnly;
  const status = isRecorded ? weakest(applying.map((rule) => rule.status)) : "unrecorded";
  return { status, gaps: applying.map((rule) => rule.gap) };
}
