/** Which cells count, cell by cell: written apart from the columns of `src/core/team/counted-cells.ts`, to compare with. */

import type { DayNumber } from "../../src/core/calendar/zone.ts";
import { type Cell, NOTHING_KIND, shareKey } from "../../src/core/team/cell.ts";
import type { DuplicateShare } from "../../src/core/team/counted-cells.ts";
import { joinFolds, NO_FOLD } from "../../src/core/team/fold.ts";

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
