/** Groups of responses by a key. Every row falls into exactly one group, so the groups sum to the total. */

import type { Origin, ResponseTable } from "./columns.ts";
import { type PeriodKind, periodKey } from "./period.ts";
import { type Totals, TotalsSum } from "./totals.ts";
import type { Zone } from "./zone.ts";

export type Group = { readonly key: string; readonly totals: Totals };

export const DIMENSIONS = [
  "model",
  "project",
  "branch",
  "agent",
  "skill",
  "plugin",
  "mcp",
  "version",
  "entrypoint",
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Gives the key of a row. */
export type KeyOf = (i: number) => string;

/** @param selected 1 for the rows that count (see `selectRows`) */
export function groupRows(table: ResponseTable, selected: Uint8Array, keyOf: KeyOf): readonly Group[] {
  const sums = new Map<string, TotalsSum>();
  for (let i = 0; i < selected.length; i++) {
    if (selected[i] === 0) continue;
    const key = keyOf(i);
    let sum = sums.get(key);
    if (!sum) {
      sum = new TotalsSum();
      sums.set(key, sum);
    }
    sum.add(table, i);
  }
  return [...sums].map(([key, sum]) => ({ key, totals: sum.finish() }));
}

export function totalOf(table: ResponseTable, selected: Uint8Array): Totals {
  const sum = new TotalsSum();
  for (let i = 0; i < selected.length; i++) if (selected[i] === 1) sum.add(table, i);
  return sum.finish();
}

export function bySession(table: ResponseTable): KeyOf {
  return (i) => (table.origins[table.columns.origin[i] as number] as Origin).sessionId;
}

/** `modelKey` gives the id that a logged model is known by, so that its spellings fall together. */
export function byDimension(table: ResponseTable, dimension: Dimension, modelKey: (logged: string) => string): KeyOf {
  const { columns, models, origins } = table;
  if (dimension === "model") {
    const keys = models.map(modelKey);
    return (i) => keys[columns.model[i] as number] as string;
  }
  return (i) => (origins[columns.origin[i] as number] as Origin)[dimension];
}

export function byPeriod(table: ResponseTable, kind: PeriodKind, zone: Zone): KeyOf {
  const keys = new Map<number, string>();
  return (i) => {
    const day = zone.dayOf(table.columns.timeMs[i] as number);
    let key = keys.get(day);
    if (key === undefined) {
      key = periodKey(kind, day);
      keys.set(day, key);
    }
    return key;
  };
}
