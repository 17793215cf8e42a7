/**
 * Telemetry held against the log: what a request event names is counted once, in the log where it left a row, here
 * where it did not.
 */

import { Flag, isRequest, type ResponseTable } from "../usage/columns.ts";
import { requestHashOf } from "../usage/identity.ts";
import { TOKEN_CLASSES, type Tokens } from "../usage/tokens.ts";
import type { RequestEvent } from "./events.ts";

export type JoinedSession = {
  /** Events that left no row in any log, in the order of their time. */
  readonly unlogged: readonly RequestEvent[];
  /** The session's own rows that an event names. */
  readonly named: ReadonlySet<number>;
};

/** An event comes when the answer is complete, a row while it streams: a long answer takes minutes. */
const SAME_REQUEST_MS = 30 * 60_000;

/**
 * @param rows the session's own rows
 * @param isLoggedElsewhere whether a log of another session holds it (a hand-off rewrites the session of a row)
 */
export function joinSession(
  events: readonly RequestEvent[],
  rows: ArrayLike<number>,
  table: ResponseTable,
  isLoggedElsewhere: (event: RequestEvent) => boolean,
): JoinedSession {
  const byHash = new Map<number, number>();
  const nameless: number[] = [];
  for (const i of Array.from(rows)) {
    if (!isRequest(table.columns.flags[i] as number)) continue;
    const hash = table.columns.requestHash[i] as number;
    if (hash === 0) nameless.push(i);
    else byHash.set(hash, i);
  }
  const named = new Set<number>();
  const unlogged: RequestEvent[] = [];
  for (const event of events) {
    const row = byHash.get(requestHashOf(event.requestId)) ?? matching(event, nameless, named, table);
    if (row !== undefined) named.add(row);
    else if (!isLoggedElsewhere(event)) unlogged.push(event);
  }
  return { unlogged, named };
}

/** Gateways give no request ids: then the same tokens at about the same time are the same request. */
function matching(
  event: RequestEvent,
  nameless: readonly number[],
  named: ReadonlySet<number>,
  table: ResponseTable,
): number | undefined {
  return nameless.find(
    (i) =>
      !named.has(i) &&
      sameTokens(event, table, i) &&
      Math.abs(event.timeMs - (table.columns.timeMs[i] as number)) < SAME_REQUEST_MS,
  );
}

function sameTokens(tokens: Tokens, table: ResponseTable, i: number): boolean {
  return TOKEN_CLASSES.every((name) => table.columns[name][i] === tokens[name]);
}

/** Finds events in the logs of any session: one pass over the rows. */
export function loggedElsewhere(
  table: ResponseTable,
  events: readonly RequestEvent[],
): (event: RequestEvent) => boolean {
  const wanted = new Set(events.map((event) => requestHashOf(event.requestId)));
  wanted.delete(0);
  const rows = new Map<number, number>();
  const { requestHash, length } = table.columns;
  for (let i = 0; wanted.size > 0 && i < length; i++) {
    const hash = requestHash[i] as number;
    if (hash !== 0 && wanted.has(hash)) rows.set(hash, i);
  }
  return (event) => {
    const row = rows.get(requestHashOf(event.requestId));
    return row !== undefined && sameTokens(event, table, row);
  };
}

/** True where telemetry names every finished response of the session: then it also named every background request. */
export function namesAll(rows: ArrayLike<number>, named: ReadonlySet<number>, table: ResponseTable): boolean {
  return Array.from(rows).every((i) => {
    const flags = table.columns.flags[i] as number;
    return !isRequest(flags) || (flags & Flag.stopped) === 0 || named.has(i);
  });
}
