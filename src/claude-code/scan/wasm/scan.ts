/**
 * Reads log rows from linear memory with SIMD instructions. One pass over a row checks that it is JSON, records the few
 * fields that matter, and ends at the newline. Responses are merged into the table here; rows that this code cannot
 * interpret with certainty are left to the reference decoder. Nothing is allocated: the state is in static memory, or
 * in memory that the host has allocated.
 */

import { CARRIAGE_RETURN, isPlain, NEWLINE, newlineAt } from "./bytes";
import { forgetDetached, isNewDetached } from "./detached";
import { hashOfText, identify, identifySearch, LONGEST_UUID } from "./identity";
import { hasMessage, hasUsage } from "./message";
import {
  CONTENT,
  clearRecord,
  FLAGS,
  hasFlag,
  ID,
  ITERATIONS,
  LINE,
  lengthOf,
  MADE_BY,
  MODEL,
  MODEL_CODE,
  ORIGIN_CODE,
  PROJECT,
  RECORD,
  REQUEST,
  SEARCH,
  SESSION,
  SIDECHAIN,
  STOPPED,
  setFlag,
  setText,
  TIME_MS,
  textAt,
  textOffset,
  UNDATED,
  WEB_SEARCHES,
} from "./record";
import {
  aiTitle,
  aiTitleLength,
  base,
  baseLength,
  forkedFrom,
  forkedFromLength,
  hasCost,
  isApiError,
  isCompactSummary,
  isDetached,
  isMeta,
  isOtherTime,
  NO_OBJECT,
  rowEnd,
  rowId,
  rowIdLength,
  SEARCHES,
  searches,
  subtype,
  summary,
  summaryLength,
  toolResult,
  turnMs,
  type,
  uuid,
  uuidLength,
} from "./row";
import {
  addError,
  addRow,
  addTurn,
  CONTEXT_FLAGS,
  MODEL as CONTEXT_MODEL,
  context,
  findContext,
  forgetContexts,
  isNamedThere,
  isSessionThere,
  ORIGIN,
  see,
  sideFlag,
} from "./row-context";
import { fold, isTableFull } from "./table";
import { arePartsWhole } from "./usage";
import {
  AI_TITLE,
  API_ERROR,
  API_REQUEST,
  ASSISTANT,
  FACT,
  LAST_PROMPT,
  SUMMARY,
  SYNTHETIC,
  SYSTEM,
  TURN_DURATION,
  USER,
  wordAt,
} from "./words";

export { layOut, setColumns } from "./columns";
export { contextAt, contextsAt, countParts, heapBase, partsAt, previousContextAt, recordAt } from "./host-view";
export { clearTable, dateRows, fold, isTableFull, setTable, tableAt, tableRows } from "./table";

/** The results of reading a row; the host acts on all of them but the first (`NOTHING`) and `COUNTED`. */
const NOTHING = 0;
/** The reference decoder must decode the row. */
const DECODE = 1;
/**
 * A response in another context than the previous one: the host supplies the context's codes, then `take` merges it in.
 */
const CONTEXT = 2;
/** No row was read: the host must supply a larger table. */
const FULL = 3;
/** A response of several requests: the host calls `take`, and stores its parts if its row is taken. */
const PARTS = 4;
const COUNTED = 5;
/** A plain text about a session (`CONTENT` of the record): the host passes it on. */
const TEXT = 6;

/** What the text of such a row is. */
const PROMPT = 0;
const TITLE = 1;
const SUMMARY_TEXT = 2;
/** How many bytes of the text are examined. */
const TEXT_BYTES: usize = 400;
export let textKind: i32 = PROMPT;

let event = NOTHING;
/** Whether the file's last response was read here, not by the host. */
let isLastHere: bool = false;
/** Of a row to be decoded: 1 = it is no response, so the context and the last response stay valid after it. */
export let isFact: i32 = 0;
/** Time of the file's last dated row; NaN = none. The host sets it after decoding a row. */
export let lastMs: f64 = NaN;
/** When the first request that has no answer yet was made; NaN = none. The host sets it after decoding a row. */
export let awaitingMs: f64 = NaN;
/** Hash of the id of the last request that was sent; 0 = none is known. The host sets it after decoding a row. */
export let lastRequest: f64 = 0;
/** The number of the file's rows that were read to their end here, without those handed to the decoder. */
export let rows = 0;
/** The number of skipped rows, by reason. */
export let noUsage = 0;
export let notBilled = 0;
export let noModel = 0;

/** Resets the state at the start of another file. */
export function startFile(): void {
  isLastHere = false;
  forgetDetached();
  forgetContexts();
  rows = 0;
  noUsage = 0;
  notBilled = 0;
  noModel = 0;
}

/** Called when the host decodes a row that may be a response. */
export function leaveLast(): void {
  isLastHere = false;
}

export function setLastMs(timeMs: f64): void {
  lastMs = timeMs;
}

export function setLastRequest(hash: f64): void {
  lastRequest = hash;
}

export function setAwaitingMs(timeMs: f64): void {
  awaitingMs = timeMs;
}

/**
 * Reads whole rows until there are no more, or until one is for the host. Overwrites the byte at `end`, and reads up to
 * 127 bytes beyond it.
 * @returns the start of the first row that was not read
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

/** Reads the row at `p` and returns the position of its newline; `end` = there is none yet. */
function read(p: usize, end: usize): usize {
  isFact = 0;
  let q = rowEnd(p);
  if (q) {
    if (load<u8>(q) === CARRIAGE_RETURN) q++;
    if (load<u8>(q) === NEWLINE) {
      if (q >= end) return end;
      const what = verdict();
      if (what !== DECODE) {
        rows++;
        if (what === CONTEXT || what === PARTS || what === TEXT) event = what;
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
  if (isDetached && isNewDetached()) return DECODE;
  switch (type) {
    case ASSISTANT:
      awaitingMs = NaN;
      return response();
    case API_REQUEST:
      return requested();
    case USER:
      return userRow();
    case SYSTEM:
      if (subtype === TURN_DURATION) return turn();
      if (subtype === API_ERROR) return apiError();
      return subtype === FACT ? factRow() : NOTHING;
    case AI_TITLE:
      return title(TITLE, aiTitle, aiTitleLength);
    case SUMMARY:
      return title(SUMMARY_TEXT, summary, summaryLength);
    case LAST_PROMPT:
      return lastPrompt();
    case FACT:
      return factRow();
    default:
      return hasCost || (hasMessage && hasUsage) ? DECODE : NOTHING;
  }
}

/** Checks in the same order as the reference decoder. */
function response(): i32 {
  // It may say that an answer was interrupted, whatever the row's message is.
  if (isApiError) return DECODE;
  if (!hasMessage) {
    noUsage++;
    return NOTHING;
  }
  const length = lengthOf(MODEL);
  if (!isPlain(textAt(MODEL), length)) return DECODE;
  if (wordAt(textAt(MODEL), length) === SYNTHETIC) {
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
  setFlag(ITERATIONS, arePartsWhole());
  if (!findContext()) return CONTEXT;
  if (hasFlag(ITERATIONS)) return PARTS;
  take();
  return COUNTED;
}

/** Merges the response in the record into the table. @returns the row that took its usage; -1 = none */
export function take(): i32 {
  isLastHere = true;
  identify();
  const timeMs = load<f64>(RECORD, TIME_MS);
  const isDated = timeMs >= 0;
  if (isDated) lastMs = timeMs;
  else store<f64>(RECORD, lastMs, TIME_MS);
  setFlag(UNDATED, !isDated);
  setFlag(load<u32>(context, CONTEXT_FLAGS), true);
  store<u32>(RECORD, load<u32>(context, CONTEXT_MODEL), MODEL_CODE);
  store<u32>(RECORD, load<u32>(context, ORIGIN), ORIGIN_CODE);
  addRow(load<f64>(RECORD, TIME_MS));
  return fold();
}

/** A row with what a person typed, or with a tool's result. */
function userRow(): i32 {
  if (toolResult !== NO_OBJECT) return toolResult === SEARCHES ? search() : NOTHING;
  const isText = load<u32>(RECORD, CONTENT + 4) !== 0;
  if (isMeta && isText && isCutNote()) return DECODE;
  if (isMeta || isCompactSummary || hasFlag(SIDECHAIN)) return NOTHING;
  if (!isText) return NOTHING;
  const first: u32 = load<u8>(load<u32>(RECORD, CONTENT));
  // Text that begins with a tag was put there by the client.
  if (first === 0x3c) return NOTHING;
  // Characters that are not visible ASCII may be removed from the text, and then the next one decides.
  const isVisible = first > 0x20 && first < 0x7f && first !== 0x5c;
  if (!isVisible || isOtherTime) return DECODE;
  // A person who sends another prompt is no longer waiting for the answer.
  if (load<f64>(RECORD, TIME_MS) > awaitingMs) return DECODE;
  if (isSessionThere() && isNamedThere()) {
    fact();
    return COUNTED;
  }
  if (!isPlain(textAt(PROJECT), lengthOf(PROJECT))) return DECODE;
  return isTextPlain(PROMPT) ? TEXT : DECODE;
}

/** Whether the note may say that an answer was interrupted: such notes begin with a capital Y, or with an escape. */
function isCutNote(): bool {
  const first: u32 = load<u8>(load<u32>(RECORD, CONTENT));
  return first === 0x59 || first === 0x5c;
}

/** A row about a request that was sent. Repeated attempts of the same request follow each other. */
function requested(): i32 {
  if (isOtherTime || !isPlain(rowId, rowIdLength) || !isPlain(base, baseLength)) return DECODE;
  // A request normally continues the previous one or none. Otherwise two clients are writing in turn.
  if (baseLength !== 0 && lastRequest !== 0 && <f64>hashOfText(base, baseLength) !== lastRequest) return DECODE;
  lastRequest = <f64>hashOfText(rowId, rowIdLength);
  const timeMs = load<f64>(RECORD, TIME_MS);
  // Comparisons with NaN are always false.
  if (!(awaitingMs >= 0)) awaitingMs = timeMs >= 0 ? timeMs : lastMs;
  return NOTHING;
}

/** Web searches are in a row of their own, in the context of the response that requested them. */
function search(): i32 {
  const isOdd = searches === 0 || isOtherTime || uuidLength === 0 || uuidLength > LONGEST_UUID;
  if (isOdd || !isLastHere || !isPlain(uuid, uuidLength)) return DECODE;
  const timeMs = load<f64>(RECORD, TIME_MS);
  if (timeMs >= 0) lastMs = timeMs;
  clearRecord();
  identifySearch(uuid, uuidLength);
  store<f64>(RECORD, lastMs, TIME_MS);
  store<u32>(RECORD, searches, WEB_SEARCHES);
  store<u32>(RECORD, SEARCH | STOPPED | sideFlag(), FLAGS);
  store<u32>(RECORD, load<u32>(context, CONTEXT_MODEL), MODEL_CODE);
  store<u32>(RECORD, load<u32>(context, ORIGIN), ORIGIN_CODE);
  fold();
  return COUNTED;
}

function title(kind: i32, from: usize, length: usize): i32 {
  if (isOtherTime || length === 0) return factRow();
  setText(CONTENT, from, length);
  return isTextPlain(kind) ? TEXT : factRow();
}

/** Whether the examined bytes of the text, and of the session's name, are plain ASCII without escapes. */
function isTextPlain(kind: i32): bool {
  textKind = kind;
  const length = min<usize>(load<u32>(RECORD, CONTENT + 4), TEXT_BYTES);
  return isPlain(load<u32>(RECORD, CONTENT), length) && isPlain(textAt(SESSION), lengthOf(SESSION));
}

function apiError(): i32 {
  if (isOtherTime || !isSessionThere()) return factRow();
  addError();
  fact();
  return COUNTED;
}

function turn(): i32 {
  if (isOtherTime || !isSessionThere()) return DECODE;
  addTurn(turnMs);
  fact();
  return COUNTED;
}

/** The last prompt names a session only as long as there is no better name. */
function lastPrompt(): i32 {
  const isDated = isOtherTime || load<f64>(RECORD, TIME_MS) >= 0;
  return !isDated && isSessionThere() && isNamedThere() ? NOTHING : factRow();
}

function factRow(): i32 {
  isFact = 1;
  return DECODE;
}

function fact(): void {
  const timeMs = load<f64>(RECORD, TIME_MS);
  if (timeMs >= 0) lastMs = timeMs;
  see(timeMs);
}
