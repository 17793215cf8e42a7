/** Rows of a table by session, grouped in one pass, for the few sessions that are asked for. */

import type { ResponseTable } from "../responses/columns.ts";
import { PLAIN_WORK, type TableWork } from "../responses/table-operations.ts";

/** Row indices in the order of their time. */
export type SessionRows = ReadonlyMap<string, Uint32Array>;

export function rowsBySession(
  table: ResponseTable,
  wanted: ReadonlySet<string>,
  work: TableWork = PLAIN_WORK,
): SessionRows {
  const { columns, origins } = table;
  const slots = new Map<string, number>();
  const slotOf = new Int32Array(origins.length).fill(-1);
  origins.forEach(({ sessionId }, code) => {
    if (!wanted.has(sessionId)) return;
    const slot = slots.get(sessionId) ?? slots.size;
    slots.set(sessionId, slot);
    slotOf[code] = slot;
  });
  const { rows, starts } = work.group(columns.origin.subarray(0, columns.length), slotOf, slots.size);
  const byTime = (a: number, b: number): number =>
    (columns.timeMs[a] as number) - (columns.timeMs[b] as number) || a - b;
  const bySession = new Map<string, Uint32Array>();
  for (const [sessionId, slot] of slots) {
    const own = rows.subarray(starts[slot], starts[slot + 1]);
    bySession.set(sessionId, isInOrder(own, columns.timeMs) ? own : own.sort(byTime));
  }
  return bySession;
}

/** Mostly they are: asking takes less than sorting does. */
function isInOrder(rows: Uint32Array, timeMs: Float64Array): boolean {
  let last = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < rows.length; k++) {
    const at = timeMs[rows[k] as number] as number;
    if (!(at >= last)) return false;
    last = at;
  }
  return true;
}
