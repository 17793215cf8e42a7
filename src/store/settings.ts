/**
 * Our settings: one JSON file that people may edit and several processes may write. Nothing is lost: writers wait for a
 * lock, a broken file is set aside, and one with a mistake is not overwritten.
 */

import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { LowSync } from "lowdb";
import { nearest } from "../core/nearest.ts";
import { UserError } from "../core/user-error.ts";
import { kindIfNoFile, NOT_A_FILE, readBytes } from "../runtime/regular-file.ts";
import { canEnter, isAbsent } from "./files/absent.ts";
import { type HeldLock, withFileLock } from "./files/file-lock.ts";
import { listSettings, unknownKeys } from "./settings/describe.ts";
import { checkSettings, SETTINGS_VERSION, type Settings } from "./settings/schema.ts";
import { BrokenFileError, type JsonFile, readJsonFile, SettingsAdapter } from "./settings/settings-adapter.ts";

export type { Settings } from "./settings/schema.ts";

export type LoadedSettings = {
  readonly settings: Settings;
  /** Problems with the file, one line each, with file and key. Empty = none. */
  readonly problems: readonly string[];
};

/** Reads the settings. Changes nothing on disk; where the file is broken, its backup is used. */
export function loadSettings(file: string): LoadedSettings {
  const problems: string[] = [];
  let raw: JsonFile | null = null;
  try {
    raw = readJsonFile(file);
  } catch (error) {
    if (!(error instanceof BrokenFileError))
      return {
        ...checkSettings(undefined),
        problems: canEnter(dirname(file)) && !isAbsent(error) ? [unreadable(file, error)] : [],
      };
    raw = readBackup(file);
    const instead = raw ? "the last good copy (.bak) is used" : "defaults are used";
    problems.push(`${file} cannot be read: ${error.message}; ${instead}.`);
  }
  const checked = checkSettings(raw ?? undefined);
  problems.push(...checked.problems.map((p) => `${file}: ${p}.`), ...unknownSettings(file, raw ?? {}));
  return { settings: checked.settings, problems };
}

/**
 * Unknown keys are kept, because a newer version may have written them, and reported, because they may be typing
 * errors.
 */
export function unknownSettings(file: string, raw: JsonFile): readonly string[] {
  const known = listSettings().map((setting) => setting.key);
  return unknownKeys(raw).map((key) => {
    const near = nearestSetting(key, known);
    return `${file}: ${key} is no setting${near === null ? "" : `; did you mean ${near}?`}`;
  });
}

/** The nearest setting by its whole key, or by its last part where only that was given. */
export function nearestSetting(key: string, known: readonly string[]): string | null {
  const last = (path: string): string => path.slice(path.lastIndexOf(".") + 1);
  return nearest(key, known) ?? known.find((other) => last(other) === last(key)) ?? null;
}

/** The message for an error of the file system. @throws any other error */
function unreadable(file: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  const kind = code === NOT_A_FILE ? kindIfNoFile(file) : null;
  if (kind !== null) return `${file} cannot be read: it is ${kind}, not a file; defaults are used.`;
  return `${file} cannot be read (${code}); defaults are used.`;
}

export type SettingsChange<T> = {
  readonly result: T;
  /** Messages about what else happened, such as a broken file that was set aside. */
  readonly notes: readonly string[];
};

/**
 * Reads, changes and writes the settings under a lock.
 * @param change edits the settings in place; a `UserError` thrown from it leaves the file unchanged
 * @throws UserError where the file has a mistake or is from a newer version
 */
export async function updateSettings<T>(file: string, change: (settings: Settings) => T): Promise<SettingsChange<T>> {
  try {
    return await changeUnderLock(file, change);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof UserError || code === undefined || !DISK_TROUBLE.has(code)) throw error;
    throw new UserError(`${file} cannot be written (${code}).`, {
      hint: "Make its folder writable, or name another with --data-dir or CLAUDE_COST_DIR.",
      cause: error,
    });
  }
}

/** Errors that the user can fix. */
const DISK_TROUBLE = new Set([
  "EACCES",
  "EPERM",
  "EROFS",
  "ENOSPC",
  "EDQUOT",
  "ENOENT",
  "ENOTDIR",
  "EEXIST",
  "EISDIR",
  "ELOOP",
]);

async function changeUnderLock<T>(file: string, change: (settings: Settings) => T): Promise<SettingsChange<T>> {
  return await withFileLock(`${file}.lock`, (lock) => {
    const low = new LowSync<JsonFile>(new SettingsAdapter(file, lock), {});
    let broken: BrokenFileError | null = null;
    try {
      low.read();
    } catch (error) {
      if (!(error instanceof BrokenFileError)) throw error;
      broken = error;
      low.data = readBackup(file) ?? {};
    }
    const settings = writable(file, low.data);
    const result = change(settings);
    const after = checkSettings(settings);
    if (after.problems.length > 0) throw new UserError(after.problems.join("\n"), { exitCode: 2 });
    const notes = broken === null ? [] : [setAside(lock, file, broken)];
    low.data = { version: SETTINGS_VERSION, ...low.data, ...settings };
    low.write();
    return { result, notes };
  });
}

/** The settings in the file, or an error: a file that cannot be parsed is not overwritten. */
function writable(file: string, raw: JsonFile): Settings {
  const version = raw["version"] ?? SETTINGS_VERSION;
  if (typeof version === "number" && version > SETTINGS_VERSION) {
    throw new UserError(`${file} was written by a newer claude-cost (version ${version}).`, {
      hint: "Update claude-cost to change the settings.",
    });
  }
  const { settings, problems } = checkSettings(raw);
  if (problems.length > 0) {
    throw new UserError(problems.map((p) => `${file}: ${p}.`).join("\n"), {
      hint: "Correct it in the file; nothing was written.",
    });
  }
  return settings;
}

/** Keeps a copy of a file that is about to be overwritten. */
function setAside(lock: HeldLock, file: string, error: BrokenFileError): string {
  let n = 1;
  while (existsSync(`${file}.broken-${n}`)) n++;
  const aside = `${file}.broken-${n}`;
  lock.replace(aside, readBytes(file), { durable: true });
  return `${file} could not be read (${error.message}) and was set aside as ${aside}; ${
    readBackup(file) ? "its last good copy is used" : "the settings start from the defaults"
  }.`;
}

function readBackup(file: string): JsonFile | null {
  try {
    return readJsonFile(`${file}.bak`);
  } catch (error) {
    if (error instanceof BrokenFileError) return null;
    throw error;
  }
}
