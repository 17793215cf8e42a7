/**
 * The paths of the files in a team's folder. Each file has one writer. Everything that is not exactly where a file of ours
 * would be is foreign: conflict copies by a program that synchronizes the folder, temporary files, links.
 *
 *   team.json
 *   usage/member=<pseudonym>/machine=<id>/share.json
 *   usage/member=<pseudonym>/machine=<id>/year=YYYY/month=MM/usage.parquet
 *   compacted/year=YYYY/month=MM/usage.parquet
 *   sources/<kind>/…                                      figures fetched from an organisation: `store/sources`
 */

import { type Dirent, readdirSync } from "node:fs";
import { join } from "node:path";
import { MACHINE_PATTERN, MEMBER_PATTERN } from "../../core/team/check-cell.ts";
import { UserError } from "../../core/user-error.ts";
import { statIfAny } from "../../runtime/regular-file.ts";

export const TEAM_FILE = "team.json";
const USAGE = "usage";
const COMPACTED = "compacted";
const CELLS = "usage.parquet";
const COVERAGE = "share.json";

export type MachineName = { readonly member: string; readonly machine: string };
/** `2026-11` */
export type Month = string;

export type TeamFiles = {
  readonly usage: readonly (MachineName & { readonly path: string; readonly month: Month })[];
  readonly compacted: readonly { readonly path: string; readonly month: Month }[];
  readonly coverage: readonly (MachineName & { readonly path: string })[];
  readonly foreign: readonly ForeignFile[];
};

/** What is left out, and why. */
export type ForeignFile = { readonly path: string; readonly reason: string };

export const teamFile = (dir: string): string => join(dir, TEAM_FILE);
/** The folder with what a lead fetched for everybody who reads the team's folder. */
export const teamSourcesDir = (dir: string): string => join(dir, "sources");
export const memberFolder = (dir: string, member: string): string => join(dir, USAGE, `member=${member}`);
export const machineFolder = (dir: string, { member, machine }: MachineName): string =>
  join(memberFolder(dir, member), `machine=${machine}`);
export const coverageFile = (dir: string, name: MachineName): string => join(machineFolder(dir, name), COVERAGE);
export const usageFile = (dir: string, name: MachineName, month: Month): string =>
  join(machineFolder(dir, name), ...monthFolders(month), CELLS);

export const compactedFile = (dir: string, month: Month): string => join(dir, COMPACTED, ...monthFolders(month), CELLS);

const monthFolders = (month: Month): readonly string[] => [`year=${month.slice(0, 4)}`, `month=${month.slice(5)}`];

/** @throws UserError where the folder is not there */
export function requireFolder(dir: string): void {
  if (statIfAny(dir)?.isDirectory()) return;
  throw new UserError(`the team's folder ${dir} is not there`, {
    hint: "Is the drive mounted, or the synced folder on this machine? Where it has another path here, name that (join: --dir).",
  });
}

/** Everything below `usage` and `compacted`, in order of name. @throws UserError where the folder is not there */
export function listTeamFiles(dir: string): TeamFiles {
  requireFolder(dir);
  const found: Found = { usage: [], compacted: [], coverage: [], foreign: [] };
  for (const member of folders(found, join(dir, USAGE), /^member=(.+)$/, MEMBER_PATTERN)) {
    for (const machine of folders(found, member.path, /^machine=(.+)$/, MACHINE_PATTERN)) {
      listMachine(found, machine.path, { member: member.value, machine: machine.value });
    }
  }
  listMonths(found, join(dir, COMPACTED), [], (path, month) => found.compacted.push({ path, month }));
  return found;
}

/**
 * Members who have files of their own: after their months were merged into compacted ones, `share.json` is still there.
 */
export function sharingMembers({ usage, coverage }: TeamFiles): ReadonlySet<string> {
  return new Set([...usage, ...coverage].map(({ member }) => member));
}

type Found = { [Kind in keyof TeamFiles]: TeamFiles[Kind][number][] };

function listMachine(found: Found, folder: string, name: MachineName): void {
  const path = join(folder, COVERAGE);
  const months = listMonths(found, folder, [COVERAGE], (file, month) =>
    found.usage.push({ path: file, month, ...name }),
  );
  if (months.some((entry) => entry.name === COVERAGE && entry.isFile())) found.coverage.push({ path, ...name });
}

/** @param besides names of files that may be beside the years. @returns all entries of the folder */
function listMonths(
  found: Found,
  folder: string,
  besides: readonly string[],
  add: (path: string, month: Month) => void,
): readonly Dirent[] {
  const all = entriesOf(found, folder);
  for (const year of folders(found, folder, /^year=(.+)$/, /^20\d\d$/, besides, all)) {
    for (const month of folders(found, year.path, /^month=(.+)$/, /^(?:0[1-9]|1[0-2])$/)) {
      for (const entry of entriesOf(found, month.path)) {
        const path = join(month.path, entry.name);
        if (entry.name === CELLS && entry.isFile()) add(path, `${year.value}-${month.value}`);
        else found.foreign.push({ path, reason: foreignReason(entry) });
      }
    }
  }
  return all;
}

type NamedFolder = { readonly path: string; readonly value: string };

/** The folders whose names match; everything else there is foreign. */
function folders(
  found: Found,
  parent: string,
  name: RegExp,
  value: RegExp,
  besides: readonly string[] = [],
  entries: readonly Dirent[] = entriesOf(found, parent),
): readonly NamedFolder[] {
  return entries.flatMap((entry): readonly NamedFolder[] => {
    const path = join(parent, entry.name);
    const named = name.exec(entry.name)?.[1];
    if (entry.isDirectory() && named !== undefined && value.test(named)) return [{ path, value: named }];
    if (!(entry.isFile() && besides.includes(entry.name))) found.foreign.push({ path, reason: foreignReason(entry) });
    return [];
  });
}

/** Files that systems create by themselves; they are not reported. */
const SYSTEM_FILES = new Set(["Thumbs.db", "desktop.ini"]);

function entriesOf(found: Found, folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => !name.startsWith(".") && !SYSTEM_FILES.has(name))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    // Nobody has shared yet, or a folder was removed while it was listed.
    if (code !== "ENOENT") found.foreign.push({ path: folder, reason: `it cannot be listed (${code})` });
    return [];
  }
}

/** The names that programs that synchronize folders give to a copy where two machines wrote at once. */
const CONFLICT_COPY = /\(\d+\)|conflict|case conflict|-[A-Z0-9-]+\.parquet$/i;

function foreignReason(entry: Dirent): string {
  if (entry.isSymbolicLink()) return "a link";
  if (entry.name.endsWith(".tmp")) return "a file that was not finished";
  if (/^usage\b.*\.parquet$/i.test(entry.name) && CONFLICT_COPY.test(entry.name)) {
    return "a conflict copy that the synced folder made";
  }
  return `not a ${entry.isDirectory() ? "folder" : "file"} of claude-cost`;
}
