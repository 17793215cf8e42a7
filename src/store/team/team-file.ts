/** `team.json` in a team's folder: the settings of the lead for everybody. */

import * as v from "valibot";
import { parseDay } from "../../core/calendar/period.ts";
import { cleanText } from "../../core/clean-text.ts";
import {
  DEFAULT_K,
  DEFAULT_RETENTION_MONTHS,
  type RuleFields,
  SHAREABLE,
  TEAM_SCHEMA_VERSION,
  type Team,
  type TeamRules,
  teamFields,
} from "../../core/team/team-file.ts";
import { UserError } from "../../core/user-error.ts";
import { statIfAny } from "../../runtime/regular-file.ts";
import { writeFileAtomic } from "../files/atomic-file.ts";
import { date } from "../settings/amount.ts";
import { BrokenFileError, type JsonFile, readJsonFile } from "../settings/settings-adapter.ts";
import { requireFolder, teamFile } from "./team-folder.ts";

const MAX_NAME = 80;
/** A larger file cannot be ours, so it is not read. */
const MAX_BYTES = 1_000_000;
const wholeNumber = (min: number, max: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max, `a whole number from ${min} to ${max}`));

/** What the lead has set for all, as `team.json` has it, and as a member's own file has what was agreed to. */
export const RULE_ENTRIES = {
  from: v.optional(v.nullable(date), null),
  to: v.optional(v.nullable(date), null),
  k: v.optional(wholeNumber(1, 1000), DEFAULT_K),
  allow: v.optional(v.array(v.picklist(SHAREABLE)), []),
  agreedToNames: v.optional(v.boolean(), false),
  retentionMonths: v.optional(wholeNumber(1, 120), DEFAULT_RETENTION_MONTHS),
};

const schema = v.looseObject({
  schemaVersion: v.pipe(v.number(), v.integer()),
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/, "16 hexadecimal digits")),
  name: v.pipe(v.string(), v.maxLength(MAX_NAME), v.transform(cleanText)),
  ...RULE_ENTRIES,
});

export function rulesFromFields({ from, to, k, allow, agreedToNames, retentionMonths }: RuleFields): TeamRules {
  return {
    from: from === null ? null : parseDay(from),
    to: to === null ? null : parseDay(to),
    k,
    allow,
    agreedToNames,
    retentionMonths,
  };
}

/** @throws UserError where the folder does not exist, is not a team's, or its file is broken or of a newer version */
export function readTeam(dir: string): Team {
  requireFolder(dir);
  const path = teamFile(dir);
  const broken = (reason: string, cause?: unknown): UserError =>
    new UserError(`${path} is not a team's file: ${reason}`, {
      hint: "Restore it from a backup, or ask the team's lead to.",
      cause,
    });
  const bytes = statIfAny(path)?.size ?? 0;
  if (bytes > MAX_BYTES) throw broken(`it has ${bytes} bytes, and one has some hundred`);
  let raw: JsonFile | null;
  try {
    raw = readJsonFile(path);
  } catch (error) {
    if (error instanceof BrokenFileError) throw broken(error.message, error);
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw broken(`it cannot be read (${code})`, error);
  }
  if (raw === null) {
    throw new UserError(`${dir} is not a team's folder: it has no team.json`, {
      hint: "The lead makes one with `claude-cost team init DIR`. A synced folder may not have arrived yet.",
    });
  }
  const version = raw["schemaVersion"];
  if (typeof version === "number" && version > TEAM_SCHEMA_VERSION) {
    throw new UserError(`${path} was written by a newer claude-cost (version ${version})`, {
      hint: "Update claude-cost.",
    });
  }
  const result = v.safeParse(schema, raw);
  if (!result.success) {
    const [issue] = result.issues;
    const key = issue.path?.map((part) => String(part.key)).join(".") ?? "";
    const wanted = issue.type === "regex" ? issue.message : (issue.expected ?? issue.message);
    throw broken(`${key === "" ? "it" : key} must be ${wanted}`);
  }
  const { id, name } = result.output;
  return { id, name, ...rulesFromFields(result.output) };
}

export function writeTeam(dir: string, team: Team): void {
  const json = {
    schemaVersion: TEAM_SCHEMA_VERSION,
    ...teamFields(team),
  };
  writeFileAtomic(teamFile(dir), `${JSON.stringify(json, null, 2)}\n`, { durable: false, shared: true });
}
