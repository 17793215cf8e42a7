/** The intervals of the dashboard's work. Tests may use shorter ones. */

export type Timing = {
  /** Hints within this time are processed together. */
  readonly gatherMs: number;
  /** The least time between frames of data: more frequent ones would not be visible. */
  readonly publishPauseMs: number;
  readonly tickMs: number;
  /** After this time a new watch is effective. */
  readonly watchStandsMs: number;
  /** How often all folders are checked: with a watcher, without one, and while there is no log at all. */
  readonly walkMs: { readonly events: number; readonly polling: number; readonly empty: number };
};

export const TIMING: Timing = {
  gatherMs: 8,
  publishPauseMs: 40,
  tickMs: 1_000,
  watchStandsMs: 250,
  walkMs: { events: 60_000, polling: 10_000, empty: 2_000 },
};
