/**
 * The background as it was last worked out, beside the index and as disposable: a start on which no log and no feed
 * changed reads it instead of working it out again.
 */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  type BackgroundEntry,
  type BackgroundKind,
  type SessionBackground,
  unrecorded,
} from "../core/background/types.ts";
import type { Pico } from "../core/pricing/money.ts";
import { writeFileAtomic } from "./atomic-file.ts";

type Kept = {
  readonly key: string;
  readonly sessions: readonly KeptSession[];
  /** Sessions of which nothing was written down: most, with older clients. */
  readonly unrecorded: readonly string[];
};
type KeptKind<T extends BackgroundKind> = Omit<T, "costPico"> & { readonly costPico: string | null };
type SessionAmount = "costPico" | "clientPico" | "clientDifferencePico";
type KeptSession = Omit<SessionBackground, SessionAmount | "kinds" | "entries"> & {
  readonly [K in SessionAmount]: string | null;
} & {
  readonly kinds: readonly KeptKind<BackgroundKind>[];
  readonly entries: readonly KeptKind<BackgroundEntry>[];
};

/** Changes with any file of the folders or of the files named: their names, sizes and times. */
export function stampOf(paths: readonly string[]): string {
  return paths
    .map((path) => {
      const names = namesIn(path);
      return (names === null ? [path] : names.map((name) => join(path, name))).map(stampOfFile).join(",");
    })
    .join("|");
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
  return stat ? `${path}:${stat.ino}:${stat.size}:${stat.mtimeMs}` : `${path}:none`;
}

/** @returns null where nothing is kept for that key */
export function readBackgroundCache(file: string, key: string): ReadonlyMap<string, SessionBackground> | null {
  try {
    const kept = JSON.parse(readFileSync(file, "utf8")) as Kept;
    if (kept.key !== key) return null;
    const background = new Map(kept.sessions.map((s) => [s.sessionId, fromKept(s)]));
    for (const sessionId of kept.unrecorded) background.set(sessionId, unrecorded(sessionId));
    return background;
  } catch (error) {
    // Not there, or cut off: it is made anew.
    if (error instanceof SyntaxError || error instanceof TypeError || (error as NodeJS.ErrnoException).code)
      return null;
    throw error;
  }
}

export function writeBackgroundCache(
  file: string,
  key: string,
  background: ReadonlyMap<string, SessionBackground>,
): void {
  const all = [...background.values()];
  const sessions = all.filter((s) => !isUnrecorded(s)).map(toKept);
  const kept: Kept = { key, sessions, unrecorded: all.filter(isUnrecorded).map((s) => s.sessionId) };
  try {
    writeFileAtomic(file, JSON.stringify(kept), { durable: false });
  } catch (error) {
    // A folder that cannot be written costs time at the next start, nothing else.
    if (!(error as NodeJS.ErrnoException).code) throw error;
  }
}

function isUnrecorded(s: SessionBackground): boolean {
  return (
    s.status === "unrecorded" &&
    s.source === "none" &&
    s.entries.length === 0 &&
    s.gaps.length === 0 &&
    s.clientPico === null
  );
}

const text = (pico: Pico | null): string | null => (pico === null ? null : String(pico));
const amount = (kept: string | null): Pico | null => (kept === null ? null : BigInt(kept));

function toKept(s: SessionBackground): KeptSession {
  return {
    ...s,
    costPico: text(s.costPico),
    clientPico: text(s.clientPico),
    clientDifferencePico: text(s.clientDifferencePico),
    kinds: s.kinds.map((k) => ({ ...k, costPico: text(k.costPico) })),
    entries: s.entries.map((e) => ({ ...e, costPico: text(e.costPico) })),
  };
}

function fromKept(s: KeptSession): SessionBackground {
  return {
    ...s,
    costPico: amount(s.costPico),
    clientPico: amount(s.clientPico),
    clientDifferencePico: amount(s.clientDifferencePico),
    kinds: s.kinds.map((k) => ({ ...k, costPico: amount(k.costPico) })),
    entries: s.entries.map((e) => ({ ...e, costPico: amount(e.costPico) })),
  };
}
