/**
 * Reads log rows from linear memory at the speed of SIMD: one walk checks that a row is JSON, notes the few fields that
 * count, and ends at its newline. What it is unsure of is handed over to be decoded in the obvious way. No memory is
 * allocated: all that is kept lies in static places, and the file's bytes above them.
 */

import { CARRIAGE_RETURN, isPlain, NEWLINE, newlineAt } from "./bytes";
import { compareTexts, forgetTexts, isRepeated } from "./last-texts";
import { hasMessage, hasUsage } from "./message";
import {
  CONTENT,
  clearRecords,
  DECODE,
  FLAGS,
  hasRoom,
  ID,
  keepRecord,
  lengthOf,
  MADE_BY,
  MODEL,
  PROJECT,
  PROMPT,
  RECORDS,
  REQUEST,
  RESPONSE,
  record,
  recordCount,
  SAME,
  SESSION,
  setText,
  TURN,
  textAt,
  textOffset,
} from "./record";
import {
  forkedFrom,
  forkedFromLength,
  isApiError,
  isCompactSummary,
  isMeta,
  NO_OBJECT,
  rowEnd,
  SEARCHES,
  subtype,
  toolResult,
  type,
} from "./row";
import { ASSISTANT, DECODED, SYNTHETIC, SYSTEM, TURN_DURATION, USER, wordAt } from "./words";

const FLAG_SIDECHAIN: u32 = 1;

/** What a row is, beside the kinds of records. */
const NOTHING = 0;

/** Rows that were walked to their end since `clearCounts`: those that are handed over to be decoded are not in it. */
export let rows = 0;
/** Rows that are skipped, by reason. */
export let noUsage = 0;
export let notBilled = 0;
export let noModel = 0;

export function records(): usize {
  return RECORDS;
}

export function countRecords(): i32 {
  return recordCount;
}

export function isFull(): bool {
  return !hasRoom();
}

/** Where the file's bytes may be put. */
export function heapBase(): usize {
  return __heap_base;
}

/** Another file begins. */
export function startFile(): void {
  forgetTexts();
  rows = 0;
  noUsage = 0;
  notBilled = 0;
  noModel = 0;
}

/**
 * Reads whole rows until there are no more, or no more records. The byte at `end` is overwritten, and up to 127 beyond
 * it are read.
 * @returns where the first row starts that was not read
 */
export function scan(from: usize, end: usize): usize {
  clearRecords();
  store<u8>(end, NEWLINE);
  let p = from;
  while (p < end && hasRoom()) {
    const newline = read(p, end);
    if (newline === end) break;
    p = newline + 1;
  }
  return p;
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
        if (what !== NOTHING) keepRecord(what, p, q);
        return q;
      }
    }
  }
  const newline = newlineAt(p, end);
  if (newline !== end && newline !== p) keepRecord(DECODE, p, newline);
  return newline;
}

function verdict(): i32 {
  switch (type) {
    case ASSISTANT:
      return response();
    case USER:
      return userRow();
    case SYSTEM:
      if (subtype === TURN_DURATION) return fact(TURN);
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
  if (lengthOf(ID) === 0 || !isPlain(textAt(ID), lengthOf(ID)) || !isPlain(textAt(REQUEST), lengthOf(REQUEST))) {
    return DECODE;
  }
  if (lengthOf(MADE_BY) === 0) setText(textOffset(MADE_BY), forkedFrom, forkedFromLength);
  compareTexts();
  return RESPONSE;
}

/** What a person typed, or a tool's result. */
function userRow(): i32 {
  if (toolResult !== NO_OBJECT) return toolResult === SEARCHES ? DECODE : NOTHING;
  if (isMeta || isCompactSummary || (load<u32>(record, FLAGS) & FLAG_SIDECHAIN) !== 0) return NOTHING;
  if (load<u32>(record, CONTENT + 4) === 0) return NOTHING;
  const first: u32 = load<u8>(load<u32>(record, CONTENT));
  // A tag opens what the client puts there itself.
  if (first === 0x3c) return NOTHING;
  // Other than a visible character may be taken away from the text, and what follows it counts.
  return first > 0x20 && first < 0x7f && first !== 0x5c ? fact(PROMPT) : DECODE;
}

function fact(kind: i32): i32 {
  const session = isRepeated(SESSION) ? 1 << (<i32>SESSION) : 0;
  store<u32>(record, isRepeated(PROJECT) ? session | (1 << (<i32>PROJECT)) : session, SAME);
  return kind;
}
