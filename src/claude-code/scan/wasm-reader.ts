/**
 * Lets the WebAssembly module read rows, and handles the events for which it stops: assigns codes to new contexts
 * (session, project, client, …), and decodes rows that the module cannot handle. The module's counts are added to the
 * builder.
 */

import { Flag } from "../../core/responses/columns.ts";
import type { FileScanBuilder } from "../../core/responses/file-scan-builder.ts";
import { CONTEXT_FIELDS, type RowContext } from "../../core/responses/log-row.ts";
import { recordOf } from "../../core/responses/origin.ts";
import { decodeLine } from "../logs/decode-row.ts";
import { TEXT_SCAN, type TextKind, textFact } from "../logs/fact-row.ts";
import type { ScanMemory } from "./scan-memory.ts";
import type { WasmTable } from "./wasm-table.ts";

/** Why the module stopped (`wasm/scan.ts`). */
const EVENT = { nothing: 0, decode: 1, context: 2, full: 3, parts: 4, text: 6 } as const;
/** The kind of a row's text: `textKind` of the module. */
const TEXT_KINDS = ["prompt", "title", "summary"] as const;

/** The layout in `wasm/record.ts`, in words of four bytes. */
const FLAGS = 3;
const TIME_MS = 4;
const LINE = 16;
const SAME = 18;
const PLAIN = 19;
const CONTENT = 20;
const TEXTS = 22;

/** The layout in `wasm/row-context.ts`, in words of four bytes and in numbers of eight. */
const CONTEXT_BYTES = 3200;
const ORIGIN = 0;
const MODEL_CODE = 1;
const CONTEXT_FLAGS = 2;
const IS_SEEN = 3;
const IS_NAMED = 4;
const ROWS = 8;
const FIRST_SEEN_MS = 9;
const LAST_SEEN_MS = 10;
const TURNS = 11;
const TURNS_MS = 12;
const ERRORS = 13;

/** The record's texts: ten of the context (`CONTEXT_FIELDS`), then the model. */
const SESSION = 0;
const PROJECT = 2;
const MODEL = 10;

type KnownContext = { readonly context: RowContext; readonly side: boolean; readonly model: string };

export class WasmReader {
  readonly #memory: ScanMemory;
  readonly #table: WasmTable;
  readonly #record: number;
  readonly #contextsAt: number;
  /** The contexts that the module has, in the order of its memory. */
  readonly #contexts: KnownContext[] = [];
  /** The context that the builder got last, and the number of rows that the module had counted in it then. */
  #enteredAt = 0;
  #enteredRows = 0;

  constructor(memory: ScanMemory, table: WasmTable) {
    this.#memory = memory;
    this.#table = table;
    this.#record = memory.wasm.recordAt() >> 2;
    this.#contextsAt = memory.wasm.contextsAt();
  }

  start(builder: FileScanBuilder): void {
    const { wasm } = this.#memory;
    wasm.startFile();
    this.#giveTimes(builder);
    this.#contexts.length = 0;
    this.#enteredAt = 0;
  }

  /** Reads the complete rows between `from` and `to`; returns where the first incomplete one starts. */
  read(from: number, to: number, builder: FileScanBuilder): number {
    const { wasm } = this.#memory;
    let start = from;
    for (;;) {
      start = wasm.scan(start, to);
      const event = wasm.lastEvent();
      if (event === EVENT.nothing) return start;
      if (event === EVENT.full) this.#table.grow();
      else if (event === EVENT.context) this.#changeContext(builder);
      else if (event === EVENT.parts) this.#table.foldResponse();
      else if (event === EVENT.text) this.#readText(builder);
      else this.#decode(builder);
    }
  }

  /** Adds the module's counts to the builder, at the end of a file. */
  finish(builder: FileScanBuilder): void {
    const { wasm } = this.#memory;
    this.#enterContext(builder, wasm.contextAt());
    for (let i = 0; i < this.#contexts.length; i++) this.#readCounts(builder, i);
    this.#readTimes(builder);
    const { report } = builder;
    report.rows += wasm.rows.value;
    report.skipped["no-usage"] += wasm.noUsage.value;
    report.skipped["not-billed"] += wasm.notBilled.value;
    report.skipped["no-model"] += wasm.noModel.value;
  }

  /** State that both the module and the builder need, because they read a file in turns. */
  #readTimes(builder: FileScanBuilder): void {
    const { wasm } = this.#memory;
    builder.lastMs = wasm.lastMs.value;
    builder.awaitingMs = wasm.awaitingMs.value;
    builder.lastRequest = wasm.lastRequest.value;
  }

  #giveTimes(builder: FileScanBuilder): void {
    const { wasm } = this.#memory;
    wasm.setLastMs(builder.lastMs);
    wasm.setAwaitingMs(builder.awaitingMs);
    wasm.setLastRequest(builder.lastRequest);
  }

  #decode(builder: FileScanBuilder): void {
    const { wasm, bytes, words } = this.#memory;
    const at = wasm.contextAt();
    if (wasm.isFact.value === 0) {
      this.#enterContext(builder, at);
      wasm.leaveLast();
    }
    this.#readTimes(builder);
    const from = words[this.#record + LINE] as number;
    decodeLine(bytes.toString("utf8", from, from + (words[this.#record + LINE + 1] as number)), builder);
    this.#giveTimes(builder);
    this.#markNamed(builder, at);
  }

  /** Reads a fact about the session from a text that needs no decoding. */
  #readText(builder: FileScanBuilder): void {
    const { wasm, bytes, words, numbers } = this.#memory;
    const from = words[this.#record + CONTENT] as number;
    const length = Math.min(words[this.#record + CONTENT + 1] as number, TEXT_SCAN);
    const kind = TEXT_KINDS[wasm.textKind.value] as TextKind;
    const row = {
      sessionId: this.#text(SESSION, true),
      timeMs: numbers[(this.#record + TIME_MS) >> 1] as number,
      project: kind === "prompt" ? this.#text(PROJECT, true) : "",
    };
    const fact = textFact(kind, row, bytes.toString("latin1", from, from + length));
    this.#readTimes(builder);
    if (fact) builder.fact(fact);
    this.#giveTimes(builder);
    this.#markNamed(builder, wasm.contextAt());
  }

  /** Passes the codes of another context or another model to the module. */
  #changeContext(builder: FileScanBuilder): void {
    const { wasm, words, numbers } = this.#memory;
    const at = wasm.contextAt();
    const index = this.#indexOf(at);
    const last = this.#contexts[this.#indexOf(wasm.previousContextAt())];
    // The module may have replaced another context at this index.
    if (index < this.#contexts.length) this.#readCounts(builder, index);
    const known = this.#readContext(last);
    this.#contexts[index] = known;
    const { origin, inherited } = builder.setContext(known.context, known.side);
    words[(at >> 2) + ORIGIN] = origin;
    words[(at >> 2) + MODEL_CODE] = builder.setModel(known.model);
    words[(at >> 2) + CONTEXT_FLAGS] = inherited;
    words[(at >> 2) + IS_SEEN] = builder.isOwn(known.context) ? 1 : 0;
    clear(numbers, at >> 3);
    this.#table.foldResponse();
    // Before the next context, because the first project in a session's rows is its own.
    this.#readTimes(builder);
    this.#readCounts(builder, index);
    this.#enteredAt = at;
    this.#enteredRows = 0;
    this.#markNamed(builder, at);
  }

  #readContext(last: KnownContext | undefined): KnownContext {
    const { words } = this.#memory;
    const same = words[this.#record + SAME] as number;
    const plain = words[this.#record + PLAIN] as number;
    const context = recordOf(CONTEXT_FIELDS, (name, i) =>
      last !== undefined && (same & (1 << i)) !== 0 ? last.context[name] : this.#text(i, (plain & (1 << i)) !== 0),
    );
    const isSameModel = last !== undefined && (same & (1 << MODEL)) !== 0;
    const side = ((words[this.#record + FLAGS] as number) & Flag.sidechain) !== 0;
    return { context, side, model: isSameModel ? last.model : this.#text(MODEL, true) };
  }

  /** Index of the context at an address of the module; below zero = none. */
  #indexOf(at: number): number {
    return at === 0 ? -1 : (at - this.#contextsAt) / CONTEXT_BYTES;
  }

  #markNamed(builder: FileScanBuilder, at: number): void {
    const known = this.#contexts[this.#indexOf(at)];
    if (known) this.#memory.words[(at >> 2) + IS_NAMED] = builder.isNamed(known.context) ? 1 : 0;
  }

  /** Text `i` of the record. @param isPlain whether it is ASCII without escapes */
  #text(i: number, isPlain: boolean): string {
    const { bytes, words } = this.#memory;
    const from = words[this.#record + TEXTS + i * 2] as number;
    const length = words[this.#record + TEXTS + i * 2 + 1] as number;
    if (length === 0) return "";
    if (isPlain) return bytes.toString("latin1", from, from + length);
    return JSON.parse(bytes.toString("utf8", from - 1, from + length + 1)) as string;
  }

  /**
   * Passes the context of the last response that the module read to the builder, because facts that follow belong to
   * it.
   */
  #enterContext(builder: FileScanBuilder, at: number): void {
    const known = this.#contexts[this.#indexOf(at)];
    if (!known) return;
    const rows = this.#memory.numbers[(at >> 3) + ROWS] as number;
    if (at === this.#enteredAt && rows === this.#enteredRows) return;
    this.#enteredAt = at;
    this.#enteredRows = rows;
    builder.setContext(known.context, known.side);
    builder.setModel(known.model);
  }

  #readCounts(builder: FileScanBuilder, i: number): void {
    const { numbers } = this.#memory;
    const at = (this.#contextsAt + i * CONTEXT_BYTES) >> 3;
    const rows = numbers[at + ROWS] as number;
    const turns = numbers[at + TURNS] as number;
    const firstMs = numbers[at + FIRST_SEEN_MS] as number;
    const errors = numbers[at + ERRORS] as number;
    if (rows === 0 && turns === 0 && errors === 0 && Number.isNaN(firstMs)) return;
    const { context } = this.#contexts[i] as KnownContext;
    const lastMs = numbers[at + LAST_SEEN_MS] as number;
    if (rows > 0) builder.countRows(rows, context);
    const turnMs = numbers[at + TURNS_MS] as number;
    builder.addWork(context.sessionId, { firstMs, lastMs, turns, turnMs, apiErrors: errors });
    clear(numbers, at);
  }
}

function clear(numbers: Float64Array, at: number): void {
  numbers[at + ROWS] = 0;
  numbers[at + FIRST_SEEN_MS] = Number.NaN;
  numbers[at + LAST_SEEN_MS] = Number.NaN;
  numbers[at + TURNS] = 0;
  numbers[at + TURNS_MS] = 0;
  numbers[at + ERRORS] = 0;
}
