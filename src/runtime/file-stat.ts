/**
 * Reads the few facts about a file that are needed. `statSync` creates an object with four dates for each file, which
 * costs as much as the system call: with thousands of logs a third of a start at which nothing has changed.
 */

import { type Stats, statSync } from "node:fs";
import { nodeBinding } from "./node-binding.ts";

/** Overwritten by the next call. */
export class FileStat {
  dev = 0;
  ino = 0;
  sizeBytes = 0;
  mtimeMs = 0;
  /** Also changes where something other than the content changes, or where a program set `mtimeMs` back. */
  ctimeMs = 0;
  isFile = false;
  isDirectory = false;
}

/** Reads the facts about a path, following links. @throws what `statSync` throws */
export type AskFile = (path: string, into: FileStat) => void;

type Binding = {
  stat(path: string, bigint: false, request: undefined, context: object): ArrayLike<number> | undefined;
};

const KIND = 0o170_000;
const FILE = 0o100_000;
const DIRECTORY = 0o040_000;
const [DEV, MODE, INO, SIZE, SECONDS, NANOSECONDS, CHANGE_SECONDS, CHANGE_NANOSECONDS] = [
  0, 1, 7, 8, 12, 13, 14, 15,
] as const;

/**
 * Versions of Node whose binding is known to return these numbers. Others are checked by comparison, which takes a
 * while.
 */
const [OLDEST_KNOWN, NEWEST_KNOWN] = [20, 26];

export const askFile: AskFile = quickAsk() ?? slowAsk;

export function slowAsk(path: string, into: FileStat): void {
  const stat: Stats = statSync(path);
  into.dev = stat.dev;
  into.ino = stat.ino;
  into.sizeBytes = stat.size;
  into.mtimeMs = stat.mtimeMs;
  into.ctimeMs = stat.ctimeMs;
  into.isFile = stat.isFile();
  into.isDirectory = stat.isDirectory();
}

/** @returns null where this Node version does not return the numbers, or not those of `statSync` */
export function quickAsk({ stat }: Partial<Binding> = nodeBinding<Binding>("fs") ?? {}): AskFile | null {
  if (typeof stat !== "function") return null;
  const context = {};
  const ask: AskFile = (path, into) => {
    const numbers = answer(stat, path, context);
    // Node's own function throws the error.
    if (numbers === undefined) return slowAsk(path, into);
    const kind = (numbers[MODE] as number) & KIND;
    into.dev = numbers[DEV] as number;
    into.ino = numbers[INO] as number;
    into.sizeBytes = numbers[SIZE] as number;
    into.mtimeMs = (numbers[SECONDS] as number) * 1000 + (numbers[NANOSECONDS] as number) / 1e6;
    into.ctimeMs = (numbers[CHANGE_SECONDS] as number) * 1000 + (numbers[CHANGE_NANOSECONDS] as number) / 1e6;
    into.isFile = kind === FILE;
    into.isDirectory = kind === DIRECTORY;
  };
  return isKnown(stat) || agrees(ask, process.execPath) ? ask : null;
}

function isKnown(stat: Binding["stat"]): boolean {
  const node = Number.parseInt(process.versions.node, 10);
  if (node < OLDEST_KNOWN || node > NEWEST_KNOWN) return false;
  const numbers = answer(stat, process.execPath, {});
  return numbers instanceof Float64Array && ((numbers[MODE] as number) & KIND) === FILE;
}

/** @returns undefined where the file does not exist; older versions of Node do not throw */
function answer(stat: Binding["stat"], path: string, context: object): ArrayLike<number> | undefined {
  try {
    return stat(path, false, undefined, context);
  } catch {
    return undefined;
  }
}

function agrees(ask: AskFile, path: string): boolean {
  const [quick, slow] = [new FileStat(), new FileStat()];
  try {
    ask(path, quick);
    slowAsk(path, slow);
  } catch {
    return false;
  }
  return (Object.keys(slow) as (keyof FileStat)[]).every((key) => quick[key] === slow[key]);
}
