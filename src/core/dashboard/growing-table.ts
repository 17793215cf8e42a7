/**
 * A resolved table that keeps growing: newly scanned parts of logs are folded into it, each response still counted
 * once, and sums are updated through a `RowSink`.
 */

import type { PriceBook } from "../pricing/price-book.ts";
import { priceColumns } from "../pricing/price-columns.ts";
import { Flag, pushRow, type ResponseRow, type ResponseTable, resize, rowAt, setRow } from "../responses/columns.ts";
import { IdentityMap } from "../responses/identity-map.ts";
import { Interner } from "../responses/interner.ts";
import { type Origin, originKey } from "../responses/origin.ts";
import type { FileScan } from "../responses/scan.ts";
import type { Tokens } from "../responses/tokens.ts";
import { type Copy, foldedRow, supersedes, supersedesCopy } from "../responses/winner.ts";

const FIRST_ROOM = 1024;

/** Updates sums of rows: `remove` is called before a row changes, `add` after. */
export type RowSink = { add(row: number): void; remove(row: number): void };

export class LiveTable {
  readonly table: ResponseTable;
  readonly #models = new Interner<string>((name) => name);
  readonly #origins: Origin[];
  readonly #iterationsByRow: Map<number, readonly Tokens[]>;
  /** Codes of the origins that new rows brought, by key: of many sessions only a few continue. */
  readonly #originCodes = new Map<string, number>();
  readonly #ids: IdentityMap;
  readonly #book: PriceBook;

  /** Takes ownership of the table: its columns grow in place. */
  constructor(table: ResponseTable, book: PriceBook) {
    for (const model of table.models) this.#models.code(model);
    // Loaded columns may be views of a buffer that holds the whole index, so they are copied.
    const { length } = table.columns;
    resize(table.columns, length + Math.max(FIRST_ROOM, length >> 3));
    this.#origins = [...table.origins];
    this.#iterationsByRow = new Map(table.iterationsByRow);
    this.table = {
      columns: table.columns,
      models: this.#models.values,
      origins: this.#origins,
      iterationsByRow: this.#iterationsByRow,
    };
    this.#ids = new IdentityMap(table.columns, table.columns.length);
    for (let i = 0; i < table.columns.length; i++) this.#ids.findOrAdd(i);
    this.#book = book;
  }

  /**
   * @param isAppended whether the scan continued a log whose earlier rows are in the table
   * @param homeOf the project that a session started in, "" = not known: all of its rows are counted there
   * @returns rows that are new or changed
   */
  fold(scan: FileScan, isAppended: boolean, sink: RowSink, homeOf: (sessionId: string) => string): number {
    let changed = 0;
    for (const { table, from, to } of scan.slices) {
      for (let i = from; i < to; i++) if (this.#fold(this.#copyOf(table, i, homeOf), isAppended, sink)) changed++;
    }
    return changed;
  }

  /** A row of another table, converted to the codes of this one. */
  #copyOf(table: ResponseTable, i: number, homeOf: (sessionId: string) => string): Copy {
    const row = rowAt(table.columns, i);
    const model = table.models[row.model] as string;
    const origin = table.origins[row.origin] as Origin;
    const billed = {
      ...origin,
      loggedIn: origin.sessionId,
      project: homeOf(origin.sessionId) || origin.project,
    };
    return {
      row: { ...row, model: this.#models.code(model), origin: this.#originCode(billed) },
      model,
      iterations: table.iterationsByRow.get(i),
    };
  }

  #fold(fresh: Copy, isAppended: boolean, sink: RowSink): boolean {
    const at = this.#ids.find(fresh.row.idLo, fresh.row.idHi);
    if (at < 0) {
      const i = pushRow(this.table.columns, fresh.row);
      this.#ids.findOrAdd(i);
      this.#setIterations(i, fresh.iterations);
      this.#price(i);
      sink.add(i);
      return true;
    }
    const row = rowAt(this.table.columns, at);
    const old = { row, model: this.#models.values[row.model] as string, iterations: this.#iterationsByRow.get(at) };
    // Rows that a log appends to its own response are later ones, whatever their times; a fork's log can append a copy.
    const isSameFile = isAppended && this.#sessionOf(row) === this.#sessionOf(fresh.row) && !isInherited(fresh.row);
    const takesUsage = isSameFile ? supersedes(row, fresh.row) : supersedesCopy(old, fresh);
    const isEarlier = !isSameFile && fresh.row.timeMs < row.timeMs;
    if (!takesUsage && !isEarlier) return false;
    sink.remove(at);
    const usage = takesUsage ? fresh : old;
    setRow(this.table.columns, at, foldedRow(usage.row, isEarlier ? fresh.row : row));
    this.#setIterations(at, usage.iterations);
    this.#price(at);
    sink.add(at);
    return true;
  }

  #sessionOf(row: ResponseRow): string {
    return (this.#origins[row.origin] as Origin).sessionId;
  }

  #price(row: number): void {
    priceColumns(this.table, this.#book, row, row + 1);
  }

  #setIterations(row: number, iterations: readonly Tokens[] | undefined): void {
    if (iterations) this.#iterationsByRow.set(row, iterations);
    else this.#iterationsByRow.delete(row);
  }

  #originCode(origin: Origin): number {
    const key = originKey(origin);
    let code = this.#originCodes.get(key);
    if (code === undefined) {
      code = this.#origins.findIndex((o) => o.sessionId === origin.sessionId && originKey(o) === key);
      if (code < 0) code = this.#origins.push(origin) - 1;
      this.#originCodes.set(key, code);
    }
    return code;
  }
}

const isInherited = (row: ResponseRow): boolean => (row.flags & Flag.inherited) !== 0;
