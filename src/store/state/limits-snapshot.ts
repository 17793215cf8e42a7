/** `state/limits.json`: the last full result, for the status line and the hooks. Replaced as a whole; a convenience. */

import { join } from "node:path";
import type { Limit } from "../../core/limits/limit.ts";
import { readText } from "../../runtime/regular-file.ts";
import { writeFileAtomic } from "../files/atomic-file.ts";

const VERSION = 1;

export type LimitsSnapshot = {
  readonly atMs: number;
  /** What it was made from; null or left out = not known. */
  readonly madeFrom?: string | null;
  readonly limits: readonly Limit[];
};

function fileIn(stateDir: string): string {
  return join(stateDir, "limits.json");
}

/** Money as `"123n"`, which no other text of ours looks like. */
const BIG = /^-?\d+n$/;

/** @returns false where our folder cannot be written: a report must not fail for it */
export function writeLimitsSnapshot(stateDir: string, { atMs, madeFrom = null, limits }: LimitsSnapshot): boolean {
  const text = JSON.stringify({ version: VERSION, atMs, madeFrom, limits }, (_key, value) =>
    typeof value === "bigint" ? `${value}n` : value,
  );
  try {
    writeFileAtomic(fileIn(stateDir), text, { durable: false });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code) return false;
    throw error;
  }
}

/** null where there is none that can be used. Never throws. */
export function readLimitsSnapshot(stateDir: string): LimitsSnapshot | null {
  let value: { version?: unknown; atMs?: unknown; madeFrom?: unknown; limits?: unknown } | null;
  try {
    value = JSON.parse(readText(fileIn(stateDir)), (_key, v) =>
      typeof v === "string" && BIG.test(v) ? BigInt(v.slice(0, -1)) : v,
    );
  } catch {
    // Missing, unreadable or torn by hand: the next full look writes it anew.
    return null;
  }
  if (value?.version !== VERSION || typeof value.atMs !== "number" || !Array.isArray(value.limits)) return null;
  const madeFrom = typeof value.madeFrom === "string" ? value.madeFrom : null;
  return { atMs: value.atMs, madeFrom, limits: value.limits.filter(isLimit) };
}

/** Our own writer made it; this only keeps out what an edit by hand would break. */
function isLimit(value: Partial<Limit> | null): boolean {
  return typeof value?.id === "string" && Array.isArray(value.expiring) && Array.isArray(value.notes);
}
