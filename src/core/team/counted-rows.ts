/** Decides which rows of a table of cells count: the rules of `counted-cells.ts`, on columns. */

import { NOTHING_KIND } from "./cell.ts";
import type { CellTable } from "./cell-table.ts";

/** @returns 1 for each row that counts */
export function countedRows(table: CellTable): Uint8Array {
  const counted = new Uint8Array(table.length);
  const shares = newestShares(table);
  const nothing = table.names.kind.indexOf(NOTHING_KIND);
  for (const share of withoutDuplicates(table, shares)) {
    for (const row of share.rows) if (table.columns.kind[row] !== nothing) counted[row] = 1;
  }
  return counted;
}

/** One member's newest share of one day from one machine. */
type DayShare = { idsCount: number; idsFold: bigint; rows: number[] };

function newestShares({ columns, names, length }: CellTable): readonly DayShare[] {
  const machines = names.machine.length;
  const days = new DaySpan(columns.day, length);
  const shares = new Map<number, DayShare>();
  for (let row = 0; row < length; row++) {
    const owner = (columns.member[row] as number) * machines + (columns.machine[row] as number);
    const key = owner * days.length + days.at(row);
    const generatedAtMs = columns.generatedAtMs[row] as number;
    let share = shares.get(key);
    const isNewer = share === undefined || generatedAtMs > (columns.generatedAtMs[share.rows[0] as number] as number);
    if (isNewer) {
      share = { idsCount: 0, idsFold: 0n, rows: [] };
      shares.set(key, share);
    } else if (generatedAtMs < (columns.generatedAtMs[share?.rows[0] as number] as number)) continue;
    if (!share) continue;
    share.rows.push(row);
    share.idsCount += columns.idsCount[row] as number;
    share.idsFold ^= columns.idsFold[row] as bigint;
  }
  return [...shares.values()];
}

function withoutDuplicates(table: CellTable, shares: readonly DayShare[]): Iterable<DayShare> {
  const counted: DayShare[] = [];
  const best = new Map<string, DayShare>();
  for (const share of shares) {
    if (share.idsCount === 0 && share.idsFold === 0n) {
      counted.push(share);
      continue;
    }
    const key = `${table.dayAt(share.rows[0] as number)} ${share.idsCount} ${share.idsFold}`;
    const other = best.get(key);
    if (other === undefined || comesBefore(table, share.rows[0] as number, other.rows[0] as number)) {
      best.set(key, share);
    }
  }
  for (const share of best.values()) counted.push(share);
  return counted;
}

/** The newest first, then the first member and machine by name. */
function comesBefore(table: CellTable, a: number, b: number): boolean {
  const { generatedAtMs } = table.columns;
  if (generatedAtMs[a] !== generatedAtMs[b]) return (generatedAtMs[a] as number) > (generatedAtMs[b] as number);
  const [memberA, memberB] = [table.nameAt("member", a), table.nameAt("member", b)];
  return memberA === memberB ? table.nameAt("machine", a) < table.nameAt("machine", b) : memberA < memberB;
}

/** Days as small numbers, counted from the first. */
export class DaySpan {
  readonly first: number;
  readonly length: number;
  readonly #days: Float64Array;

  constructor(days: Float64Array, count: number) {
    let first = Number.POSITIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < count; i++) {
      const day = days[i] as number;
      if (day < first) first = day;
      if (day > last) last = day;
    }
    this.#days = days;
    this.first = count === 0 ? 0 : first;
    this.length = count === 0 ? 0 : last - first + 1;
  }

  at(row: number): number {
    return (this.#days[row] as number) - this.first;
  }
}
