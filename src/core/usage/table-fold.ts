/** Folds the rows of one file into one row for each response: in order, so that of equal rows the last one counts. */

import { Flag, pushRow, type ResponseRow, rowAt, setRow } from "./columns.ts";
import type { TableDraft } from "./table-draft.ts";
import type { Tokens } from "./tokens.ts";
import { supersedes } from "./winner.ts";

export type RowFold = {
  /** @param row is not kept; its codes are those of the draft that the file's rows end in */
  fold(row: ResponseRow, iterations: readonly Tokens[]): void;
  /** Whether rows of the file may have no time of their own; asked when all of them are in the draft. */
  readonly mayLackTimes: boolean;
};

export class TableFold implements RowFold {
  readonly #draft: TableDraft;
  readonly mayLackTimes = true;

  constructor(draft: TableDraft) {
    this.#draft = draft;
    draft.rows.clear();
  }

  fold(fresh: ResponseRow, iterations: readonly Tokens[]): void {
    const { columns, rows, extras } = this.#draft;
    const known = rows.find(fresh.idLo, fresh.idHi);
    if (known < 0) {
      const i = pushRow(columns, fresh);
      rows.findOrAdd(i);
      if (iterations.length > 0) extras.set(i, iterations);
      return;
    }
    const old = rowAt(columns, known);
    if (!supersedes(old, fresh, "same-file")) return;
    setRow(columns, known, fresh);
    columns.timeMs[known] = old.timeMs;
    columns.spanMs[known] = Math.max(0, Math.min(fresh.timeMs - old.timeMs, 0xffffffff)) || 0;
    columns.origin[known] = old.origin;
    columns.flags[known] = (old.flags & Flag.undated) | (fresh.flags & ~Flag.undated);
    if (iterations.length > 0) extras.set(known, iterations);
    else extras.delete(known);
  }
}
