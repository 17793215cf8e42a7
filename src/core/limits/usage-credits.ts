/** Usage credits (extra usage): what the plan does not include, bought ahead or billed in arrears, this month. */

import type { Zone } from "../calendar/zone.ts";
import type { Pico } from "../pricing/money.ts";
import { type Burn, reach } from "./burn.ts";
import { elapsedPercent, utcMonth } from "./calendar.ts";
import { type Caps, type EffectiveCap, effectiveCap } from "./caps.ts";
import { type Limit, percentUsed, severityOf, smaller, type Thresholds } from "./limit.ts";
import { type CapScope, PLAN_POLICIES, type PlanKind, type Seat } from "./plan.ts";
import { EVERYTHING } from "./spending.ts";
import { TRUST_MS } from "./windows.ts";

/** The client's cached figures. */
export type ExtraUsageReport = {
  readonly enabled: boolean;
  /** null = unlimited. */
  readonly limitPico: Pico | null;
  readonly usedPico: Pico | null;
  readonly usedPercent: number | null;
  readonly disabledReason: string | null;
  readonly atMs: number;
};

/** What the user entered. */
export type UsageCreditsPolicy = {
  readonly enabled: boolean | null;
  readonly balance: { readonly pico: Pico; readonly asOfMs: number } | null;
  readonly autoReload: { readonly belowPico: Pico; readonly toPico: Pico } | null;
  readonly caps: Caps;
  /** When the limits were entered: a report from before does not know them. */
  readonly capsSetMs: number;
};

export type UsageCreditsInput = {
  readonly plan: PlanKind;
  readonly seat: Seat | null;
  readonly policy: UsageCreditsPolicy;
  readonly report: ExtraUsageReport | null;
  /** Spend that is known to have drawn on credits, in [fromMs, now). */
  drawnSince(fromMs: number): Pico;
  /** This month's spend that may have drawn on them: there is no evidence either way. */
  readonly unknownPico: Pico;
  /** Of what draws on credits, not of everything. */
  readonly burn: Burn | null;
  readonly zone: Zone;
  readonly nowMs: number;
  readonly thresholds: Thresholds;
};

/** @returns null where the plan has none, or nothing is known of them */
export function usageCreditsLimit(input: UsageCreditsInput): Limit | null {
  const { policy, report, nowMs } = input;
  if (PLAN_POLICIES[input.plan].beyond !== "usage-credits") return null;
  const month = utcMonth(nowMs);
  const used = usedThisMonth(input, month.fromMs);
  const metered = PLAN_POLICIES[input.plan].included === "nothing";
  const enabled = metered || (freshReport(input)?.enabled ?? policy.enabled ?? report?.enabled ?? null);
  const cap = capOf(input);
  if (enabled !== true && used.pico === 0n && cap === null && policy.balance === null) return null;

  const balance = balanceOf(input);
  const capLeft = cap === null || cap.pico === null ? null : positive(cap.pico - used.pico);
  // The smaller of the two: with $5 left of a $20 limit and $1 of balance, the end is $1 away.
  const left = capLeft === null || balance === null ? (capLeft ?? balance) : smaller(capLeft, balance);
  const ceiling = left === null ? null : left === capLeft ? (cap?.pico ?? null) : used.pico + left;
  const usedPercent = percentOf(used.pico, left, ceiling);
  const isOff = enabled === false && used.pico === 0n;
  const reload = policy.autoReload;
  return {
    id: "usage-credits",
    kind: "usage-credits",
    label: "usage credits (extra usage)",
    usedPercent,
    usedPico: used.pico,
    counts: metered ? EVERYTHING : null,
    limitPico: cap?.pico ?? null,
    leftPico: left,
    startsAtMs: month.fromMs,
    resetsAtMs: month.toMs,
    pacePercent: elapsedPercent(month, nowMs),
    runsOut:
      left === null || input.burn === null || enabled !== true
        ? null
        : reach(input.burn, input.zone, { remaining: Number(left), nowMs, untilMs: month.toMs }),
    asOfMs: used.asOfMs,
    source: used.source,
    stale: false,
    // Without a ceiling, or switched off, there is nothing to be near to.
    severity: isOff || usedPercent === null ? "ok" : severityOf(usedPercent, input.thresholds.spendPercent),
    hard: true,
    notes: notesOf(input, { enabled, cap, balance }),
    expiring: [],
    reloadsTo: reload !== null && balance !== null && balance < reload.belowPico ? reload.toPico : null,
  };
}

const positive = (pico: Pico): Pico => (pico > 0n ? pico : 0n);

function percentOf(used: Pico, left: Pico | null, ceiling: Pico | null): number | null {
  if (left === null || ceiling === null) return null;
  const percent = percentUsed(used, ceiling);
  return left === 0n ? Math.max(100, percent) : percent;
}

/** The client's figures, where they are no older than the client itself would trust. */
function freshReport({ report, nowMs }: UsageCreditsInput): ExtraUsageReport | null {
  return report !== null && nowMs - report.atMs <= TRUST_MS ? report : null;
}

/** The client's figure where it is of this month, with what was drawn since; never less than the evidence. */
function usedThisMonth(
  input: UsageCreditsInput,
  monthMs: number,
): { pico: Pico; asOfMs: number; source: Limit["source"] } {
  const { report, nowMs } = input;
  const drawn = input.drawnSince(monthMs);
  if (report !== null && report.usedPico !== null && report.atMs >= monthMs) {
    const pico = report.usedPico + input.drawnSince(report.atMs);
    if (freshReport(input) || pico >= drawn) return { pico, asOfMs: report.atMs, source: "client" };
  }
  return { pico: drawn, asOfMs: nowMs, source: "logs" };
}

/** What was entered last counts: a limit that was just changed, or the client's newer word on it. */
function capOf(input: UsageCreditsInput): EffectiveCap | null {
  const { plan, seat, policy } = input;
  const entered = effectiveCap(policy.caps, plan, seat);
  const report = freshReport(input);
  if (!report?.enabled) return entered;
  if (entered !== null && policy.capsSetMs > report.atMs) return entered;
  return { pico: report.limitPico, scope: entered?.scope ?? "member" };
}

function balanceOf({ plan, policy, drawnSince }: UsageCreditsInput): Pico | null {
  if (PLAN_POLICIES[plan].billing === "arrears" || policy.balance === null) return null;
  return positive(policy.balance.pico - drawnSince(policy.balance.asOfMs));
}

function notesOf(
  input: UsageCreditsInput,
  found: { enabled: boolean | null; cap: EffectiveCap | null; balance: Pico | null },
): readonly string[] {
  const { plan, report, unknownPico } = input;
  const notes: string[] = [];
  if (found.enabled === false) notes.push(report?.disabledReason ? `off: ${report.disabledReason}` : "off");
  if (PLAN_POLICIES[plan].billing === "arrears") notes.push("accrued; billed at the end of the month");
  if (found.cap !== null) {
    notes.push(found.cap.pico === null ? "unlimited" : `${capWords(found.cap.scope, plan)} limit holds`);
    if (found.cap.scope === "organization" && found.cap.pico !== null) {
      notes.push("the organisation's limit is shared by everyone; only your own use is seen here");
    }
  }
  if (unknownPico > 0n) notes.push("some requests may have drawn on credits: no evidence either way");
  return notes;
}

function capWords(scope: CapScope, plan: PlanKind): string {
  // On a plan of one's own there is nobody else to set it.
  return PLAN_POLICIES[plan].caps.length === 1 ? "your own monthly" : `the ${SCOPE_WORDS[scope]}`;
}

const SCOPE_WORDS = {
  member: "member's",
  group: "group's",
  standard: "standard seat's",
  premium: "premium seat's",
  organization: "organisation's",
} as const;
