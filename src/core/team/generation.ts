/**
 * `generated_at`: an order of shares that does not tell at which hour somebody works. Shares are at even milliseconds after
 * midnight; a compacted cell is one millisecond newer than the share that it was read from, and older than the next one.
 */

const DAY_MS = 86_400_000;
const STEP_MS = 2;
/** A share that is further ahead is refused by who reads it: the clock was off when it was written. */
export const AHEAD_DAYS = 2;

/**
 * @param lastMs `generated_at` of the newest share before, 0 = none. A clock that went back does not make an older share,
 * but one that was set right after it had been days ahead does: what was written then counts nowhere.
 */
export function nextGeneration(nowMs: number, lastMs: number): number {
  const midnight = Math.floor(nowMs / DAY_MS) * DAY_MS;
  if (lastMs === 0 || lastMs >= midnight + (AHEAD_DAYS + 1) * DAY_MS) return midnight;
  return Math.max(midnight, lastMs - (lastMs % STEP_MS) + STEP_MS);
}

/** @returns the same for a cell that has been compacted already */
export function compactedGeneration(generatedAtMs: number): number {
  return generatedAtMs - (generatedAtMs % STEP_MS) + 1;
}
