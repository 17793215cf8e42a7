/**
 * `generated_at`: an order of shares that does not tell at which hour somebody works. Shares are at even milliseconds after
 * midnight; a compacted cell is one millisecond newer than the share that it was read from, and older than the next one.
 */

const DAY_MS = 86_400_000;
const STEP_MS = 2;

/** @param lastMs `generated_at` of the newest share before, 0 = none; a clock that went back does not make an older one */
export function nextGeneration(nowMs: number, lastMs: number): number {
  const midnight = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const next = lastMs - (lastMs % STEP_MS) + STEP_MS;
  return Math.max(midnight, lastMs === 0 ? 0 : next);
}

/** @returns the same for a cell that has been compacted already */
export function compactedGeneration(generatedAtMs: number): number {
  return generatedAtMs - (generatedAtMs % STEP_MS) + 1;
}
