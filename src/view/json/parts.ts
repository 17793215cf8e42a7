/** Parts that all JSON answers share. Names are those of the documented output; money is exact decimal text. */

import type { BackgroundSum } from "../../core/background/sum.ts";
import type { BackgroundKind } from "../../core/background/types.ts";
import { dayKey } from "../../core/calendar/period.ts";
import type { CurrencyRate } from "../../core/pricing/currency.ts";
import { type Pico, usdString } from "../../core/pricing/money.ts";
import type { PriceMarks } from "../../core/pricing/price-marks.ts";
import type { Certainty } from "../../core/reports/certainty.ts";
import { type Filter, isOpen } from "../../core/reports/filter.ts";
import type { Totals, Unpriced } from "../../core/reports/totals.ts";

export const SCHEMA_VERSION = 1;

export type JsonHead = {
  readonly timezone: string;
  readonly nowMs: number;
  readonly basis: "list" | "overlay";
  readonly priceMarks: PriceMarks;
  readonly demo: boolean;
  /** The filter of the report; undefined = it cannot be filtered. */
  readonly filter?: Filter;
  /** What the figures do not include, one line each. */
  readonly notes?: readonly string[];
  /** The rate of the requested currency; amounts remain in dollars. */
  readonly currency?: CurrencyRate | null;
};

export function headJson(head: JsonHead): Record<string, unknown> {
  return {
    schemaVersion: SCHEMA_VERSION,
    generatedAt: isoTime(head.nowMs),
    timezone: head.timezone,
    basis: head.basis,
    ...priceMarksJson(head.priceMarks),
    ...(head.demo ? { demo: true } : {}),
    ...(head.currency ? { currency: currencyJson(head.currency) } : {}),
    ...(head.notes && head.notes.length > 0 ? { notes: head.notes } : {}),
    ...(head.filter && !isOpen(head.filter) ? { filter: filterJson(head.filter) } : {}),
  };
}

const currencyJson = ({ code, perUsdPico, asOf }: CurrencyRate) => ({ code, perUsd: usdString(perUsdPico), asOf });

function priceMarksJson({ served, early, credited }: PriceMarks): Record<string, unknown> {
  return served.length + early.length + credited.length === 0 ? {} : { priceMarks: { served, early, credited } };
}

function filterJson({ since, until, projects, models, sessions }: Filter): Record<string, unknown> {
  return {
    since: since === null ? null : dayKey(since),
    until: until === null ? null : dayKey(until),
    projects,
    models,
    sessions,
  };
}

/** ISO 8601 UTC; null where there is no time. */
export function isoTime(ms: number): string | null {
  return Number.isFinite(ms) ? new Date(ms).toISOString() : null;
}

/** Exact decimal dollars; null = not known. */
export const usdOrNull = (pico: Pico | null): string | null => (pico === null ? null : usdString(pico));

export function totalsJson(totals: Totals): Record<string, unknown> {
  return {
    requests: totals.requests,
    webSearches: totals.webSearches,
    tokens: totals.tokens,
    costUsd: usdString(totals.costPico),
  };
}

export function unpricedJson(unpriced: Unpriced): Record<string, unknown> {
  return { requests: unpriced.requests, tokens: unpriced.tokens, models: unpriced.models };
}

/** The amounts of a row of a list, or of the whole list. */
export type Spent = { readonly totals: Totals; readonly backgroundPico: Pico; readonly totalPico: Pico };

export function spentJson({ totals, backgroundPico, totalPico }: Spent): Record<string, unknown> {
  return {
    ...totalsJson(totals),
    backgroundUsd: usdString(backgroundPico),
    totalUsd: usdString(totalPico),
    unpriced: unpricedJson(totals.unpriced),
  };
}

export function backgroundJson(
  background: Pick<BackgroundSum, "status" | "tokens" | "costPico" | "kinds">,
): Record<string, unknown> {
  return {
    status: background.status,
    tokens: background.tokens,
    costUsd: usdOrNull(background.costPico),
    kinds: background.kinds.map(kindJson),
  };
}

function kindJson(kind: BackgroundKind): Record<string, unknown> {
  return {
    kind: kind.kind,
    requests: kind.requests,
    tokens: kind.tokens,
    costUsd: usdOrNull(kind.costPico),
  };
}

/** `status` is the weakest of the sessions; `exactUsd` is the cost of those that are exact. */
export function certaintyJson({ status, exactPico }: Certainty): Record<string, unknown> {
  return { status, exactUsd: usdString(exactPico) };
}
