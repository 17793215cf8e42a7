/** The lead's roster: the names behind pseudonyms. In the lead's own data folder (mode 0600), never in the team's. */

import { join } from "node:path";
import * as v from "valibot";
import { cleanText } from "../../core/clean-text.ts";
import { MEMBER_PATTERN } from "../../core/team/check-cell.ts";
import type { Roster, RosterEntry } from "../../core/team/team-file.ts";
import { UserError } from "../../core/user-error.ts";
import { withFileLock } from "../files/file-lock.ts";
import { BrokenFileError, readJsonFile } from "../settings/settings-adapter.ts";

const text = v.pipe(v.string(), v.maxLength(200), v.transform(cleanText));
const schema = v.object({
  version: v.literal(1),
  members: v.record(
    v.pipe(v.string(), v.regex(MEMBER_PATTERN)),
    v.object({ name: text, group: text, costCenter: text }),
  ),
});

const fileOf = (teamDir: string, teamId: string): string => join(teamDir, `roster-${teamId}.json`);

/** Empty where there is none. @throws UserError where the file is broken */
export function readRoster(teamDir: string, teamId: string): Roster {
  const path = fileOf(teamDir, teamId);
  const hint = "Correct it, or delete it and enter the members again.";
  let raw: unknown;
  try {
    raw = readJsonFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!(error instanceof BrokenFileError) && code === undefined) throw error;
    throw new UserError(`${path} cannot be read: ${code ?? (error as Error).message}`, { hint, cause: error });
  }
  if (raw === null) return new Map();
  const result = v.safeParse(schema, raw);
  if (!result.success) throw new UserError(`${path} is no roster of this version`, { hint });
  return new Map(Object.entries(result.output.members).map(([member, entry]) => [member, { member, ...entry }]));
}

/** Reads, changes and writes while no other process does. */
export async function changeRoster(
  teamDir: string,
  teamId: string,
  change: (members: Map<string, RosterEntry>) => void,
): Promise<Roster> {
  const path = fileOf(teamDir, teamId);
  return await withFileLock(`${path}.lock`, (lock) => {
    const members = new Map(readRoster(teamDir, teamId));
    change(members);
    const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : 1));
    const entries = sorted.map(([member, { name, group, costCenter }]) => [member, { name, group, costCenter }]);
    const json = { version: 1, members: Object.fromEntries(entries) };
    lock.replace(path, `${JSON.stringify(json, null, 2)}\n`, { durable: true });
    return members;
  });
}
