/** Hands the records of the WebAssembly module to a builder. Most rows repeat the texts of the last response. */

import type { Buffer } from "node:buffer";
import type { CountedRow, FileScanBuilder, Place } from "../../core/usage/file-scan-builder.ts";
import { decodeLine } from "../decode-row.ts";
import { promptWords } from "../fact-row.ts";
import { parseTimestamp } from "../timestamp.ts";
import { textAt } from "./text-at.ts";

/** The layout of `wasm/record.ts`, in words of four bytes; the two times are numbers of eight bytes. */
const RECORD_WORDS = 48;
const ROW = 1;
const SAME = 3;
const ID_LO = 4;
const ID_HI = 5;
const REQUEST_HASH = 6;
const FLAGS = 7;
const TIME_MS = 8;
const WALL_MS = 10;
const INPUT = 12;
const OUTPUT = 13;
const CACHE_WRITE_5M = 14;
const CACHE_WRITE_1H = 15;
const CACHE_READ = 16;
const WEB_SEARCHES = 17;
const TIME_TEXT = 18;
const CONTENT = 20;
const TEXTS = 22;

const KIND = { response: 2, turn: 3, prompt: 4 } as const;

/** Texts of a place, in the order in which they stand in a record; the model follows them. */
const PLACE = [
  "sessionId",
  "madeBy",
  "project",
  "branch",
  "agent",
  "skill",
  "plugin",
  "mcp",
  "version",
  "entrypoint",
] as const;
const SESSION = 0;
const PROJECT = 2;
const MODEL = PLACE.length;
const WHOLE_PLACE = (1 << PLACE.length) - 1;

const NOWHERE = Object.fromEntries(PLACE.map((name) => [name, ""])) as Place;

export class RecordReader {
  #bytes: Buffer;
  #words: Uint32Array;
  #numbers: Float64Array;
  /** Of the last response. */
  #place = NOWHERE;
  #model = "";
  /** One object for all rows. */
  readonly #row: { -readonly [K in keyof CountedRow]: CountedRow[K] } = {
    idLo: 0,
    idHi: 0,
    requestHash: 0,
    timeMs: 0,
    input: 0,
    output: 0,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    cacheRead: 0,
    webSearches: 0,
    flags: 0,
  };

  /** @param bytes the module's whole memory */
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#words = new Uint32Array(bytes.buffer);
    this.#numbers = new Float64Array(bytes.buffer);
  }

  /** The memory has grown: it stands elsewhere. */
  attach(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#words = new Uint32Array(bytes.buffer);
    this.#numbers = new Float64Array(bytes.buffer);
  }

  /** @param at where the records start */
  read(at: number, count: number, builder: FileScanBuilder): void {
    const words = this.#words;
    for (let w = at >> 2, left = count; left > 0; left--, w += RECORD_WORDS) {
      const kind = words[w];
      if (kind === KIND.response) this.#response(w, builder);
      else if (kind === KIND.turn) {
        const wallMs = this.#numbers[(w + WALL_MS) >> 1] as number;
        builder.fact({ kind: "turn", sessionId: this.#session(w), timeMs: this.#time(w), wallMs });
      } else if (kind === KIND.prompt) {
        builder.fact(new Prompt(this, w, this.#session(w), this.#time(w)));
      } else {
        const from = words[w + ROW] as number;
        decodeLine(this.#bytes.toString("utf8", from, from + (words[w + ROW + 1] as number)), builder);
      }
    }
  }

  promptText(w: number): string {
    return promptWords(this.#text(w + CONTENT));
  }

  project(w: number): string {
    const isSame = ((this.#words[w + SAME] as number) & (1 << PROJECT)) !== 0;
    return isSame ? this.#place.project : this.#text(w + TEXTS + PROJECT * 2);
  }

  #response(w: number, builder: FileScanBuilder): void {
    const words = this.#words;
    const row = this.#row;
    row.idLo = words[w + ID_LO] as number;
    row.idHi = words[w + ID_HI] as number;
    row.requestHash = words[w + REQUEST_HASH] as number;
    row.timeMs = this.#time(w);
    row.input = words[w + INPUT] as number;
    row.output = words[w + OUTPUT] as number;
    row.cacheWrite5m = words[w + CACHE_WRITE_5M] as number;
    row.cacheWrite1h = words[w + CACHE_WRITE_1H] as number;
    row.cacheRead = words[w + CACHE_READ] as number;
    row.webSearches = words[w + WEB_SEARCHES] as number;
    row.flags = words[w + FLAGS] as number;
    const same = words[w + SAME] as number;
    if ((same & WHOLE_PLACE) !== WHOLE_PLACE) this.#place = this.#newPlace(w, same);
    if ((same & (1 << MODEL)) === 0) this.#model = this.#text(w + TEXTS + MODEL * 2);
    builder.response(row, this.#model, this.#place);
  }

  /** A new object: the builder knows a place by it. */
  #newPlace(w: number, same: number): Place {
    const place: { -readonly [K in keyof Place]: Place[K] } = { ...this.#place };
    PLACE.forEach((name, i) => {
      if ((same & (1 << i)) === 0) place[name] = this.#text(w + TEXTS + i * 2);
    });
    return place;
  }

  #session(w: number): string {
    const isSame = ((this.#words[w + SAME] as number) & (1 << SESSION)) !== 0;
    return isSame ? this.#place.sessionId : this.#text(w + TEXTS + SESSION * 2);
  }

  #time(w: number): number {
    const timeMs = this.#numbers[(w + TIME_MS) >> 1] as number;
    const isOther = Number.isNaN(timeMs) && this.#words[w + TIME_TEXT] !== 0;
    return isOther ? parseTimestamp(this.#text(w + TIME_TEXT)) : timeMs;
  }

  /** @param w where the text's place and length stand */
  #text(w: number): string {
    const from = this.#words[w] as number;
    const length = this.#words[w + 1] as number;
    return length === 0 ? "" : textAt(this.#bytes, from, from + length);
  }
}

/** A session's first prompt is its title until a better one comes; of the others, no text is made. */
class Prompt {
  readonly kind = "prompt";
  readonly sessionId: string;
  readonly timeMs: number;
  readonly #reader: RecordReader;
  readonly #record: number;

  constructor(reader: RecordReader, record: number, sessionId: string, timeMs: number) {
    this.#reader = reader;
    this.#record = record;
    this.sessionId = sessionId;
    this.timeMs = timeMs;
  }

  get text(): string {
    return this.#reader.promptText(this.#record);
  }

  get project(): string {
    return this.#reader.project(this.#record);
  }
}
