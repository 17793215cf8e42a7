/** Reads the `usage` object of a response from its bytes. */

import type { Tokens } from "../../core/usage/tokens.ts";
import { MAX_REQUEST_TOKENS, MAX_SEARCHES } from "../usage.ts";
import { skipString, skipValue } from "./json-bytes.ts";
import { ESCAPED_KEY, KEY, KEYS, keyAt } from "./keys.ts";
import { TextCache } from "./text-cache.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** Counts by object: `usage` itself and the two objects in it. */
const USAGE = [KEY.input_tokens, KEY.output_tokens, KEY.cache_read_input_tokens, KEY.cache_creation_input_tokens];
const SPLIT = [KEY.ephemeral_5m_input_tokens, KEY.ephemeral_1h_input_tokens];
const TOOLS = [KEY.web_search_requests];

export class UsageReader {
  tokens: Tokens = { input: 0, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 };
  webSearches = 0;
  readonly speed = new TextCache();
  readonly geo = new TextCache();
  readonly tier = new TextCache();
  /** Place of the `iterations` array where it is not empty; both 0 = none. */
  iterationsFrom = 0;
  iterationsTo = 0;
  /** By number of key. */
  readonly #counts = new Float64Array(KEYS.length);

  /**
   * @param at the opening brace
   * @returns the position after the object; -1 = unusual
   */
  read(b: Buffer, at: number): number {
    this.#counts.fill(0);
    this.speed.clear();
    this.geo.clear();
    this.tier.clear();
    this.iterationsFrom = 0;
    this.iterationsTo = 0;
    const end = this.#object(b, at, USAGE);
    const counts = this.#counts;
    const writes = counts[KEY.cache_creation_input_tokens] as number;
    const cacheWrite1h = counts[KEY.ephemeral_1h_input_tokens] as number;
    const split5m = counts[KEY.ephemeral_5m_input_tokens] as number;
    this.webSearches = counts[KEY.web_search_requests] as number;
    this.tokens = {
      input: counts[KEY.input_tokens] as number,
      output: counts[KEY.output_tokens] as number,
      cacheWrite5m: writes === 0 ? split5m : Math.max(0, writes - cacheWrite1h),
      cacheWrite1h,
      cacheRead: counts[KEY.cache_read_input_tokens] as number,
    };
    return end;
  }

  #object(b: Buffer, at: number, wanted: readonly number[]): number {
    if (b[at + 1] === CLOSE) return at + 2;
    let i = at;
    do {
      if (b[i + 1] !== QUOTE) return -1;
      const keyEnd = skipString(b, i + 2);
      if (keyEnd < 0 || b[keyEnd] !== 0x3a) return -1;
      const key = keyAt(b, i + 2, keyEnd - 1);
      if (key === ESCAPED_KEY) return -1;
      i = wanted.includes(key)
        ? this.#count(b, keyEnd + 1, key)
        : this.#other(b, keyEnd + 1, wanted === USAGE ? key : -1);
      if (i < 0) return -1;
    } while (b[i] === COMMA);
    return b[i] === CLOSE ? i + 1 : -1;
  }

  /** A whole number of at most eight digits that is in bounds, or null; anything else is for the obvious decoder. */
  #count(b: Buffer, at: number, key: number): number {
    let i = at;
    let n = 0;
    while ((b[i] as number) >= 0x30 && (b[i] as number) <= 0x39) n = n * 10 + (b[i++] as number) - 0x30;
    const digits = i - at;
    if (digits === 0) {
      this.#counts[key] = 0;
      return b[at] === 0x6e ? skipValue(b, at) : -1;
    }
    if (digits > 8 || (b[at] === 0x30 && digits > 1) || (b[i] !== COMMA && b[i] !== CLOSE)) return -1;
    if (n > (key === KEY.web_search_requests ? MAX_SEARCHES : MAX_REQUEST_TOKENS)) return -1;
    this.#counts[key] = n;
    return i;
  }

  #other(b: Buffer, at: number, key: number): number {
    switch (key) {
      case KEY.cache_creation:
        return this.#nested(b, at, SPLIT);
      case KEY.server_tool_use:
        return this.#nested(b, at, TOOLS);
      case KEY.speed:
        return takeText(this.speed, b, at);
      case KEY.inference_geo:
        return takeText(this.geo, b, at);
      case KEY.service_tier:
        return takeText(this.tier, b, at);
      case KEY.iterations: {
        const end = skipValue(b, at);
        const isFilled = b[at] === 0x5b && end > at + 2;
        this.iterationsFrom = isFilled ? at : 0;
        this.iterationsTo = isFilled ? end : 0;
        return end;
      }
      default:
        return skipValue(b, at);
    }
  }

  #nested(b: Buffer, at: number, wanted: readonly number[]): number {
    for (const key of wanted) this.#counts[key] = 0;
    return b[at] === OPEN ? this.#object(b, at, wanted) : skipValue(b, at);
  }
}

/** Takes a text; any other value counts as absent. */
export function takeText(cache: TextCache, b: Buffer, at: number): number {
  if (b[at] !== QUOTE) {
    cache.clear();
    return skipValue(b, at);
  }
  const end = skipString(b, at + 1);
  if (end > 0) cache.take(b, at + 1, end - 1);
  return end;
}
