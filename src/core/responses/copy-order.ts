/** Computes how far a log may grow before that affects the responses that it shares with other logs. */

import { lastTimeIn, type RowRange } from "./concat-tables.ts";
import { IdentityMap } from "./identity-map.ts";
import type { Resolution } from "./resolve.ts";

/**
 * Of equal copies, the one in the log that ends first is the original. So nothing changes while logs that share
 * responses keep the order of their ends.
 * @returns for each file the time that its last response must stay below; Infinity = no limit
 */
export function copyLimits({ table, own, copied, shared }: Resolution): Float64Array {
  const limits = new Float64Array(own.length).fill(Number.POSITIVE_INFINITY);
  if (shared.columns.length === 0) return limits;
  const ends = own.map((range, i) => {
    return Math.max(lastTimeIn(table.columns.timeMs, range), lastTimeIn(shared.columns.timeMs, copied[i] as RowRange));
  });
  for (const files of sharers(shared.columns, copied)) {
    for (const file of files) {
      for (const other of files) {
        const end = ends[other] as number;
        if (other !== file && end >= (ends[file] as number)) limits[file] = Math.min(limits[file] as number, end);
      }
    }
  }
  return limits;
}

/** The files of each response that several files have. */
function sharers(columns: Resolution["shared"]["columns"], copied: readonly RowRange[]): Iterable<ReadonlySet<number>> {
  const rows = new IdentityMap(columns, columns.length);
  const files = new Map<number, Set<number>>();
  copied.forEach(({ from, to }, file) => {
    for (let i = from; i < to; i++) {
      const known = rows.findOrAdd(i);
      const first = known < 0 ? i : known;
      files.set(first, (files.get(first) ?? new Set()).add(file));
    }
  });
  return files.values();
}
