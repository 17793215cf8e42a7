/** Everything in a history as text, so that two histories can be compared. */

import { expect } from "vitest";
import type { History } from "../../src/app/load/history.ts";
import { query } from "../../src/app/load/query.ts";
import { Zone } from "../../src/core/calendar/zone.ts";
import type { Filter } from "../../src/core/reports/filter.ts";
import { listPeriods } from "../../src/core/reports/period-list.ts";
import { wholeBackground } from "../../src/core/reports/session-list.ts";
import { rowAt } from "../../src/core/responses/columns.ts";

const NO_FILTER: Filter = { since: null, until: null, projects: [], models: [], sessions: [] };

export const NOW = Date.parse("2026-11-20T12:00:00Z");
/** A time zone whose offset has half an hour. */
export const ZONE = new Zone("Asia/Kolkata");

/** Everything that a history has from the logs, without the order of rows and without codes. */
export function readable(history: History): string {
  const { table, quarterHourRollup: usage, sessions, report, copies, inherited, basis, background } = history;
  const row = (i: number): string => {
    const { model, origin, ...rest } = rowAt(table.columns, i);
    const cost = table.columns.costPico[i];
    return JSON.stringify([
      rest,
      table.models[model],
      table.origins[origin],
      cost,
      table.iterationsByRow.get(i) ?? null,
    ]);
  };
  const rows = Array.from({ length: table.columns.length }, (_, i) => row(i));
  const held = [...copies].map(([id, list]) => [id, list.map((i) => rows[i]).sort()]).sort();
  const versions = Object.entries(report.versions).sort();
  const facts = [...sessions.values()].map((f) => `${JSON.stringify(f)} ${history.costOf(f.sessionId)}`).sort();
  const spent = [...background.values()].map(words).sort();
  const numbers = { ...report, versions, inherited: [...inherited].sort() };
  const listed = periods(history);
  for (const id of someOf([...sessions.keys()], 3)) {
    const { table: read } = history.responsesOf(new Set([id]));
    // Where nothing was read apart, there is nothing to compare.
    if (read !== table) expect(rowsBilledTo(id, read), id).toEqual(rowsBilledTo(id, table));
  }
  return JSON.stringify([rows.sort(), sums(usage), facts, numbers, held, basis, spent, listed], null, 1);
}

let turn = 0;

/** A few items of a list, others at each call, so that in the end every item was used. */
function someOf(list: readonly string[], count: number): readonly string[] {
  const from = (turn++ * count) % Math.max(1, list.length);
  return list.slice(from, from + count);
}

/** Makes the order of an object's names irrelevant. */
const words = (value: unknown): string =>
  JSON.stringify(value, (_, v) => (typeof v === "bigint" ? `${v}` : inOrder(v)));

function inOrder(value: unknown): unknown {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  return isRecord ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
}

/** Rows of a table that a session pays for, in an order that is not the table's. */
function rowsBilledTo(id: string, { columns, models, origins }: History["table"]): readonly string[] {
  const rows: string[] = [];
  for (let i = 0; i < columns.length; i++) {
    if (origins[columns.origin[i] as number]?.sessionId !== id) continue;
    const { model, origin: _, ...rest } = rowAt(columns, i);
    rows.push(JSON.stringify([rest, models[model], columns.costPico[i]]));
  }
  return rows.sort();
}

/** Days and weeks as a report lists them: computed from the sums by day, which must agree with everything else. */
function periods(history: History): string {
  const { days, whole, selected, background } = query(history, NO_FILTER, ZONE, NOW);
  const nameOf = (model: string): string => history.book.nameOf(model);
  const inputs = { table: history.quarterHourRollup, selected, background, zone: ZONE, nameOf };
  const text = (list: unknown): string => JSON.stringify(list, (_, v) => (typeof v === "bigint" ? `${v}` : v), 1);
  for (const kind of ["day", "week"] as const) {
    if (days) expect(text(listPeriods({ ...inputs, days }, kind))).toBe(text(listPeriods(inputs, kind)));
  }
  const summed = wholeBackground({ table: history.quarterHourRollup, selected, background });
  if (whole) expect(text(whole)).toBe(text(summed));
  expect(days).not.toBeNull();
  return text(listPeriods({ ...inputs, days }, "day"));
}

/** What was used, by time, model and origin. */
function sums({ columns: c, models, origins }: History["quarterHourRollup"]): readonly string[] {
  const byKey = new Map<string, number[]>();
  for (let i = 0; i < c.length; i++) {
    const isPriced = !Number.isNaN(c.costPico[i]);
    const key = JSON.stringify([
      c.timeMs[i],
      isPriced,
      models[c.model[i] as number],
      origins.get(c.origin[i] as number),
    ]);
    const row = [c.requests, c.input, c.output, c.cacheWrite5m, c.cacheWrite1h, c.cacheRead, c.webSearches, c.costPico];
    const before = byKey.get(key);
    byKey.set(
      key,
      row.map((column, k) => (column[i] as number) + (before?.[k] ?? 0)),
    );
  }
  return [...byKey].map(([key, sum]) => `${key} ${sum}`).sort();
}
