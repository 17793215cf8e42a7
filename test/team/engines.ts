/** An invented team in a folder, and its true spending. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Cell } from "../../src/core/team/cell.ts";
import { generateTeam, type TeamDeveloper, type TeamOptions } from "../../src/data/demo/team/team.ts";
import { parquetOfCells } from "../../src/store/team/cell-parquet.ts";

const DAY_MS = 86_400_000;
/** The last day of invented teams, and the day after it. */
export const END_DAY = Date.UTC(2026, 10, 25) / DAY_MS;
export const TODAY = END_DAY + 1;

export function madeTeam(options: Partial<TeamOptions> = {}): readonly TeamDeveloper[] {
  return [...generateTeam({ seed: "report", developers: 12, machines: 3, days: 42, endDay: END_DAY, ...options })];
}

/** Writes every machine's cells as it would share them. @param skip months that are not written */
export function writeTeamFolder(dir: string, people: readonly Pick<TeamDeveloper, "cells">[]): void {
  const files = new Map<string, Cell[]>();
  for (const cell of people.flatMap((p) => p.cells)) {
    const month = new Date(cell.day * DAY_MS).toISOString().slice(0, 7);
    const path = join(
      dir,
      ...["usage", `member=${cell.member}`, `machine=${cell.machine}`],
      ...[`year=${month.slice(0, 4)}`, `month=${month.slice(5)}`, "usage.parquet"],
    );
    files.set(path, [...(files.get(path) ?? []), cell]);
  }
  for (const [path, cells] of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, parquetOfCells(cells));
  }
}
