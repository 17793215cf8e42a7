/** Sums a resolved and priced table file by file, so that the part of one file can be removed and replaced. */

import { foldedFrom, type Resolution } from "../responses/resolve.ts";
import { listedOrigins, UsageFolder, type UsageTable } from "./usage-rollup.ts";

export type SummedResolution = {
  readonly usage: UsageTable;
  /** Where the sums of each file's own rows begin, followed by where those of responses in several files do. */
  readonly usageFrom: Uint32Array;
};

/** @param unsummedFromMs responses from this time on are not summed */
export function sumResolution(
  { table, own }: Pick<Resolution, "table" | "own">,
  unsummedFromMs: number,
): SummedResolution {
  const { columns, models, origins } = table;
  const folder = new UsageFolder(table, unsummedFromMs, columns.length);
  const ranges = [...own, { from: foldedFrom({ own }), to: columns.length }];
  const usageFrom = Uint32Array.from(ranges, ({ from, to }) => folder.add(from, to));
  return { usage: { columns: folder.columns, models, origins: listedOrigins(origins) }, usageFrom };
}
