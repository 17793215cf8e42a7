/** The `usage` object of a response. */

import { CLOSE_BRACE, CLOSE_BRACKET, COLON, COMMA, NULL, OPEN_BRACE, OPEN_BRACKET, QUOTE, ZERO } from "./bytes";
import {
  BATCH,
  CACHE_READ,
  CACHE_WRITE_1H,
  CACHE_WRITE_5M,
  FAST,
  GEO_US,
  INPUT,
  OUTPUT,
  PRIORITY,
  RECORD,
  setFlag,
  WEB_SEARCHES,
} from "./record";
import { plainEnd } from "./strings";
import { isDigit, valueEnd } from "./values";
import * as words from "./words";

/** Bounds of `usage.ts`. */
const MAX_REQUEST_TOKENS: u32 = 20000000;
const MAX_SEARCHES: u32 = 10000;

let writes: u32 = 0;
let split5m: u32 = 0;
/** Of the value that was read last. */
let counted: u32 = 0;
let word = 0;

/** Forgets the usage that the row had until here: the last one counts. */
export function clearUsage(): void {
  setFlag(FAST | GEO_US | BATCH | PRIORITY, false);
  for (let offset = INPUT; offset <= WEB_SEARCHES; offset += 4) store<u32>(RECORD + offset, 0);
  writes = 0;
  split5m = 0;
}

/** @param at its opening brace; what it says is put into the record */
export function usageEnd(at: usize): usize {
  clearUsage();
  if (load<u8>(at, 1) === CLOSE_BRACE) return at + 2;
  let p = at;
  do {
    const value = keyEnd(p + 1);
    if (!value) return 0;
    p = member(value);
    if (!p) return 0;
  } while (load<u8>(p) === COMMA);
  const rest = load<u32>(RECORD, CACHE_WRITE_1H);
  store<u32>(RECORD, writes === 0 ? split5m : writes > rest ? writes - rest : 0, CACHE_WRITE_5M);
  return load<u8>(p) === CLOSE_BRACE ? p + 1 : 0;
}

/**
 * Reads a key and its colon; `lastWord()` says which one it was.
 * @returns the place of its value; 0 = it is not one, or is written with escapes: it may be any
 */
export function keyEnd(at: usize): usize {
  if (load<u8>(at) !== QUOTE) return 0;
  const end = plainEnd(at + 1);
  if (!end || load<u8>(end) !== COLON) return 0;
  word = words.wordAt(at + 1, end - at - 2);
  return end + 1;
}

export function lastWord(): i32 {
  return word;
}

function member(at: usize): usize {
  switch (word) {
    case words.INPUT_TOKENS:
      return tokens(at, INPUT);
    case words.OUTPUT_TOKENS:
      return tokens(at, OUTPUT);
    case words.CACHE_READ_INPUT_TOKENS:
      return tokens(at, CACHE_READ);
    case words.CACHE_CREATION_INPUT_TOKENS: {
      const end = countEnd(at, MAX_REQUEST_TOKENS);
      writes = counted;
      return end;
    }
    case words.CACHE_CREATION:
      return split(at);
    case words.SERVER_TOOL_USE:
      return tools(at);
    case words.SPEED:
      return wordFlag(at, FAST, words.FAST);
    case words.INFERENCE_GEO:
      return wordFlag(at, GEO_US, words.US);
    case words.SERVICE_TIER: {
      const isBatch = wordFlag(at, BATCH, words.BATCH);
      return isBatch && wordFlag(at, PRIORITY, words.PRIORITY);
    }
    case words.ITERATIONS:
      return load<u8>(at) === OPEN_BRACKET ? iterationsEnd(at) : valueEnd(at);
    default:
      return valueEnd(at);
  }
}

function tokens(at: usize, offset: usize): usize {
  const end = countEnd(at, MAX_REQUEST_TOKENS);
  store<u32>(RECORD + offset, counted);
  return end;
}

/** A whole number in bounds, or null; anything else is for the obvious decoder. */
function countEnd(at: usize, max: u32): usize {
  let p = at;
  let n: u32 = 0;
  while (isDigit(load<u8>(p))) n = n * 10 + load<u8>(p++) - ZERO;
  const digits = p - at;
  counted = n;
  if (digits === 0) return load<u32>(at) === NULL ? at + 4 : 0;
  const next: u32 = load<u8>(p);
  const isWhole = digits <= 8 && (digits === 1 || load<u8>(at) !== ZERO) && (next === COMMA || next === CLOSE_BRACE);
  return isWhole && n <= max ? p : 0;
}

/** Sets the bit where the value is that word, clears it where it is another. */
function wordFlag(at: usize, flag: u32, wanted: i32): usize {
  const isText = load<u8>(at) === QUOTE;
  const end = isText ? plainEnd(at + 1) : valueEnd(at);
  setFlag(flag, isText && end !== 0 && words.wordAt(at + 1, end - at - 2) === wanted);
  return end;
}

/** `cache_creation` */
function split(at: usize): usize {
  split5m = 0;
  store<u32>(RECORD, 0, CACHE_WRITE_1H);
  if (load<u8>(at) !== OPEN_BRACE) return valueEnd(at);
  if (load<u8>(at, 1) === CLOSE_BRACE) return at + 2;
  let p = at;
  do {
    const value = keyEnd(p + 1);
    if (!value) return 0;
    if (word === words.EPHEMERAL_1H_INPUT_TOKENS) p = tokens(value, CACHE_WRITE_1H);
    else if (word === words.EPHEMERAL_5M_INPUT_TOKENS) {
      p = countEnd(value, MAX_REQUEST_TOKENS);
      split5m = counted;
    } else p = valueEnd(value);
    if (!p) return 0;
  } while (load<u8>(p) === COMMA);
  return load<u8>(p) === CLOSE_BRACE ? p + 1 : 0;
}

/** `server_tool_use` */
function tools(at: usize): usize {
  store<u32>(RECORD, 0, WEB_SEARCHES);
  if (load<u8>(at) !== OPEN_BRACE) return valueEnd(at);
  if (load<u8>(at, 1) === CLOSE_BRACE) return at + 2;
  let p = at;
  do {
    const value = keyEnd(p + 1);
    if (!value) return 0;
    if (word === words.WEB_SEARCH_REQUESTS) {
      p = countEnd(value, MAX_SEARCHES);
      store<u32>(RECORD, counted, WEB_SEARCHES);
    } else p = valueEnd(value);
    if (!p) return 0;
  } while (load<u8>(p) === COMMA);
  return load<u8>(p) === CLOSE_BRACE ? p + 1 : 0;
}

/** `iterations`: one request of its own says nothing more; several, or an advisor's, are for the obvious decoder. */
function iterationsEnd(at: usize): usize {
  if (load<u8>(at, 1) === CLOSE_BRACKET) return at + 2;
  let p = at;
  let messages = 0;
  do {
    p++;
    if (load<u8>(p) === OPEN_BRACE) {
      p = iterationEnd(p);
      if (word === words.ADVISOR_MESSAGE || (word === words.MESSAGE && ++messages > 1)) return 0;
    } else p = valueEnd(p);
    if (!p) return 0;
  } while (load<u8>(p) === COMMA);
  return load<u8>(p) === CLOSE_BRACKET ? p + 1 : 0;
}

/** Leaves its `type` in `word`. */
function iterationEnd(at: usize): usize {
  word = 0;
  if (load<u8>(at, 1) === CLOSE_BRACE) return at + 2;
  let p = at;
  let type = 0;
  do {
    const value = keyEnd(p + 1);
    if (!value) return 0;
    const isType = word === words.TYPE;
    if (isType && load<u8>(value) === QUOTE) {
      p = plainEnd(value + 1);
      type = p ? words.wordAt(value + 1, p - value - 2) : 0;
    } else {
      p = valueEnd(value);
      if (isType) type = 0;
    }
    if (!p) return 0;
  } while (load<u8>(p) === COMMA);
  word = type;
  return load<u8>(p) === CLOSE_BRACE ? p + 1 : 0;
}
