/** The `usage` object of a response. */

import { CLOSE_BRACE, CLOSE_BRACKET, COMMA, NULL, OPEN_BRACE, OPEN_BRACKET, QUOTE, ZERO } from "./bytes";
import { keyEnd, lastWord } from "./keys";
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

/** The requests of a response whose `iterations` contain several: rows of `PART_BYTES`, like the record. */
export const PARTS: usize = memory.data(1024, 16);
export const PART_BYTES: usize = 64;
const MOST_PARTS = 16;
export let partCount = 0;

/** Where counts are written: the record, or a part. */
let target: usize = RECORD;
let writes: u32 = 0;
let split5m: u32 = 0;
/** The last count that was read. */
let counted: u32 = 0;
/** The kind of request of the last iteration that was read. */
let partType = 0;

/** Clears the usage that the row had so far, because the last one counts. */
export function clearUsage(): void {
  setFlag(FAST | GEO_US | BATCH | PRIORITY, false);
  for (let offset = INPUT; offset <= WEB_SEARCHES; offset += 4) store<u32>(RECORD + offset, 0);
  writes = 0;
  split5m = 0;
  partCount = 0;
}

/** @param at its opening brace; its values are written to the record */
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
  setCacheWrites();
  return load<u8>(p) === CLOSE_BRACE ? p + 1 : 0;
}

function setCacheWrites(): void {
  const rest = load<u32>(target, CACHE_WRITE_1H);
  store<u32>(target, writes === 0 ? split5m : writes > rest ? writes - rest : 0, CACHE_WRITE_5M);
}

/** Whether there are several parts, and their sums equal the whole. */
export function arePartsWhole(): bool {
  if (partCount < 2) return false;
  for (let offset = INPUT; offset <= CACHE_READ; offset += 4) {
    let sum: u32 = 0;
    for (let i = 0; i < partCount; i++) sum += load<u32>(PARTS + <usize>i * PART_BYTES + offset);
    if (sum !== load<u32>(RECORD + offset)) return false;
  }
  return true;
}

function member(at: usize): usize {
  switch (lastWord()) {
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
    // Rare: the reference decoder finds out whether it was redeemed.
    case words.FALLBACK_CREDIT:
      return load<u8>(at) === OPEN_BRACE ? 0 : valueEnd(at);
    case words.ITERATIONS:
      partCount = 0;
      return load<u8>(at) === OPEN_BRACKET ? iterationsEnd(at) : valueEnd(at);
    default:
      return valueEnd(at);
  }
}

function tokens(at: usize, offset: usize): usize {
  const end = countEnd(at, MAX_REQUEST_TOKENS);
  store<u32>(target + offset, counted);
  return end;
}

/** A whole number within bounds, or null; the reference decoder handles anything else. */
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

/** Sets the bit where the value is that word, and clears it for any other. */
function wordFlag(at: usize, flag: u32, wanted: i32): usize {
  const isText = load<u8>(at) === QUOTE;
  const end = isText ? plainEnd(at + 1) : valueEnd(at);
  setFlag(flag, isText && end !== 0 && words.wordAt(at + 1, end - at - 2) === wanted);
  return end;
}

/** `cache_creation` */
function split(at: usize): usize {
  split5m = 0;
  store<u32>(target, 0, CACHE_WRITE_1H);
  if (load<u8>(at) !== OPEN_BRACE) return valueEnd(at);
  if (load<u8>(at, 1) === CLOSE_BRACE) return at + 2;
  let p = at;
  do {
    const value = keyEnd(p + 1);
    if (!value) return 0;
    if (lastWord() === words.EPHEMERAL_1H_INPUT_TOKENS) p = tokens(value, CACHE_WRITE_1H);
    else if (lastWord() === words.EPHEMERAL_5M_INPUT_TOKENS) {
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
    if (lastWord() === words.WEB_SEARCH_REQUESTS) {
      p = countEnd(value, MAX_SEARCHES);
      store<u32>(RECORD, counted, WEB_SEARCHES);
    } else p = valueEnd(value);
    if (!p) return 0;
  } while (load<u8>(p) === COMMA);
  return load<u8>(p) === CLOSE_BRACE ? p + 1 : 0;
}

/** `iterations`: those that are messages become parts; more than usual, and those that are billed by themselves, are for the reference decoder. */
function iterationsEnd(at: usize): usize {
  if (load<u8>(at, 1) === CLOSE_BRACKET) return at + 2;
  const ownWrites = writes;
  const ownSplit5m = split5m;
  let p = at;
  do {
    p++;
    if (load<u8>(p) === OPEN_BRACE) {
      if (partCount === MOST_PARTS) return 0;
      target = PARTS + <usize>partCount * PART_BYTES;
      p = iterationEnd(p);
      target = RECORD;
      if (partType === words.BILLED_PART) return 0;
      if (partType === words.MESSAGE) partCount++;
    } else p = valueEnd(p);
    if (!p) return 0;
  } while (load<u8>(p) === COMMA);
  writes = ownWrites;
  split5m = ownSplit5m;
  return load<u8>(p) === CLOSE_BRACKET ? p + 1 : 0;
}

/** Stores its `type` in `partType`. */
function iterationEnd(at: usize): usize {
  memory.fill(target, 0, PART_BYTES);
  writes = 0;
  split5m = 0;
  partType = 0;
  if (load<u8>(at, 1) === CLOSE_BRACE) return at + 2;
  let p = at;
  let type = 0;
  do {
    const value = keyEnd(p + 1);
    if (!value) return 0;
    if (lastWord() === words.TYPE) {
      const isText = load<u8>(value) === QUOTE;
      p = isText ? plainEnd(value + 1) : valueEnd(value);
      type = isText && p ? words.wordAt(value + 1, p - value - 2) : 0;
    } else p = isTokens(lastWord()) ? member(value) : valueEnd(value);
    if (!p) return 0;
  } while (load<u8>(p) === COMMA);
  setCacheWrites();
  partType = type;
  return load<u8>(p) === CLOSE_BRACE ? p + 1 : 0;
}

function isTokens(key: i32): bool {
  return (key >= words.INPUT_TOKENS && key <= words.CACHE_CREATION_INPUT_TOKENS) || key === words.CACHE_CREATION;
}
