/** The rows of an index: of one file, or all of them. */

import type { Buffer } from "node:buffer";
import { COLUMN_TYPES, Flag, type ResponseColumns, type ResponseTable } from "../../core/responses/columns.ts";
import { Interner } from "../../core/responses/interner.ts";
import { type Origin, originKey } from "../../core/responses/origin.ts";
import { pickArchived } from "./archived-copies.ts";
import { LazyOrigins } from "./codec.ts";
import type { Head, IterationsList } from "./encode-index.ts";
import { type Packing, unpack } from "./pack.ts";
import { arrayOf, BadIndex, jsonOf, type SectionReader } from "./sections.ts";

/** Rows that only one file has (""), or several. */
type Prefix = "" | "shared.";

/** Every access throws `BadIndex` where the index is damaged. */
export class IndexedRows {
  readonly #reader: SectionReader;
  readonly #head: Head;
  #origins: LazyOrigins | null = null;
  #billedOrigins: LazyOrigins | null = null;
  #tables: { readonly own: ResponseTable; readonly shared: ResponseTable } | null = null;

  constructor(reader: SectionReader, head: Head) {
    this.#reader = reader;
    this.#head = head;
  }

  /** Origins as in the files. */
  get origins(): LazyOrigins {
    this.#origins ??= this.#readOrigins("rawOrigins", "rawOriginTexts");
    return this.#origins;
  }

  /** The same origins, with the session that is billed and its project. */
  get billedOrigins(): LazyOrigins {
    this.#billedOrigins ??= this.#readOrigins("origins", "originTexts");
    return this.#billedOrigins;
  }

  /** Rows of one file as a separate table. */
  part(prefix: Prefix, [from, to]: readonly [number, number]): ResponseTable {
    const columns = this.#columns(prefix, to - from, (name, each) =>
      this.#reader.coldPart(name, from * each, to * each),
    );
    const origins = new Interner<Origin>(originKey);
    // In place, because the columns' buffers were read for this table only.
    for (let i = 0; i < columns.length; i++) {
      columns.origin[i] = origins.code(this.origins.get(columns.origin[i] as number));
    }
    const hasIterations = columns.flags.some((flags) => (flags & Flag.iterations) !== 0);
    const iterationsByRow = new Map(
      (hasIterations ? this.#iterationsByRow(prefix) : []).flatMap(([row, value]) =>
        row >= from && row < to ? [[row - from, value] as const] : [],
      ),
    );
    return { columns, models: this.#head.models, origins: origins.values, iterationsByRow };
  }

  /** All rows as in the files. */
  tables(): { readonly own: ResponseTable; readonly shared: ResponseTable } {
    if (this.#tables) return this.#tables;
    const origins = this.origins.list();
    const { rows, sharedRows } = this.#head;
    this.#tables = { own: this.#table("", rows, origins), shared: this.#table("shared.", sharedRows, origins) };
    return this.#tables;
  }

  /** All responses, each once. */
  billed(): ResponseTable {
    return { ...this.tables().own, origins: this.billedOrigins.list() };
  }

  /** The archive's rows of responses for which the logs have rows that are at least as good. */
  archivedCopies(): readonly ResponseTable[] {
    const others = this.#table("archived.", this.#head.archivedCopies, this.origins.list());
    return [pickArchived(this.billed(), this.#reader.cold("archivedRows")), others];
  }

  /** Whether any row of any file has one of these identities. @param wanted by `idLo`: the `idHi`s */
  holdsAny(wanted: ReadonlyMap<number, readonly number[]>): boolean {
    // A bit for the lowest bits of each wanted identity, so that few rows need a full comparison.
    const bits = new Uint8Array(1 << 13);
    for (const lo of wanted.keys()) bits[(lo & 0xffff) >> 3] = (bits[(lo & 0xffff) >> 3] as number) | (1 << (lo & 7));
    for (const prefix of ["", "shared."]) {
      const idLo = this.#column(`${prefix}idLo`, prefix === "" ? this.#head.rows : this.#head.sharedRows);
      for (let i = 0; i < idLo.length; i++) {
        const lo = idLo[i] as number;
        if (((bits[(lo & 0xffff) >> 3] as number) & (1 << (lo & 7))) === 0) continue;
        if (wanted.get(lo)?.includes(this.#valueAt(`${prefix}idHi`, i))) return true;
      }
    }
    return false;
  }

  #readOrigins(codes: string, texts: string): LazyOrigins {
    const list = arrayOf(Uint32Array, this.#reader.cold(codes));
    return new LazyOrigins(list, () => jsonOf<string[]>(this.#reader.cold(texts)));
  }

  #table(prefix: Prefix | "archived.", rows: number, origins: readonly Origin[]): ResponseTable {
    const columns = this.#columns(prefix, rows, (name) => this.#reader.cold(name));
    return { columns, models: this.#head.models, origins, iterationsByRow: new Map(this.#iterationsByRow(prefix)) };
  }

  #iterationsByRow(prefix: string): IterationsList {
    return jsonOf<IterationsList>(this.#reader.cold(`${prefix}iterationsByRow`));
  }

  #packing(name: string): Packing {
    const packing = this.#head.packings[name];
    if (!packing) throw new BadIndex("incomplete", this.#reader.file);
    return packing;
  }

  #column(name: string, rows: number): Uint32Array {
    return unpack(this.#reader.cold(name), this.#packing(name), Uint32Array, rows) as Uint32Array;
  }

  #valueAt(name: string, row: number): number {
    const packing = this.#packing(name);
    const bytes = this.#reader.coldPart(name, row * packing[0], (row + 1) * packing[0]);
    return unpack(bytes, packing, Uint32Array, 1)[0] as number;
  }

  /** @param bytesOf returns the bytes of a section with `each` bytes per row */
  #columns(prefix: string, rows: number, bytesOf: (name: string, each: number) => Buffer): ResponseColumns {
    const columns: Record<string, unknown> = { length: rows };
    for (const [name, Type] of COLUMN_TYPES) {
      const packing = this.#packing(prefix + name);
      const bytes = bytesOf(prefix + name, packing[0]);
      if (bytes.length !== rows * packing[0]) throw new BadIndex("incomplete", this.#reader.file);
      columns[name] = unpack(bytes, packing, Type, rows);
    }
    return columns as ResponseColumns;
  }
}
