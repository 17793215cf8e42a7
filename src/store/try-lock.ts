/** A lock for work that another process may as well do: who comes second does not wait. */

import { closeSync, openSync, rmSync, statSync } from "node:fs";

/** A lock older than this was left by a process that died. */
const STALE_MS = 60_000;

/** @returns null where another process holds the lock */
export function withTryLock<T>(lock: string, work: () => T): T | null {
  if (!take(lock)) return null;
  const free = (): void => rmSync(lock, { force: true });
  let result: T;
  try {
    result = work();
  } catch (error) {
    free();
    throw error;
  }
  if (result instanceof Promise) return result.finally(free) as T;
  free();
  return result;
}

function take(lock: string): boolean {
  try {
    closeSync(openSync(lock, "wx", 0o600));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const made = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    // Removed for the next process, not for this one: two that see a dead lock must not both take it.
    if (made !== undefined && Math.abs(Date.now() - made) > STALE_MS) rmSync(lock, { force: true });
    return false;
  }
}
