/** `share.json` beside a machine's cells: the dates it has shared, so that a day without cells is known to be empty. */

import * as v from "valibot";
import { dayKey, parseDay } from "../../core/calendar/period.ts";
import type { DayNumber } from "../../core/calendar/zone.ts";
import type { MachineCoverage } from "../../core/team/coverage.ts";
import { readText } from "../../runtime/regular-file.ts";
import { writeFileAtomic } from "../files/atomic-file.ts";
import { date } from "../settings/amount.ts";
import { coverageFile, type ForeignFile, type MachineName, type TeamFiles } from "./team-folder.ts";

const SCHEMA_VERSION = 1;
const schema = v.looseObject({ schemaVersion: v.literal(SCHEMA_VERSION), from: date, until: date });

export type ReadCoverage = {
  readonly coverage: readonly MachineCoverage[];
  /** Files that are left out. */
  readonly foreign: readonly ForeignFile[];
};

/** @param today the UTC date of now: a day that has not ended cannot be complete */
export function readCoverage({ coverage }: Pick<TeamFiles, "coverage">, today: DayNumber): ReadCoverage {
  const read: MachineCoverage[] = [];
  const foreign: ForeignFile[] = [];
  for (const { path, member, machine } of coverage) {
    const days = daysIn(path);
    if (typeof days === "string") foreign.push({ path, reason: days });
    else if (days.untilDay > today) foreign.push({ path, reason: "its last date is in the future" });
    else read.push({ member, machine, ...days });
  }
  return { coverage: read, foreign };
}

/** @returns why the file is invalid */
function daysIn(path: string): Pick<MachineCoverage, "fromDay" | "untilDay"> | string {
  let raw: unknown;
  try {
    raw = JSON.parse(readText(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined) return `it cannot be read (${code})`;
    if (error instanceof SyntaxError) return "it is not JSON";
    throw error;
  }
  const result = v.safeParse(schema, raw);
  if (!result.success) return "it is not a share.json of this version";
  const [fromDay, untilDay] = [parseDay(result.output.from), parseDay(result.output.until)];
  return fromDay === null || untilDay === null || fromDay > untilDay ? "its dates cannot be" : { fromDay, untilDay };
}

export function writeCoverage(dir: string, name: MachineName, { fromDay, untilDay }: MachineCoverage): void {
  const json = { schemaVersion: SCHEMA_VERSION, from: dayKey(fromDay), until: dayKey(untilDay) };
  writeFileAtomic(coverageFile(dir, name), `${JSON.stringify(json)}\n`, { durable: false, shared: true });
}
