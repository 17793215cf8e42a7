/** Creates a team's folder, or changes the lead's settings, and returns the invite. */

import { cleanText } from "../../core/clean-text.ts";
import { type RuleChange, ruleChanges } from "../../core/team/rules.ts";
import { DEFAULT_K, DEFAULT_RETENTION_MONTHS, SHAREABLE, type Team } from "../../core/team/team-file.ts";
import { UserError } from "../../core/user-error.ts";
import { makeFolder } from "../../runtime/make-folder.ts";
import { statIfAny } from "../../runtime/regular-file.ts";
import { changeMemberships, readMemberships } from "../../store/team/membership-file.ts";
import { readTeam, writeTeam } from "../../store/team/team-file.ts";
import { teamFile } from "../../store/team/team-folder.ts";
import { inviteLine, newSecret, teamIdOf } from "./secret.ts";

/** The lead's options; missing ones keep their values, or have defaults in a new team. */
export type TeamChange = { readonly [K in keyof Omit<Team, "id">]?: Team[K] | undefined };

export type MadeTeam = {
  readonly team: Team;
  readonly invite: string;
  readonly isNew: boolean;
  /** Rules that a team which was made before has now, and had not. */
  readonly changes: readonly RuleChange[];
  /** The previous default folder of commands; null = none, or the same. */
  readonly otherDir: string | null;
  /**
   * Whether another team was created in this folder before, whose `team.json` is gone: its members have the old invite.
   */
  readonly replaces: boolean;
};

/**
 * @param dir absolute
 * @throws UserError where the folder is another lead's team, or cannot be written
 */
export async function initTeam(dir: string, teamDir: string, change: TeamChange, today: number): Promise<MadeTeam> {
  const { led, member } = readMemberships(teamDir);
  const isNew = statIfAny(teamFile(dir)) === undefined;
  const old = isNew ? null : readTeam(dir);
  const own = old === null ? undefined : led.findLast(({ id }) => id === old.id);
  if (old !== null && own === undefined) {
    throw new UserError(`${dir} is the folder of a team that was not made here: '${cleanText(old.name)}'`, {
      hint: "Ask its lead for the invite, or name another folder.",
      exitCode: 2,
    });
  }
  const secret = own?.secret ?? newSecret();
  const before: Team = old ?? {
    id: teamIdOf(secret),
    name: "Claude Code team",
    from: today,
    to: null,
    k: DEFAULT_K,
    allow: SHAREABLE,
    agreedToNames: false,
    retentionMonths: DEFAULT_RETENTION_MONTHS,
  };
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const team: Team = { ...before, ...given };
  if (team.from !== null && team.to !== null && team.from > team.to) {
    throw new UserError("the team's first date is after its last", { exitCode: 2 });
  }
  await writeFolder(dir, team);
  const used = led.at(-1) ?? member;
  await changeMemberships(teamDir, (memberships) => ({
    ...memberships,
    led: [...memberships.led.filter(({ id }) => id !== team.id), { dir, id: team.id, secret }],
  }));
  const otherDir = used && used.dir !== dir ? used.dir : null;
  const replaces = isNew && led.some((other) => other.dir === dir);
  return {
    team,
    invite: inviteLine({ dir, secret }),
    isNew,
    changes: old === null ? [] : ruleChanges(old, team),
    otherDir,
    replaces,
  };
}

async function writeFolder(dir: string, team: Team): Promise<void> {
  try {
    makeFolder(dir);
    writeTeam(dir, team);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    if (code === "EEXIST" || code === "ENOTDIR") {
      throw new UserError(`${dir} cannot be a team's folder: there is a file in its place or above it`, {
        hint: "Name a folder, or one that can be made.",
        exitCode: 2,
        cause: error,
      });
    }
    throw new UserError(`the team's folder ${dir} cannot be written (${code})`, {
      hint: "Name a folder that you may write to and that the members reach.",
      cause: error,
    });
  }
}
