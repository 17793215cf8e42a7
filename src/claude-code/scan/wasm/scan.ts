/**
 * Reads log rows from linear memory at the speed of SIMD: one walk checks that a row is JSON, notes the few fields that
 * count, and ends at its newline. Responses are folded here; what is unsure is handed over to be decoded in the obvious
 * way. Nothing is allocated: what is kept lies in static places, or where the host has put it.
 */

import { CARRIAGE_RETURN, isPlain, NEWLINE, newlineAt } from "./bytes";
import { compareTexts, forgetTexts, identifyTexts, isRepeated } from "./last-texts";
import { hasMessage, hasUsage } from "./message";
import {
  CONTENT,
  hasFlag,
  ID,
  LINE,
  lengthOf,
  MADE_BY,
  MODEL,
  MODEL_CODE,
  ORIGIN_CODE,
  RECORD,
  REQUEST,
  SESSION,
  SIDECHAIN,
  setFlag,
  setText,
  TIME_MS,
  textAt,
  textOffset,
  UNDATED,
} from "./record";
import {
  forkedFrom,
  forkedFromLength,
  isApiError,
  isCompactSummary,
  isMeta,
  isOtherTime,
  NO_OBJECT,
  rowEnd,
  SEARCHES,
  subtype,
  toolResult,
  turnMs,
  type,
} from "./row";
import { addRow, addTurn, keepTime, lastMs, STATE, see } from "./state";
import { fold, isTableFull } from "./table";
import { ASSISTANT, DECODED, SYNTHETIC, SYSTEM, TURN_DURATION, USER, wordAt } from "./words";

export { clearTable, fold, isTableFull, setTable, tableAt, tableRows } from "./table";

/** What a row is. The first three are for the host to act on. */
const NOTHING = 0;
/** To be decoded in the obvious way. */
const DECODE = 1;
/** A response at another place than the last one: the host says what place that is, then `take` folds it in. */
const PLACE = 2;
/** No row was read: the host must give a larger table. */
const FULL = 3;
const COUNTED = 4;

let event = NOTHING;
let originCode: u32 = 0;
let modelCode: u32 = 0;
let placeFlags: u32 = 0;
let isSeenThere: bool = false;
let isSideThere: bool = false;
let ignoresPrompts: bool = false;

/** Rows of the file that were walked to their end; those that are handed over to be decoded are not in it. */
export let rows = 0;
/** Rows that are skipped, by reason. */
export let noUsage = 0;
export let notBilled = 0;
export let noModel = 0;

export function recordAt(): usize {
  return RECORD;
}

export function stateAt(): usize {
  return STATE;
}

/** Where the host may put what it likes. */
export function heapBase(): usize {
  return __heap_base;
}

/** Another file begins. */
export function startFile(): void {
  forgetTexts();
  ignoresPrompts = false;
  rows = 0;
  noUsage = 0;
  notBilled = 0;
  noModel = 0;
}

/**
 * Of the place of the last response.
 * @param flags bits that its rows have
 * @param isSeen whether its rows say when the session was at work
 */
export function setPlace(origin: u32, model: u32, flags: u32, isSeen: bool): void {
  originCode = origin;
  modelCode = model;
  placeFlags = flags;
  isSeenThere = isSeen;
  isSideThere = hasFlag(SIDECHAIN);
}

/** @param isKnown whether that session has its title and project: what else is typed there says only when */
export function ignorePrompts(isKnown: bool): void {
  ignoresPrompts = isKnown;
}

/**
 * Reads whole rows until there are no more, or one is for the host. The byte at `end` is overwritten, and up to 127
 * beyond it are read.
 * @returns where the first row starts that was not read
 */
export function scan(from: usize, end: usize): usize {
  store<u8>(end, NEWLINE);
  event = NOTHING;
  let p = from;
  while (p < end && event === NOTHING) {
    if (isTableFull()) {
      event = FULL;
      break;
    }
    const newline = read(p, end);
    if (newline === end) break;
    p = newline + 1;
  }
  return p;
}

export function lastEvent(): i32 {
  return event;
}

/** Reads the row at `p` and gives the place of its newline; `end` = it is not there yet. */
function read(p: usize, end: usize): usize {
  let q = rowEnd(p);
  if (q) {
    if (load<u8>(q) === CARRIAGE_RETURN) q++;
    if (load<u8>(q) === NEWLINE) {
      if (q >= end) return end;
      const what = verdict();
      if (what !== DECODE) {
        rows++;
        if (what === PLACE) event = PLACE;
        return q;
      }
    }
  }
  const newline = newlineAt(p, end);
  if (newline !== end && newline !== p) {
    setText(LINE, p, newline - p);
    event = DECODE;
  }
  return newline;
}

function verdict(): i32 {
  switch (type) {
    case ASSISTANT:
      return response();
    case USER:
      return userRow();
    case SYSTEM:
      if (subtype === TURN_DURATION) return turn();
      return subtype === DECODED ? DECODE : NOTHING;
    case DECODED:
      return DECODE;
    default:
      return NOTHING;
  }
}

/** In the order in which the obvious decoder looks. */
function response(): i32 {
  if (!hasMessage) {
    noUsage++;
    return NOTHING;
  }
  const length = lengthOf(MODEL);
  if (!isPlain(textAt(MODEL), length)) return DECODE;
  if (isApiError || wordAt(textAt(MODEL), length) === SYNTHETIC) {
    notBilled++;
    return NOTHING;
  }
  if (!hasUsage) {
    noUsage++;
    return NOTHING;
  }
  if (length === 0) {
    noModel++;
    return NOTHING;
  }
  const isOdd = isOtherTime || lengthOf(ID) === 0 || !isPlain(textAt(ID), lengthOf(ID));
  if (isOdd || !isPlain(textAt(REQUEST), lengthOf(REQUEST))) return DECODE;
  if (lengthOf(MADE_BY) === 0) setText(textOffset(MADE_BY), forkedFrom, forkedFromLength);
  if (!compareTexts() || hasFlag(SIDECHAIN) !== isSideThere) return PLACE;
  take();
  return COUNTED;
}

/** Folds the response in that the record holds. */
export function take(): void {
  identifyTexts();
  const timeMs = load<f64>(RECORD, TIME_MS);
  const isUndated = !(timeMs >= 0);
  keepTime();
  if (isUndated) store<f64>(RECORD, lastMs(), TIME_MS);
  setFlag(UNDATED, isUndated);
  setFlag(placeFlags, true);
  store<u32>(RECORD, modelCode, MODEL_CODE);
  store<u32>(RECORD, originCode, ORIGIN_CODE);
  addRow();
  if (isSeenThere) see(load<f64>(RECORD, TIME_MS));
  fold();
}

/** What a person typed, or a tool's result. */
function userRow(): i32 {
  if (toolResult !== NO_OBJECT) return toolResult === SEARCHES ? DECODE : NOTHING;
  if (isMeta || isCompactSummary || hasFlag(SIDECHAIN)) return NOTHING;
  if (load<u32>(RECORD, CONTENT + 4) === 0) return NOTHING;
  const first: u32 = load<u8>(load<u32>(RECORD, CONTENT));
  // A tag opens what the client puts there itself.
  if (first === 0x3c) return NOTHING;
  // Other than a visible character may be taken away from the text, and what follows it counts.
  const isVisible = first > 0x20 && first < 0x7f && first !== 0x5c;
  if (!isVisible || !ignoresPrompts || isOtherTime || !isRepeated(SESSION)) return DECODE;
  fact();
  return COUNTED;
}

function turn(): i32 {
  if (isOtherTime || !isRepeated(SESSION)) return DECODE;
  addTurn(turnMs);
  fact();
  return COUNTED;
}

function fact(): void {
  keepTime();
  see(load<f64>(RECORD, TIME_MS));
}
