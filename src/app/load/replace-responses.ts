/** All single responses, with those of a few logs replaced: the index has the others, each once and priced. */

import { addToGroup } from "../../core/groups.ts";
import { emptyColumns } from "../../core/responses/columns.ts";
import { copyRows, moveIterations, type RowRange, rowsWithout } from "../../core/responses/concat-tables.ts";
import { Interner } from "../../core/responses/interner.ts";
import { type Origin, originKey } from "../../core/responses/origin.ts";
import { billed } from "../../core/responses/resolve.ts";
import type { Slice } from "../../core/responses/scan.ts";
import type { SessionBook } from "../../core/responses/session-facts.ts";
import { homeOrigin } from "../../core/responses/session-project.ts";
import type { BilledResponses, LogIndex } from "../../store/index/log-index.ts";
import type { ReadChange } from "./log-changes.ts";

/**
 * @param changes priced; they affect no response of another log
 * @param sessions in their present state
 */
export function replaceResponses(
  index: LogIndex,
  changes: readonly ReadChange[],
  sessions: SessionBook,
): BilledResponses {
  const { table, copies } = index.allResponses();
  const others = otherRows(index, changes, table.columns.length);
  const own = changes.flatMap(({ rows }) => rows.own);
  const columns = emptyColumns(Math.max(1, rowsIn(others) + rowsIn(own)));
  const iterationsByRow: typeof table.iterationsByRow = new Map();
  const append = ({ table: source, from, to }: Slice): void => {
    const at = columns.length;
    copyRows(columns, at, source.columns, from, to);
    moveIterations(source.iterationsByRow, from, to, iterationsByRow, at);
    columns.length = at + to - from;
  };
  for (const { from, to } of others) append({ table, from, to });
  const moved = movedCopies(copies, others);
  const models = new Interner<string>((name) => name);
  for (const model of table.models) models.code(model);
  const origins = new Interner<Origin>(originKey);
  for (const slice of own) {
    const at = columns.length;
    append(slice);
    for (let i = at; i < columns.length; i++) {
      const origin = slice.table.origins[columns.origin[i] as number] as Origin;
      if (origin.loggedIn !== origin.sessionId) noteCopy(moved, origin.loggedIn, i);
      columns.origin[i] = table.origins.length + origins.code(homeOrigin(billed(origin), sessions));
      columns.model[i] = models.code(slice.table.models[columns.model[i] as number] as string);
    }
  }
  return {
    table: { columns, models: models.values, origins: [...table.origins, ...origins.values], iterationsByRow },
    copies: moved,
  };
}

/** The rows of the index without those that are replaced, in order. */
function otherRows(index: LogIndex, changes: readonly ReadChange[], length: number): readonly RowRange[] {
  const replaced = changes.filter(({ rows }) => rows.gone.length > 0);
  return rowsWithout(
    replaced.map(({ place }) => index.ownRows(place)),
    length,
  );
}

/** The same copies, with the indices of their rows among the others. */
function movedCopies(copies: BilledResponses["copies"], others: readonly RowRange[]): Map<string, number[]> {
  const moved = new Map<string, number[]>();
  for (const [session, rows] of copies) for (const row of rows) noteCopy(moved, session, placeAmong(others, row));
  return moved;
}

/** -1 = the row is not among them. */
function placeAmong(ranges: readonly RowRange[], row: number): number {
  let before = 0;
  for (const { from, to } of ranges) {
    if (row >= from && row < to) return before + row - from;
    before += to - from;
  }
  return -1;
}

function noteCopy(copies: Map<string, number[]>, session: string, row: number): void {
  if (row >= 0) addToGroup(copies, session, row);
}

const rowsIn = (ranges: readonly RowRange[]): number => ranges.reduce((sum, { from, to }) => sum + to - from, 0);
