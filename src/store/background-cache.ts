/**
 * The background as it was last worked out, beside the index and as disposable: a start reads it, and works out anew
 * only what a log or a feed has changed since.
 */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { SessionBackground } from "../core/background/types.ts";
import { writeFileAtomic } from "./atomic-file.ts";
import { type BackgroundList, backgroundOf, listBackground } from "./background-codec.ts";

export type KeptBackground = {
  readonly background: ReadonlyMap<string, SessionBackground>;
  /** Of each file of the status line's feed, what it was. */
  readonly feeds: ReadonlyMap<string, string>;
  /** By session with a ledger, the start times in it: ledgers of one start time hang together. */
  readonly starts: ReadonlyMap<string, readonly number[]>;
  /** Sessions whose responses other sessions' logs hold as copies. */
  readonly parents: ReadonlySet<string>;
  /** Whether telemetry was looked at. */
  readonly hasTelemetry: boolean;
};

type KeptFile = {
  readonly key: string;
  readonly sessions: readonly BackgroundList[];
  readonly feeds: readonly (readonly [string, string])[];
  readonly starts: readonly (readonly [string, readonly number[]])[];
  readonly parents: readonly string[];
  readonly hasTelemetry: boolean;
};

/** Changes with any file of the folders or of the files named: their names, sizes and times. */
export function stampOf(paths: readonly string[]): string {
  return paths
    .map((path) => [...(stampsIn(path) ?? [[path, stampOfFile(path)]])].map((pair) => pair.join(":")).join())
    .join("|");
}

/** Of each file of a folder, what changes with it; null = it is no folder. */
export function stampsIn(folder: string): ReadonlyMap<string, string> | null {
  const names = namesIn(folder);
  return names && new Map(names.map((name) => [name, stampOfFile(join(folder, name))]));
}

function namesIn(path: string): readonly string[] | null {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTDIR") return null;
    if (code) return [];
    throw error;
  }
}

function stampOfFile(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? `${stat.ino}:${stat.size}:${stat.mtimeMs}` : "none";
}

/** @returns null where nothing is kept for that key */
export function readBackgroundCache(file: string, key: string): KeptBackground | null {
  try {
    const text = readFileSync(file, "utf8");
    if (!text.startsWith(`{"key":${JSON.stringify(key)},`)) return null;
    const { sessions, feeds, starts, parents, hasTelemetry } = JSON.parse(text) as KeptFile;
    return {
      background: new Map(sessions.map((list) => [list[0], backgroundOf(list)])),
      feeds: new Map(feeds),
      starts: new Map(starts),
      parents: new Set(parents),
      hasTelemetry,
    };
  } catch (error) {
    // Not there, or cut off: it is made anew.
    if (error instanceof SyntaxError || error instanceof TypeError || (error as NodeJS.ErrnoException).code)
      return null;
    throw error;
  }
}

export function writeBackgroundCache(file: string, key: string, kept: KeptBackground): void {
  const content: KeptFile = {
    key,
    sessions: [...kept.background.values()].map(listBackground),
    feeds: [...kept.feeds],
    starts: [...kept.starts],
    parents: [...kept.parents],
    hasTelemetry: kept.hasTelemetry,
  };
  try {
    writeFileAtomic(file, JSON.stringify(content), { durable: false });
  } catch (error) {
    // A folder that cannot be written costs time at the next start, nothing else.
    if (!(error as NodeJS.ErrnoException).code) throw error;
  }
}
