/** Spend limits that someone else enforces and the user entered: a Console workspace, a gateway, a cloud's budget. */

import type { Zone } from "../calendar/zone.ts";
import type { Pico } from "../pricing/money.ts";
import { type Burn, reach } from "./burn.ts";
import { DAY_MS, elapsedPercent, type Span, utcMonth } from "./calendar.ts";
import { type Limit, percentUsed, severityOf, type Thresholds } from "./limit.ts";
import { EVERYTHING, type Spending, spendIn } from "./spending.ts";

export const SPEND_LIMIT_KINDS = ["workspace", "gateway", "cloud"] as const;
export type SpendLimitKind = (typeof SPEND_LIMIT_KINDS)[number];

export const SPEND_LIMIT_PERIODS = ["day", "week", "month"] as const;
export type SpendLimitPeriod = (typeof SPEND_LIMIT_PERIODS)[number];

export type SpendLimit = { readonly kind: SpendLimitKind; readonly pico: Pico; readonly per: SpendLimitPeriod };

const LABELS = {
  workspace: "Claude Code workspace limit",
  gateway: "gateway spend limit",
  cloud: "cloud budget",
} as const;

/** Days and weeks (from Monday) turn at 00:00 UTC, as months do. */
function periodOf(per: SpendLimitPeriod, nowMs: number): Span {
  if (per === "month") return utcMonth(nowMs);
  const day = Math.floor(nowMs / DAY_MS);
  const first = per === "day" ? day : day - ((((day + 3) % 7) + 7) % 7);
  return { fromMs: first * DAY_MS, toMs: (first + (per === "day" ? 1 : 7)) * DAY_MS };
}

export type SpendLimitContext = {
  readonly spending: Spending;
  readonly burn: Burn | null;
  readonly zone: Zone;
  readonly nowMs: number;
  readonly thresholds: Thresholds;
};

export function spendLimit(limit: SpendLimit, context: SpendLimitContext): Limit {
  const { spending, burn, zone, nowMs, thresholds } = context;
  const period = periodOf(limit.per, nowMs);
  const used = spendIn(spending, EVERYTHING, { fromMs: period.fromMs, toMs: nowMs + 1 });
  const left = limit.pico > used.pico ? limit.pico - used.pico : 0n;
  const usedPercent = percentUsed(used.pico, limit.pico);
  return {
    id: limit.kind,
    kind: "spend-limit",
    label: LABELS[limit.kind],
    usedPercent,
    usedPico: used.pico,
    counts: EVERYTHING,
    limitPico: limit.pico,
    leftPico: left,
    startsAtMs: period.fromMs,
    resetsAtMs: period.toMs,
    pacePercent: elapsedPercent(period, nowMs),
    runsOut: burn === null ? null : reach(burn, zone, { remaining: Number(left), nowMs, untilMs: period.toMs }),
    asOfMs: nowMs,
    source: "logs",
    stale: false,
    severity: severityOf(usedPercent, thresholds.spendPercent),
    hard: true,
    notes: ["what this computer's logs hold; others may draw on the same limit"],
    expiring: [],
    reloadsTo: null,
  };
}
