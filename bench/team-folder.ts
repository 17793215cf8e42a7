/** A made-up team's folder to measure on, as `team share` and `team compact` leave it. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Cell, cellsByMonth } from "../src/core/team/cell.ts";
import { generateTeam } from "../src/data/demo/team/team.ts";
import { parquetOfCells } from "../src/store/team/cell-parquet.ts";
import { writeTeam } from "../src/store/team/team-file.ts";
import { compactedFile, usageFile } from "../src/store/team/team-folder.ts";

export type FolderOptions = {
  readonly developers: number;
  readonly days: number;
  readonly endDay: number;
  /** One file a month, in the place of one for each machine and month. */
  readonly isCompacted: boolean;
};

/** @returns cells that were written, and their dollars in pico-dollars as text */
export function writeTeamFolder(
  dir: string,
  { developers, days, endDay, isCompacted }: FolderOptions,
): { readonly cells: number; readonly totalPico: string } {
  mkdirSync(dir, { recursive: true });
  writeTeam(dir, {
    id: "0".repeat(16),
    name: "Bench",
    from: endDay - days + 1,
    to: null,
    k: 5,
    allow: [],
    agreedToNames: false,
    retentionMonths: 12,
  });
  const all: Cell[] = [];
  let cells = 0;
  let totalPico = 0n;
  for (const person of generateTeam({ seed: "bench", developers, days, endDay })) {
    cells += person.cells.length;
    totalPico += person.truth.costPico + person.truth.backgroundPico;
    if (isCompacted) for (const cell of person.cells) all.push(cell);
    else {
      const [machine = ""] = person.machines;
      for (const [month, some] of cellsByMonth(person.cells)) {
        writeCells(usageFile(dir, { member: person.member, machine }, month), some);
      }
    }
  }
  for (const [month, some] of cellsByMonth(all)) writeCells(compactedFile(dir, month), some);
  return { cells, totalPico: String(totalPico) };
}

function writeCells(path: string, cells: readonly Cell[]): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, parquetOfCells(cells));
}
