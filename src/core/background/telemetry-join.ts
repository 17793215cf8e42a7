/**
 * Joins telemetry with the log, so that each reported request is counted once: in the log where it has a row there,
 * else here.
 */

import { groupBy } from "../groups.ts";
import { Flag, isRequest, type ResponseTable } from "../responses/columns.ts";
import { requestHashOf } from "../responses/identity.ts";
import { TOKEN_CLASSES, type Tokens } from "../responses/tokens.ts";
import type { RequestEvent, TelemetryEvent } from "./events.ts";
import { rowsBySession } from "./session-rows.ts";

export type JoinedSession = {
  /** Events without a row in the session's own log, in the order of their time. */
  readonly unmatched: readonly RequestEvent[];
  /** The session's own rows that match an event. */
  readonly named: ReadonlySet<number>;
};

/** An event is sent when the answer is complete, a row is written while it streams: a long answer takes minutes. */
const SAME_REQUEST_MS = 30 * 60_000;

/** @param rows the session's own rows */
export function joinSession(events: readonly RequestEvent[], rows: Uint32Array, table: ResponseTable): JoinedSession {
  const named = new Set<number>();
  if (events.length === 0) return { unmatched: events, named };
  const byHash = new Map<number, number>();
  const nameless: number[] = [];
  for (const i of rows) {
    if (!isRequest(table.columns.flags[i] as number)) continue;
    const hash = table.columns.requestHash[i] as number;
    if (hash === 0) nameless.push(i);
    else byHash.set(hash, i);
  }
  const unmatched: RequestEvent[] = [];
  for (const event of events) {
    const row = byHash.get(requestHashOf(event.requestId)) ?? matching(event, nameless, named, table);
    if (row === undefined) unmatched.push(event);
    else named.add(row);
  }
  return { unmatched, named };
}

/**
 * Gateways give no request ids: there, a request with the same tokens at about the same time is taken to be the same.
 */
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

/**
 * Finds events in the logs of any session, because a hand-off changes the session of a row: one pass over the rows.
 * @param events those that are not in their own session's log
 */
export function loggedElsewhere(
  table: ResponseTable,
  events: readonly RequestEvent[],
): (event: RequestEvent) => boolean {
  const wanted = new Set(events.map((event) => requestHashOf(event.requestId)));
  wanted.delete(0);
  // Most rows match none: a small table of marks excludes them without a look-up in the set.
  const marks = new Uint8Array(MARKS);
  for (const hash of wanted) marks[hash & (MARKS - 1)] = 1;
  const rows = new Map<number, number>();
  const { requestHash, length } = table.columns;
  for (let i = 0; wanted.size > 0 && i < length; i++) {
    const hash = requestHash[i] as number;
    if (marks[hash & (MARKS - 1)] === 1 && wanted.has(hash)) rows.set(hash, i);
  }
  return (event) => {
    const row = rows.get(requestHashOf(event.requestId));
    return row !== undefined && sameTokens(event, table, row);
  };
}

const MARKS = 1 << 16;

/** The requests that are in no log, in the given order. */
export function unloggedRequests(table: ResponseTable, events: readonly TelemetryEvent[]): readonly RequestEvent[] {
  const requests = events.filter((event) => event.type === "request");
  const bySession = groupBy(requests, ({ sessionId }) => sessionId);
  const rows = rowsBySession(table, new Set(bySession.keys()));
  const unmatched = [...bySession].flatMap(
    ([id, own]) => joinSession(own, rows.get(id) ?? new Uint32Array(), table).unmatched,
  );
  const isLogged = loggedElsewhere(table, unmatched);
  return unmatched.filter((event) => !isLogged(event));
}

/**
 * True where telemetry reports every finished response of the session: it then also reported every background request.
 */
export function namesAll(rows: Uint32Array, named: ReadonlySet<number>, table: ResponseTable): boolean {
  return rows.every((i) => {
    const flags = table.columns.flags[i] as number;
    return !isRequest(flags) || (flags & Flag.stopped) === 0 || named.has(i);
  });
}
