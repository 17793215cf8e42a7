/** Reads what this machine has shared before from the team's folder. */

import type { DayNumber } from "../../core/calendar/zone.ts";
import { type Cell, NO_SUMS, NOTHING_KIND, shareKey } from "../../core/team/cell.ts";
import { statIfAny } from "../../runtime/regular-file.ts";
import type { Membership } from "../../store/team/membership-file.ts";
import { readCellFile } from "../../store/team/read-cells.ts";
import { compactedFile, usageFile } from "../../store/team/team-folder.ts";

/** By month. A torn file counts as empty, and is written again from the logs. */
export async function sharedBefore(
  membership: Membership,
  months: Iterable<string>,
  today: DayNumber,
): Promise<ReadonlyMap<string, readonly Cell[]>> {
  const before = new Map<string, readonly Cell[]>();
  for (const month of months) before.set(month, await ownCells(membership, month, today));
  return before;
}

/** The member's own file, or the compacted month that it was merged into. */
async function ownCells(membership: Membership, month: string, today: DayNumber): Promise<readonly Cell[]> {
  const path = [usageFile(membership.dir, membership, month), compactedFile(membership.dir, month)].find((file) =>
    statIfAny(file)?.isFile(),
  );
  if (path === undefined) return [];
  const cells = await readCellFile(path, month, today);
  if (typeof cells === "string") return [];
  return cells.filter(({ member, machine }) => member === membership.member && machine === membership.machine);
}

/** An empty cell for each date: it replaces what was shared of it before, wherever a copy of that is. */
export function emptyCells(before: readonly Cell[]): readonly Cell[] {
  const byDay = new Map(before.map((cell) => [shareKey(cell), cell] as const));
  return [...byDay.values()].map((cell) => ({
    ...cell,
    ...NO_SUMS,
    costPico: 0n,
    model: "other",
    kind: NOTHING_KIND,
    project: "",
    agent: "",
    skill: "",
    idsCount: 0,
    idsFold: 0n,
    clientVersionMax: "",
  }));
}
