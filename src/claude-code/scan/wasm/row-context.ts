/**
 * The last few contexts of the file's responses: session, project, branch, version, skill and so on, and the model.
 * Rows return to them repeatedly; the host is only called for a new one.
 */

import { isPlain, isSame } from "./bytes";
import { HANDED_TEXTS, hasFlag, lengthOf, PLAIN, RECORD, SAME, SESSION, SIDECHAIN, textAt } from "./record";

const MOST = 8;
export const CONTEXT_BYTES: usize = 3200;
export const CONTEXTS: usize = memory.data(25600, 16);

/** Offsets of numbers of four bytes. The codes of the context's rows, set by the host. */
export const ORIGIN: usize = 0;
export const MODEL: usize = 4;
export const CONTEXT_FLAGS: usize = 8;
/** 1 = its rows count as activity of the session. */
const IS_SEEN: usize = 12;
/** 1 = the session has its title and project, so that further prompts only affect its times. Set by the host. */
const IS_NAMED: usize = 16;
const IS_SIDE: usize = 20;
/** Offsets of numbers of eight bytes, counted here and read by the host. */
/** The number of responses' rows that were folded. */
const ROWS: usize = 64;
/** First and last time of the session; NaN = none. */
const FIRST_SEEN_MS: usize = 72;
const LAST_SEEN_MS: usize = 80;
/** Turns that ended, and their duration. */
const TURNS: usize = 88;
const TURNS_MS: usize = 96;
/** Errors of the API. */
const ERRORS: usize = 104;
/** Length + 1 of each text; 0 = too long to be stored. */
const LENGTHS: usize = 128;
const TEXTS: usize = 176;
const STRIDE: usize = 272;
const LONGEST: usize = 256;

/** The context of the last response. */
export let context: usize = 0;
/** The previous one, where the context is new; 0 = none. */
export let previous: usize = 0;
let contextCount = 0;
let oldest = 0;

/** Called at the start of another file. */
export function forgetContexts(): void {
  context = 0;
  previous = 0;
  contextCount = 0;
  oldest = 0;
}

/** Whether the record's session equals that of the last response. */
export function isSessionThere(): bool {
  return context !== 0 && isTextOf(context, SESSION);
}

function isTextOf(at: usize, text: usize): bool {
  const length = lengthOf(text);
  const isLong = load<u32>(at + (text << 2), LENGTHS) === <u32>length + 1;
  return isLong && isSame(at + TEXTS + text * STRIDE, textAt(text), length);
}

/** Whether the record's response has that context. */
function isAt(at: usize): bool {
  for (let text: usize = 0; text < HANDED_TEXTS; text++) if (!isTextOf(at, text)) return false;
  return load<u32>(at, IS_SIDE) === <u32>hasFlag(SIDECHAIN);
}

/** Finds the context of the record's response. @returns whether it is known; if not, the host has to complete it */
export function findContext(): bool {
  if (context !== 0 && isAt(context)) return true;
  for (let i = 0; i < contextCount; i++) {
    const at = CONTEXTS + <usize>i * CONTEXT_BYTES;
    if (at !== context && isAt(at)) {
      context = at;
      return true;
    }
  }
  addContext();
  return false;
}

/** Records which texts equal those of the last context, and which are plain. */
function addContext(): void {
  let same = 0;
  let plain = 0;
  for (let text: usize = 0; text < HANDED_TEXTS; text++) {
    if (context !== 0 && isTextOf(context, text)) same |= 1 << (<i32>text);
    if (isPlain(textAt(text), lengthOf(text))) plain |= 1 << (<i32>text);
  }
  store<u32>(RECORD, same, SAME);
  store<u32>(RECORD, plain, PLAIN);
  const isNew = contextCount < MOST;
  previous = context;
  context = CONTEXTS + <usize>(isNew ? contextCount : oldest) * CONTEXT_BYTES;
  if (isNew) contextCount++;
  else oldest = (oldest + 1) % MOST;
  for (let text: usize = 0; text < HANDED_TEXTS; text++) {
    const length = lengthOf(text);
    store<u32>(context + (text << 2), length > LONGEST ? 0 : <u32>length + 1, LENGTHS);
    if (length <= LONGEST) memory.copy(context + TEXTS + text * STRIDE, textAt(text), length);
  }
  store<u32>(context, hasFlag(SIDECHAIN), IS_SIDE);
  store<u32>(context, 0, IS_NAMED);
}

export function isNamedThere(): bool {
  return load<u32>(context, IS_NAMED) !== 0;
}

/** `SIDECHAIN` where the responses of the context are a subagent's, else 0. */
export function sideFlag(): u32 {
  return load<u32>(context, IS_SIDE) ? SIDECHAIN : 0;
}

export function addRow(timeMs: f64): void {
  store<f64>(context, load<f64>(context, ROWS) + 1, ROWS);
  if (load<u32>(context, IS_SEEN)) see(timeMs);
}

export function addTurn(wallMs: f64): void {
  store<f64>(context, load<f64>(context, TURNS) + 1, TURNS);
  store<f64>(context, load<f64>(context, TURNS_MS) + wallMs, TURNS_MS);
}

export function addError(): void {
  store<f64>(context, load<f64>(context, ERRORS) + 1, ERRORS);
}

/** Records activity of the session. */
export function see(timeMs: f64): void {
  if (!(timeMs >= 0)) return;
  if (!(load<f64>(context, FIRST_SEEN_MS) <= timeMs)) store<f64>(context, timeMs, FIRST_SEEN_MS);
  if (!(load<f64>(context, LAST_SEEN_MS) >= timeMs)) store<f64>(context, timeMs, LAST_SEEN_MS);
}
