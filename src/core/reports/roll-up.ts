/** Sums a resolved and priced table file by file, so that one file's part can be taken out and replaced. */

import { foldedFrom, type Resolution } from "../responses/resolve.ts";
import { PLAIN_WORK, type TableWork } from "../responses/table-operations.ts";
import { listedOrigins, type UsageTable } from "./usage-rollup.ts";

export type SummedResolution = {
  readonly usage: UsageTable;
  /** Where the sums of each file's own rows begin; then where those of responses that several files have do. */
  readonly usageFrom: Uint32Array;
};

/** @param eachFromMs responses from then on are not summed */
export function sumResolution(
  { table, own }: Pick<Resolution, "table" | "own">,
  eachFromMs: number,
  work: TableWork = PLAIN_WORK,
): SummedResolution {
  const { columns, models, origins } = table;
  const sums = work.sum(table, [...own, { from: foldedFrom({ own }), to: columns.length }], eachFromMs);
  return { usage: { columns: sums.columns, models, origins: listedOrigins(origins) }, usageFrom: sums.starts };
}
