/**
 * Where several sources report on one member's day, one is chosen and the others are checks: they describe the same
 * requests, and are never added up. What members share themselves comes first, because it has every class of tokens and
 * includes seat plans.
 */

import type { DayNumber } from "../calendar/zone.ts";
import type { Cell } from "./cell.ts";

/** Best first. Sources of an organisation have the names of their reports. */
export const SOURCE_ORDER = ["share", "messages", "analytics-usage", "litellm", "prometheus", "claude-code"] as const;
export type TeamSource = (typeof SOURCE_ORDER)[number];

/** A cell from an organisation's source, with the member's pseudonym. */
export type SourceCell = { readonly source: Exclude<TeamSource, "share">; readonly cell: Cell };

/** @param isShared whether the member has shared cells of that day */
export function chosenCells(
  cells: readonly SourceCell[],
  isShared: (member: string, day: DayNumber) => boolean,
): readonly Cell[] {
  const best = new Map<string, number>();
  for (const { source, cell } of cells) {
    const rank = SOURCE_ORDER.indexOf(source);
    best.set(keyOf(cell), Math.min(rank, best.get(keyOf(cell)) ?? rank));
  }
  return cells
    .filter(({ source, cell }) => SOURCE_ORDER[best.get(keyOf(cell)) as number] === source)
    .filter(({ cell }) => !isShared(cell.member, cell.day))
    .map(({ cell }) => cell);
}

const keyOf = ({ member, day }: Pick<Cell, "member" | "day">): string => `${member} ${day}`;
