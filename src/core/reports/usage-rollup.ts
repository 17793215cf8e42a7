/**
 * Responses summed by quarter of an hour, model and origin: sufficient for most reports, in a tenth of the rows. Days
 * and hours of every time zone begin at whole quarters. The latest responses have a row each, with their own times.
 */

import { QUARTER_MS } from "../calendar/zone.ts";
import { isRequest, type ResponseColumns, type ResponseTable } from "../responses/columns.ts";
import type { Origin } from "../responses/origin.ts";

/** Sums of a day can exceed 32 bits. */
type Counts = Uint32Array | Float64Array;

export type UsageColumns = {
  length: number;
  /** The start of the quarter of an hour, or the response's own time; epoch milliseconds, UTC. */
  timeMs: Float64Array;
  /** API requests. */
  requests: Counts;
  input: Counts;
  output: Counts;
  cacheWrite5m: Counts;
  cacheWrite1h: Counts;
  cacheRead: Counts;
  webSearches: Counts;
  /** Index into `models`. */
  model: Uint32Array;
  /** Index into `origins`. */
  origin: Uint32Array;
  /** Pico-dollars, an integer; NaN = no response in the row has a price. */
  costPico: Float64Array;
};

/** Origins by code. They may be decoded when they are first needed. */
export type Origins = {
  readonly length: number;
  get(code: number): Origin;
  /** One part of an origin, without decoding the rest. */
  part(code: number, name: keyof Origin): string;
};

export type UsageTable = {
  readonly columns: UsageColumns;
  readonly models: readonly string[];
  readonly origins: Origins;
};

export const USAGE_COLUMN_TYPES = [
  ["timeMs", Float64Array],
  ["costPico", Float64Array],
  ["requests", Uint32Array],
  ["input", Uint32Array],
  ["output", Uint32Array],
  ["cacheWrite5m", Uint32Array],
  ["cacheWrite1h", Uint32Array],
  ["cacheRead", Uint32Array],
  ["webSearches", Uint32Array],
  ["origin", Uint32Array],
  ["model", Uint32Array],
] as const;

export function usageColumns(capacity: number): UsageColumns {
  const columns: Record<string, unknown> = { length: 0 };
  for (const [name, Type] of USAGE_COLUMN_TYPES) columns[name] = new Type(capacity);
  return columns as UsageColumns;
}

export function listedOrigins(origins: readonly Origin[]): Origins {
  const get = (code: number): Origin => origins[code] as Origin;
  return { length: origins.length, get, part: (code, name) => get(code)[name] };
}

/** A table of some of the rows, in the given order. */
export function pickRows({ columns, models, origins }: UsageTable, rows: readonly number[]): UsageTable {
  const picked = USAGE_COLUMN_TYPES.map(([name]) => {
    const column = columns[name];
    return [name, (column.constructor as typeof Float64Array).from(rows, (i) => column[i] as number)];
  });
  return { columns: { ...Object.fromEntries(picked), length: rows.length }, models, origins };
}

/** Appends rows `from` to `to` to `target`, which has enough capacity. */
export function appendUsage(target: UsageColumns, source: UsageColumns, from: number, to: number): void {
  for (const [name] of USAGE_COLUMN_TYPES) {
    (target[name] as Float64Array).set((source[name] as Float64Array).subarray(from, to), target.length);
  }
  target.length += to - from;
}

/** A sum stays below this, so that one more row fits. */
const MOST_TOKENS = 0xf000_0000;
const MOST_PICO = 2 ** 52;

/** Adds rows of a priced table to sums. Rows of different calls are not added to the same sum. */
export class UsageFolder {
  readonly columns: UsageColumns;
  readonly #table: ResponseTable;
  readonly #unsummedFromMs: number;
  /** By model and origin: index of the last sum + 1; 0 = none. */
  readonly #open = new Map<number, number>();

  /**
   * @param unsummedFromMs responses from this time on are not summed
   * @param rows the most rows that will be added
   */
  constructor(table: ResponseTable, unsummedFromMs: number, rows: number) {
    this.#table = table;
    this.#unsummedFromMs = unsummedFromMs;
    this.columns = usageColumns(rows);
  }

  /** @returns the index at which the sums of these rows begin */
  add(from: number, to: number): number {
    const start = this.columns.length;
    const { timeMs, origin, model } = this.#table.columns;
    const models = this.#table.models.length;
    this.#open.clear();
    // Consecutive rows mostly have the same model and origin.
    let lastKey = -1;
    let at = -1;
    for (let i = from; i < to; i++) {
      const time = timeMs[i] as number;
      if (time >= this.#unsummedFromMs) {
        this.#push(i, time);
        continue;
      }
      const quarter = Math.floor(time / QUARTER_MS) * QUARTER_MS;
      const key = (origin[i] as number) * models + (model[i] as number);
      if (key !== lastKey) at = (this.#open.get(key) ?? 0) - 1;
      lastKey = key;
      if (at >= 0 && this.columns.timeMs[at] === quarter && this.#join(at, i)) continue;
      at = this.#push(i, quarter);
      this.#open.set(key, at + 1);
    }
    return start;
  }

  #push(i: number, timeMs: number): number {
    const c = this.#table.columns;
    const into = this.columns;
    const at = into.length++;
    into.timeMs[at] = timeMs;
    into.requests[at] = isRequest(c.flags[i] as number) ? 1 : 0;
    into.input[at] = c.input[i] as number;
    into.output[at] = c.output[i] as number;
    into.cacheWrite5m[at] = c.cacheWrite5m[i] as number;
    into.cacheWrite1h[at] = c.cacheWrite1h[i] as number;
    into.cacheRead[at] = c.cacheRead[i] as number;
    into.webSearches[at] = c.webSearches[i] as number;
    into.model[at] = c.model[i] as number;
    into.origin[at] = c.origin[i] as number;
    into.costPico[at] = c.costPico[i] as number;
    return at;
  }

  /** @returns false where only one of the two is priced, or the sum does not fit its columns: then nothing is added */
  #join(at: number, i: number): boolean {
    const c: ResponseColumns = this.#table.columns;
    const into = this.columns;
    const pico = (into.costPico[at] as number) + (c.costPico[i] as number);
    if (Number.isNaN(into.costPico[at]) !== Number.isNaN(c.costPico[i]) || pico > MOST_PICO) return false;
    const input = (into.input[at] as number) + (c.input[i] as number);
    const output = (into.output[at] as number) + (c.output[i] as number);
    const cacheWrite5m = (into.cacheWrite5m[at] as number) + (c.cacheWrite5m[i] as number);
    const cacheWrite1h = (into.cacheWrite1h[at] as number) + (c.cacheWrite1h[i] as number);
    const cacheRead = (into.cacheRead[at] as number) + (c.cacheRead[i] as number);
    if (Math.max(input, output, cacheWrite5m, cacheWrite1h, cacheRead) >= MOST_TOKENS) return false;
    into.requests[at] = (into.requests[at] as number) + (isRequest(c.flags[i] as number) ? 1 : 0);
    into.input[at] = input;
    into.output[at] = output;
    into.cacheWrite5m[at] = cacheWrite5m;
    into.cacheWrite1h[at] = cacheWrite1h;
    into.cacheRead[at] = cacheRead;
    into.webSearches[at] = (into.webSearches[at] as number) + (c.webSearches[i] as number);
    into.costPico[at] = pico;
    return true;
  }
}
