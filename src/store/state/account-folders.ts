/**
 * `state/accounts.json`: which of our folders contains the sums and alerts of which account. The first account uses
 * `state/` itself, every other one a folder in `state/accounts/`, so that accounts do not get each other's alerts.
 */

import { join } from "node:path";
import type { Account } from "../../core/limits/account.ts";
import { shortName } from "../../core/responses/identity.ts";
import { readJson } from "../../runtime/regular-file.ts";
import { writeDisposable } from "../files/atomic-file.ts";

type Entry = {
  readonly key: string /** "" = `state/` itself. */;
  readonly folder: string;
  readonly roots: readonly string[];
};

const fileIn = (stateDir: string): string => join(stateDir, "accounts.json");

/** The folder of the account that a Claude Code folder was signed in to at the last report. */
export function accountStateDir(stateDir: string, root: string | null): string {
  const entries = readEntries(stateDir);
  if (entries.length === 0 || root === null) return stateDir;
  const entry = entries.find((e) => e.roots.includes(root));
  return join(stateDir, entry ? entry.folder : folderOf(root));
}

/** The same; null where no report has found the folder yet. */
export function knownStateDir(stateDir: string, root: string): string | null {
  const entry = readEntries(stateDir).find((e) => e.roots.includes(root));
  return entry ? join(stateDir, entry.folder) : null;
}

/**
 * The folder of an account, which is recorded for it. Where that cannot be written, it is shared with other accounts.
 */
export function ownStateDir(stateDir: string, { key, roots }: Account): string {
  const entries = readEntries(stateDir);
  const [first = ""] = roots;
  const ofRoot = (e: Entry): boolean => e.roots.includes(first);
  // Where nobody is signed in, the folder identifies the account.
  const known =
    key === ""
      ? entries.find((e) => roots.includes(e.roots[0] ?? ""))
      : (entries.find((e) => e.key === key) ?? entries.find((e) => e.key === "" && ofRoot(e)));
  const ownKey = key || (known?.key ?? "");
  const isTaken = (folder: string): boolean => entries.some((e) => e.folder === folder);
  const own = isTaken(folderOf(first)) ? folderOf(`${key} ${first}`) : folderOf(first);
  const folder = known?.folder ?? (entries.length === 0 ? "" : own);
  const isSame = known?.key === ownKey && roots.every((root) => known.roots.includes(root));
  if (!isSame) {
    const others = entries.filter((e) => e !== known);
    const rest = others.map((e) => ({ ...e, roots: e.roots.filter((root) => !roots.includes(root)) }));
    const all = [...new Set([...(known?.roots ?? []), ...roots])];
    if (!writeEntries(stateDir, [...rest, { key: ownKey, folder, roots: all }])) return stateDir;
  }
  return join(stateDir, folder);
}

const folderOf = (name: string): string => join("accounts", shortName(name));

function readEntries(stateDir: string): readonly Entry[] {
  const value = readJson(fileIn(stateDir));
  return Array.isArray(value) ? value.filter(isEntry) : [];
}

function isEntry(value: Partial<Entry> | null): value is Entry {
  const isInside = typeof value?.folder === "string" && /^(?:|accounts[/\\][0-9a-f]{16})$/.test(value.folder);
  return isInside && typeof value?.key === "string" && Array.isArray(value.roots);
}

function writeEntries(stateDir: string, entries: readonly Entry[]): boolean {
  return writeDisposable(fileIn(stateDir), JSON.stringify(entries));
}
