/** The embedded engine's data about members over time: weeks of use, and what each machine has shared. */

import { isBackground } from "../../core/team/cell.ts";
import type { CellTable } from "../../core/team/cell-table.ts";
import { DaySpan } from "../../core/team/counted-cells.ts";
import { compareKeys, type DayRange, type MachineShare, type WeekOfUse } from "../../core/team/sums.ts";

const DAY_MS = 86_400_000;

type Week = { readonly members: Set<number>; readonly activeDays: Set<number>; totalPico: bigint };

export function sumWeeksOfUse(table: CellTable, counted: Uint8Array, { from, to }: DayRange): readonly WeekOfUse[] {
  const { columns } = table;
  const first = firstDays(table, counted);
  const days = new DaySpan(columns.day, table.length);
  const background = table.names.kind.map((kind) => isBackground({ kind }));
  const weeks = new Map<number, Week>();
  for (let row = 0; row < table.length; row++) {
    const day = columns.day[row] as number;
    if (counted[row] === 0 || day < from || day > to) continue;
    const member = columns.member[row] as number;
    const number = Math.floor((day - (first[member] as number)) / 7) + 1;
    const week = weeks.get(number) ?? { members: new Set(), activeDays: new Set(), totalPico: 0n };
    weeks.set(number, week);
    week.members.add(member);
    week.totalPico += columns.costPico[row] as bigint;
    if (!background[columns.kind[row] as number]) week.activeDays.add(member * days.length + days.at(row));
  }
  return [...weeks]
    .sort(([a], [b]) => a - b)
    .map(([week, { members, activeDays, totalPico }]) => ({
      week,
      members: members.size,
      activeDays: activeDays.size,
      totalPico,
    }));
}

/** By member code: the first day with cells that count. */
function firstDays({ columns, names, length }: CellTable, counted: Uint8Array): Float64Array {
  const first = new Float64Array(names.member.length).fill(Number.POSITIVE_INFINITY);
  for (let row = 0; row < length; row++) {
    const member = columns.member[row] as number;
    if (counted[row] === 1) first[member] = Math.min(first[member] as number, columns.day[row] as number);
  }
  return first;
}

export function machinesOf({ columns, names, length }: CellTable): readonly MachineShare[] {
  const found = new Map<number, { first: number; last: number }>();
  for (let row = 0; row < length; row++) {
    const key = (columns.member[row] as number) * names.machine.length + (columns.machine[row] as number);
    const day = columns.day[row] as number;
    const known = Math.max(day, Math.floor((columns.generatedAtMs[row] as number) / DAY_MS) - 1);
    const machine = found.get(key);
    if (!machine) found.set(key, { first: day, last: known });
    else {
      machine.first = Math.min(machine.first, day);
      machine.last = Math.max(machine.last, known);
    }
  }
  return [...found]
    .map(([key, { first, last }]) => ({
      member: names.member[Math.floor(key / names.machine.length)] as string,
      machine: names.machine[key % names.machine.length] as string,
      firstDay: first,
      lastDay: last,
    }))
    .sort((a, b) => compareKeys([a.member, a.machine], [b.member, b.machine]));
}
