/**
 * The archive's rows of responses that the logs also have. Nearly all of them are equal to the billed response: for
 * those the index stores a bit per response, instead of the row.
 */

import {
  COLUMN_TYPES,
  emptyColumns,
  pushRow,
  type ResponseColumns,
  type ResponseTable,
  rowAt,
} from "../../core/responses/columns.ts";
import { IdentityMap } from "../../core/responses/identity-map.ts";
import { originKey } from "../../core/responses/origin.ts";
import type { Resolution } from "../../core/responses/resolve.ts";

export type ArchivedCopies = {
  /** A bit for each response: whether the archive has an equal row. */
  readonly bits: Uint8Array;
  /** The archive's other rows. */
  readonly others: Resolution["archivedCopies"];
};

export function splitArchived({ table, rawOrigins, archivedCopies }: Resolution): ArchivedCopies {
  const bits = new Uint8Array(Math.ceil(table.columns.length / 8));
  const others = { columns: emptyColumns(), iterationsByRow: new Map(archivedCopies.iterationsByRow) };
  others.iterationsByRow.clear();
  const { columns, iterationsByRow } = archivedCopies;
  if (columns.length === 0) return { bits, others };
  const rows = new IdentityMap(table.columns, table.columns.length);
  for (let i = 0; i < table.columns.length; i++) rows.findOrAdd(i);
  const keys = table.origins.map(originKey);
  const rawKeys = rawOrigins.map(originKey);
  for (let k = 0; k < columns.length; k++) {
    const i = rows.find(columns.idLo[k] as number, columns.idHi[k] as number);
    const isSame =
      i >= 0 &&
      isSameRow(columns, k, table.columns, i) &&
      rawKeys[columns.origin[k] as number] === keys[table.columns.origin[i] as number] &&
      JSON.stringify(iterationsByRow.get(k)) === JSON.stringify(table.iterationsByRow.get(i));
    if (isSame) {
      bits[i >> 3] = (bits[i >> 3] as number) | (1 << (i & 7));
      continue;
    }
    const at = pushRow(others.columns, rowAt(columns, k));
    const iterations = iterationsByRow.get(k);
    if (iterations) others.iterationsByRow.set(at, iterations);
  }
  return { bits, others };
}

/** Without prices, which the archive's rows do not have, and origins. */
function isSameRow(a: ResponseColumns, i: number, b: ResponseColumns, k: number): boolean {
  return COLUMN_TYPES.every(([name]) => name === "costPico" || name === "origin" || a[name][i] === b[name][k]);
}

/** The archive's rows that are equal to the responses. @param bits marks those responses */
export function pickArchived(billed: ResponseTable, bits: Uint8Array): ResponseTable {
  const { columns, models, origins, iterationsByRow } = billed;
  const rows: number[] = [];
  for (let i = 0; i < columns.length; i++) if (((bits[i >> 3] as number) & (1 << (i & 7))) !== 0) rows.push(i);
  const picked: Record<string, unknown> = { length: rows.length };
  for (const [name, Type] of COLUMN_TYPES) {
    const [from, to] = [columns[name], new Type(rows.length)];
    for (let k = 0; k < rows.length; k++) to[k] = from[rows[k] as number] as number;
    picked[name] = to;
  }
  (picked["costPico"] as Float64Array).fill(Number.NaN);
  const iterations = rows.flatMap((i, k) => {
    const list = iterationsByRow.get(i);
    return list ? [[k, list] as const] : [];
  });
  return { columns: picked as ResponseColumns, models, origins, iterationsByRow: new Map(iterations) };
}
