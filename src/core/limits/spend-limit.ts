/**
 * Spend limits enforced by someone else, as the user entered them: a Console workspace, a gateway, a cloud's budget.
 */

import type { Zone } from "../calendar/zone.ts";
import type { Pico } from "../pricing/money.ts";
import { type Burn, reach } from "./burn.ts";
import { elapsedPercent, type Span } from "./calendar.ts";
import { type Limit, PLAIN_LIMIT, percentUsed, severityOf, type Thresholds } from "./limit.ts";
import type { SpendLimitKind } from "./plan.ts";
import { EVERYTHING, type SpendSum } from "./spending.ts";

export const SPEND_LIMIT_PERIODS = ["day", "week", "month"] as const;
export type SpendLimitPeriod = (typeof SPEND_LIMIT_PERIODS)[number];

export type SpendLimit = { readonly kind: SpendLimitKind; readonly pico: Pico; readonly per: SpendLimitPeriod };

const LABELS = {
  workspace: "Claude Code workspace limit",
  gateway: "gateway spend limit",
  cloud: "cloud budget",
} as const;

const ENDINGS = {
  workspace: { consequence: "refused", payer: "console-admin" },
  gateway: { consequence: "refused", payer: null },
  cloud: { consequence: "nothing", payer: "cloud-admin" },
} as const satisfies Record<SpendLimitKind, Pick<Limit, "consequence" | "payer">>;

export type SpendLimitContext = {
  /** The spend in the period, and the period: days, weeks (from Monday) and months begin at 00:00 UTC. */
  readonly used: SpendSum & Span;
  readonly burn: Burn | null;
  /** null = no forecast. */
  readonly zone: Zone | null;
  readonly nowMs: number;
  readonly thresholds: Thresholds;
};

export function spendLimit(limit: SpendLimit, context: SpendLimitContext): Limit {
  const { used, burn, zone, nowMs, thresholds } = context;
  const left = limit.pico > used.pico ? limit.pico - used.pico : 0n;
  const usedPercent = percentUsed(used.pico, limit.pico);
  const canForetell = burn !== null && zone !== null;
  return {
    ...PLAIN_LIMIT,
    id: limit.kind,
    kind: "spend-limit",
    label: LABELS[limit.kind],
    usedPercent,
    usedPico: used.pico,
    counts: EVERYTHING,
    limitPico: limit.pico,
    leftPico: left,
    startsAtMs: used.fromMs,
    resetsAtMs: used.toMs,
    pacePercent: elapsedPercent(used, nowMs),
    runsOut: canForetell ? reach(burn, zone, { remaining: Number(left), nowMs, untilMs: used.toMs }) : null,
    asOfMs: nowMs,
    source: "logs",
    severity: severityOf(usedPercent, thresholds.spendPercent),
    hard: true,
    shared: true,
    ...ENDINGS[limit.kind],
    notes: ["your own use alone, from this computer's logs; others may draw on the same limit"],
  };
}
