/** Groups rows of a table by session in one pass, for a few given sessions. */

import type { ResponseTable } from "../responses/columns.ts";

/** Row indices in the order of their time. */
export type SessionRows = ReadonlyMap<string, Uint32Array>;

export function rowsBySession(table: ResponseTable, wanted: ReadonlySet<string>): SessionRows {
  const { columns, origins } = table;
  const slots = new Map<string, number>();
  const slotOf = new Int32Array(origins.length).fill(-1);
  origins.forEach(({ sessionId }, code) => {
    if (!wanted.has(sessionId)) return;
    const slot = slots.get(sessionId) ?? slots.size;
    slots.set(sessionId, slot);
    slotOf[code] = slot;
  });
  const { rows, starts } = groupRows(columns.origin.subarray(0, columns.length), slotOf, slots.size);
  const byTime = (a: number, b: number): number =>
    (columns.timeMs[a] as number) - (columns.timeMs[b] as number) || a - b;
  const bySession = new Map<string, Uint32Array>();
  for (const [sessionId, slot] of slots) {
    const own = rows.subarray(starts[slot], starts[slot + 1]);
    bySession.set(sessionId, isInOrder(own, columns.timeMs) ? own : own.sort(byTime));
  }
  return bySession;
}

/** Rows by group, in table order: group `g` has `rows` from `starts[g]` up to, not including, `starts[g + 1]`. */
type GroupedRows = { readonly rows: Uint32Array; readonly starts: Uint32Array };

/** @param groupOf by code; below zero = in no group @param groups the number of groups */
function groupRows(column: Uint32Array, groupOf: Int32Array, groups: number): GroupedRows {
  const starts = new Uint32Array(groups + 1);
  for (const code of column) {
    const group = groupOf[code] as number;
    if (group >= 0) starts[group + 1] = (starts[group + 1] as number) + 1;
  }
  for (let g = 0; g < groups; g++) starts[g + 1] = (starts[g + 1] as number) + (starts[g] as number);
  const next = starts.slice();
  const rows = new Uint32Array(starts[groups] as number);
  for (let i = 0; i < column.length; i++) {
    const group = groupOf[column[i] as number] as number;
    if (group < 0) continue;
    const at = next[group] as number;
    rows[at] = i;
    next[group] = at + 1;
  }
  return { rows, starts };
}

/** True in most cases; checking is cheaper than sorting. */
function isInOrder(rows: Uint32Array, timeMs: Float64Array): boolean {
  let last = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < rows.length; k++) {
    const at = timeMs[rows[k] as number] as number;
    if (!(at >= last)) return false;
    last = at;
  }
  return true;
}
