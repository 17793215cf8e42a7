/** The `usage` object of a response. */

import { CLOSE_BRACE, CLOSE_BRACKET, COLON, COMMA, NULL, OPEN_BRACE, OPEN_BRACKET, QUOTE, ZERO } from "./bytes";
import { CACHE_READ, CACHE_WRITE_1H, CACHE_WRITE_5M, FLAGS, INPUT, OUTPUT, record, WEB_SEARCHES } from "./record";
import { plainEnd } from "./strings";
import { isDigit, valueEnd } from "./values";
import {
  ADVISOR_MESSAGE,
  BATCH,
  CACHE_CREATION,
  CACHE_CREATION_INPUT_TOKENS,
  CACHE_READ_INPUT_TOKENS,
  EPHEMERAL_1H_INPUT_TOKENS,
  EPHEMERAL_5M_INPUT_TOKENS,
  FAST,
  INFERENCE_GEO,
  INPUT_TOKENS,
  ITERATIONS,
  MESSAGE,
  OUTPUT_TOKENS,
  PRIORITY,
  SERVER_TOOL_USE,
  SERVICE_TIER,
  SPEED,
  TYPE,
  US,
  WEB_SEARCH_REQUESTS,
  wordAt,
} from "./words";

/** Bits of `Flag` (core/usage/columns.ts). */
const FLAG_FAST: u32 = 4;
const FLAG_GEO_US: u32 = 8;
const FLAG_BATCH: u32 = 16;
const FLAG_PRIORITY: u32 = 32;
const USAGE_FLAGS: u32 = FLAG_FAST | FLAG_GEO_US | FLAG_BATCH | FLAG_PRIORITY;

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
  store<u32>(record, load<u32>(record, FLAGS) & ~USAGE_FLAGS, FLAGS);
  for (let offset = INPUT; offset <= WEB_SEARCHES; offset += 4) store<u32>(record + offset, 0);
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
  const rest = load<u32>(record, CACHE_WRITE_1H);
  store<u32>(record, writes === 0 ? split5m : writes > rest ? writes - rest : 0, CACHE_WRITE_5M);
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
  word = wordAt(at + 1, end - at - 2);
  return end + 1;
}

export function lastWord(): i32 {
  return word;
}

function member(at: usize): usize {
  switch (word) {
    case INPUT_TOKENS:
      return tokens(at, INPUT);
    case OUTPUT_TOKENS:
      return tokens(at, OUTPUT);
    case CACHE_READ_INPUT_TOKENS:
      return tokens(at, CACHE_READ);
    case CACHE_CREATION_INPUT_TOKENS: {
      const end = countEnd(at, MAX_REQUEST_TOKENS);
      writes = counted;
      return end;
    }
    case CACHE_CREATION:
      return split(at);
    case SERVER_TOOL_USE:
      return tools(at);
    case SPEED:
      return wordFlag(at, FLAG_FAST, FAST);
    case INFERENCE_GEO:
      return wordFlag(at, FLAG_GEO_US, US);
    case SERVICE_TIER: {
      const isBatch = wordFlag(at, FLAG_BATCH, BATCH);
      return isBatch && wordFlag(at, FLAG_PRIORITY, PRIORITY);
    }
    case ITERATIONS:
      return load<u8>(at) === OPEN_BRACKET ? iterationsEnd(at) : valueEnd(at);
    default:
      return valueEnd(at);
  }
}

function tokens(at: usize, offset: usize): usize {
  const end = countEnd(at, MAX_REQUEST_TOKENS);
  store<u32>(record + offset, counted);
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
  const others = load<u32>(record, FLAGS) & ~flag;
  const isWanted = isText && end && wordAt(at + 1, end - at - 2) === wanted;
  store<u32>(record, isWanted ? others | flag : others, FLAGS);
  return end;
}

/** `cache_creation` */
function split(at: usize): usize {
  split5m = 0;
  store<u32>(record, 0, CACHE_WRITE_1H);
  if (load<u8>(at) !== OPEN_BRACE) return valueEnd(at);
  if (load<u8>(at, 1) === CLOSE_BRACE) return at + 2;
  let p = at;
  do {
    const value = keyEnd(p + 1);
    if (!value) return 0;
    if (word === EPHEMERAL_1H_INPUT_TOKENS) p = tokens(value, CACHE_WRITE_1H);
    else if (word === EPHEMERAL_5M_INPUT_TOKENS) {
      p = countEnd(value, MAX_REQUEST_TOKENS);
      split5m = counted;
    } else p = valueEnd(value);
    if (!p) return 0;
  } while (load<u8>(p) === COMMA);
  return load<u8>(p) === CLOSE_BRACE ? p + 1 : 0;
}

/** `server_tool_use` */
function tools(at: usize): usize {
  store<u32>(record, 0, WEB_SEARCHES);
  if (load<u8>(at) !== OPEN_BRACE) return valueEnd(at);
  if (load<u8>(at, 1) === CLOSE_BRACE) return at + 2;
  let p = at;
  do {
    const value = keyEnd(p + 1);
    if (!value) return 0;
    if (word === WEB_SEARCH_REQUESTS) {
      p = countEnd(value, MAX_SEARCHES);
      store<u32>(record, counted, WEB_SEARCHES);
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
      if (word === ADVISOR_MESSAGE || (word === MESSAGE && ++messages > 1)) return 0;
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
    const isType = word === TYPE;
    if (isType && load<u8>(value) === QUOTE) {
      p = plainEnd(value + 1);
      type = p ? wordAt(value + 1, p - value - 2) : 0;
    } else {
      p = valueEnd(value);
      if (isType) type = 0;
    }
    if (!p) return 0;
  } while (load<u8>(p) === COMMA);
  word = type;
  return load<u8>(p) === CLOSE_BRACE ? p + 1 : 0;
}
