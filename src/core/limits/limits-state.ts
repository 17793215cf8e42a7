/**
 * Every limit at a time, from the history, the settings and what the client reports. `limitsState` is pure: the
 * dashboard calls it again on each change.
 */

import type { BackgroundBook } from "../background/recent.ts";
import type { Zone } from "../calendar/zone.ts";
import type { Pico } from "../pricing/money.ts";
import type { PriceBook } from "../pricing/price-book.ts";
import { listedOrigins } from "../reports/usage-rollup.ts";
import type { ResponseTable } from "../responses/columns.ts";
import type { SessionBook } from "../responses/session-facts.ts";
import { alertsOf, type LimitAlert } from "./alerts.ts";
import { apiCreditsLimit } from "./api-credits.ts";
import { type Ledger, runLedger } from "./api-ledger.ts";
import { budgetLimits } from "./budget.ts";
import { type Burn, burnFrom, burnOf } from "./burn.ts";
import { DAY_MS, HOUR_MS, type Span, utcMonth } from "./calendar.ts";
import { Draw, type DrawSums, type Draws, markDraws, sumDraws } from "./draws.ts";
import { type Limit, SEVERITY_RANK } from "./limit.ts";
import { PLAN_POLICIES, type PlanKind } from "./plan.ts";
import type { LimitsPolicy } from "./policy.ts";
import { spendLimit } from "./spend-limit.ts";
import { EVERYTHING, type Spending, type SpendTable, spendIn } from "./spending.ts";
import { type ExtraUsageReport, usageCreditsLimit } from "./usage-credits.ts";
import { belowSpans, mergeReports, presentReports, type WindowReport, windowLimit } from "./windows.ts";

/** A history as far as limits look at it: one that was loaded, or one that grows. */
export type LimitsHistory = {
  readonly usage: SpendTable;
  readonly table: ResponseTable;
  readonly background: BackgroundBook;
  readonly sessions: SessionBook;
  readonly open: ReadonlySet<string>;
  readonly book: PriceBook;
  /** The config folders that the logs came from. */
  readonly roots: readonly { readonly path: string }[];
  readonly demo: boolean;
  /** Changes with anything the figures are made of; null = not known. */
  readonly stamp: string | null;
};

export type LimitsInputs = {
  readonly history: LimitsHistory;
  readonly policy: LimitsPolicy;
  /** From every session's status line and from the client's own cache. */
  readonly reports: readonly WindowReport[];
  readonly extraUsage: ExtraUsageReport | null;
  readonly planHint: PlanKind | null;
  /** When windows were used up, as noted by the status line. */
  readonly exhausted: readonly Span[];
  readonly zone: Zone;
  readonly nowMs: number;
};

export type PlanState = {
  readonly kind: PlanKind | null;
  /** `hint`: suggested by what the client says; the user has not decided. */
  readonly from: "settings" | "hint" | "none";
};

export type LimitsState = {
  readonly plan: PlanState;
  readonly limits: readonly Limit[];
  /** The worst first. */
  readonly alerts: readonly LimitAlert[];
  /** This UTC month's spend by who pays for it; null where the plan is not known to have windows. */
  readonly drawn: DrawSums | null;
  readonly draws: Draws | null;
  readonly ledger: Ledger | null;
  /** Spend of the last five hours, at API rates: activity, not the plan's window. */
  readonly recentPico: Pico;
  readonly nowMs: number;
};

export function limitsState(given: LimitsInputs): LimitsState {
  const inputs = { ...given, reports: presentReports(given.reports, given.nowMs) };
  const { policy, nowMs, zone } = inputs;
  const plan = planOf(inputs);
  const spending = spendingOf(inputs.history);
  const burn = looksAhead(inputs, plan) ? burnOf(spending, EVERYTHING, zone, nowMs) : null;
  const credits = creditsOf(inputs, plan.kind, burn);
  const prepaid = apiCreditsOf(inputs, plan.kind, burn);
  const { thresholds } = policy;
  const habit = burn === null ? null : { burn, zone };
  const open = openSessions(inputs.history);
  const beyond = beyondWords(credits.limit, inputs);
  const limits = [
    ...mergeReports(inputs.reports)
      .map((report) => windowLimit(report, { nowMs, thresholds, habit }))
      .map((limit) => (isNearEnd(limit) ? { ...limit, notes: [...limit.notes, beyond] } : limit)),
    ...(credits.limit ? [credits.limit] : []),
    ...(prepaid.limit ? [prepaid.limit] : []),
    ...spendLimitsOf(inputs).map((limit) => spendLimit(limit, { spending, burn, zone, nowMs, thresholds })),
    ...policy.budgets.flatMap((b) => budgetLimits(b, { spending, openSessions: open, burn, zone, nowMs, thresholds })),
  ];
  return {
    plan,
    limits,
    alerts: alertsOf(limits, thresholds, policy.quiet, nowMs),
    drawn: credits.sums,
    draws: credits.draws,
    ledger: prepaid.ledger,
    recentPico: spendIn(spending, EVERYTHING, { fromMs: nowMs - 5 * HOUR_MS, toMs: nowMs + 1 }).pico,
    nowMs,
  };
}

/** Whether there is anything that may run out: else nobody asks how fast. */
function looksAhead({ policy, reports }: LimitsInputs, plan: PlanState): boolean {
  const { budgets, spendLimits, purchases, reconciliations } = policy;
  return plan.kind !== null || [reports, budgets, spendLimits, purchases, reconciliations].some((l) => l.length > 0);
}

/** A gateway's limit that the client reports itself goes before the one entered by hand. */
function spendLimitsOf({ policy, reports }: LimitsInputs): LimitsPolicy["spendLimits"] {
  const isReported = reports.some((r) => r.id === "spend_limit");
  return policy.spendLimits.filter((limit) => !(isReported && limit.kind === "gateway"));
}

function isNearEnd({ kind, severity }: Limit): boolean {
  return kind === "window" && SEVERITY_RANK[severity] >= SEVERITY_RANK.warn;
}

/** What happens when a window is used up. */
function beyondWords(credits: Limit | null, { policy, extraUsage }: LimitsInputs): string {
  const enabled = extraUsage?.enabled ?? policy.usageCredits.enabled;
  if (enabled === false) return "when it is used up, work stops until the reset: usage credits are off";
  if (credits === null || enabled === null)
    return "when it is used up, work stops, or usage credits pay where they are on";
  if (credits.leftPico === 0n) return "when it is used up, work stops until the reset: no usage credits are left";
  return "when it is used up, usage credits (extra usage) pay at API rates";
}

function planOf({ policy, planHint, reports }: LimitsInputs): PlanState {
  if (policy.plan !== null) return { kind: policy.plan, from: "settings" };
  if (planHint !== null) return { kind: planHint, from: "hint" };
  // Only subscriptions have windows; which one, nobody said. Pro has the rules that they all share.
  const hasWindows = reports.some((r) => r.id === "five_hour" || r.id.startsWith("seven_day"));
  return hasWindows ? { kind: "pro", from: "hint" } : { kind: null, from: "none" };
}

function spendingOf({ usage, background, sessions, book }: LimitsHistory): Spending {
  return { table: usage, background, sessions, matchesModel: (logged, wanted) => book.matches(logged, wanted) };
}

/** For what begins at any moment: each response at its own time. */
function exactSpending(history: LimitsHistory): Spending {
  const { columns, models, origins } = history.table;
  return { ...spendingOf(history), table: { columns, models, origins: listedOrigins(origins) } };
}

/** The latest first. */
function openSessions({ open, sessions }: LimitsHistory): readonly string[] {
  const lastMs = (id: string): number => sessions.get(id)?.lastMs ?? 0;
  return [...open].sort((a, b) => lastMs(b) - lastMs(a));
}

type CreditsResult = {
  readonly limit: Limit | null;
  readonly sums: DrawSums | null;
  readonly draws: Draws | null;
};

function creditsOf(inputs: LimitsInputs, plan: PlanKind | null, burn: Burn | null): CreditsResult {
  if (plan === null || PLAN_POLICIES[plan].beyond !== "usage-credits") return { limit: null, sums: null, draws: null };
  const { history, policy, extraUsage, exhausted, zone, nowMs } = inputs;
  const month: Span = { fromMs: utcMonth(nowMs).fromMs, toMs: nowMs + 1 };
  const { balance, enabled } = policy.usageCredits;
  const fromMs = Math.min(month.fromMs, balance?.asOfMs ?? month.fromMs);
  const hasWindows = PLAN_POLICIES[plan].included === "windows";
  const draws = markDraws(history.table, {
    hasWindows,
    creditsEnabled: enabled ?? extraUsage?.enabled ?? null,
    exhausted,
    below: belowSpans(inputs.reports),
    alwaysDraws: () => false,
    isOwn: () => true,
    span: { fromMs: fromMs - 42 * DAY_MS, toMs: nowMs + 1 },
  });
  const drawnSince = (sinceMs: number): Pico => {
    const span = { fromMs: sinceMs, toMs: nowMs + 1 };
    if (hasWindows) return sumDraws(history.table, draws, span).creditsPico;
    return spendIn(exactSpending(history), EVERYTHING, span).pico;
  };
  const sums = sumDraws(history.table, draws, month);
  const limit = usageCreditsLimit({
    plan,
    seat: policy.seat,
    policy: policy.usageCredits,
    report: extraUsage,
    drawnSince,
    unknownPico: sums.unknownPico,
    burn: hasWindows ? creditBurn(history, draws, zone, nowMs) : burn,
    zone,
    nowMs,
    thresholds: policy.thresholds,
  });
  return { limit, sums: hasWindows ? sums : null, draws };
}

/** How credits are usually burnt: only what drew on them. */
function creditBurn({ table }: LimitsHistory, draws: Draws, zone: Zone, nowMs: number): Burn | null {
  return burnFrom(
    (span, visit) => {
      const { timeMs, costPico, length } = table.columns;
      for (let i = 0; i < length; i++) {
        const ms = timeMs[i] as number;
        if (draws.verdict[i] === Draw.credits && ms >= span.fromMs && ms < span.toMs) visit(ms, costPico[i] as number);
      }
    },
    zone,
    nowMs,
  );
}

function apiCreditsOf(
  inputs: LimitsInputs,
  plan: PlanKind | null,
  burn: Burn | null,
): { limit: Limit | null; ledger: Ledger | null } {
  const { policy, zone, nowMs } = inputs;
  if (policy.purchases.length === 0 && policy.reconciliations.length === 0) return { limit: null, ledger: null };
  const spending = exactSpending(inputs.history);
  const drawsOnIt = plan === null || PLAN_POLICIES[plan].beyond === "api-credits";
  const spentIn = drawsOnIt
    ? (fromMs: number, toMs: number) => spendIn(spending, EVERYTHING, { fromMs, toMs }).pico
    : () => 0n;
  const ledger = runLedger(policy.purchases, policy.reconciliations, spentIn, nowMs);
  const since = { fromMs: ledger.fromMs ?? nowMs, toMs: nowMs };
  const limit = apiCreditsLimit({
    ledger,
    drawsOnIt,
    autoReload: policy.apiReload,
    burn: drawsOnIt ? burn : null,
    zone,
    nowMs,
    thresholds: policy.thresholds,
    unpriced: drawsOnIt ? spendIn(spending, EVERYTHING, since).unpriced : 0,
  });
  return { limit, ledger };
}
