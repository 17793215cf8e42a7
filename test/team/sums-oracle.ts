/** Sums of cells one by one, by the plainest code there is: what every engine is compared with. */

import { periodKey } from "../../src/core/calendar/period.ts";
import { type Cell, isBackground } from "../../src/core/team/cell.ts";
import type { SumDimension, SumQuery, SumRow, WeekOfUse } from "../../src/core/team/sums.ts";
import { countedCells } from "./counted-cells.ts";

export function sumsByHand(cells: readonly Cell[], query: SumQuery): readonly SumRow[] {
  const groups = new Map<string, Cell[]>();
  for (const cell of countedCells(cells).cells) {
    if (cell.day < query.range.from || cell.day > query.range.to) continue;
    if (query.only && !query.only.values.includes(keyOf(cell, query.only.dimension, query))) continue;
    const key = JSON.stringify(query.by.map((dimension) => keyOf(cell, dimension, query)));
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  return [...groups]
    .map(([key, list]) => rowOf(JSON.parse(key) as string[], list))
    .sort((a, b) => (JSON.stringify(a.keys) < JSON.stringify(b.keys) ? -1 : 1));
}

function keyOf(cell: Cell, dimension: SumDimension, { groupOf }: SumQuery): string {
  if (dimension === "group") return groupOf?.get(cell.member) ?? "";
  if (dimension === "day" || dimension === "week" || dimension === "month") return periodKey(dimension, cell.day);
  return cell[dimension];
}

function rowOf(keys: readonly string[], list: readonly Cell[]): SumRow {
  const work = list.filter((c) => !isBackground(c));
  const count = (field: Exclude<keyof Cell, "costPico" | "idsFold">): number =>
    list.reduce((n, c) => n + (c[field] as number), 0);
  const money = (some: readonly Cell[]): bigint => some.reduce((n, c) => n + (c.costPico ?? 0n), 0n);
  const days = list.map((c) => c.day);
  return {
    keys,
    members: new Set(list.map((c) => c.member)).size,
    activeDays: new Set(work.map((c) => `${c.member} ${c.day}`)).size,
    requests: count("responses"),
    sessions: count("sessions"),
    webSearches: count("webSearches"),
    tokens: {
      input: count("input"),
      output: count("output"),
      cacheWrite5m: count("cacheWrite5m"),
      cacheWrite1h: count("cacheWrite1h"),
      cacheRead: count("cacheRead"),
    },
    costPico: money(work),
    backgroundPico: money(list.filter(isBackground)),
    unpricedTokens: count("unpricedTokens"),
    firstDay: Math.min(...days),
    lastDay: Math.max(...days),
  };
}

export function weeksByHand(cells: readonly Cell[], range: SumQuery["range"]): readonly WeekOfUse[] {
  const { cells: counted } = countedCells(cells);
  const first = new Map<string, number>();
  for (const { member, day } of counted) first.set(member, Math.min(day, first.get(member) ?? day));
  const inRange = counted.filter(({ day }) => day >= range.from && day <= range.to);
  const weekOf = (c: Cell): number => Math.floor((c.day - (first.get(c.member) as number)) / 7) + 1;
  return [...new Set(inRange.map(weekOf))]
    .sort((a, b) => a - b)
    .map((week) => {
      const list = inRange.filter((c) => weekOf(c) === week);
      const work = list.filter((c) => !isBackground(c));
      return {
        week,
        members: new Set(list.map((c) => c.member)).size,
        activeDays: new Set(work.map((c) => `${c.member} ${c.day}`)).size,
        totalPico: list.reduce((n, c) => n + (c.costPico ?? 0n), 0n),
      };
    });
}
