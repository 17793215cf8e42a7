/** Measures the limits' facts in a history. Pure: the dashboard calls it again on each change. */

import type { BackgroundBook } from "../background/recent.ts";
import type { Zone } from "../calendar/zone.ts";
import type { Pico } from "../pricing/money.ts";
import type { PriceBook } from "../pricing/price-book.ts";
import { listedOrigins } from "../reports/usage-rollup.ts";
import type { ResponseTable } from "../responses/columns.ts";
import type { SessionBook } from "../responses/session-facts.ts";
import type { Account } from "./account.ts";
import { budgetFacts } from "./budget.ts";
import { type Burn, burnFrom, burnOf } from "./burn.ts";
import { DAY_MS, HOUR_MS, type Span, utcPeriod } from "./calendar.ts";
import { creditFacts } from "./credits/credit-facts.ts";
import { type Ledger, runLedger } from "./credits/credit-ledger.ts";
import type { CreditFacts, ExtraUsageReport } from "./credits/usage-credits-input.ts";
import { Draw, type DrawSums, type Draws, markDraws, sumDraws } from "./draws.ts";
import { entriesOf, type LimitsFacts, type UtcPeriod } from "./limits-facts.ts";
import { PLAN_POLICIES, type PlanKind } from "./plan.ts";
import { planOf } from "./plan-state.ts";
import type { LimitsPolicy } from "./policy.ts";
import { EVERYTHING, type IsOwn, type Spending, type SpendTable, spendIn } from "./spending.ts";
import type { WindowReading } from "./window-use.ts";
import { belowSpans, presentReports, type WindowReport } from "./windows.ts";

/** The parts of a history that limits need: one that was loaded, or one that grows. */
export type LimitsHistory = {
  readonly quarterHourRollup: SpendTable;
  readonly table: ResponseTable;
  readonly background: BackgroundBook;
  readonly sessions: SessionBook;
  readonly open: ReadonlySet<string>;
  readonly book: PriceBook;
  /** The config folders that the logs came from. */
  readonly roots: readonly { readonly path: string; readonly found: boolean }[];
  readonly demo: boolean;
  /** Changes with any input of the figures; null = not known. */
  readonly stamp: string | null;
};

export type LimitsInputs = {
  readonly history: LimitsHistory;
  readonly account: Account;
  readonly isOwn: IsOwn;
  readonly policy: LimitsPolicy;
  /** From the status lines of the account's sessions and from the client's own cache. */
  readonly reports: readonly WindowReport[];
  /** Earlier figures of the same windows. */
  readonly earlier: readonly WindowReading[];
  readonly extraUsage: ExtraUsageReport | null;
  readonly planHint: PlanKind | null;
  /** When windows were used up, as noted by the status line. */
  readonly exhausted: readonly Span[];
  readonly zone: Zone;
  readonly nowMs: number;
};

export type Measured = {
  readonly facts: LimitsFacts;
  /** This UTC month's spend by who pays for it; null where the plan is not known to have windows. */
  readonly drawn: DrawSums | null;
  readonly draws: Draws | null;
};

export function measureLimits(given: LimitsInputs): Measured {
  const inputs = { ...given, reports: presentReports(given.reports, given.nowMs) };
  const { policy, nowMs, zone, history } = inputs;
  const plan = planOf(policy, inputs);
  const spending = spendingOf(inputs);
  const burn = looksAhead(inputs, plan.kind) ? burnOf(spending, EVERYTHING, zone, nowMs) : null;
  const credits = creditsOf(inputs, plan.kind, burn);
  const api = apiLedgerOf(inputs, plan.kind);
  const spentIn = (per: UtcPeriod) => {
    const { fromMs, toMs } = utcPeriod(per, nowMs);
    return { ...spendIn(spending, EVERYTHING, { fromMs, toMs: nowMs + 1 }), fromMs, toMs };
  };
  const openIds = openSessions(history).filter((id) => inputs.isOwn(id, nowMs));
  return {
    facts: {
      account: inputs.account,
      atMs: nowMs,
      planHint: inputs.planHint,
      reports: inputs.reports,
      extraUsage: inputs.extraUsage,
      meter: credits.meter,
      credits: credits.facts,
      entries: {
        usageCredits: entriesOf(policy.usageCredits.purchases, policy.usageCredits.readings),
        apiCredits: entriesOf(policy.purchases, policy.reconciliations),
      },
      apiLedger: api.ledger,
      apiUnpriced: api.unpriced,
      spent: { day: spentIn("day"), week: spentIn("week"), month: spentIn("month") },
      budgets: policy.budgets.flatMap((b) => budgetFacts(b, { spending, openSessions: openIds, burn, zone, nowMs })),
      burn,
      recentPico: spendIn(spending, EVERYTHING, { fromMs: nowMs - 5 * HOUR_MS, toMs: nowMs + 1 }).pico,
    },
    drawn: credits.sums,
    draws: credits.draws,
  };
}

/** Whether anything can run out; if not, no rate of spending is computed. */
function looksAhead({ policy, reports }: LimitsInputs, plan: PlanKind | null): boolean {
  const { budgets, spendLimits, purchases, reconciliations } = policy;
  return plan !== null || [reports, budgets, spendLimits, purchases, reconciliations].some((l) => l.length > 0);
}

export function spendingOf({ history, isOwn }: LimitsInputs): Spending {
  const { quarterHourRollup, background, sessions, book } = history;
  const matchesModel = (logged: string, wanted: string): boolean => book.matches(logged, wanted);
  return { table: quarterHourRollup, background, sessions, isOwn, matchesModel };
}

/** For periods that can begin at any moment: each response with its own time. */
function exactSpending(inputs: LimitsInputs): Spending {
  const { columns, models, origins } = inputs.history.table;
  return { ...spendingOf(inputs), table: { columns, models, origins: listedOrigins(origins) } };
}

/** Latest first. */
function openSessions({ open, sessions }: LimitsHistory): readonly string[] {
  const lastMs = (id: string): number => sessions.get(id)?.lastMs ?? 0;
  return [...open].sort((a, b) => lastMs(b) - lastMs(a));
}

type CreditsResult = {
  readonly meter: LimitsFacts["meter"];
  readonly facts: CreditFacts;
  readonly sums: DrawSums | null;
  readonly draws: Draws | null;
};

function creditsOf(inputs: LimitsInputs, plan: PlanKind | null, burn: Burn | null): CreditsResult {
  const { history, policy, extraUsage: report, exhausted, zone, nowMs } = inputs;
  const common = { policy: policy.usageCredits, report, nowMs };
  if (plan === null || PLAN_POLICIES[plan].beyond !== "usage-credits") {
    const facts = creditFacts({ ...common, drawnIn: () => 0n, unknownPico: 0n, burn: null });
    return { meter: "evidence", facts, sums: null, draws: null };
  }
  const month: Span = { fromMs: utcPeriod("month", nowMs).fromMs, toMs: nowMs + 1 };
  if (PLAN_POLICIES[plan].included !== "windows") {
    const drawnIn = (span: Span): Pico => spendIn(exactSpending(inputs), EVERYTHING, span).pico;
    const facts = creditFacts({ ...common, drawnIn, unknownPico: 0n, burn });
    return { meter: "everything", facts, sums: null, draws: null };
  }
  const { purchases, readings, enabled, alwaysModels } = policy.usageCredits;
  const entered = [...purchases, ...readings].map((entry) => entry.atMs);
  const draws = markDraws(history.table, {
    hasWindows: true,
    creditsEnabled: enabled ?? report?.enabled ?? null,
    exhausted,
    below: belowSpans(inputs.reports, exhausted),
    alwaysDraws: (model) => alwaysModels.some((wanted) => history.book.matches(model, wanted)),
    isOwn: inputs.isOwn,
    span: { fromMs: Math.min(month.fromMs, ...entered) - 42 * DAY_MS, toMs: nowMs + 1 },
  });
  const sums = sumDraws(history.table, draws, month);
  const facts = creditFacts({
    ...common,
    drawnIn: (span) => sumDraws(history.table, draws, span).creditsPico,
    unknownPico: sums.unknownPico,
    burn: creditBurn(history, draws, zone, nowMs),
  });
  return { meter: "evidence", facts, sums, draws };
}

/** The usual rate of drawing on credits: only requests that drew on them. */
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

function apiLedgerOf(inputs: LimitsInputs, plan: PlanKind | null): { ledger: Ledger | null; unpriced: number } {
  const { policy, nowMs } = inputs;
  const { purchases, reconciliations } = policy;
  if (purchases.length === 0 && reconciliations.length === 0) return { ledger: null, unpriced: 0 };
  const spending = exactSpending(inputs);
  const drawsOnIt = plan === null || PLAN_POLICIES[plan].beyond === "api-credits";
  const spentIn = drawsOnIt
    ? (fromMs: number, toMs: number) => spendIn(spending, EVERYTHING, { fromMs, toMs }).pico
    : () => 0n;
  const ledger = runLedger({ purchases, reconciliations, spentIn, nowMs });
  const since = { fromMs: ledger.fromMs ?? nowMs, toMs: nowMs };
  return { ledger, unpriced: drawsOnIt ? spendIn(spending, EVERYTHING, since).unpriced : 0 };
}
