/** Walks one row: checks that it is JSON and records the few fields that are needed. */

import { CLOSE_BRACE, COMMA, MINUS, NULL, OPEN_BRACE, QUOTE, TRUE, ZERO } from "./bytes";
import { keyEnd, lastWord, startKeys } from "./keys";
import { clearMessage, messageEnd, textEnd } from "./message";
import {
  AGENT,
  BRANCH,
  clearRecord,
  ENTRYPOINT,
  MADE_BY,
  MCP,
  PLUGIN,
  PROJECT,
  RECORD,
  REQUEST,
  SESSION,
  SIDECHAIN,
  SKILL,
  setFlag,
  TIME_MS,
  textOffset,
  VERSION,
} from "./record";
import { plainEnd, stringEnd } from "./strings";
import { TIME_LENGTH, timeAt } from "./time";
import { isDigit, valueEnd } from "./values";
import * as words from "./words";

/** The type of `toolUseResult`. */
export const NO_OBJECT = 0;
export const OBJECT = 1;
export const SEARCHES = 2;

export let type = 0;
export let subtype = 0;
export let toolResult = 0;
export let isApiError: bool = false;
export let isDetached: bool = false;
export let isMeta: bool = false;
export let isCompactSummary: bool = false;
/** The row has a usage or a cost itself, besides those of its message. */
export let hasCost: bool = false;
/** The row's time is not in the usual format. */
export let isOtherTime: bool = false;
/** The duration of a turn. */
export let turnMs: f64 = 0;
/** `forkedFrom.sessionId`, which names the session that made the request where `requestSessionId` does not. */
export let forkedFrom: usize = 0;
export let forkedFromLength: usize = 0;
/** The number of searches in a tool's result, if written in plain digits; 0 = otherwise. */
export let searches: u32 = 0;
/** Texts of some kinds of rows: positions, and lengths, which are 0 where there is none. */
export let aiTitle: usize = 0;
export let aiTitleLength: usize = 0;
export let summary: usize = 0;
export let summaryLength: usize = 0;
export let uuid: usize = 0;
export let uuidLength: usize = 0;
/** The row's own id, and that of the request that the row's request continues. */
export let rowId: usize = 0;
export let rowIdLength: usize = 0;
export let base: usize = 0;
export let baseLength: usize = 0;

function clear(): void {
  startKeys();
  clearRecord();
  clearMessage();
  type = 0;
  subtype = 0;
  toolResult = NO_OBJECT;
  isApiError = false;
  isDetached = false;
  rowIdLength = 0;
  baseLength = 0;
  isMeta = false;
  isCompactSummary = false;
  isOtherTime = false;
  hasCost = false;
  turnMs = 0;
  forkedFromLength = 0;
  searches = 0;
  aiTitleLength = 0;
  summaryLength = 0;
  uuidLength = 0;
}

/** @returns the position after the row's closing brace; 0 = the reference decoder has to handle it */
export function rowEnd(at: usize): usize {
  if (load<u8>(at) !== OPEN_BRACE) return 0;
  clear();
  if (load<u8>(at, 1) === CLOSE_BRACE) return at + 2;
  let p = at;
  do {
    const value = keyEnd(p + 1);
    if (!value) return 0;
    p = member(value);
    if (!p) return 0;
  } while (load<u8>(p) === COMMA);
  return load<u8>(p) === CLOSE_BRACE ? p + 1 : 0;
}

function member(at: usize): usize {
  switch (lastWord()) {
    case words.TYPE:
      type = 0;
      return kindEnd(at, true);
    case words.SUBTYPE:
      subtype = 0;
      return kindEnd(at, false);
    case words.MESSAGE:
      return messageEnd(at);
    case words.TIMESTAMP:
      return timestampEnd(at);
    case words.TOOL_USE_RESULT:
      return toolResultEnd(at);
    case words.FORKED_FROM:
      return forkedFromEnd(at);
    case words.DURATION_MS:
      return durationEnd(at);
    case words.AI_TITLE_TEXT: {
      const end = valueEnd(at);
      aiTitle = at + 1;
      aiTitleLength = lengthUntil(at, end);
      return end;
    }
    case words.SUMMARY: {
      const end = valueEnd(at);
      summary = at + 1;
      summaryLength = lengthUntil(at, end);
      return end;
    }
    case words.UUID: {
      const end = valueEnd(at);
      uuid = at + 1;
      uuidLength = lengthUntil(at, end);
      return end;
    }
    case words.USAGE:
    case words.COST:
      hasCost = hasCost || load<u32>(at) !== NULL;
      return valueEnd(at);
    case words.IS_SIDECHAIN:
      setFlag(SIDECHAIN, load<u32>(at) === TRUE);
      return valueEnd(at);
    case words.IS_API_ERROR_MESSAGE:
      isApiError = load<u32>(at) === TRUE;
      return valueEnd(at);
    case words.ID:
      rowId = at + 1;
      rowIdLength = plainLength(at);
      return rowIdLength === NOT_PLAIN ? 0 : valueEnd(at);
    case words.BASE:
      base = at + 1;
      baseLength = plainLength(at);
      return baseLength === NOT_PLAIN ? 0 : valueEnd(at);
    case words.SESSION_KIND: {
      // If a key occurs twice, the last value counts.
      isDetached = false;
      if (load<u8>(at) !== QUOTE) return valueEnd(at);
      const end = plainEnd(at + 1);
      if (end) isDetached = words.wordAt(at + 1, end - at - 2) === words.DETACHED;
      return end;
    }
    case words.IS_META:
      isMeta = load<u32>(at) === TRUE;
      return valueEnd(at);
    case words.IS_COMPACT_SUMMARY:
      isCompactSummary = load<u32>(at) === TRUE;
      return valueEnd(at);
    case words.REQUEST_ID:
      return textEnd(at, textOffset(REQUEST));
    case words.SESSION_ID:
      return textEnd(at, textOffset(SESSION));
    case words.REQUEST_SESSION_ID:
      return textEnd(at, textOffset(MADE_BY));
    case words.CWD:
      return textEnd(at, textOffset(PROJECT));
    case words.GIT_BRANCH:
      return textEnd(at, textOffset(BRANCH));
    case words.ATTRIBUTION_AGENT:
      return textEnd(at, textOffset(AGENT));
    case words.ATTRIBUTION_SKILL:
      return textEnd(at, textOffset(SKILL));
    case words.ATTRIBUTION_PLUGIN:
      return textEnd(at, textOffset(PLUGIN));
    case words.ATTRIBUTION_MCP_SERVER:
      return textEnd(at, textOffset(MCP));
    case words.VERSION:
      return textEnd(at, textOffset(VERSION));
    case words.ENTRYPOINT:
      return textEnd(at, textOffset(ENTRYPOINT));
    default:
      return valueEnd(at);
  }
}

const NOT_PLAIN: usize = usize.MAX_VALUE;

/** Length of a text without escapes; 0 where the value is not a text. */
function plainLength(at: usize): usize {
  if (load<u8>(at) !== QUOTE) return 0;
  const end = plainEnd(at + 1);
  return end ? end - at - 2 : NOT_PLAIN;
}

/** A text that is looked up; one with escapes may be any. */
function kindEnd(at: usize, isType: bool): usize {
  if (load<u8>(at) !== QUOTE) return valueEnd(at);
  const end = plainEnd(at + 1);
  if (!end) return 0;
  const kind = words.wordAt(at + 1, end - at - 2);
  if (isType) type = kind;
  else subtype = kind;
  return end;
}

function timestampEnd(at: usize): usize {
  store<f64>(RECORD, NaN, TIME_MS);
  const first: u32 = load<u8>(at);
  isOtherTime = isDigit(first) || first === MINUS;
  if (first !== QUOTE) return valueEnd(at);
  const end = stringEnd(at + 1);
  const timeMs = end - at - 2 === TIME_LENGTH ? timeAt(at + 1) : 0;
  if (timeMs === 0) isOtherTime = true;
  else store<f64>(RECORD, timeMs, TIME_MS);
  return end;
}

function toolResultEnd(at: usize): usize {
  toolResult = NO_OBJECT;
  if (load<u8>(at) !== OPEN_BRACE) return valueEnd(at);
  toolResult = OBJECT;
  if (load<u8>(at, 1) === CLOSE_BRACE) return at + 2;
  let p = at;
  do {
    const value = keyEnd(p + 1);
    if (!value) return 0;
    const isCount = lastWord() === words.SEARCH_COUNT;
    p = valueEnd(value);
    if (!p) return 0;
    if (isCount) {
      toolResult = SEARCHES;
      searches = searchesIn(value, p);
    }
  } while (load<u8>(p) === COMMA);
  return load<u8>(p) === CLOSE_BRACE ? p + 1 : 0;
}

/** The number between the positions, from 1 to 9,999; 0 = another value. */
function searchesIn(from: usize, to: usize): u32 {
  if (to - from > 4) return 0;
  let n: u32 = 0;
  for (let p = from; p < to; p++) {
    const c: u32 = load<u8>(p);
    if (!isDigit(c)) return 0;
    n = n * 10 + c - ZERO;
  }
  return n;
}

function forkedFromEnd(at: usize): usize {
  forkedFromLength = 0;
  if (load<u8>(at) !== OPEN_BRACE) return valueEnd(at);
  if (load<u8>(at, 1) === CLOSE_BRACE) return at + 2;
  let p = at;
  do {
    const value = keyEnd(p + 1);
    if (!value) return 0;
    const isSession = lastWord() === words.SESSION_ID;
    p = valueEnd(value);
    if (!p) return 0;
    if (isSession) {
      forkedFrom = value + 1;
      forkedFromLength = load<u8>(value) === QUOTE ? p - value - 2 : 0;
    }
  } while (load<u8>(p) === COMMA);
  return load<u8>(p) === CLOSE_BRACE ? p + 1 : 0;
}

/** Length of the text that ends there; any other value counts as missing. */
function lengthUntil(at: usize, end: usize): usize {
  return end && load<u8>(at) === QUOTE ? end - at - 2 : 0;
}

/** A whole number of at most 12 digits; the reference decoder handles others. */
function durationEnd(at: usize): usize {
  turnMs = 0;
  const first: u32 = load<u8>(at);
  if (!isDigit(first)) return first === MINUS ? 0 : valueEnd(at);
  let p = at;
  let n: u64 = 0;
  while (isDigit(load<u8>(p))) n = n * 10 + load<u8>(p++) - ZERO;
  const next: u32 = load<u8>(p);
  const digits = p - at;
  if (digits > 12 || (first === ZERO && digits > 1) || (next !== COMMA && next !== CLOSE_BRACE)) return 0;
  turnMs = <f64>n;
  return p;
}
