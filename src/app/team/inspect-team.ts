/** Inspects a team's folder: who has shared until when, what counts once, what is left out. */

import type { DayNumber } from "../../core/calendar/zone.ts";
import {
  countedCells,
  type DuplicateShare,
  membersUnderTwoNames,
  type TwoNames,
} from "../../core/team/counted-cells.ts";
import type { MachineCoverage } from "../../core/team/coverage.ts";
import { readCoverage } from "../../store/team/coverage-file.ts";
import { readTeamCells } from "../../store/team/read-cells.ts";
import { type ForeignFile, listTeamFiles } from "../../store/team/team-folder.ts";
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
  const read = await readTeamCells(files, today);
  const covered = readCoverage(files, today);
  const { cells, superseded, duplicates } = countedCells(read.cells);
  const names = new Set([...read.cells.map(({ member }) => member), ...files.coverage.map(({ member }) => member)]);
  const overlays = new Set(cells.filter(({ priceCard }) => priceCard === "overlay").map(({ member }) => member));
  const machines = new Map<string, Set<string>>();
  for (const { member, machine } of [...read.cells, ...files.coverage]) {
    const known = machines.get(member);
    if (known) known.add(machine);
    else machines.set(member, new Set([machine]));
  }
  const leftOut = new Set(read.foreign.map(({ path }) => path));
  const counted = (list: readonly { readonly path: string }[]): number =>
    list.filter(({ path }) => !leftOut.has(path)).length;
  return {
    members: [...names].sort().map((member) => ({
      member,
      machines: machines.get(member)?.size ?? 0,
      untilDay: lastDay(covered.coverage, member),
      isInRoster: roster.has(member),
      hasOverlay: overlays.has(member),
    })),
    files: { usage: counted(files.usage), compacted: counted(files.compacted) },
    cells: cells.length,
    superseded,
    missing: [...roster.keys()].filter((member) => !names.has(member)),
    duplicates: duplicateMachines(duplicates),
    twoNames: membersUnderTwoNames(duplicates),
    foreign: [...files.foreign, ...read.foreign, ...covered.foreign],
    firstDay: read.cells.reduce<DayNumber | null>((first, { day }) => Math.min(first ?? day, day), null),
  };
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
