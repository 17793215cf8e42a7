/** What a session is billed for, response by response, from the rows that all other figures are summed from. */

import { addToGroup } from "../groups.ts";
import { isRequest, type ResponseTable, tokensAt } from "../responses/columns.ts";
import { identityKey } from "../responses/identity.ts";
import type { Origin } from "../responses/origin.ts";
import type { Tokens } from "../responses/tokens.ts";

export type BilledRow = {
  /** The result of `responseKey`. */
  readonly key: string;
  readonly timeMs: number;
  /** As logged. */
  readonly model: string;
  readonly tokens: Tokens;
  /** Whole pico-dollars; NaN = no price. */
  readonly costPico: number;
  /** False for parts of a response, and for web searches that only a tool result proves. */
  readonly isRequest: boolean;
};

/** The rows of a session in a resolved table, in the table's order. */
export function sessionBill(table: ResponseTable, sessionId: string): readonly BilledRow[] {
  return sessionBills(table, new Set([sessionId])).get(sessionId) ?? [];
}

/** The same for several sessions; those without a row are left out. */
export function sessionBills(
  table: ResponseTable,
  sessionIds: ReadonlySet<string>,
): ReadonlyMap<string, readonly BilledRow[]> {
  const rows = rowsOfSessions(table, sessionIds);
  return new Map([...rows].map(([id, list]) => [id, list.map((row) => billedRow(table, row))]));
}

/** Rows of the table by session, in order. */
export function rowsOfSessions(
  { columns, origins }: ResponseTable,
  sessionIds: ReadonlySet<string>,
): ReadonlyMap<string, readonly number[]> {
  const isOwn = Uint8Array.from(origins, (origin: Origin) => (sessionIds.has(origin.sessionId) ? 1 : 0));
  const rows = new Map<string, number[]>();
  for (let i = 0; i < columns.length; i++) {
    const origin = columns.origin[i] as number;
    if (isOwn[origin] === 1) addToGroup(rows, (origins[origin] as Origin).sessionId, i);
  }
  return rows;
}

export function billedRow({ columns, models }: ResponseTable, row: number): BilledRow {
  return {
    key: identityKey(columns.idLo[row] as number, columns.idHi[row] as number),
    timeMs: columns.timeMs[row] as number,
    model: models[columns.model[row] as number] ?? "",
    tokens: tokensAt(columns, row),
    costPico: columns.costPico[row] as number,
    isRequest: isRequest(columns.flags[row] as number),
  };
}
