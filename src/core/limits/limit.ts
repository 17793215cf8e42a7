/** A limit of any kind, as everything above shows it, and the warnings about it. */

import type { Pico } from "../pricing/money.ts";
import type { ReloadState } from "./credits/reload.ts";
import type { Payer } from "./plan.ts";
import type { SpendScope } from "./spending.ts";
import type { WindowUse } from "./window-use.ts";

export type LimitKind = "window" | "usage-credits" | "api-credits" | "spend-limit" | "budget";

/** `unknown`: what is known is too old, or the figure is missing. */
export type Severity = "ok" | "warn" | "critical" | "over" | "unknown";

/** Where a figure comes from. `logs`: our own sum at API rates. `organization`: what `fetch` stored of an organisation. */
export type LimitSource = "statusline" | "client" | "logs" | "settings" | "organization";

/** When a limit is reached at the present burn, and the range in which that falls. Epoch milliseconds. */
export type Forecast = {
  readonly atMs: number;
  readonly earliestMs: number;
  /** null = it may also not be reached. */
  readonly latestMs: number | null;
};

/** What happens when a limit is used up. */
export type Consequence =
  /** Usage credits pay at API rates. */
  | "credits-pay"
  /** They pay where they are on, else work stops: which of them is not known. */
  | "credits-pay-or-stop"
  /** Work stops, until the reset or until more is bought. */
  | "work-stops"
  /** Work goes on inside the plan's windows alone. */
  | "windows-only"
  | "api-stops"
  /** Requests are refused, by a gateway or a workspace. */
  | "refused"
  /** The next prompt is stopped by our own hook. */
  | "prompt-stopped"
  | "nothing";

/** A balance beside, or instead of, a limit on spending. */
export type LimitBalance = {
  /** null = not known. */
  readonly leftPico: Pico | null;
  /** What there was to spend since money last came in. */
  readonly wholePico: Pico;
  /** When it was last read; null = never. */
  readonly readAtMs: number | null;
  readonly isExpired: boolean;
};

/** Amounts in another currency than dollars, as the client wrote them. */
export type ForeignAmounts = {
  /** Such as `EUR`. */
  readonly currency: string;
  /** Decimal text in whole units of the currency; null = not given. */
  readonly used: string | null;
  readonly limit: string | null;
};

export type Limit = {
  /** Stable: `five_hour`, `seven_day`, `usage-credits`, `api-credits`, `workspace`, `budget:month`, … */
  readonly id: string;
  readonly kind: LimitKind;
  readonly label: string;
  readonly usedPercent: number | null;
  readonly usedPico: Pico | null;
  /** The user's own part of `usedPico`, where that is everybody's together; null = all of it is. */
  readonly ownPico: Pico | null;
  /** Others use it too. Without their figures `usedPico` is "at least", and `leftPico` "at most". */
  readonly shared: boolean;
  /** Whether `usedPico` has what the others used. */
  readonly othersKnown: boolean;
  /** Which of our own spend uses it up; null = the client tells, or only some requests do. */
  readonly counts: SpendScope | null;
  /** null = unlimited, or not known. */
  readonly limitPico: Pico | null;
  /** What can still be spent: the smaller of limit left and balance left. Never negative. */
  readonly leftPico: Pico | null;
  /** null = it is no prepaid money. */
  readonly balance: LimitBalance | null;
  /** What the percentage is of, where there are both. */
  readonly decidedBy: "limit" | "balance";
  readonly foreign: ForeignAmounts | null;
  /** The account's name, where there is more than one. */
  readonly account: string | null;
  readonly startsAtMs: number | null;
  readonly resetsAtMs: number | null;
  /** Where an even rate over the period would be now. */
  readonly pacePercent: number | null;
  /** null = not reached before the reset, or not known. */
  readonly runsOut: Forecast | null;
  readonly asOfMs: number;
  readonly source: LimitSource;
  /** The figure is older than its source is trusted; what was used may only have grown. */
  readonly stale: boolean;
  readonly severity: Severity;
  /** Whether reaching it stops the work. */
  readonly hard: boolean;
  readonly consequence: Consequence;
  /** Who can raise it or buy more; null = nobody, or not known. */
  readonly payer: Payer | null;
  /** One line each: assumptions, and what the figure leaves out. */
  readonly notes: readonly string[];
  /** Prepaid money in it that expires, soonest first; only what is expected to be left over. */
  readonly expiring: readonly Expiring[];
  /** What auto-reload does at this balance. */
  readonly reload: ReloadState | null;
  /** Who used the window up; null = it is none, or nobody looked at the history for it. */
  readonly use: WindowUse | null;
};

/** What most limits have not. */
export const PLAIN_LIMIT = {
  ownPico: null,
  shared: false,
  othersKnown: false,
  balance: null,
  decidedBy: "limit",
  foreign: null,
  account: null,
  pacePercent: null,
  runsOut: null,
  stale: false,
  payer: null,
  notes: [],
  expiring: [],
  reload: null,
  use: null,
} as const satisfies Partial<Limit>;

export type Expiring = { readonly id: string; readonly pico: Pico; readonly atMs: number };

export type Thresholds = {
  /** Of a plan's window. */
  readonly windowPercent: readonly number[];
  /** Of spend limits, credits and budgets. */
  readonly spendPercent: readonly number[];
  readonly expiryDays: number;
  readonly runOut: boolean;
};

export const DEFAULT_THRESHOLDS: Thresholds = {
  windowPercent: [80, 95],
  spendPercent: [75, 95],
  expiryDays: 30,
  runOut: true,
};

export function thresholdsOf(kind: LimitKind, thresholds: Thresholds): readonly number[] {
  return kind === "window" ? thresholds.windowPercent : thresholds.spendPercent;
}

/** The highest threshold is critical, the others warn; 100 % is over. */
export function severityOf(usedPercent: number | null, thresholds: readonly number[]): Severity {
  if (usedPercent === null) return "unknown";
  if (usedPercent >= 100) return "over";
  const crossed = thresholds.filter((t) => usedPercent >= t);
  if (crossed.length === 0) return "ok";
  return crossed.includes(Math.max(...thresholds)) ? "critical" : "warn";
}

/** Used of a whole, in percent; money is exact, so that 100 % is reached exactly when all is used. */
export function percentUsed(used: Pico, whole: Pico): number {
  if (whole <= 0n) return used > 0n ? 100 : 0;
  if (used >= whole) return Math.max(100, (Number(used) / Number(whole)) * 100);
  return Math.min((Number(used) / Number(whole)) * 100, 99.999);
}

export function smaller(a: Pico, b: Pico): Pico {
  if (a < b) return a;
  return b;
}

export const SEVERITY_RANK: Readonly<Record<Severity, number>> = { ok: 0, unknown: 1, warn: 2, critical: 3, over: 4 };
