/** What is counted from row to row, for the host to take up; and what it says of the place of the rows at hand. */

import { RECORD, TIME_MS } from "./record";

/** Numbers of eight bytes, written by both sides. */
export const STATE: usize = memory.data(48, 16);
/** Time of the last dated row; NaN = none. */
const LAST_MS: usize = 0;
/** Responses' rows that were folded in. */
const ROWS: usize = 8;
/** First and last time of the session; NaN = none. */
const FIRST_SEEN_MS: usize = 16;
const LAST_SEEN_MS: usize = 24;
/** Turns that ended, and the time they took. */
const TURNS: usize = 32;
const TURNS_MS: usize = 40;

export function lastMs(): f64 {
  return load<f64>(STATE, LAST_MS);
}

export function addRow(): void {
  store<f64>(STATE, load<f64>(STATE, ROWS) + 1, ROWS);
}

export function addTurn(wallMs: f64): void {
  store<f64>(STATE, load<f64>(STATE, TURNS) + 1, TURNS);
  store<f64>(STATE, load<f64>(STATE, TURNS_MS) + wallMs, TURNS_MS);
}

/** The record's time is the last one, if it has any. */
export function keepTime(): void {
  const timeMs = load<f64>(RECORD, TIME_MS);
  if (timeMs >= 0) store<f64>(STATE, timeMs, LAST_MS);
}

/** The session was at work then. */
export function see(timeMs: f64): void {
  if (!(timeMs >= 0)) return;
  if (!(load<f64>(STATE, FIRST_SEEN_MS) <= timeMs)) store<f64>(STATE, timeMs, FIRST_SEEN_MS);
  if (!(load<f64>(STATE, LAST_SEEN_MS) >= timeMs)) store<f64>(STATE, timeMs, LAST_SEEN_MS);
}
