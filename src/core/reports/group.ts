/** Groups responses by a key. Every row is in exactly one group, so the groups add up to the total. */

import { type PeriodKind, periodKey, type WeekStart } from "../calendar/period.ts";
import { QUARTER_MS, type Zone } from "../calendar/zone.ts";
import { ORIGIN_DETAILS } from "../responses/origin.ts";
import { type Totals, TotalsSum } from "./totals.ts";
import type { UsageTable } from "./usage-rollup.ts";

/** Sums of whole numbers in doubles are exact below 2^53; a single response costs far less than the difference. */
const FLUSH_ABOVE_PICO = 2e15;

export type Group = { readonly key: string; readonly totals: Totals };

/** Dimensions without a field in the rows: `OwnKeys` returns the group of a row. */
const WORKED_OUT = ["account", "pr", "ticket", "tag"] as const;

export const DIMENSIONS = ["model", ...ORIGIN_DETAILS, ...WORKED_OUT] as const;
export type Dimension = (typeof DIMENSIONS)[number];
export type WorkedOut = (typeof WORKED_OUT)[number];

export function isWorkedOut(dimension: Dimension): dimension is WorkedOut {
  return (WORKED_OUT as readonly string[]).includes(dimension);
}

/** Returns the key of a row. */
export type KeyOf = (i: number) => string;

/** @param selected 1 for the rows to include (see `selectRows`) */
export function groupRows(table: UsageTable, selected: Uint8Array, keyOf: KeyOf): readonly Group[] {
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

export type ModelTotals = { readonly model: string; readonly totals: Totals };
export type GroupWithModels = { readonly totals: Totals; readonly models: readonly ModelTotals[] };

/**
 * Groups with their models, most expensive first, in one pass. `nameOf` returns the name of a logged model in reports.
 */
export function groupWithModels(
  table: UsageTable,
  selected: Uint8Array,
  keyOf: KeyOf,
  nameOf: (logged: string) => string,
): { readonly groups: ReadonlyMap<string, GroupWithModels>; readonly whole: Totals } {
  const names = table.models.map(nameOf);
  const places = new Map<string, number>();
  for (const name of names) if (!places.has(name)) places.set(name, places.size);
  const placeOf = names.map((name) => places.get(name) as number);
  const cells = new Map<string, (TotalsSum | undefined)[]>();
  const {
    model,
    requests: counts,
    webSearches,
    input,
    output,
    cacheWrite5m,
    cacheWrite1h,
    cacheRead,
    costPico,
  } = table.columns;
  // Consecutive rows of one session have equal keys and models: they are summed in plain numbers, which is quick before
  // the code is optimised, and added to their cell together.
  let key = "";
  let code = -1;
  let cell: TotalsSum | null = null;
  let [requests, searches, a, b, c, d, e, cost] = [0, 0, 0, 0, 0, 0, 0, 0];
  const flush = (): void => {
    cell?.addPriced(requests, searches, { input: a, output: b, cacheWrite5m: c, cacheWrite1h: d, cacheRead: e }, cost);
    [requests, searches, a, b, c, d, e, cost] = [0, 0, 0, 0, 0, 0, 0, 0];
  };
  for (let i = 0; i < selected.length; i++) {
    if (selected[i] === 0) continue;
    const next = keyOf(i);
    const m = model[i] as number;
    const pico = costPico[i] as number;
    if (cell === null || m !== code || next !== key || cost > FLUSH_ABOVE_PICO) {
      flush();
      key = next;
      code = m;
      cell = cellOf(cells, key, placeOf[m] as number);
    }
    if (Number.isNaN(pico)) {
      cell.add(table, i);
      continue;
    }
    requests += counts[i] as number;
    searches += webSearches[i] as number;
    a += input[i] as number;
    b += output[i] as number;
    c += cacheWrite5m[i] as number;
    d += cacheWrite1h[i] as number;
    e += cacheRead[i] as number;
    cost += pico;
  }
  flush();
  const list = [...places.keys()];
  const whole = new TotalsSum();
  const groups = new Map([...cells].map(([k, sums]) => [k, withModels(sums, list, whole)]));
  return { groups, whole: whole.finish() };
}

function cellOf(cells: Map<string, (TotalsSum | undefined)[]>, key: string, place: number): TotalsSum {
  let row = cells.get(key);
  if (!row) {
    row = [];
    cells.set(key, row);
  }
  let sum = row[place];
  if (!sum) {
    sum = new TotalsSum();
    row[place] = sum;
  }
  return sum;
}

/** @param all the group is also added to this sum */
function withModels(
  sums: readonly (TotalsSum | undefined)[],
  names: readonly string[],
  all: TotalsSum,
): GroupWithModels {
  const whole = new TotalsSum();
  const models: ModelTotals[] = [];
  sums.forEach((sum, place) => {
    if (!sum) return;
    whole.merge(sum);
    models.push({ model: names[place] as string, totals: sum.finish() });
  });
  models.sort((a, b) => Number(b.totals.costPico - a.totals.costPico) || (a.model < b.model ? -1 : 1));
  all.merge(whole);
  return { totals: whole.finish(), models };
}

export function totalOf(table: UsageTable, selected: Uint8Array): Totals {
  const sum = new TotalsSum();
  for (let i = 0; i < selected.length; i++) if (selected[i] === 1) sum.add(table, i);
  return sum.finish();
}

export function bySession(table: UsageTable): KeyOf {
  return (i) => table.origins.part(table.columns.origin[i] as number, "sessionId");
}

/** `modelKey` returns the id that all spellings of a logged model share. */
export function byDimension(
  table: UsageTable,
  dimension: Exclude<Dimension, WorkedOut>,
  modelKey: (logged: string) => string,
): KeyOf {
  const { columns, models, origins } = table;
  if (dimension === "model") {
    const keys = models.map(modelKey);
    return (i) => keys[columns.model[i] as number] as string;
  }
  return (i) => origins.part(columns.origin[i] as number, dimension);
}

export function byPeriod(table: UsageTable, kind: PeriodKind, zone: Zone, weekStart: WeekStart = 0): KeyOf {
  const keys = new Map<number, string>();
  const { timeMs } = table.columns;
  let quarter = Number.NaN;
  let last = "";
  return (i) => {
    const time = timeMs[i] as number;
    // Days begin at whole quarters of an hour in every zone, and consecutive rows are close in time.
    const at = Math.floor(time / QUARTER_MS);
    if (at === quarter) return last;
    const day = zone.dayOf(time);
    let key = keys.get(day);
    if (key === undefined) {
      key = periodKey(kind, day, weekStart);
      keys.set(day, key);
    }
    quarter = at;
    last = key;
    return key;
  };
}
