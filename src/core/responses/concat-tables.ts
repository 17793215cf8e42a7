/** Joins the rows of all files into one table, file by file. */

import {
  COLUMN_TYPES,
  emptyColumns,
  type IterationsByRow,
  type ResponseColumns,
  type ResponseTable,
} from "./columns.ts";
import { Interner } from "./interner.ts";
import { type Origin, originKey } from "./origin.ts";
import type { FileScan, Slice } from "./scan.ts";

/** Rows of one file: `from` to `to`, exclusive. */
export type RowRange = { readonly from: number; readonly to: number };

/** The rows of a table without some ranges. @param ranges disjoint; empty ones may begin where another does */
export function rowsWithout(ranges: readonly (readonly [from: number, to: number])[], length: number): RowRange[] {
  const rest: RowRange[] = [];
  let from = 0;
  for (const [start, end] of [...ranges].sort(([a, z], [b, y]) => a - b || z - y)) {
    rest.push({ from, to: start });
    from = end;
  }
  rest.push({ from, to: length });
  return rest;
}

/** The latest time of these rows; 0 where there are none. */
export function lastTimeIn(timeMs: Float64Array, { from, to }: RowRange): number {
  let last = 0;
  for (let i = from; i < to; i++) last = Math.max(last, timeMs[i] as number);
  return last;
}

export type ConcatenatedTables = {
  readonly table: ResponseTable;
  /** The rows of each file, and the session in its path. */
  readonly files: readonly RowRange[];
  readonly sessions: readonly string[];
};

export function concatTables(scans: readonly FileScan[]): ConcatenatedTables {
  let rows = 0;
  for (const { slices } of scans) for (const { from, to } of slices) rows += to - from;
  const joined = new Concatenation(Math.max(rows, 1));
  const files: RowRange[] = [];
  for (const { slices } of scans) {
    const from = joined.length;
    for (const slice of slices) joined.add(slice);
    files.push({ from, to: joined.length });
  }
  return { table: joined.finish(), files, sessions: scans.map((s) => s.fileSession) };
}

/** A table's codes in the joined table; null = they are unchanged. */
type Codes = { readonly models: readonly number[] | null; readonly origins: readonly number[] | null };

class Concatenation {
  readonly #columns: ResponseColumns;
  readonly #models = new Interner<string>((name) => name);
  readonly #origins = new Interner<Origin>(originKey);
  readonly #iterationsByRow: IterationsByRow = new Map();
  readonly #codes = new Map<ResponseTable, Codes>();
  /** Consecutive rows of one table, to be copied at once. */
  #run: Slice | null = null;

  constructor(rows: number) {
    this.#columns = emptyColumns(rows);
  }

  get length(): number {
    return this.#columns.length + (this.#run ? this.#run.to - this.#run.from : 0);
  }

  add(slice: Slice): void {
    if (slice.from === slice.to) return;
    const run = this.#run;
    if (run && run.table === slice.table && run.to === slice.from) {
      this.#run = { table: run.table, from: run.from, to: slice.to };
      return;
    }
    this.#flush();
    this.#run = slice;
  }

  finish(): ResponseTable {
    this.#flush();
    return {
      columns: this.#columns,
      models: this.#models.values,
      origins: this.#origins.values,
      iterationsByRow: this.#iterationsByRow,
    };
  }

  #flush(): void {
    if (!this.#run) return;
    const { table, from, to } = this.#run;
    this.#run = null;
    const { models, origins } = this.#codesOf(table);
    const into = this.#columns;
    const start = into.length;
    copyRows(into, start, table.columns, from, to);
    into.length = start + to - from;
    if (models) recode(into.model.subarray(start, into.length), models);
    if (origins) recode(into.origin.subarray(start, into.length), origins);
    moveIterations(table.iterationsByRow, from, to, this.#iterationsByRow, start);
  }

  #codesOf(table: ResponseTable): Codes {
    const known = this.#codes.get(table);
    if (known) return known;
    const models = table.models.map((m) => this.#models.code(m));
    const origins = table.origins.map((o) => this.#origins.code(o));
    const isSame = (codes: readonly number[]): boolean => codes.every((code, i) => code === i);
    const codes = { models: isSame(models) ? null : models, origins: isSame(origins) ? null : origins };
    this.#codes.set(table, codes);
    return codes;
  }
}

/** Replaces each code by the one in another table. */
function recode(column: Uint32Array, codes: readonly number[]): void {
  for (let i = 0; i < column.length; i++) column[i] = codes[column[i] as number] as number;
}

/** Copies the iterations of rows `from` to `to`, which start at `at` in the target. */
export function moveIterations(
  source: IterationsByRow,
  from: number,
  to: number,
  target: IterationsByRow,
  at: number,
): void {
  if (source.size === 0) return;
  if (to - from < source.size) {
    for (let i = from; i < to; i++) {
      const iterations = source.get(i);
      if (iterations) target.set(at + i - from, iterations);
    }
    return;
  }
  for (const [i, iterations] of source) if (i >= from && i < to) target.set(at + i - from, iterations);
}

/** Copies rows `from` to `to` of `source` to `target` at `at`, column by column; both may be the same. */
export function copyRows(target: ResponseColumns, at: number, source: ResponseColumns, from: number, to: number): void {
  for (const [name] of COLUMN_TYPES) {
    const column = target[name] as Float64Array;
    const values = source[name] as Float64Array;
    if (values === column && at === from) continue;
    if (values === column) column.copyWithin(at, from, to);
    else if (to - from < 8) for (let i = from; i < to; i++) column[at + i - from] = values[i] as number;
    else column.set(values.subarray(from, to), at);
  }
}
