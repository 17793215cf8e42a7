/**
 * The one lock between processes, for a read-modify-write of files. A lock is a folder with one owner file, named after
 * its holder; the holder renews the owner file's time while it works.
 *
 * A lock whose holder died, or was stopped for longer than `STALE_MS`, is taken over. The old holder cannot write after
 * that: `HeldLock.replace` writes to a temporary file inside the lock's folder, checks that its owner file still
 * exists, and then renames. Whoever takes over removes the owner file first and all temporary files after it, before it
 * reads anything. So either the check or the rename of the old holder fails, at whatever point it was stopped.
 */

import { mkdirSync, readdirSync, rmdirSync, statSync, unlinkSync, utimesSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "../../core/user-error.ts";
import { makeFolder } from "../../runtime/make-folder.ts";
import { readText } from "../../runtime/regular-file.ts";
import { type FileData, replaceFile } from "./atomic-file.ts";

/** A holder that has not renewed its lock for this long is dead or stopped. */
const STALE_MS = 30_000;
const HEARTBEAT_MS = 5_000;
const GIVE_UP_MS = 60_000;
/** A process that creates a lock's folder adds its owner file in the next system call, unless it dies in between. */
const OWNERLESS_MS = 2_000;
const OWNER = ".owner";

export type HeldLock = {
  /** Renews the lock. False where another process took it over because this one was stopped for too long. */
  isHeld(): boolean;
  /**
   * Writes `file` whole or not at all, only while the lock is held. Creates the folder. Mode 0600.
   * @param options.durable fsync the file and its folder, so that it survives a power cut
   * @throws LockLostError where another process took the lock over; then nothing was written
   */
  replace(file: string, data: FileData, options: { durable: boolean }): void;
};

export class LockLostError extends UserError {
  constructor(file: string) {
    super(`${file}: this process was stopped for so long that another one went on; nothing was written.`, {
      hint: "Try again.",
    });
  }
}

/**
 * Runs `work` while no other process holds the lock `path`. Waits for it.
 * @throws UserError where another process holds the lock for a minute
 */
export async function withFileLock<T>(path: string, work: (lock: HeldLock) => T | Promise<T>): Promise<T> {
  const startMs = Date.now();
  for (;;) {
    const lock = acquire(path);
    if (lock !== null) return await runHolding(lock, work);
    if (Date.now() - startMs > GIVE_UP_MS) {
      throw new UserError(`${path} has been locked by another process for a minute.`, {
        hint: "If no other claude-cost runs, delete that folder.",
      });
    }
    await delay(2 + Math.random() * 20);
  }
}

/**
 * Runs `work` unless another process holds the lock `path`: for work that the other process also does.
 * @returns null where another process holds the lock
 */
export function tryFileLock<T>(path: string, work: (lock: HeldLock) => T): T | null {
  const lock = acquire(path);
  return lock === null ? null : runHolding(lock, work);
}

/** Whether a living process holds the lock. */
export function isFileLocked(path: string): boolean {
  return owners(path).some((owner) => !isAbandoned(join(path, owner)));
}

type Lock = HeldLock & { release(): void };

function runHolding<T>(lock: Lock, work: (lock: HeldLock) => T): T {
  let result: T;
  try {
    result = work(lock);
  } catch (error) {
    lock.release();
    throw error;
  }
  if (!(result instanceof Promise)) {
    lock.release();
    return result;
  }
  const heartbeat = setInterval(() => lock.isHeld(), HEARTBEAT_MS).unref();
  return result.finally(() => {
    clearInterval(heartbeat);
    lock.release();
  }) as T;
}

/** Tries once. */
function acquire(path: string): Lock | null {
  makeFolder(dirname(path), 0o700);
  return makeLockFolder(path) || removeAbandoned(path) ? claim(path) : null;
}

function makeLockFolder(path: string): boolean {
  try {
    mkdirSync(path, { mode: 0o700 });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // On Windows a folder that is being deleted refuses with EPERM for a moment.
    if (code === "EEXIST" || (code === "EPERM" && process.platform === "win32")) return false;
    throw error;
  }
}

/** @returns whether the lock may be claimed: its holder is gone, and its owner file was removed */
function removeAbandoned(path: string): boolean {
  // Earlier versions locked with a file.
  if (statSync(path, { throwIfNoEntry: false })?.isFile())
    return ageOf(path) > STALE_MS && remove(path) && makeLockFolder(path);
  const names = owners(path);
  if (names.length === 0) return ageOf(path) > OWNERLESS_MS;
  if (!names.every((name) => isAbandoned(join(path, name)))) return false;
  // Of two processes that find the same dead holder, only one succeeds in removing its owner file.
  return names.map((name) => remove(join(path, name))).some((removed) => removed);
}

/** Adds an owner file to the folder. Of several processes that do so at once, one or none gets the lock. */
function claim(path: string): Lock | null {
  const token = `${process.pid}-${Math.floor(Math.random() * 2 ** 48).toString(16)}`;
  const ownerFile = join(path, token + OWNER);
  try {
    replaceFile(join(path, `${token}.tmp`), ownerFile, hostname(), { durable: false });
  } catch (error) {
    if (isGone(error)) return null;
    removeFolder(path);
    throw error;
  }
  const names = owners(path);
  if (names.length !== 1 || names[0] !== token + OWNER) {
    remove(ownerFile);
    return null;
  }
  for (const name of readdirSync(path)) if (!name.endsWith(OWNER)) remove(join(path, name));
  return heldLock(path, token, ownerFile);
}

function heldLock(path: string, token: string, ownerFile: string): Lock {
  let written = 0;
  const isHeld = (): boolean => {
    try {
      const now = Date.now() / 1000;
      utimesSync(ownerFile, now, now);
      return true;
    } catch (error) {
      if (isGone(error)) return false;
      throw error;
    }
  };
  return {
    isHeld,
    replace: (file, data, options) => {
      makeFolder(dirname(file), 0o700);
      const temporary = join(path, `${token}-${written++}.tmp`);
      const beforeRename = (): void => {
        if (!isHeld()) throw new LockLostError(file);
      };
      try {
        replaceFile(temporary, file, data, { ...options, beforeRename });
      } catch (error) {
        throw isGone(error) && !isHeld() ? new LockLostError(file) : error;
      }
    },
    release: () => {
      if (remove(ownerFile)) removeFolder(path);
    },
  };
}

/** Names of the owner files in a lock's folder: one, except while several processes claim it. */
function owners(path: string): readonly string[] {
  try {
    return readdirSync(path).filter((name) => name.endsWith(OWNER));
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

function isAbandoned(ownerFile: string): boolean {
  if (ageOf(ownerFile) > STALE_MS) return true;
  const pid = Number.parseInt(ownerFile.slice(dirname(ownerFile).length + 1), 10);
  try {
    return readText(ownerFile) === hostname() && !isAlive(pid);
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/**
 * Milliseconds between a file's time and now, in either direction, because clocks may be set back. 0 where there is no
 * file.
 */
function ageOf(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? Math.abs(Date.now() - stat.mtimeMs) : 0;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** @returns false where it was already gone */
function remove(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/** Removes a lock's folder unless it contains something: then it is another process's. */
function removeFolder(path: string): void {
  try {
    rmdirSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTEMPTY" && code !== "EEXIST" && code !== "EPERM") throw error;
  }
}

function isGone(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}
