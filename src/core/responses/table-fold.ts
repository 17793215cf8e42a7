/** Folds the rows of one file into one row per response, in order, so that of equal rows the last one counts. */

import { Flag, pushRow, type ResponseRow, rowAt, setRow } from "./columns.ts";
import type { TableDraft } from "./table-draft.ts";
import type { Tokens } from "./tokens.ts";
import { foldedRow, supersedes } from "./winner.ts";

export type RowFold = {
  /** @param row the caller may change it afterwards; its codes are those of the draft that gets the file's rows */
  fold(row: ResponseRow, iterations: readonly Tokens[]): void;
  /**
   * Ends the file: its rows are added to the draft. Rows without a time get that of the next one.
   * @param fallbackMs for rows that no dated row follows; epoch milliseconds
   * @returns how many had no time
   */
  finish(fallbackMs: number): number;
};

export class TableFold implements RowFold {
  readonly #draft: TableDraft;
  readonly #from: number;

  constructor(draft: TableDraft) {
    this.#draft = draft;
    this.#from = draft.columns.length;
    draft.rows.clear();
  }

  fold(fresh: ResponseRow, iterations: readonly Tokens[]): void {
    const { columns, rows, iterationsByRow } = this.#draft;
    const known = rows.find(fresh.idLo, fresh.idHi);
    if (known < 0) {
      const i = pushRow(columns, fresh);
      rows.findOrAdd(i);
      if (iterations.length > 0) iterationsByRow.set(i, iterations);
      return;
    }
    const old = rowAt(columns, known);
    if (!supersedes(old, fresh)) return;
    setRow(columns, known, foldedRow(fresh, old));
    if (iterations.length > 0) iterationsByRow.set(known, iterations);
    else iterationsByRow.delete(known);
  }

  finish(fallbackMs: number): number {
    const { timeMs, flags, length } = this.#draft.columns;
    let next = fallbackMs;
    let undated = 0;
    for (let i = length - 1; i >= this.#from; i--) {
      const t = timeMs[i] as number;
      if (Number.isNaN(t)) timeMs[i] = next;
      else next = t;
      if (((flags[i] as number) & Flag.undated) !== 0) undated++;
    }
    return undated;
  }
}
