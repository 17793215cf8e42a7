/** Sums a table of cells by any dimensions: the embedded engine's one pass over its columns. */

import { periodKey } from "../../core/calendar/period.ts";
import { isBackground } from "../../core/team/cell.ts";
import type { CellTable, TextField } from "../../core/team/cell-table.ts";
import { DaySpan } from "../../core/team/counted-cells.ts";
import type { SumDimension, SumQuery, SumRow } from "../../core/team/sums.ts";
import { compareKeys } from "../../core/team/sums.ts";

/** @param counted 1 for each row that counts */
export function sumCells(table: CellTable, counted: Uint8Array, query: SumQuery): readonly SumRow[] {
  const { columns } = table;
  const dimensions = query.by.map((dimension) => codesOf(table, dimension, query));
  const only = query.only && { codes: codesOf(table, query.only.dimension, query), values: new Set(query.only.values) };
  const days = new DaySpan(columns.day, table.length);
  const background = table.names.kind.map((kind) => isBackground({ kind }));
  const groups = new Map<number, GroupSum>();
  for (let row = 0; row < table.length; row++) {
    const day = columns.day[row] as number;
    if (counted[row] === 0 || day < query.range.from || day > query.range.to) continue;
    if (only && !only.values.has(only.codes.names[only.codes.at(row)] as string)) continue;
    let key = 0;
    for (const { names, at } of dimensions) key = key * names.length + at(row);
    let group = groups.get(key);
    if (!group) {
      const keys = dimensions.map(({ names, at }) => names[at(row)] as string);
      group = new GroupSum(keys);
      groups.set(key, group);
    }
    group.add(table, row, days, background[columns.kind[row] as number] as boolean);
  }
  return [...groups.values()].map((group) => group.finish()).sort((a, b) => compareKeys(a.keys, b.keys));
}

/** A dimension's value of each row, as a code into its names. */
type Codes = { readonly names: readonly string[]; at(row: number): number };

function codesOf(table: CellTable, dimension: SumDimension, { groupOf }: SumQuery): Codes {
  const { columns, names } = table;
  if (dimension === "day" || dimension === "week" || dimension === "month") {
    const days = new DaySpan(columns.day, table.length);
    const keys = Array.from({ length: days.length }, (_, i) => periodKey(dimension, days.first + i));
    return renamed(keys, (row) => days.at(row));
  }
  if (dimension === "group") {
    return renamed(
      names.member.map((member) => groupOf?.get(member) ?? ""),
      (row) => columns.member[row] as number,
    );
  }
  const codes = columns[dimension satisfies TextField];
  return { names: names[dimension], at: (row) => codes[row] as number };
}

/** Equal names get one code. */
function renamed(list: readonly string[], at: (row: number) => number): Codes {
  const names = [...new Set(list)];
  const codes = list.map((name) => names.indexOf(name));
  return { names, at: (row) => codes[at(row)] as number };
}

/** Days of one member as 31 bits per month: a set without a string for each day. */
class GroupSum {
  readonly #keys: readonly string[];
  readonly #members = new Set<number>();
  readonly #activeDays = new Set<number>();
  #lastMember = -1;
  #lastActiveDay = -1;
  #requests = 0;
  #sessions = 0;
  #webSearches = 0;
  #input = 0;
  #output = 0;
  #cacheWrite5m = 0;
  #cacheWrite1h = 0;
  #cacheRead = 0;
  #unpricedTokens = 0;
  #costPico = 0n;
  #backgroundPico = 0n;
  #firstDay = Number.POSITIVE_INFINITY;
  #lastDay = Number.NEGATIVE_INFINITY;

  constructor(keys: readonly string[]) {
    this.#keys = keys;
  }

  add({ columns }: CellTable, row: number, days: DaySpan, isBackgroundRow: boolean): void {
    const member = columns.member[row] as number;
    // Rows are sorted by member and day, so a row usually has those of the previous one.
    if (member !== this.#lastMember) {
      this.#lastMember = member;
      this.#members.add(member);
    }
    if (isBackgroundRow) this.#backgroundPico += columns.costPico[row] as bigint;
    else {
      this.#costPico += columns.costPico[row] as bigint;
      const activeDay = member * days.length + days.at(row);
      if (activeDay !== this.#lastActiveDay) {
        this.#lastActiveDay = activeDay;
        this.#activeDays.add(activeDay);
      }
    }
    this.#requests += columns.responses[row] as number;
    this.#sessions += columns.sessions[row] as number;
    this.#webSearches += columns.webSearches[row] as number;
    this.#input += columns.input[row] as number;
    this.#output += columns.output[row] as number;
    this.#cacheWrite5m += columns.cacheWrite5m[row] as number;
    this.#cacheWrite1h += columns.cacheWrite1h[row] as number;
    this.#cacheRead += columns.cacheRead[row] as number;
    this.#unpricedTokens += columns.unpricedTokens[row] as number;
    const day = columns.day[row] as number;
    if (day < this.#firstDay) this.#firstDay = day;
    if (day > this.#lastDay) this.#lastDay = day;
  }

  finish(): SumRow {
    return {
      keys: this.#keys,
      members: this.#members.size,
      activeDays: this.#activeDays.size,
      requests: this.#requests,
      sessions: this.#sessions,
      webSearches: this.#webSearches,
      tokens: {
        input: this.#input,
        output: this.#output,
        cacheWrite5m: this.#cacheWrite5m,
        cacheWrite1h: this.#cacheWrite1h,
        cacheRead: this.#cacheRead,
      },
      costPico: this.#costPico,
      backgroundPico: this.#backgroundPico,
      unpricedTokens: this.#unpricedTokens,
      firstDay: this.#firstDay,
      lastDay: this.#lastDay,
    };
  }
}
