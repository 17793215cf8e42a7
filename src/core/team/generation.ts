/**
 * `generated_at`: orders shares without revealing at which hour somebody works. Shares have even milliseconds after
 * midnight; a compacted cell is one millisecond newer than the share that it was read from, and older than the next
 * one.
 */

const DAY_MS = 86_400_000;
const STEP_MS = 2;
/** Readers refuse a share that is further in the future: the clock was wrong when it was written. */
export const AHEAD_DAYS = 2;

/**
 * @param lastMs `generated_at` of the previous share, 0 = none. A clock that was set back does not make an older share,
 * but one that was corrected after it had been days ahead does: the shares written before count nowhere.
 */
export function nextGeneration(nowMs: number, lastMs: number): number {
  const midnight = Math.floor(nowMs / DAY_MS) * DAY_MS;
  if (lastMs === 0 || lastMs >= midnight + (AHEAD_DAYS + 1) * DAY_MS) return midnight;
  return Math.max(midnight, lastMs - (lastMs % STEP_MS) + STEP_MS);
}

/** @returns the same for a cell that was already compacted */
export function compactedGeneration(generatedAtMs: number): number {
  return generatedAtMs - (generatedAtMs % STEP_MS) + 1;
}
