/** Usage by local day and model: everything that a list of days needs, in a few hundred rows. */

import type { Zone } from "../calendar/zone.ts";
import type { Origin } from "../responses/origin.ts";
import type { UsageColumns, UsageTable } from "./usage-rollup.ts";

/** Columns of `DaySums`, each a `Float64Array`, because a day's tokens can exceed 32 bits. */
export const DAY_COLUMNS = [
  "timeMs",
  "model",
  "costPico",
  "requests",
  "input",
  "output",
  "cacheWrite5m",
  "cacheWrite1h",
  "cacheRead",
  "webSearches",
] as const;
const [TIME, MODEL, COST] = [0, 1, 2];
const FIRST_COUNT = 3;
const WIDTH = DAY_COLUMNS.length;

const NO_ROW = new Float64Array(WIDTH);

/** Sums are exact below 2^53; at this value, one more row still fits. */
const MOST_PICO = 2 ** 52;

/**
 * The counts of `DAY_COLUMNS`, written out, because a loop over their names is several times slower until it is
 * optimised.
 */
function addCounts(row: Float64Array, c: UsageColumns, i: number, sign: number): void {
  row[FIRST_COUNT] = (row[FIRST_COUNT] as number) + sign * (c.requests[i] as number);
  row[FIRST_COUNT + 1] = (row[FIRST_COUNT + 1] as number) + sign * (c.input[i] as number);
  row[FIRST_COUNT + 2] = (row[FIRST_COUNT + 2] as number) + sign * (c.output[i] as number);
  row[FIRST_COUNT + 3] = (row[FIRST_COUNT + 3] as number) + sign * (c.cacheWrite5m[i] as number);
  row[FIRST_COUNT + 4] = (row[FIRST_COUNT + 4] as number) + sign * (c.cacheWrite1h[i] as number);
  row[FIRST_COUNT + 5] = (row[FIRST_COUNT + 5] as number) + sign * (c.cacheRead[i] as number);
  row[FIRST_COUNT + 6] = (row[FIRST_COUNT + 6] as number) + sign * (c.webSearches[i] as number);
}

/** Adds and subtracts rows, by day and model. */
export class DaySummer {
  readonly #zone: Zone;
  readonly #rows = new Map<string, Float64Array>();
  readonly #models: string[] = [];
  readonly #codes = new Map<string, number>();

  constructor(zone: Zone) {
    this.#zone = zone;
  }

  /** @param sign -1 subtracts what was added before */
  add({ columns: c, models }: UsageTable, from: number, to: number, sign: 1 | -1): void {
    // Consecutive rows mostly have the same day and model.
    let row: Float64Array = NO_ROW;
    let lastDay = Number.NaN;
    let lastModel = -1;
    for (let i = from; i < to; i++) {
      const pico = c.costPico[i] as number;
      const day = this.#zone.dayOf(c.timeMs[i] as number);
      const model = c.model[i] as number;
      const isSame = day === lastDay && model === lastModel && (row[COST] as number) + pico < MOST_PICO;
      if (!isSame) row = this.#row(day, this.#code(models[model] as string), pico);
      // For an unpriced row the sum is looked up each time, because no comparison with NaN is true.
      lastDay = Number.isNaN(pico) ? Number.NaN : day;
      lastModel = model;
      row[COST] = (row[COST] as number) + sign * pico;
      addCounts(row, c, i, sign);
    }
  }

  /** Oldest first, without sums that were subtracted completely. */
  finish(): UsageTable {
    const rows = [...this.#rows.values()].filter(isSomething).sort((a, b) => (a[TIME] as number) - (b[TIME] as number));
    const column = (k: number): Float64Array => Float64Array.from(rows, (row) => row[k] as number);
    const columns = Object.fromEntries(DAY_COLUMNS.map((name, k) => [name, column(k)]));
    return dayTable(columns as Record<(typeof DAY_COLUMNS)[number], Float64Array>, this.#models);
  }

  /** Priced and unpriced rows have separate sums, and a sum that would become too large is continued in another row. */
  #row(day: number, model: number, pico: number): Float64Array {
    const isPriced = !Number.isNaN(pico);
    for (let part = 0; ; part++) {
      const key = `${day} ${model} ${isPriced} ${part}`;
      let row = this.#rows.get(key);
      if (!row) {
        row = new Float64Array(WIDTH);
        row[TIME] = this.#zone.startOfDayMs(day);
        row[MODEL] = model;
        this.#rows.set(key, row);
      }
      if (!((row[COST] as number) > MOST_PICO)) return row;
    }
  }

  #code(model: string): number {
    let code = this.#codes.get(model);
    if (code === undefined) {
      code = this.#models.push(model) - 1;
      this.#codes.set(model, code);
    }
    return code;
  }
}

function isSomething(row: Float64Array): boolean {
  return row.some((value, k) => k >= FIRST_COUNT && value !== 0);
}

/** Appends one table of days to another: a day may have several rows of a model. */
export function joinDays(a: UsageTable, b: UsageTable): UsageTable {
  const joined = DAY_COLUMNS.map((name) => {
    const column = new Float64Array(a.columns.length + b.columns.length);
    column.set(a.columns[name]);
    column.set(b.columns[name], a.columns.length);
    if (name === "model")
      for (let i = a.columns.length; i < column.length; i++) column[i] = (column[i] as number) + a.models.length;
    return [name, column];
  });
  return dayTable(Object.fromEntries(joined), [...a.models, ...b.models]);
}

/** The sums as a table; its rows have no origins. */
export function dayTable(
  columns: Readonly<Record<(typeof DAY_COLUMNS)[number], Float64Array>>,
  models: readonly string[],
): UsageTable {
  const { length } = columns.timeMs;
  const origins = {
    length: 0,
    get: (code: number): Origin => {
      throw new RangeError(`a day has no origin ${code}`);
    },
    part: () => "",
  };
  const table: UsageColumns = {
    ...columns,
    length,
    model: Uint32Array.from(columns.model),
    origin: new Uint32Array(length),
  };
  return { columns: table, models, origins };
}
