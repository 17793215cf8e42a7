/**
 * Lets the WebAssembly module read rows, and does what it leaves to be done: says where responses stand whose texts are
 * new, decodes what it is unsure of, and takes up what it has counted before anything else is said of the file.
 */

import { Flag } from "../../core/usage/columns.ts";
import type { FileScanBuilder, Place } from "../../core/usage/file-scan-builder.ts";
import { decodeLine } from "../decode-row.ts";
import type { ScanMemory } from "./scan-memory.ts";
import { textAt } from "./text-at.ts";
import type { WasmTable } from "./wasm-table.ts";

/** What the module stopped for (`wasm/scan.ts`). */
const EVENT = { nothing: 0, decode: 1, place: 2, full: 3 } as const;

/** The layout of `wasm/record.ts`, in words of four bytes. */
const FLAGS = 3;
const LINE = 16;
const SAME = 18;
const TEXTS = 22;

/** The layout of `wasm/state.ts`, in numbers of eight bytes. */
const LAST_MS = 0;
const ROWS = 1;
const FIRST_SEEN_MS = 2;
const LAST_SEEN_MS = 3;
const TURNS = 4;
const TURNS_MS = 5;

/** Texts of a place, in the order in which they stand in a record; the model follows them. */
const PLACE = [
  ...(["sessionId", "madeBy", "project", "branch", "agent", "skill", "plugin", "mcp", "version"] as const),
  "entrypoint",
] as const;
const MODEL = PLACE.length;

const NOWHERE = Object.fromEntries(PLACE.map((name) => [name, ""])) as Place;

export class RowReader {
  readonly #memory: ScanMemory;
  readonly #table: WasmTable;
  readonly #record: number;
  readonly #state: number;
  /** Of the last response that the module read. */
  #place: Place = NOWHERE;
  #side = false;
  #model = "";

  constructor(memory: ScanMemory, table: WasmTable) {
    this.#memory = memory;
    this.#table = table;
    this.#record = memory.wasm.recordAt() >> 2;
    this.#state = memory.wasm.stateAt() >> 3;
  }

  start(builder: FileScanBuilder): void {
    this.#memory.wasm.startFile();
    this.#place = NOWHERE;
    this.#clear(builder);
  }

  /** Reads the whole rows between `from` and `to`; returns where the first unfinished one starts. */
  read(from: number, to: number, builder: FileScanBuilder): number {
    const { wasm } = this.#memory;
    let start = from;
    for (;;) {
      start = wasm.scan(start, to);
      const event = wasm.lastEvent();
      if (event === EVENT.nothing) return start;
      if (event === EVENT.full) this.#table.grow();
      else {
        if (event === EVENT.place) this.#move(builder);
        else this.#decode(builder);
        wasm.ignorePrompts(this.#place !== NOWHERE && builder.isNamed(this.#place));
      }
    }
  }

  /** Hands over what the module has counted until here. */
  finish(builder: FileScanBuilder): void {
    this.#takeUp(builder);
    const { report } = builder;
    const { rows, noUsage, notBilled, noModel } = this.#memory.wasm;
    report.rows += rows.value;
    report.skipped["no-usage"] += noUsage.value;
    report.skipped["not-billed"] += notBilled.value;
    report.skipped["no-model"] += noModel.value;
  }

  #decode(builder: FileScanBuilder): void {
    this.#takeUp(builder);
    const { bytes, words } = this.#memory;
    const from = words[this.#record + LINE] as number;
    decodeLine(bytes.toString("utf8", from, from + (words[this.#record + LINE + 1] as number)), builder);
    this.#memory.numbers[this.#state + LAST_MS] = builder.lastMs;
  }

  /** Another place, or another model. */
  #move(builder: FileScanBuilder): void {
    this.#takeUp(builder);
    const { wasm, words } = this.#memory;
    const same = words[this.#record + SAME] as number;
    const place: { -readonly [K in keyof Place]: Place[K] } = { ...this.#place };
    PLACE.forEach((name, i) => {
      if ((same & (1 << i)) === 0) place[name] = this.#text(i);
    });
    this.#place = place;
    this.#side = ((words[this.#record + FLAGS] as number) & Flag.sidechain) !== 0;
    if ((same & (1 << MODEL)) === 0) this.#model = this.#text(MODEL);
    const { origin, inherited } = builder.place(place, this.#side);
    wasm.setPlace(origin, builder.model(this.#model), inherited, builder.isOwn(place));
    wasm.take();
    this.#takeUp(builder);
  }

  #text(i: number): string {
    const { bytes, words } = this.#memory;
    const from = words[this.#record + TEXTS + i * 2] as number;
    const length = words[this.#record + TEXTS + i * 2 + 1] as number;
    return length === 0 ? "" : textAt(bytes, from, from + length);
  }

  #takeUp(builder: FileScanBuilder): void {
    const { numbers } = this.#memory;
    const s = this.#state;
    builder.lastMs = numbers[s + LAST_MS] as number;
    const rows = numbers[s + ROWS] as number;
    if (rows > 0) builder.ran(rows, this.#place, this.#side, this.#model);
    const turns = numbers[s + TURNS] as number;
    const firstMs = numbers[s + FIRST_SEEN_MS] as number;
    if (turns === 0 && Number.isNaN(firstMs)) {
      numbers[s + ROWS] = 0;
      return;
    }
    const lastMs = numbers[s + LAST_SEEN_MS] as number;
    builder.worked(this.#place.sessionId, firstMs, lastMs, turns, numbers[s + TURNS_MS] as number);
    this.#clear(builder);
  }

  #clear(builder: FileScanBuilder): void {
    const { numbers } = this.#memory;
    const s = this.#state;
    numbers[s + LAST_MS] = builder.lastMs;
    numbers[s + ROWS] = 0;
    numbers[s + FIRST_SEEN_MS] = Number.NaN;
    numbers[s + LAST_SEEN_MS] = Number.NaN;
    numbers[s + TURNS] = 0;
    numbers[s + TURNS_MS] = 0;
  }
}
