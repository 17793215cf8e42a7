/** Rows of a table by session, grouped in one pass, for the few sessions that are asked for. */

import type { ResponseTable } from "../usage/columns.ts";

/** Row indices in the order of their time. */
export type SessionRows = ReadonlyMap<string, Uint32Array>;

export function rowsBySession(table: ResponseTable, wanted: ReadonlySet<string>): SessionRows {
  const { columns, origins } = table;
  const slots = new Map<string, number>();
  const slotOf = new Int32Array(origins.length).fill(-1);
  for (const [code, origin] of origins.entries()) {
    if (!wanted.has(origin.sessionId)) continue;
    const slot = slots.get(origin.sessionId) ?? slots.size;
    slots.set(origin.sessionId, slot);
    slotOf[code] = slot;
  }
  const starts = new Uint32Array(slots.size + 1);
  for (let i = 0; i < columns.length; i++) {
    const slot = slotOf[columns.origin[i] as number] as number;
    if (slot >= 0) starts[slot + 1] = (starts[slot + 1] as number) + 1;
  }
  for (let s = 0; s < slots.size; s++) starts[s + 1] = (starts[s + 1] as number) + (starts[s] as number);
  const next = starts.slice();
  const rows = new Uint32Array(starts[slots.size] as number);
  for (let i = 0; i < columns.length; i++) {
    const slot = slotOf[columns.origin[i] as number] as number;
    if (slot < 0) continue;
    const at = next[slot] as number;
    rows[at] = i;
    next[slot] = at + 1;
  }
  const byTime = (a: number, b: number): number =>
    (columns.timeMs[a] as number) - (columns.timeMs[b] as number) || a - b;
  return new Map(
    [...slots].map(([sessionId, slot]) => [sessionId, rows.subarray(starts[slot], starts[slot + 1]).sort(byTime)]),
  );
}
