/** How long the dashboard waits between what it does. A test may wait less. */

export type Timing = {
  /** Hints that come together are looked at together. */
  readonly gatherMs: number;
  /** Frames of data are at least so far apart: more often could not be seen. */
  readonly publishPauseMs: number;
  readonly tickMs: number;
  /** After this a new watch stands. */
  readonly watchStandsMs: number;
  /** How often all folders are walked: watched, without a watcher, and while there is no log at all. */
  readonly walkMs: { readonly events: number; readonly polling: number; readonly empty: number };
};

export const TIMING: Timing = {
  gatherMs: 8,
  publishPauseMs: 40,
  tickMs: 1_000,
  watchStandsMs: 250,
  walkMs: { events: 60_000, polling: 10_000, empty: 2_000 },
};
