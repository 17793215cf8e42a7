/**
 * A lock between processes for a read-modify-write of milliseconds. The lock is a file made with O_EXCL that names
 * its holder; one left by a process that died is taken over at once, not after a timeout.
 */

import { randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "../../core/user-error.ts";

/** A holder that is alive has this long; then it hangs (or its process id was given to another). */
const HELD_TOO_LONG_MS = 30_000;
const GIVE_UP_MS = 60_000;

export type HeldLock = {
  /** False when another process took the lock over because this one was stopped for too long. */
  isHeld(): boolean;
};

/** Runs `work` while no other process holds the lock `file`. */
export async function withFileLock<T>(file: string, work: (lock: HeldLock) => T | Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const token = `${process.pid} ${randomBytes(8).toString("hex")} ${hostname()}`;
  const startMs = Date.now();
  while (!tryCreate(file, token)) {
    if (removeIfAbandoned(file)) continue;
    if (Date.now() - startMs > GIVE_UP_MS) {
      throw new UserError(`${file} has been locked by another process for a minute.`, {
        hint: "If no other claude-cost runs, delete that file.",
      });
    }
    await delay(2 + Math.random() * 20);
  }
  try {
    return await work({ isHeld: () => readToken(file) === token });
  } finally {
    if (readToken(file) === token) rmSync(file, { force: true });
  }
}

function tryCreate(file: string, token: string): boolean {
  let fd: number;
  try {
    fd = openSync(file, "wx", 0o600);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // On Windows a file that is being deleted refuses with EPERM for a moment.
    if (code === "EEXIST" || (code === "EPERM" && process.platform === "win32")) return false;
    throw error;
  }
  try {
    writeSync(fd, token);
  } finally {
    closeSync(fd);
  }
  return true;
}

function readToken(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "EPERM") return null;
    throw error;
  }
}

/**
 * Two processes may find the same dead holder. The second must not remove the lock that the first has made since,
 * so removal has a lock of its own, and looks again once it holds it.
 */
function removeIfAbandoned(file: string): boolean {
  if (!isAbandoned(file)) return false;
  const guard = `${file}.takeover`;
  if (!tryCreate(guard, `${process.pid} takeover ${hostname()}`)) {
    if (isAbandoned(guard)) rmSync(guard, { force: true });
    return false;
  }
  try {
    if (!isAbandoned(file)) return false;
    rmSync(file, { force: true });
    return true;
  } finally {
    rmSync(guard, { force: true });
  }
}

function isAbandoned(file: string): boolean {
  const token = readToken(file);
  const ageMs = ageOf(file);
  if (token === null || ageMs === null) return false;
  if (ageMs > HELD_TOO_LONG_MS) return true;
  const [pid, , host] = token.split(" ");
  // Created but not yet written to: its maker is between two system calls, or died there (then the age tells).
  if (!pid || !host) return ageMs > 2000;
  return host === hostname() && !isAlive(Number(pid));
}

function ageOf(file: string): number | null {
  try {
    return Date.now() - statSync(file).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
