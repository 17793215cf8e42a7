/** A limit of any kind, as all reports show it, and the alerts about it. */

import type { Pico } from "../pricing/money.ts";
import type { ReloadState } from "./credits/reload.ts";
import type { Payer } from "./plan.ts";
import type { SpendScope } from "./spending.ts";
import type { WindowUse } from "./window-use.ts";

export type LimitKind = "window" | "usage-credits" | "api-credits" | "spend-limit" | "budget";

/** `unknown`: the data is too old, or the figure is missing. */
export type Severity = "ok" | "warn" | "critical" | "over" | "unknown";

/**
 * The source of a figure. `logs`: our own sum at API rates. `organization`: an organisation's figures that `fetch`
 * stored.
 */
export type LimitSource = "statusline" | "client" | "logs" | "settings" | "organization";

/** When a limit will be reached at the present rate, as a range. Epoch milliseconds. */
export type Forecast = {
  readonly atMs: number;
  readonly earliestMs: number;
  /** null = it may never be reached. */
  readonly latestMs: number | null;
};

/** What happens when a limit is used up. */
export type Consequence =
  /** Usage credits pay at API rates. */
  | "credits-pay"
  /** Usage credits pay if they are switched on, otherwise work stops; which of the two is not known. */
  | "credits-pay-or-stop"
  /** Work stops until the reset, or until more is bought. */
  | "work-stops"
  /** Only the plan's windows can still be used. */
  | "windows-only"
  | "api-stops"
  /** A gateway or a workspace refuses requests. */
  | "refused"
  /** Our own hook stops the next prompt. */
  | "prompt-stopped"
  | "nothing";

/** A balance in addition to, or instead of, a limit on spending. */
export type LimitBalance = {
  /** null = not known. */
  readonly leftPico: Pico | null;
  /** The money available since the last deposit. */
  readonly wholePico: Pico;
  /** When it was last read; null = never. */
  readonly readAtMs: number | null;
  readonly isExpired: boolean;
};

/** Amounts in a currency other than dollars, as the client wrote them. */
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
  /** The user's own part of `usedPico`, where that includes others' use; null = all of it is the user's. */
  readonly ownPico: Pico | null;
  /** Other people use it too. Where their use is not known, `usedPico` is a minimum and `leftPico` a maximum. */
  readonly shared: boolean;
  /** Whether `usedPico` includes other people's use. */
  readonly othersKnown: boolean;
  /** Which of our own spend counts against it; null = the client reports it, or only some requests count. */
  readonly counts: SpendScope | null;
  /** null = unlimited, or not known. */
  readonly limitPico: Pico | null;
  /** The amount that can still be spent: the smaller of limit left and balance left. Never negative. */
  readonly leftPico: Pico | null;
  /** null = not prepaid. */
  readonly balance: LimitBalance | null;
  /** Which of the two the percentage refers to, where there are both. */
  readonly decidedBy: "limit" | "balance";
  readonly foreign: ForeignAmounts | null;
  /** The account's name, where there is more than one. */
  readonly account: string | null;
  readonly startsAtMs: number | null;
  readonly resetsAtMs: number | null;
  /** The percentage that an even rate over the period would have reached now. */
  readonly pacePercent: number | null;
  /** null = not reached before the reset, or not known. */
  readonly runsOut: Forecast | null;
  readonly asOfMs: number;
  readonly source: LimitSource;
  /** The figure is older than its source is accepted for; since then the amount used can only have grown. */
  readonly stale: boolean;
  readonly severity: Severity;
  /** Whether reaching it stops the work. */
  readonly hard: boolean;
  readonly consequence: Consequence;
  /** Who can raise the limit or buy more; null = nobody, or not known. */
  readonly payer: Payer | null;
  /** One line each: assumptions, and what the figure does not include. */
  readonly notes: readonly string[];
  /** Prepaid money that expires, soonest first; only amounts that will probably be left over. */
  readonly expiring: readonly Expiring[];
  /** What auto-reload does at the present balance. */
  readonly reload: ReloadState | null;
  /** Which sessions used the window; null = it is no window, or the history was not analysed. */
  readonly use: WindowUse | null;
};

/** The values of fields that do not apply to most limits. */
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
  /** Thresholds of a plan's window. */
  readonly windowPercent: readonly number[];
  /** Thresholds of spend limits, credits and budgets. */
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

/** `2 responses have no price`. */
export const unpricedText = (count: number): string =>
  count === 1 ? "1 response has no price" : `${count} responses have no price`;

export function thresholdsOf(kind: LimitKind, thresholds: Thresholds): readonly number[] {
  return kind === "window" ? thresholds.windowPercent : thresholds.spendPercent;
}

/** The highest threshold is critical, the others are warnings; 100 % is over. */
export function severityOf(usedPercent: number | null, thresholds: readonly number[]): Severity {
  if (usedPercent === null) return "unknown";
  if (usedPercent >= 100) return "over";
  const crossed = thresholds.filter((t) => usedPercent >= t);
  if (crossed.length === 0) return "ok";
  return crossed.includes(Math.max(...thresholds)) ? "critical" : "warn";
}

/** Percent used of a whole. Money is exact, so 100 % is reached exactly when all is used. */
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
