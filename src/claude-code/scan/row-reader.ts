/**
 * Reads one row from its bytes: checks that it is JSON and takes the few fields that count. What it cannot say for
 * certain, the obvious decoder says. Of rows that no response can stand in, it reads only what tells their kind.
 */

import { Buffer } from "node:buffer";
import { Flag } from "../../core/usage/columns.ts";
import type { HashedUsageRow } from "../../core/usage/file-scan-builder.ts";
import { finishIdentity, IDENTITY_SEEDS, type Identity, identityOf } from "../../core/usage/identity.ts";
import type { SkipReason } from "../../core/usage/scan.ts";
import { SYNTHETIC_MODEL } from "../assistant-row.ts";
import { TITLE_TYPES } from "../fact-row.ts";
import { iterationsOf } from "../usage.ts";
import { skipString, skipValue } from "./json-bytes.ts";
import { ESCAPED_KEY, KEY, KEYS, keyAt } from "./keys.ts";
import { isPlain, TextCache, textAt } from "./text-cache.ts";
import { TimeReader } from "./time-reader.ts";
import { takeText, UsageReader } from "./usage-reader.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const TRUE = 0x74;

/** Only a tool result with this key counts; as bytes it can be nothing but a key or a whole text. */
export const SEARCH_COUNT: Buffer = Buffer.from('"searchCount"', "latin1");

/** What a row is. */
export const Verdict = {
  /** To be decoded in the obvious way. */
  unsure: 0,
  /** A response: `usageRow()` has it. */
  usage: 1,
  /** Of another kind, and nothing in it counts. */
  nothing: 2,
  /** A user's row whose content is a list: only a count of searches could matter in it. */
  toolResult: 3,
} as const;

/** Kinds of rows that the obvious decoder takes something from. */
const DECODED = new Set([...TITLE_TYPES, "cost-state", "system"]);

/** Fields that repeat from row to row. */
const TEXT_KEYS = [
  KEY.sessionId,
  KEY.requestSessionId,
  KEY.cwd,
  KEY.gitBranch,
  KEY.attributionAgent,
  KEY.attributionSkill,
  KEY.attributionPlugin,
  KEY.attributionMcpServer,
  KEY.version,
  KEY.entrypoint,
];

export class RowReader {
  readonly #usage = new UsageReader();
  readonly #time = new TimeReader();
  /** By number of key; undefined where the key is not a text that repeats. */
  readonly #textOf = Array.from(KEYS, (_, key) => (TEXT_KEYS.includes(key) ? new TextCache() : undefined));
  readonly #type = new TextCache();
  readonly #model = new TextCache();
  #timeMs = Number.NaN;
  #idFrom = 0;
  #idTo = 0;
  #requestFrom = 0;
  #requestTo = 0;
  #hasMessage = false;
  #hasUsage = false;
  #isSidechain = false;
  #isApiError = false;
  #isStopped = false;

  /** The row stands between `from` and `to`, its newline excluded; the byte at `to` must be below 0x20. */
  read(b: Buffer, from: number, to: number): number {
    if (b[from] !== OPEN || b[to - 1] !== CLOSE) return Verdict.unsure;
    this.#reset();
    let i = from;
    do {
      if (b[i + 1] !== QUOTE) return Verdict.unsure;
      const keyEnd = skipString(b, i + 2);
      if (keyEnd < 0 || b[keyEnd] !== COLON) return Verdict.unsure;
      const key = keyAt(b, i + 2, keyEnd - 1);
      i = keyEnd + 1;
      if (key === KEY.message && this.#type.value === "user") return userVerdict(b, i);
      i = this.#member(b, i, key);
      if (i < 0) return Verdict.unsure;
      if (key === KEY.type && !this.#hasMessage && this.#type.value !== "assistant" && this.#type.value !== "user") {
        return this.#type.value === "" || DECODED.has(this.#type.value) ? Verdict.unsure : Verdict.nothing;
      }
    } while (b[i] === COMMA);
    if (b[i] !== CLOSE || i + 1 !== to) return Verdict.unsure;
    if (this.#type.value === "assistant") return Verdict.usage;
    return this.#type.value === "user" || DECODED.has(this.#type.value) ? Verdict.unsure : Verdict.nothing;
  }

  /** Why the response does not count; null = it does. In the order of the obvious decoder. */
  skipReason(): SkipReason | null {
    if (!this.#hasMessage) return "no-usage";
    if (this.#model.value === SYNTHETIC_MODEL || this.#isApiError) return "not-billed";
    if (!this.#hasUsage) return "no-usage";
    return this.#model.value === "" ? "no-model" : null;
  }

  /** The response of the row that was read; null = to be decoded in the obvious way. */
  usageRow(b: Buffer): HashedUsageRow | null {
    if (this.#idTo === this.#idFrom) return null;
    const usage = this.#usage;
    const { tokens, webSearches } = usage;
    let iterations: HashedUsageRow["iterations"] = [];
    if (usage.iterationsTo > 0) {
      const parsed: unknown = JSON.parse(b.toString("utf8", usage.iterationsFrom, usage.iterationsTo));
      const found = iterationsOf({ iterations: parsed }, tokens);
      if (found.advisors.length > 0) return null;
      iterations = found.messages;
    }
    const id = identityAt(b, this.#idFrom, this.#idTo);
    const requestHash =
      this.#requestTo > this.#requestFrom ? identityAt(b, this.#requestFrom, this.#requestTo).lo || 1 : 0;
    return {
      idLo: id.lo,
      idHi: id.hi,
      requestHash,
      sessionId: this.#text(KEY.sessionId),
      madeBy: this.#text(KEY.requestSessionId),
      timeMs: this.#timeMs,
      model: this.#model.value,
      tokens,
      webSearches,
      flags: this.#flags(),
      iterations,
      project: this.#text(KEY.cwd),
      branch: this.#text(KEY.gitBranch),
      agent: this.#text(KEY.attributionAgent),
      skill: this.#text(KEY.attributionSkill),
      plugin: this.#text(KEY.attributionPlugin),
      mcp: this.#text(KEY.attributionMcpServer),
      version: this.#text(KEY.version),
      entrypoint: this.#text(KEY.entrypoint),
    };
  }

  #text(key: number): string {
    return (this.#textOf[key] as TextCache).value;
  }

  #flags(): number {
    const { speed, geo, tier } = this.#usage;
    let flags = 0;
    if (this.#isSidechain) flags |= Flag.sidechain;
    if (this.#isStopped) flags |= Flag.stopped;
    if (speed.value === "fast") flags |= Flag.fast;
    if (geo.value === "us") flags |= Flag.geoUs;
    if (tier.value === "batch") flags |= Flag.batch;
    if (tier.value === "priority") flags |= Flag.priority;
    return flags;
  }

  #reset(): void {
    for (const key of TEXT_KEYS) (this.#textOf[key] as TextCache).clear();
    this.#type.clear();
    this.#timeMs = Number.NaN;
    this.#requestFrom = 0;
    this.#requestTo = 0;
    this.#hasMessage = false;
    this.#isSidechain = false;
    this.#isApiError = false;
    this.#resetMessage();
  }

  #resetMessage(): void {
    this.#model.clear();
    this.#idFrom = 0;
    this.#idTo = 0;
    this.#hasUsage = false;
    this.#isStopped = false;
  }

  #member(b: Buffer, at: number, key: number): number {
    if (key === ESCAPED_KEY) return -1;
    const text = key < 0 ? undefined : this.#textOf[key];
    if (text) return takeText(text, b, at);
    switch (key) {
      case KEY.type:
        return takeText(this.#type, b, at);
      case KEY.message:
        this.#resetMessage();
        this.#hasMessage = b[at] === OPEN;
        return this.#hasMessage ? this.#message(b, at) : skipValue(b, at);
      case KEY.timestamp:
        return this.#timestamp(b, at);
      case KEY.requestId: {
        const end = skipValue(b, at);
        const isText = b[at] === QUOTE;
        this.#requestFrom = isText ? at + 1 : 0;
        this.#requestTo = isText ? end - 1 : 0;
        return end;
      }
      case KEY.isSidechain:
        this.#isSidechain = b[at] === TRUE;
        return skipValue(b, at);
      case KEY.isApiErrorMessage:
        this.#isApiError = b[at] === TRUE;
        return skipValue(b, at);
      case KEY.forkedFrom:
        // Rare, and an object: the obvious decoder reads it.
        return b[at] === OPEN ? -1 : skipValue(b, at);
      default:
        return skipValue(b, at);
    }
  }

  #timestamp(b: Buffer, at: number): number {
    this.#timeMs = Number.NaN;
    if (b[at] !== QUOTE) return b[at] === 0x6e ? skipValue(b, at) : -1;
    const end = skipString(b, at + 1);
    if (end > 0) this.#timeMs = this.#time.read(b, at + 1, end - 1);
    return end;
  }

  #message(b: Buffer, at: number): number {
    if (b[at + 1] === CLOSE) return at + 2;
    let i = at;
    do {
      if (b[i + 1] !== QUOTE) return -1;
      const keyEnd = skipString(b, i + 2);
      if (keyEnd < 0 || b[keyEnd] !== COLON) return -1;
      i = this.#messageMember(b, keyEnd + 1, keyAt(b, i + 2, keyEnd - 1));
      if (i < 0) return -1;
    } while (b[i] === COMMA);
    return b[i] === CLOSE ? i + 1 : -1;
  }

  #messageMember(b: Buffer, at: number, key: number): number {
    switch (key) {
      case ESCAPED_KEY:
        return -1;
      case KEY.id: {
        const end = skipValue(b, at);
        const isText = b[at] === QUOTE;
        this.#idFrom = isText ? at + 1 : 0;
        this.#idTo = isText ? end - 1 : 0;
        return end;
      }
      case KEY.model:
        return takeText(this.#model, b, at);
      case KEY.stop_reason:
        this.#isStopped = b[at] === QUOTE && b[at + 1] !== QUOTE;
        return skipValue(b, at);
      case KEY.usage:
        this.#hasUsage = b[at] === OPEN;
        return this.#hasUsage ? this.#usage.read(b, at) : skipValue(b, at);
      default:
        return skipValue(b, at);
    }
  }
}

/** A user's row: what a person typed is text, a tool's result is a list. @param at the value of `message` */
function userVerdict(b: Buffer, at: number): number {
  if (b[at] !== OPEN) return Verdict.unsure;
  let i = at;
  do {
    if (b[i + 1] !== QUOTE) return Verdict.unsure;
    const keyEnd = skipString(b, i + 2);
    if (keyEnd < 0 || b[keyEnd] !== COLON) return Verdict.unsure;
    if (keyAt(b, i + 2, keyEnd - 1) === KEY.content)
      return b[keyEnd + 1] === 0x5b ? Verdict.toolResult : Verdict.unsure;
    i = skipValue(b, keyEnd + 1);
  } while (i > 0 && b[i] === COMMA);
  return Verdict.unsure;
}

/** `identityOf` of the text between `from` and `to`. */
function identityAt(b: Buffer, from: number, to: number): Identity {
  if (!isPlain(b, from, to)) return identityOf(textAt(b, from, to));
  let lo: number = IDENTITY_SEEDS.lo;
  let hi: number = IDENTITY_SEEDS.hi;
  for (let i = from; i < to; i++) {
    const c = b[i] as number;
    lo = Math.imul(lo ^ c, 0x01000193);
    hi = Math.imul(hi ^ c, 0x5bd1e995);
    hi ^= hi >>> 13;
  }
  return finishIdentity(lo, hi);
}
