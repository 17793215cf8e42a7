/**
 * Decides which of a folder's cells count, so that nothing is counted twice. Two rules, in this order, which every
 * engine applies:
 * 1. Of a member, machine and day the newest share counts (`generated_at`): a file may have been written again, an old
 * copy of it may be left, a month may have been compacted.
 * 2. Of the shares of a day with the same responses (the same count, above 0, and XOR of `ids_fold` over their cells)
 * one counts: two machines may have one synced home, or one person two pseudonyms. It is the newest, then the one of
 * the first member and machine by name.
 * Empty cells (`NOTHING_KIND`) take part in these rules, but are not counted themselves.
 */

import type { DayNumber } from "../calendar/zone.ts";
import { NOTHING_KIND } from "./cell.ts";
import type { CellTable } from "./cell-table.ts";

/** Shares of a day with the same responses as one that counts. */
export type DuplicateShare = {
  readonly day: DayNumber;
  readonly counted: { readonly member: string; readonly machine: string };
  readonly left: { readonly member: string; readonly machine: string };
};

/** A table of cells, whatever columns it has besides. */
export type ShareTable = Pick<CellTable, "length"> & {
  readonly columns: Pick<
    CellTable["columns"],
    "member" | "machine" | "kind" | "day" | "generatedAtMs" | "idsCount" | "idsFold"
  >;
  readonly names: Pick<CellTable["names"], "member" | "machine" | "kind">;
};

export type CountedRows = {
  /** 1 for each row that counts. */
  readonly counted: Uint8Array;
  /** Rows of older shares that were replaced by newer ones. */
  readonly superseded: number;
  readonly duplicates: readonly DuplicateShare[];
};

/** @returns 1 for each row that counts */
export const countedRows = (table: ShareTable): Uint8Array => countRows(table).counted;

export function countRows(table: ShareTable): CountedRows {
  const shares = sharesOf(table);
  const newest = rowsOfNewest(table, shares);
  const { left, duplicates } = withoutDuplicates(table, shares);
  const counted = new Uint8Array(table.length);
  const nothing = table.names.kind.indexOf(NOTHING_KIND);
  let superseded = 0;
  for (let row = 0; row < table.length; row++) {
    if (newest[row] === 0) superseded++;
    else if (left[shares.of[row] as number] === 0 && table.columns.kind[row] !== nothing) counted[row] = 1;
  }
  return { counted, superseded, duplicates };
}

/** @returns 1 for each row of the newest share of its member, machine and day */
export const newestRows = (table: ShareTable): Uint8Array => rowsOfNewest(table, sharesOf(table));

/** What members shared of days from machines, of each the newest share: by number. */
type DayShares = {
  readonly count: number;
  /** Row → the number of its member, machine and day. */
  readonly of: Uint32Array;
  /** A row of the newest share. */
  readonly row: Uint32Array;
  readonly idsCount: Float64Array;
  readonly idsFold: BigInt64Array;
};

function sharesOf({ columns, names, length }: ShareTable): DayShares {
  const machines = names.machine.length;
  const days = new DaySpan(columns.day, length);
  const numbers = new Map<number, number>();
  const of = new Uint32Array(length);
  const newest = new Uint32Array(length);
  const idsCount = new Float64Array(length);
  const idsFold = new BigInt64Array(length);
  for (let row = 0; row < length; row++) {
    const owner = (columns.member[row] as number) * machines + (columns.machine[row] as number);
    const key = owner * days.length + days.at(row);
    const known = numbers.get(key);
    const share = known ?? numbers.size;
    if (known === undefined) numbers.set(key, share);
    of[row] = share;
    const generatedAtMs = columns.generatedAtMs[row] as number;
    const newestMs = known === undefined ? 0 : (columns.generatedAtMs[newest[share] as number] as number);
    if (known === undefined || generatedAtMs > newestMs) {
      newest[share] = row;
      idsCount[share] = 0;
      idsFold[share] = 0n;
    } else if (generatedAtMs < newestMs) continue;
    idsCount[share] = (idsCount[share] as number) + (columns.idsCount[row] as number);
    idsFold[share] = (idsFold[share] as bigint) ^ (columns.idsFold[row] as bigint);
  }
  return { count: numbers.size, of, row: newest, idsCount, idsFold };
}

function rowsOfNewest({ columns: { generatedAtMs }, length }: ShareTable, shares: DayShares): Uint8Array {
  const isNewest = new Uint8Array(length);
  for (let row = 0; row < length; row++) {
    const newest = shares.row[shares.of[row] as number] as number;
    if (generatedAtMs[row] === generatedAtMs[newest]) isNewest[row] = 1;
  }
  return isNewest;
}

function withoutDuplicates(
  table: ShareTable,
  { count, row, idsCount, idsFold }: DayShares,
): {
  /** 1 for each share that another counts for. */ readonly left: Uint8Array;
  readonly duplicates: readonly DuplicateShare[];
} {
  const left = new Uint8Array(count);
  const best = new Map<string, number>();
  const pairs: (readonly [key: string, share: number])[] = [];
  for (let share = 0; share < count; share++) {
    if (idsCount[share] === 0 && idsFold[share] === 0n) continue;
    const at = row[share] as number;
    const key = `${table.columns.day[at]} ${idsCount[share]} ${idsFold[share]}`;
    const other = best.get(key);
    const isBetter = other === undefined || comesBefore(table, at, row[other] as number);
    if (isBetter) best.set(key, share);
    if (other === undefined) continue;
    const worse = isBetter ? other : share;
    left[worse] = 1;
    pairs.push([key, worse]);
  }
  const duplicates = pairs.map(([key, share]) => ({
    day: table.columns.day[row[share] as number] as number,
    counted: ownerOf(table, row[best.get(key) as number] as number),
    left: ownerOf(table, row[share] as number),
  }));
  return { left, duplicates };
}

function ownerOf({ columns, names }: ShareTable, row: number): { readonly member: string; readonly machine: string } {
  return {
    member: names.member[columns.member[row] as number] as string,
    machine: names.machine[columns.machine[row] as number] as string,
  };
}

/** The newest first, then the first member and machine by name. */
function comesBefore(table: ShareTable, a: number, b: number): boolean {
  const { generatedAtMs } = table.columns;
  if (generatedAtMs[a] !== generatedAtMs[b]) return (generatedAtMs[a] as number) > (generatedAtMs[b] as number);
  const [ownerA, ownerB] = [ownerOf(table, a), ownerOf(table, b)];
  return ownerA.member === ownerB.member ? ownerA.machine < ownerB.machine : ownerA.member < ownerB.member;
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

/** Two members whose shares contain the same responses: one person under two pseudonyms. */
export type TwoNames = { readonly members: readonly [string, string]; readonly days: number };

export function membersUnderTwoNames(duplicates: readonly DuplicateShare[]): readonly TwoNames[] {
  const days = new Map<string, Set<DayNumber>>();
  for (const { counted, left, day } of duplicates) {
    if (counted.member === left.member) continue;
    const key = [counted.member, left.member].sort().join(" ");
    days.set(key, (days.get(key) ?? new Set()).add(day));
  }
  return [...days].map(([key, set]) => ({ members: key.split(" ") as [string, string], days: set.size }));
}
