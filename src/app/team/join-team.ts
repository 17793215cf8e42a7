/** Joins a team with its invite, and leaves it. */

import { readdirSync, rmSync } from "node:fs";
import { readClientStates } from "../../claude-code/feeds/client-state.ts";
import type { RootChoice } from "../../claude-code/logs/roots.ts";
import { cleanText } from "../../core/clean-text.ts";
import { ruleFields, type Team } from "../../core/team/team-file.ts";
import { UserError } from "../../core/user-error.ts";
import { statIfAny } from "../../runtime/regular-file.ts";
import { changeMemberships, type Membership, readMemberships } from "../../store/team/membership-file.ts";
import { readCellFile } from "../../store/team/read-cells.ts";
import { clearShareNotice } from "../../store/team/share-notice.ts";
import { readTeam } from "../../store/team/team-file.ts";
import { listTeamFiles, memberFolder } from "../../store/team/team-folder.ts";
import { writeCellFile } from "../../store/team/write-cells.ts";
import { newMachine, parseInvite, pseudonymOf, teamIdOf } from "./secret.ts";

export type JoinInputs = {
  readonly invite: string;
  /** `--as`; null = the email address of the account that is signed in. */
  readonly name: string | null;
  /** The folder's path on this machine; null = the invite's path. */
  readonly dir: string | null;
  readonly teamDir: string;
  /** Claude Code's folders, and why they are read. */
  readonly roots: readonly RootChoice[];
  readonly homeDir: string;
};

/** The result of joining, before anything is written. */
export type Joining = { readonly team: Team; readonly membership: Membership; readonly isAgain: boolean };

/** @throws UserError for an invalid invite, a missing folder, a second team, or another name than before */
export function planJoin({ invite, name, dir, teamDir, roots, homeDir }: JoinInputs): Joining {
  const parsed = parseInvite(invite);
  const folder = dir ?? parsed.dir;
  const team = readTeam(folder);
  if (teamIdOf(parsed.secret) !== team.id) {
    throw new UserError(`the invite is not for the team in ${folder}, '${cleanText(team.name)}'`, {
      hint: "The lead made another team there since, or the folder is another one's. Ask for the present invite.",
      exitCode: 2,
    });
  }
  const { member: old } = readMemberships(teamDir);
  const given = cleanText(
    name ??
      // Joining again changes where things are, not who the member is.
      (old?.id === team.id ? old.name : null) ??
      signedInEmail(
        roots.map(({ path }) => path),
        homeDir,
      ) ??
      "",
  );
  if (given === "" && name !== null) throw emptyName("--as");
  if (given === "") {
    throw new UserError("nobody is signed in to Claude Code here, so the member has no name", {
      hint: "Say one with --as, the same on all of your machines: an e-mail address, for example.",
      exitCode: 2,
    });
  }
  const member = pseudonymOf(parsed.secret, given);
  if (old && old.id !== team.id) {
    throw new UserError(`this machine shares with another team already, in ${old.dir}`, {
      hint: "Leave that one first: `claude-cost team leave`.",
      exitCode: 2,
    });
  }
  if (old && old.member !== member) {
    throw new UserError(`this machine has joined under another name already, as ${old.member}`, {
      hint: "To change it, `claude-cost team leave --delete`, and join again.",
      exitCode: 2,
    });
  }
  const base = {
    dir: folder,
    id: team.id,
    secret: parsed.secret,
    member,
    name: given,
    roots: [...namedRoots(roots)],
    rules: ruleFields(team),
  };
  const membership = old ? { ...old, ...base } : { ...base, machine: newMachine(), months: [], lastGenerationMs: 0 };
  return { team, membership, isAgain: old !== null };
}

/** @param option what the name was given with */
export const emptyName = (option: string): UserError =>
  new UserError(`${option}: a name has at least one visible character`, { exitCode: 2 });

/** The folders that were chosen by option or environment; none for the standard ones. */
function namedRoots(roots: readonly RootChoice[]): readonly string[] {
  return roots
    .filter(({ reason }) => reason === "--config-dir" || reason === "CLAUDE_CONFIG_DIR")
    .map(({ path }) => path)
    .sort();
}

/**
 * @throws UserError where other folders are read than those that this machine shares: it would alternate between two
 * halves
 */
export function refuseOtherRoots(membership: Membership, roots: readonly RootChoice[]): void {
  const named = namedRoots(roots);
  if (named.join("\0") === membership.roots.join("\0")) return;
  const show = (list: readonly string[]): string => (list.length === 0 ? "the standard folders" : list.join(", "));
  throw new UserError(`this machine shares ${show(membership.roots)}, and ${show(named)} would be read now`, {
    hint: "Name the same with --config-dir or CLAUDE_CONFIG_DIR, or join again with the invite to share others.",
    exitCode: 2,
  });
}

/** The address of the first folder where somebody is signed in. */
function signedInEmail(roots: readonly string[], homeDir: string): string | null {
  const emails = readClientStates(roots, homeDir).map(({ account }) => account?.email ?? "");
  return emails.find((email) => email !== "") ?? null;
}

export async function writeJoin({ membership }: Joining, teamDir: string): Promise<void> {
  await changeMemberships(teamDir, (old) => ({ ...old, member: membership }));
  clearShareNotice(teamDir);
}

/** Leaving forgets the secret, and with it whose the files are. */
export const TAKE_BACK_AFTER_LEAVING =
  "join again with the invite, under the same name, and then `claude-cost team leave --delete`";

/**
 * @param isToDelete whether what was shared is to be taken back
 * @throws UserError where this machine is in no team
 */
export function requireMembership(teamDir: string, isToDelete = false): Membership {
  const { member } = readMemberships(teamDir);
  if (member) return member;
  throw new UserError("this machine has joined no team", {
    hint: isToDelete
      ? `Where it has left one: ${TAKE_BACK_AFTER_LEAVING}.`
      : "Join one with the invite that its lead sent: `claude-cost team join INVITE`.",
    exitCode: 2,
  });
}

export type Left = {
  readonly membership: Membership;
  /** Files of the member that were deleted, or rewritten without the member's rows. */
  readonly deleted: number;
  /** Files for which that failed, with the system's error code. */
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
};

/**
 * @param deletes whether to delete everything that the member has shared, from all machines; the membership is removed
 * only after that
 */
export async function leaveTeam(teamDir: string, deletes: boolean, today: number): Promise<Left> {
  const membership = requireMembership(teamDir);
  const erased = deletes ? await eraseMember(membership.dir, membership.member, today) : { deleted: 0, failed: [] };
  if (erased.failed.length === 0) {
    await changeMemberships(teamDir, (old) => ({ ...old, member: null }));
    clearShareNotice(teamDir);
  }
  return { membership, ...erased };
}

/**
 * Deletes a member's files, and removes the member's rows from compacted months. @throws UserError where the folder
 * does not exist
 */
export async function eraseMember(dir: string, member: string, today: number): Promise<Omit<Left, "membership">> {
  const failed: { path: string; reason: string }[] = [];
  let deleted = 0;
  const tryTo = async (path: string, work: () => void | Promise<void>): Promise<void> => {
    try {
      await work();
      deleted++;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      failed.push({ path, reason: code });
    }
  };
  const { compacted } = listTeamFiles(dir);
  const folder = memberFolder(dir, member);
  if (statIfAny(folder)?.isDirectory()) {
    for (const name of readdirSync(folder)) {
      const path = `${folder}/${name}`;
      await tryTo(path, () => rmSync(path, { recursive: true }));
    }
    await tryTo(folder, () => rmSync(folder, { recursive: true }));
  }
  for (const { path, month } of compacted) {
    const cells = await readCellFile(path, month, today);
    if (typeof cells === "string") continue;
    const others = cells.filter((cell) => cell.member !== member);
    if (others.length === cells.length) continue;
    await tryTo(path, () => (others.length === 0 ? rmSync(path) : writeCellFile(path, others)));
  }
  return { deleted, failed };
}
