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
import { type Cell, NOTHING_KIND, shareKey } from "./cell.ts";
import { joinFolds, NO_FOLD } from "./fold.ts";

/** One member's share of one day from one machine. */
type DayShare = {
  readonly member: string;
  readonly machine: string;
  readonly day: DayNumber;
  generatedAtMs: number;
  idsCount: number;
  idsFold: bigint;
  cells: Cell[];
};

/** Shares of a day with the same responses as one that counts. */
export type DuplicateShare = {
  readonly day: DayNumber;
  readonly counted: { readonly member: string; readonly machine: string };
  readonly left: { readonly member: string; readonly machine: string };
};

export type CountedCells = {
  readonly cells: readonly Cell[];
  /** Cells of older shares that were replaced by newer ones. */
  readonly superseded: number;
  readonly duplicates: readonly DuplicateShare[];
};

export function countedCells(cells: Iterable<Cell>): CountedCells {
  const shares = new Map<string, DayShare>();
  let superseded = 0;
  for (const cell of cells) {
    const key = shareKey(cell);
    const share = shares.get(key);
    if (share && cell.generatedAtMs < share.generatedAtMs) {
      superseded++;
    } else if (share && cell.generatedAtMs === share.generatedAtMs) {
      share.cells.push(cell);
      share.idsCount += cell.idsCount;
      share.idsFold = joinFolds(share.idsFold, cell.idsFold);
    } else {
      superseded += share?.cells.length ?? 0;
      shares.set(key, shareOf(cell));
    }
  }
  const { counted, duplicates } = withoutDuplicates(shares.values());
  const ofSomething = ({ kind }: Cell): boolean => kind !== NOTHING_KIND;
  return { cells: counted.flatMap((share) => share.cells.filter(ofSomething)), superseded, duplicates };
}

function shareOf(cell: Cell): DayShare {
  return {
    member: cell.member,
    machine: cell.machine,
    day: cell.day,
    generatedAtMs: cell.generatedAtMs,
    idsCount: cell.idsCount,
    idsFold: cell.idsFold,
    cells: [cell],
  };
}

function withoutDuplicates(shares: Iterable<DayShare>): {
  readonly counted: readonly DayShare[];
  readonly duplicates: readonly DuplicateShare[];
} {
  const best = new Map<string, DayShare>();
  const counted: DayShare[] = [];
  const left: (readonly [key: string, share: DayShare])[] = [];
  for (const share of shares) {
    if (share.idsCount === 0 && share.idsFold === NO_FOLD) {
      counted.push(share);
      continue;
    }
    const key = `${share.day} ${share.idsCount} ${share.idsFold}`;
    const other = best.get(key);
    const isBetter = other === undefined || comesBefore(share, other);
    if (isBetter) best.set(key, share);
    if (other) left.push([key, isBetter ? other : share]);
  }
  for (const share of best.values()) counted.push(share);
  const nameOf = ({ member, machine }: DayShare) => ({ member, machine });
  const duplicates = left.map(([key, share]) => ({
    day: share.day,
    counted: nameOf(best.get(key) as DayShare),
    left: nameOf(share),
  }));
  return { counted, duplicates };
}

function comesBefore(a: DayShare, b: DayShare): boolean {
  if (a.generatedAtMs !== b.generatedAtMs) return a.generatedAtMs > b.generatedAtMs;
  return a.member === b.member ? a.machine < b.machine : a.member < b.member;
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
