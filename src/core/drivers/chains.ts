/** The main conversations of sessions, as rows of a table in order of time. */

import { Flag, isRequest, type ResponseTable } from "../responses/columns.ts";

export type Chain = {
  readonly sessionId: string;
  /** Rows of the main conversation, oldest first, including copies of another session's rows. */
  readonly rows: readonly number[];
};

/**
 * @param copies by session: rows that its log contains as copies and that another session is billed for. The
 * conversation of a fork or of a resumed session begins with them.
 * @param rows all rows of the wanted sessions, where known; by default the whole table is searched
 */
export function mainConversations(
  table: ResponseTable,
  copies: ReadonlyMap<string, readonly number[]>,
  wanted: ReadonlySet<string>,
  rows?: readonly number[],
): readonly Chain[] {
  const { columns, origins } = table;
  const bySession = new Map<string, number[]>();
  for (const sessionId of wanted)
    bySession.set(
      sessionId,
      (copies.get(sessionId) ?? []).filter((i) => isMain(table, i)),
    );
  const add = (row: number): void => {
    if (isMain(table, row)) bySession.get(origins[columns.origin[row] as number]?.sessionId ?? "")?.push(row);
  };
  if (rows !== undefined) rows.forEach(add);
  else for (let i = 0; i < columns.length; i++) add(i);
  return [...bySession].map(([sessionId, rows]) => ({ sessionId, rows: rows.sort(byTime(table)) }));
}

/** Compares rows of a table by time. */
export function byTime({ columns: { timeMs } }: ResponseTable): (a: number, b: number) => number {
  return (a, b) => (timeMs[a] as number) - (timeMs[b] as number);
}

/** Whether a row is a request of the main conversation. */
export function isMain({ columns }: ResponseTable, row: number): boolean {
  const flags = columns.flags[row] as number;
  return isRequest(flags) && (flags & Flag.sidechain) === 0;
}
