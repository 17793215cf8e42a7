/**
 * `state/team-verified.json`: the compacted months whose rows were all checked, so that a report over millions of cells
 * checks them once. A file that has changed since is checked again. Disposable.
 */

import { join } from "node:path";
import * as v from "valibot";
import { readTextOrNull, statIfAny } from "../../runtime/regular-file.ts";
import { writeDisposable } from "../files/atomic-file.ts";

/** Changes with the rules that files are checked by. */
const VERSION = 1;
/** Enough for several teams over years. */
const MOST_FILES = 1000;

const schema = v.object({
  version: v.literal(VERSION),
  files: v.record(v.string(), v.object({ stamp: v.string(), countsWhole: v.boolean() })),
});

export type WholeFile = {
  readonly path: string;
  /** Changes with the file. */
  readonly stamp: string;
};

export type VerifiedFile = WholeFile & {
  /** No two shares of one day in it are of one machine, or contain the same responses: all of its cells count. */
  readonly countsWhole: boolean;
};

/** By path. */
export type VerifiedFiles = ReadonlyMap<string, Omit<VerifiedFile, "path">>;

/** Includes the time of change that a writer cannot set, because the other time of files of cells is midnight. */
export function stampOf(path: string): string {
  const stat = statIfAny(path);
  return stat ? [stat.dev, stat.ino, stat.size, stat.mtimeMs, stat.ctimeMs].join(":") : "none";
}

const fileIn = (stateDir: string): string => join(stateDir, "team-verified.json");

export function readVerified(stateDir: string): VerifiedFiles {
  const text = readTextOrNull(fileIn(stateDir));
  if (text === null) return new Map();
  try {
    return new Map(Object.entries(v.parse(schema, JSON.parse(text)).files));
  } catch (error) {
    // Of another version, or broken: everything is checked again.
    if (error instanceof SyntaxError || error instanceof v.ValiError) return new Map();
    throw error;
  }
}

/** Where the data folder cannot be written to, or two reports write at once, files are checked again the next time. */
export function rememberVerified(stateDir: string, verified: readonly VerifiedFile[]): void {
  if (verified.length === 0) return;
  const files = new Map(readVerified(stateDir));
  for (const { path, ...rest } of verified) {
    files.delete(path);
    files.set(path, rest);
  }
  const newest = Object.fromEntries([...files].slice(-MOST_FILES));
  const json = `${JSON.stringify({ version: VERSION, files: newest })}\n`;
  writeDisposable(fileIn(stateDir), json);
}
