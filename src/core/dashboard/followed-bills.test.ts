import { expect, it } from "vitest";
import { emptyColumns, pushRow, type ResponseTable } from "../responses/columns.ts";
import { NO_DETAILS } from "../responses/origin.ts";
import { FollowedBills } from "./followed-bills.ts";
import { sessionBill } from "./session-bill.ts";

const IDS = Array.from({ length: 26 }, (_, i) => String.fromCharCode(97 + i));

function grown(sessions: readonly number[]): ResponseTable {
  const columns = emptyColumns();
  const origins = IDS.map((sessionId) => ({ ...NO_DETAILS, sessionId, loggedIn: sessionId }));
  const table = { columns, models: ["claude-opus-5-5"], origins, iterationsByRow: new Map() };
  for (const origin of sessions) push(table, origin);
  return table;
}

function push({ columns }: ResponseTable, origin: number): number {
  const tokens = { input: 1, output: 2, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 };
  const at = columns.length;
  const row = { ...tokens, idLo: at, idHi: 7, requestHash: 0, timeMs: 1000 + at, spanMs: 0, webSearches: 0, flags: 0 };
  pushRow(columns, { ...row, model: 0, origin });
  columns.costPico[at] = at;
  return at;
}

it("has the rows that a search through the table finds, whatever comes, changes or moves to another session", () => {
  const table = grown([0, 1, 0, 2]);
  const bills = new FollowedBills(table);
  const check = (): void => {
    for (const id of ["a", "b"]) expect(bills.of(id), id).toEqual(sessionBill(table, id));
  };
  check();
  const first = bills.of("a");
  bills.add(push(table, 1));
  expect(bills.of("a"), "nothing of it changed").toBe(first);
  check();
  bills.remove(2);
  table.columns.origin[2] = 1;
  table.columns.costPico[2] = 99;
  bills.add(2);
  check();
  expect(bills.of("b").map(({ costPico }) => costPico)).toEqual([1, 99, 4]);
});

it("follows the sessions asked for last, and finds the others again", () => {
  const table = grown(IDS.map((_, i) => i));
  const bills = new FollowedBills(table);
  for (const id of IDS) bills.of(id);
  bills.add(push(table, 0));
  for (const id of IDS) expect(bills.of(id), id).toEqual(sessionBill(table, id));
  expect(bills.of("a")).toHaveLength(2);
  expect(new FollowedBills(table).of("nobody")).toEqual([]);
});
