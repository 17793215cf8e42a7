/** Sums a resolved and priced table file by file, so that one file's part can be taken out and replaced. */

import type { Resolution } from "./resolve.ts";
import { listedOrigins, UsageFolder, type UsageTable } from "./usage-table.ts";

export type SummedResolution = {
  readonly usage: UsageTable;
  /** Where the sums of each file's own rows begin; then where those of responses that several files have do. */
  readonly usageFrom: Uint32Array;
};

/** @param eachFromMs responses from then on are not summed */
export function sumResolution({ table, own }: Pick<Resolution, "table" | "own">, eachFromMs: number): SummedResolution {
  const { columns, models, origins } = table;
  const folder = new UsageFolder(table, eachFromMs, columns.length);
  const usageFrom = new Uint32Array(own.length + 1);
  own.forEach(({ from, to }, i) => {
    usageFrom[i] = folder.add(from, to);
  });
  const shared = own.reduce((end, { to }) => Math.max(end, to), 0);
  usageFrom[own.length] = folder.add(shared, columns.length);
  return { usage: { columns: folder.columns, models, origins: listedOrigins(origins) }, usageFrom };
}
