/**
 * Converts background that only telemetry reports to rows of an export, and back into the telemetry feed of another
 * machine. Background from ledgers is in the rows of their sessions.
 */

import { eventEntry } from "../../core/background/event-entries.ts";
import { eventKey, type RequestEvent, type TelemetryEvent } from "../../core/background/events.ts";
import { unloggedRequests } from "../../core/background/telemetry-join.ts";
import { Flag } from "../../core/responses/columns.ts";
import { identityOf, requestHashOf } from "../../core/responses/identity.ts";
import { NO_DETAILS } from "../../core/responses/origin.ts";
import type { ArchiveRow } from "../../store/archive/archive-row.ts";
import { appendOtelEvents, readOtelFeed } from "../../store/feeds/otel-feed.ts";
import { eventOfLine, lineOfEvent } from "../../store/feeds/otel-line.ts";
import { passesBackground, type Query } from "../load/query.ts";
import { hexOf, type RowOwner } from "./archive-rows.ts";

/** Requests that telemetry reports and that are in no log, as far as they pass the filter. */
export function backgroundRows(query: Query, otelDir: string, owner: RowOwner): readonly ArchiveRow[] {
  const { history } = query;
  const passes = passesBackground(query);
  // Other sessions have no background here.
  const known = readOtelFeed(otelDir).events.filter(({ sessionId }) => history.background.has(sessionId));
  return unloggedRequests(history.table, known)
    .filter((event) => passes(event.sessionId, event))
    .map((event) => backgroundRow(event, query, owner));
}

function backgroundRow(event: RequestEvent, { history }: Query, owner: RowOwner): ArchiveRow {
  const { lo, hi } = identityOf(eventKey(event));
  const { costPico } = eventEntry(event, history.book, 0).entry;
  const { input, output, cacheWrite5m, cacheWrite1h, cacheRead } = event;
  return {
    kind: "background",
    source: owner.source,
    account: owner.account,
    id: hexOf(hi, lo),
    timeMs: event.timeMs,
    spanMs: 0,
    requestHash: requestHashOf(event.requestId),
    sessionId: event.sessionId,
    ...NO_DETAILS,
    project: history.sessions.get(event.sessionId)?.project ?? "",
    model: event.model,
    input,
    output,
    cacheWrite5m,
    cacheWrite1h,
    cacheRead,
    webSearches: 0,
    flags: event.fast ? Flag.fast : 0,
    costUsd: costPico === null ? null : Number(costPico) / 1e12,
    detail: lineOfEvent(event).trimEnd(),
  };
}

export type TakenBackground = {
  /** The number of requests that the feed did not have. */
  readonly added: number;
  /** Requests of days that have reached the size limit. */
  readonly refused: number;
};

/** Adds rows to the telemetry feed. A request that is already there counts once, received or imported. */
export function takeBackground(otelDir: string, rows: readonly ArchiveRow[]): TakenBackground {
  const times = rows.map((row) => row.timeMs);
  const span = { sinceMs: times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY) };
  const known = new Set(rows.length === 0 ? [] : readOtelFeed(otelDir, span).events.map(eventKey));
  const fresh: TelemetryEvent[] = [];
  for (const { detail } of rows) {
    const event = eventOfLine(detail);
    if (event === null || known.has(eventKey(event))) continue;
    known.add(eventKey(event));
    fresh.push(event);
  }
  const { refused } = appendOtelEvents(otelDir, fresh);
  return { added: fresh.length - refused, refused };
}
