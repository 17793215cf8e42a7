/**
 * Usage credits (extra usage): what the plan does not include. Several limits can apply: the user's own monthly limit,
 * the organisation's, which everybody shares, and a prepaid balance. The one with the least left decides.
 */

import type { Pico } from "../../pricing/money.ts";
import { type MonthlyCap, reach } from "../burn.ts";
import { elapsedPercent, type Span, utcMonth } from "../calendar.ts";
import { isOutOfCredits } from "../disabled-reason.ts";
import { type Forecast, type Limit, PLAIN_LIMIT, percentUsed, type Severity, severityOf } from "../limit.ts";
import { hasCreditBalance, PLAN_POLICIES } from "../plan.ts";
import { EVERYTHING } from "../spending.ts";
import { TRUST_MS } from "../windows.ts";
import { type Balance, balanceOf } from "./balance.ts";
import { type Cap, type CapsInForce, capsInForce } from "./caps.ts";
import type { ExtraUsageReport, UsageCreditsInput } from "./usage-credits-input.ts";
import { usageCreditsNotes } from "./usage-credits-notes.ts";

type Used = { readonly pico: Pico; readonly asOfMs: number; readonly source: Limit["source"] };

/** A monthly limit and the amount used of it. */
type CapPocket = {
  readonly cap: Cap & { readonly pico: Pico };
  readonly usedPico: Pico;
  readonly leftPico: Pico;
  readonly shared: boolean;
  readonly othersKnown: boolean;
};

/** @returns null where the plan has no usage credits, or nothing is known about them */
export function usageCreditsLimit(input: UsageCreditsInput): Limit | null {
  const { plan, policy, report, facts, nowMs } = input;
  if (PLAN_POLICIES[plan].beyond !== "usage-credits") return null;
  const month = utcMonth(nowMs);
  const used = usedThisMonth(input, month.fromMs);
  const metered = PLAN_POLICIES[plan].included === "nothing";
  const fresh = freshReport(input);
  const enabled = metered || (fresh?.enabled ?? policy.enabled ?? report?.enabled ?? null);
  const caps = capsOf(input, fresh);
  const pockets = capPockets(input, caps, used.pico);
  const hasBalance = hasCreditBalance(plan, input.billing) && facts.ledger !== null;
  const isKnown = pockets.length > 0 || hasBalance || caps.personal !== null || caps.organization !== null;
  if (enabled !== true && used.pico === 0n && !isKnown && caps.seatNeeded.length === 0) return null;

  const base: Limit = {
    ...PLAIN_LIMIT,
    id: "usage-credits",
    kind: "usage-credits",
    label: "usage credits (extra usage)",
    usedPercent: null,
    usedPico: used.pico,
    counts: metered ? EVERYTHING : null,
    limitPico: null,
    leftPico: null,
    startsAtMs: month.fromMs,
    resetsAtMs: month.toMs,
    asOfMs: used.asOfMs,
    source: used.source,
    severity: "ok",
    hard: true,
    consequence: metered ? "work-stops" : "windows-only",
    payer: PLAN_POLICIES[plan].payer,
  };
  const notes = usageCreditsNotes(input, { enabled, caps });
  if (fresh !== null && isOutOfCredits(fresh.disabledReason)) return { ...outOfCredits(base, month), notes };
  if (report?.foreign && report.atMs >= month.fromMs) return { ...foreignLimit(input, base, report), notes };
  const balance = hasBalance ? balanceFor(input, pockets) : null;
  const decided = decide(input, base, { pockets, balance, month });
  // Switched off, and nothing was drawn: no limit can be near.
  const isOff = enabled === false && used.pico === 0n;
  return { ...decided, notes, ...(isOff ? { severity: "ok" as const, runsOut: null } : {}) };
}

type Pockets = { readonly pockets: readonly CapPocket[]; readonly balance: Balance | null; readonly month: Span };

/** The limit with the least left; where equal the balance decides, because it does not reset on the 1st. */
function decide(input: UsageCreditsInput, base: Limit, { pockets, balance, month }: Pockets): Limit {
  const cap = pockets.reduce<CapPocket | null>((best, p) => (best && best.leftPico <= p.leftPico ? best : p), null);
  const common: Limit = {
    ...base,
    limitPico: cap?.cap.pico ?? null,
    balance: balance && {
      leftPico: balance.leftPico,
      wholePico: balance.wholePico,
      readAtMs: balance.readAtMs,
      isExpired: balance.isExpired,
    },
    shared: (cap?.shared ?? false) || (balance !== null && PLAN_POLICIES[input.plan].isShared),
    othersKnown: cap?.othersKnown ?? false,
    expiring: balance?.expiring ?? [],
    reload: balance?.reload ?? null,
    runsOut: earliest(cap && capRunsOut(input, cap, month), balance?.runsOut ?? null),
  };
  if (balance !== null && !(cap !== null && isAbove(cap, balance))) return decidedByBalance(common, balance);
  if (cap === null) return common;
  const usedPercent = cap.leftPico === 0n ? Math.max(100, percentUsed(cap.usedPico, cap.cap.pico)) : percentOf(cap);
  return {
    ...common,
    usedPercent,
    usedPico: cap.usedPico,
    ownPico: cap.othersKnown ? base.usedPico : null,
    leftPico: cap.leftPico,
    pacePercent: elapsedPercent(month, input.nowMs),
    severity: severityOf(usedPercent, input.thresholds.spendPercent),
  };
}

const percentOf = ({ usedPico, cap }: CapPocket): number => percentUsed(usedPico, cap.pico);

/** Whether the monthly limit decides: it has less left, or the balance is refilled automatically. */
function isAbove({ leftPico }: CapPocket, balance: Balance): boolean {
  return balance.hasReload || balance.leftPico === null || leftPico < balance.leftPico;
}

/** A balance has no reset: once used up, it stays empty until more is bought. */
function decidedByBalance(common: Limit, balance: Balance): Limit {
  return {
    ...common,
    decidedBy: "balance",
    usedPercent: balance.usedPercent,
    leftPico: balance.leftPico,
    startsAtMs: balance.fundedAtMs,
    resetsAtMs: null,
    severity: balance.severity,
  };
}

function earliest(a: Forecast | null, b: Forecast | null): Forecast | null {
  if (a === null || b === null) return a ?? b;
  return a.atMs <= b.atMs ? a : b;
}

function capRunsOut({ facts, zone, nowMs }: UsageCreditsInput, cap: CapPocket, month: Span): Forecast | null {
  if (facts.burn === null || zone === null) return null;
  return reach(facts.burn, zone, { remaining: Number(cap.leftPico), nowMs, untilMs: month.toMs });
}

function balanceFor(input: UsageCreditsInput, pockets: readonly CapPocket[]): Balance | null {
  const { facts, policy, zone, nowMs, thresholds } = input;
  if (facts.ledger === null) return null;
  const cap = pockets.find((p) => !p.shared);
  const monthly: MonthlyCap | null = cap === undefined ? null : { pico: cap.cap.pico, leftPico: cap.leftPico };
  return balanceOf({
    ledger: facts.ledger,
    reload: policy.reload,
    burn: facts.burn,
    cap: monthly,
    zone,
    nowMs,
    thresholds,
  });
}

/** The limit where the client itself reports that nothing is left. */
function outOfCredits(base: Limit, month: Span): Limit {
  return {
    ...base,
    usedPercent: 100,
    leftPico: 0n,
    balance: { leftPico: 0n, wholePico: 0n, readAtMs: base.asOfMs, isExpired: false },
    decidedBy: "balance",
    startsAtMs: month.fromMs,
    resetsAtMs: null,
    severity: "over",
  };
}

/** Amounts in another currency are shown as the client wrote them; the percentage is the client's. */
function foreignLimit({ nowMs, thresholds }: UsageCreditsInput, base: Limit, report: ExtraUsageReport): Limit {
  const stale = nowMs - report.atMs > TRUST_MS;
  const severity: Severity = severityOf(report.usedPercent, thresholds.spendPercent);
  return {
    ...base,
    usedPercent: report.usedPercent,
    usedPico: null,
    foreign: report.foreign,
    asOfMs: report.atMs,
    source: "client",
    stale,
    severity: stale && severity === "ok" ? "unknown" : severity,
  };
}

/** The client's figures, where they are not older than the client itself accepts. */
function freshReport({ report, nowMs }: UsageCreditsInput): ExtraUsageReport | null {
  return report !== null && nowMs - report.atMs <= TRUST_MS ? report : null;
}

/**
 * The client's figure where it is from this month, plus what was drawn since; at least the amount that the logs prove.
 */
function usedThisMonth(input: UsageCreditsInput, monthMs: number): Used {
  const { report, facts, nowMs } = input;
  // Sums of an earlier month do not apply to this one.
  const drawn = facts.monthFromMs === monthMs ? facts.monthPico : 0n;
  if (report !== null && report.usedPico !== null && report.atMs >= monthMs) {
    const pico = report.usedPico + facts.sinceReportPico;
    if (freshReport(input) || pico >= drawn) return { pico, asOfMs: report.atMs, source: "client" };
  }
  return { pico: drawn, asOfMs: nowMs, source: "logs" };
}

/** The latest entry counts: a limit that was just changed, or the client's newer report of it. */
function capsOf({ plan, seat, policy }: UsageCreditsInput, fresh: ExtraUsageReport | null): CapsInForce {
  const entered = capsInForce(policy.caps, plan, seat);
  if (!fresh?.enabled || fresh.limit === null) return entered;
  const isEntered = entered.personal !== null || entered.organization !== null;
  if (isEntered && policy.capsSetMs > fresh.atMs) return entered;
  const scope = entered.personal?.scope ?? entered.organization?.scope ?? "member";
  const told: Cap = { pico: fresh.limit === "unlimited" ? null : fresh.limit, scope };
  return { personal: told, organization: null, seatNeeded: [] };
}

/** Limits with an amount; "unlimited" cannot be reached. */
function capPockets(input: UsageCreditsInput, caps: CapsInForce, own: Pico): readonly CapPocket[] {
  const { policy, facts, nowMs } = input;
  const read = policy.organizationUsed;
  const others =
    read !== null && read.asOfMs >= utcMonth(nowMs).fromMs ? read.pico + facts.sinceOrganizationPico : null;
  return [caps.personal, caps.organization].flatMap((cap): readonly CapPocket[] => {
    if (cap === null || cap.pico === null) return [];
    const shared = cap.scope === "organization";
    const usedPico = shared && others !== null && others > own ? others : own;
    const leftPico = cap.pico > usedPico ? cap.pico - usedPico : 0n;
    return [{ cap: { ...cap, pico: cap.pico }, usedPico, leftPico, shared, othersKnown: shared && others !== null }];
  });
}
