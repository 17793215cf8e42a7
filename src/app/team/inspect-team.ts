/** Inspects a team's folder: who has shared until when, what counts once, what is left out. */

import type { DayNumber } from "../../core/calendar/zone.ts";
import { CellTable } from "../../core/team/cell-table.ts";
import { countRows, type DuplicateShare, membersUnderTwoNames, type TwoNames } from "../../core/team/counted-cells.ts";
import type { MachineCoverage } from "../../core/team/coverage.ts";
import { readCoverage } from "../../store/team/coverage-file.ts";
import { addTeamFiles } from "../../store/team/read-table.ts";
import { type ForeignFile, listTeamFiles, type MachineName, type TeamFiles } from "../../store/team/team-folder.ts";
import type { OpenTeam } from "./open-team.ts";

export type TeamInspection = {
  readonly members: readonly InspectedMember[];
  /** Files that are read, without those that are left out. */
  readonly files: { readonly usage: number; readonly compacted: number };
  readonly cells: number;
  /** Cells that were replaced by a newer share. */
  readonly superseded: number;
  /** Members of the roster who have shared nothing. */
  readonly missing: readonly string[];
  readonly duplicates: readonly DuplicateMachines[];
  readonly twoNames: readonly TwoNames[];
  readonly foreign: readonly ForeignFile[];
  /** The oldest date with stored data; null = none. */
  readonly firstDay: DayNumber | null;
};

export type InspectedMember = {
  readonly member: string;
  readonly machines: number;
  /** The last date that one of the machines has shared; null = not known. */
  readonly untilDay: DayNumber | null;
  readonly isInRoster: boolean;
  /** The cells include the member's own prices. */
  readonly hasOverlay: boolean;
};

/** Two machines of one member with the same responses. */
export type DuplicateMachines = {
  readonly member: string;
  readonly machines: readonly [string, string];
  readonly days: number;
};

export async function inspectTeam({ dir, roster, today }: OpenTeam): Promise<TeamInspection> {
  const files = listTeamFiles(dir);
  const covered = readCoverage(files, today);
  const shares = await inspectShares(files, today);
  const machines = new Map<string, Set<string>>();
  for (const { member, machine } of [...shares.machines, ...files.coverage]) {
    const known = machines.get(member);
    if (known) known.add(machine);
    else machines.set(member, new Set([machine]));
  }
  const leftOut = new Set(shares.foreign.map(({ path }) => path));
  const counted = (list: readonly { readonly path: string }[]): number =>
    list.filter(({ path }) => !leftOut.has(path)).length;
  return {
    members: [...machines.keys()].sort().map((member) => ({
      member,
      machines: machines.get(member)?.size ?? 0,
      untilDay: lastDay(covered.coverage, member),
      isInRoster: roster.has(member),
      hasOverlay: shares.overlays.has(member),
    })),
    files: { usage: counted(files.usage), compacted: counted(files.compacted) },
    cells: shares.cells,
    superseded: shares.superseded,
    missing: [...roster.keys()].filter((member) => !machines.has(member)),
    duplicates: duplicateMachines(shares.duplicates),
    twoNames: membersUnderTwoNames(shares.duplicates),
    foreign: [...files.foreign, ...shares.foreign, ...covered.foreign],
    firstDay: shares.firstDay,
  };
}

type InspectedShares = {
  readonly machines: readonly MachineName[];
  /** Members with prices of their own. */
  readonly overlays: ReadonlySet<string>;
  readonly cells: number;
  readonly superseded: number;
  readonly duplicates: readonly DuplicateShare[];
  readonly foreign: readonly ForeignFile[];
  readonly firstDay: DayNumber | null;
};

/** A month after another, since no share of one is a copy of one of another: only one is in memory. */
async function inspectShares({ usage, compacted }: TeamFiles, today: DayNumber): Promise<InspectedShares> {
  const machines: MachineName[] = [];
  const overlays = new Set<string>();
  const duplicates: DuplicateShare[] = [];
  const foreign: ForeignFile[] = [];
  let cells = 0;
  let superseded = 0;
  let firstDay: DayNumber | null = null;
  for (const month of [...new Set([...usage, ...compacted].map((file) => file.month))].sort()) {
    const ofMonth = <F extends { readonly month: string }>(list: readonly F[]) => list.filter((f) => f.month === month);
    const table = CellTable.ofShares();
    const left = await addTeamFiles(table, { usage: ofMonth(usage), compacted: ofMonth(compacted) }, today);
    for (const file of left) foreign.push(file);
    const counts = countRows(table);
    superseded += counts.superseded;
    for (const duplicate of counts.duplicates) duplicates.push(duplicate);
    const owners = new Set<number>();
    const overlay = table.names.priceCard.indexOf("overlay");
    for (let row = 0; row < table.length; row++) {
      const owner =
        (table.columns.member[row] as number) * table.names.machine.length + (table.columns.machine[row] as number);
      if (!owners.has(owner)) {
        owners.add(owner);
        machines.push({ member: table.nameAt("member", row), machine: table.nameAt("machine", row) });
      }
      const day = table.columns.day[row] as number;
      firstDay = Math.min(firstDay ?? day, day);
      if (counts.counted[row] === 0) continue;
      cells++;
      if (table.columns.priceCard[row] === overlay) overlays.add(table.nameAt("member", row));
    }
  }
  return { machines, overlays, cells, superseded, duplicates, foreign, firstDay };
}

function lastDay(coverage: readonly MachineCoverage[], member: string): DayNumber | null {
  return coverage
    .filter((machine) => machine.member === member)
    .reduce<DayNumber | null>((last, { untilDay }) => Math.max(last ?? untilDay, untilDay), null);
}

function duplicateMachines(duplicates: readonly DuplicateShare[]): readonly DuplicateMachines[] {
  const days = new Map<string, number>();
  for (const { counted, left } of duplicates) {
    if (counted.member !== left.member) continue;
    const key = [counted.member, ...[counted.machine, left.machine].sort()].join(" ");
    days.set(key, (days.get(key) ?? 0) + 1);
  }
  return [...days].map(([key, count]) => {
    const [member, a, b] = key.split(" ") as [string, string, string];
    return { member, machines: [a, b], days: count };
  });
}
