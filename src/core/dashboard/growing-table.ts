/**
 * A resolved table that keeps growing: stretches of logs are folded in one by one, each response still counted once,
 * and whoever sums it is told what to take away and what to add.
 */

import { IdIndex } from "../live/id-index.ts";
import type { PriceBook } from "../pricing/price-book.ts";
import { priceColumns } from "../pricing/price-columns.ts";
import {
  FLAGS_OF_ROW,
  type Origin,
  pushRow,
  type ResponseRow,
  type ResponseTable,
  rowAt,
  setRow,
} from "../responses/columns.ts";
import type { FileScan, Slice } from "../responses/scan.ts";
import type { Tokens } from "../responses/tokens.ts";
import { supersedes } from "../responses/winner.ts";

/** Sums rows: `remove` is called before a row changes, `add` after. */
export type RowSink = { add(row: number): void; remove(row: number): void };

export class LiveTable {
  readonly table: ResponseTable;
  readonly #models: string[];
  readonly #origins: Origin[];
  readonly #iterationsByRow: Map<number, readonly Tokens[]>;
  readonly #modelCodes: Map<string, number>;
  readonly #originCodes: Map<string, number>;
  readonly #ids: IdIndex;
  readonly #book: PriceBook;

  /** Takes the table over: its columns grow in place. */
  constructor(table: ResponseTable, book: PriceBook) {
    this.#models = [...table.models];
    this.#origins = [...table.origins];
    this.#iterationsByRow = new Map(table.iterationsByRow);
    this.table = {
      columns: table.columns,
      models: this.#models,
      origins: this.#origins,
      iterationsByRow: this.#iterationsByRow,
    };
    this.#modelCodes = new Map(this.#models.map((m, i) => [m, i]));
    this.#originCodes = new Map(this.#origins.map((o, i) => [originKey(o), i]));
    this.#ids = new IdIndex(table.columns);
    this.#book = book;
  }

  /**
   * @param homeOf the project that a session started in, "" = not known: its rows all belong there
   * @returns rows that are new or changed
   */
  fold(scan: FileScan, sink: RowSink, homeOf: (sessionId: string) => string): number {
    return scan.slices.reduce((changed, slice) => changed + this.#foldSlice(slice, sink, homeOf), 0);
  }

  #foldSlice({ table, from, to }: Slice, sink: RowSink, homeOf: (sessionId: string) => string): number {
    const { columns, models, origins, iterationsByRow } = table;
    let changed = 0;
    for (let i = from; i < to; i++) {
      const local = rowAt(columns, i);
      const origin = origins[local.origin] as Origin;
      const row: ResponseRow = {
        ...local,
        model: this.#modelCode(models[local.model] as string),
        origin: this.#originCode({
          ...origin,
          loggedIn: origin.sessionId,
          project: homeOf(origin.sessionId) || origin.project,
        }),
      };
      if (this.#fold(row, iterationsByRow.get(i), sink)) changed++;
    }
    return changed;
  }

  #fold(row: ResponseRow, iterations: readonly Tokens[] | undefined, sink: RowSink): boolean {
    const at = this.#ids.find(row.idLo, row.idHi);
    if (at < 0) {
      const i = pushRow(this.table.columns, row);
      this.#ids.add(i);
      this.#setExtras(i, iterations);
      this.#price(i);
      sink.add(i);
      return true;
    }
    const old = rowAt(this.table.columns, at);
    const takesUsage = supersedes(old, row, "other-file");
    const isEarlier = row.timeMs < old.timeMs;
    if (!takesUsage && !isEarlier) return false;
    sink.remove(at);
    const usage = takesUsage ? row : old;
    const first = isEarlier ? row : old;
    const span = Math.max(0, usage.timeMs + usage.spanMs - first.timeMs);
    const flags = (usage.flags & ~FLAGS_OF_ROW) | (first.flags & FLAGS_OF_ROW);
    setRow(this.table.columns, at, { ...usage, timeMs: first.timeMs, spanMs: span, origin: first.origin, flags });
    if (takesUsage) this.#setExtras(at, iterations);
    this.#price(at);
    sink.add(at);
    return true;
  }

  #price(row: number): void {
    priceColumns(this.table, this.#book, row, row + 1);
  }

  #setExtras(row: number, iterations: readonly Tokens[] | undefined): void {
    if (iterations) this.#iterationsByRow.set(row, iterations);
    else this.#iterationsByRow.delete(row);
  }

  #modelCode(model: string): number {
    let code = this.#modelCodes.get(model);
    if (code === undefined) {
      code = this.#models.push(model) - 1;
      this.#modelCodes.set(model, code);
    }
    return code;
  }

  #originCode(origin: Origin): number {
    const key = originKey(origin);
    let code = this.#originCodes.get(key);
    if (code === undefined) {
      code = this.#origins.push(origin) - 1;
      this.#originCodes.set(key, code);
    }
    return code;
  }
}

function originKey(o: Origin): string {
  return [o.sessionId, o.project, o.branch, o.agent, o.skill, o.plugin, o.mcp, o.version, o.entrypoint].join("\u0000");
}
