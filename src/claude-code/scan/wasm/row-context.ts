/**
 * The last few places that responses of the file stood at: session, project, branch, version, skill and so on, and the
 * model. Rows come back to them again and again; the host is asked only for the meaning of a new one.
 */

import { isPlain, isSame } from "./bytes";
import { HANDED_TEXTS, hasFlag, lengthOf, PLAIN, RECORD, SAME, SESSION, SIDECHAIN, textAt } from "./record";

const MOST = 8;
export const PLACE_BYTES: usize = 3200;
export const PLACES: usize = memory.data(25600, 16);

/** Offsets of numbers of four bytes. What rows of the place are given: by the host. */
export const ORIGIN: usize = 0;
export const MODEL: usize = 4;
export const PLACE_FLAGS: usize = 8;
/** 1 = its rows say when the session was at work. */
const IS_SEEN: usize = 12;
/** 1 = the session has its title and project: what else is typed there says only when. By the host. */
const IS_NAMED: usize = 16;
const IS_SIDE: usize = 20;
/** Offsets of numbers of eight bytes: counted here, taken up by the host. */
/** Responses' rows that were folded in. */
const ROWS: usize = 64;
/** First and last time of the session; NaN = none. */
const FIRST_SEEN_MS: usize = 72;
const LAST_SEEN_MS: usize = 80;
/** Turns that ended, and the time they took. */
const TURNS: usize = 88;
const TURNS_MS: usize = 96;
/** Errors of the API. */
const ERRORS: usize = 104;
/** Length + 1 of each text; 0 = too long to be kept. */
const LENGTHS: usize = 128;
const TEXTS: usize = 176;
const STRIDE: usize = 272;
const LONGEST: usize = 256;

/** The place of the last response. */
export let place: usize = 0;
/** The one before, where the place is new; 0 = none. */
export let previous: usize = 0;
let placeCount = 0;
let oldest = 0;

/** Another file begins. */
export function forgetPlaces(): void {
  place = 0;
  previous = 0;
  placeCount = 0;
  oldest = 0;
}

/** Whether the record's session is that of the last response. */
export function isSessionThere(): bool {
  return place !== 0 && isTextOf(place, SESSION);
}

function isTextOf(at: usize, text: usize): bool {
  const length = lengthOf(text);
  const isLong = load<u32>(at + (text << 2), LENGTHS) === <u32>length + 1;
  return isLong && isSame(at + TEXTS + text * STRIDE, textAt(text), length);
}

/** Whether the record's response stands there. */
function isAt(at: usize): bool {
  for (let text: usize = 0; text < HANDED_TEXTS; text++) if (!isTextOf(at, text)) return false;
  return load<u32>(at, IS_SIDE) === <u32>hasFlag(SIDECHAIN);
}

/** Finds the place of the record's response. @returns whether it is known; else it is for the host to say more of it */
export function findPlace(): bool {
  if (place !== 0 && isAt(place)) return true;
  for (let i = 0; i < placeCount; i++) {
    const at = PLACES + <usize>i * PLACE_BYTES;
    if (at !== place && isAt(at)) {
      place = at;
      return true;
    }
  }
  addPlace();
  return false;
}

/** Notes in the record which texts are those of the last place, and which are plain. */
function addPlace(): void {
  let same = 0;
  let plain = 0;
  for (let text: usize = 0; text < HANDED_TEXTS; text++) {
    if (place !== 0 && isTextOf(place, text)) same |= 1 << (<i32>text);
    if (isPlain(textAt(text), lengthOf(text))) plain |= 1 << (<i32>text);
  }
  store<u32>(RECORD, same, SAME);
  store<u32>(RECORD, plain, PLAIN);
  const isNew = placeCount < MOST;
  previous = place;
  place = PLACES + <usize>(isNew ? placeCount : oldest) * PLACE_BYTES;
  if (isNew) placeCount++;
  else oldest = (oldest + 1) % MOST;
  for (let text: usize = 0; text < HANDED_TEXTS; text++) {
    const length = lengthOf(text);
    store<u32>(place + (text << 2), length > LONGEST ? 0 : <u32>length + 1, LENGTHS);
    if (length <= LONGEST) memory.copy(place + TEXTS + text * STRIDE, textAt(text), length);
  }
  store<u32>(place, hasFlag(SIDECHAIN), IS_SIDE);
  store<u32>(place, 0, IS_NAMED);
}

export function isNamedThere(): bool {
  return load<u32>(place, IS_NAMED) !== 0;
}

export function addRow(timeMs: f64): void {
  store<f64>(place, load<f64>(place, ROWS) + 1, ROWS);
  if (load<u32>(place, IS_SEEN)) see(timeMs);
}

export function addTurn(wallMs: f64): void {
  store<f64>(place, load<f64>(place, TURNS) + 1, TURNS);
  store<f64>(place, load<f64>(place, TURNS_MS) + wallMs, TURNS_MS);
}

export function addError(): void {
  store<f64>(place, load<f64>(place, ERRORS) + 1, ERRORS);
}

/** The session was at work then. */
export function see(timeMs: f64): void {
  if (!(timeMs >= 0)) return;
  if (!(load<f64>(place, FIRST_SEEN_MS) <= timeMs)) store<f64>(place, timeMs, FIRST_SEEN_MS);
  if (!(load<f64>(place, LAST_SEEN_MS) >= timeMs)) store<f64>(place, timeMs, LAST_SEEN_MS);
}
