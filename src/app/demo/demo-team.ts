/** Writes a generated team's folder as its machines would have written it, with the lead's own files. */

import { join } from "node:path";
import { dayKey } from "../../core/calendar/period.ts";
import { cellsByMonth } from "../../core/team/cell.ts";
import { DEFAULT_K, DEFAULT_RETENTION_MONTHS, type RosterEntry, SHAREABLE } from "../../core/team/team-file.ts";
import { generateTeam, type TeamDeveloper, type TeamOptions } from "../../data/demo/team/team.ts";
import { statIfAny } from "../../runtime/regular-file.ts";
import { temporaryName } from "../../store/files/atomic-file.ts";
import { writeCoverage } from "../../store/team/coverage-file.ts";
import { changeMemberships } from "../../store/team/membership-file.ts";
import { changeRoster } from "../../store/team/roster-file.ts";
import { writeTeam } from "../../store/team/team-file.ts";
import { usageFile } from "../../store/team/team-folder.ts";
import { writeCellFile } from "../../store/team/write-cells.ts";
import { newSecret, teamIdOf } from "../team/secret.ts";
import { publish } from "./demo-tree.ts";

/** What was written, without the cells. */
export type WrittenDeveloper = Omit<TeamDeveloper, "cells">;

/** @param dir the team's folder. @param teamDir the lead's own folder for teams, `DataPaths.teamDir`; null = no lead */
export async function writeDemoTeam(
  dir: string,
  teamDir: string | null,
  options: TeamOptions,
): Promise<readonly WrittenDeveloper[]> {
  const secret = newSecret();
  const id = teamIdOf(secret);
  const fromDay = options.endDay - options.days + 1;
  writeTeam(dir, {
    id,
    name: "Demo pilot (made up)",
    from: fromDay,
    to: null,
    k: DEFAULT_K,
    allow: SHAREABLE,
    agreedToNames: false,
    retentionMonths: DEFAULT_RETENTION_MONTHS,
  });
  const developers: WrittenDeveloper[] = [];
  for (const developer of generateTeam(options)) {
    await writeDeveloper(dir, developer, { fromDay, untilDay: options.endDay });
    const { cells: _, ...known } = developer;
    developers.push(known);
  }
  if (teamDir !== null) {
    await changeMemberships(teamDir, (old) => ({ ...old, led: [...old.led, { dir, id, secret }] }));
    await changeRoster(teamDir, id, (members) => {
      for (const developer of developers) members.set(developer.member, rosterEntry(developer));
    });
  }
  return developers;
}

async function writeDeveloper(
  dir: string,
  { member, machines, cells }: TeamDeveloper,
  covered: { readonly fromDay: number; readonly untilDay: number },
): Promise<void> {
  for (const machine of machines) {
    const own = cells.filter((cell) => cell.machine === machine);
    for (const [month, some] of cellsByMonth(own))
      await writeCellFile(usageFile(dir, { member, machine }, month), some);
    writeCoverage(dir, { member, machine }, { member, machine, ...covered });
  }
}

function rosterEntry({ member, name, group, costCenter }: WrittenDeveloper): RosterEntry {
  return { member, name, group, costCenter };
}

const DAY_MS = 86_400_000;

/**
 * The pilot that `team --demo` shows: twelve developers over six weeks, until yesterday. Written once a day.
 * @param dataDir the demo's own data folder; `teamDir` below it
 * @returns the team's folder
 */
export async function demoTeam(dataDir: string, teamDir: string, nowMs: number): Promise<string> {
  const endDay = Math.floor(nowMs / DAY_MS) - 1;
  const dir = join(dataDir, `made-up-team-${dayKey(endDay)}`);
  if (statIfAny(dir)?.isDirectory()) return dir;
  const building = temporaryName(dir);
  await writeDemoTeam(building, teamDir, { seed: "pilot", developers: 12, machines: 2, days: 42, endDay, synced: 0.3 });
  publish(building, dir);
  return dir;
}
