/** Puts the rows of all files into one table, file by file. */

import {
  COLUMN_TYPES,
  type Extras,
  emptyColumns,
  type Origin,
  type ResponseColumns,
  type ResponseTable,
} from "./columns.ts";
import { Interner } from "./interner.ts";
import type { FileScan, Slice } from "./scan.ts";
import { originKey } from "./table-draft.ts";

/** Rows of one file: `from` to (not including) `to`. */
export type Range = { readonly from: number; readonly to: number };

export type United = {
  readonly table: ResponseTable;
  /** Of each file its rows, and the session that its path names. */
  readonly files: readonly Range[];
  readonly sessions: readonly string[];
};

type Codes = { readonly models: Uint16Array; readonly origins: Uint32Array };

export function unite(scans: readonly FileScan[]): United {
  let rows = 0;
  for (const { slices } of scans) for (const { from, to } of slices) rows += to - from;
  const columns = emptyColumns(Math.max(rows, 1));
  const models = new Interner<string>((m) => m);
  const origins = new Interner<Origin>(originKey);
  const extras: Extras = new Map();
  const known = new Map<ResponseTable, Codes>();
  const files: Range[] = [];
  for (const { slices } of scans) {
    const from = columns.length;
    for (const slice of slices) {
      let codes = known.get(slice.table);
      if (!codes) {
        codes = {
          models: Uint16Array.from(slice.table.models, (m) => models.code(m)),
          origins: Uint32Array.from(slice.table.origins, (o) => origins.code(o)),
        };
        known.set(slice.table, codes);
      }
      append(columns, slice, codes, extras);
    }
    files.push({ from, to: columns.length });
  }
  return {
    table: { columns, models: models.values, origins: origins.values, extras },
    files,
    sessions: scans.map((s) => s.fileSession),
  };
}

function append(into: ResponseColumns, { table, from, to }: Slice, codes: Codes, extras: Extras): void {
  const start = into.length;
  copyRows(into, start, table.columns, from, to);
  into.length = start + to - from;
  for (let i = start; i < into.length; i++) {
    into.model[i] = codes.models[into.model[i] as number] as number;
    into.origin[i] = codes.origins[into.origin[i] as number] as number;
  }
  if (table.extras.size === 0) return;
  for (let i = from; i < to; i++) {
    const iterations = table.extras.get(i);
    if (iterations) extras.set(start + i - from, iterations);
  }
}

/** Copies rows `from` to `to` of `source` to `target` at `at`, column by column; both may be the same. */
export function copyRows(target: ResponseColumns, at: number, source: ResponseColumns, from: number, to: number): void {
  for (const [name] of COLUMN_TYPES) {
    const column = target[name] as Float64Array;
    const values = source[name] as Float64Array;
    if (values === column) column.copyWithin(at, from, to);
    else if (to - from < 8) for (let i = from; i < to; i++) column[at + i - from] = values[i] as number;
    else column.set(values.subarray(from, to), at);
  }
}
