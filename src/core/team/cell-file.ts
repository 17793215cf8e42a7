/** What a file of cells may contain according to its path in a team's folder: whose cells, and of which days. */

import type { DayNumber } from "../calendar/zone.ts";

/** Whose cells and of which days a file may contain. */
export type FileBounds = {
  readonly first: DayNumber;
  readonly last: DayNumber;
  /** null = any member and machine. */
  readonly owner: { readonly member: string; readonly machine: string } | null;
};

const DAY_MS = 86_400_000;

/** First and last UTC day of `2026-11`. */
export function daysOfMonth(month: string): { readonly first: DayNumber; readonly last: DayNumber } {
  const [year, number] = month.split("-").map(Number) as [number, number];
  return { first: Date.UTC(year, number - 1, 1) / DAY_MS, last: Date.UTC(year, number, 1) / DAY_MS - 1 };
}

/**
 * The end of the path of every file of cells. Databases use this regular expression too, so it has neither
 * non-capturing groups nor look-arounds.
 */
export const CELL_FILE_PATH =
  "[/\\\\](usage[/\\\\]member=(dev-[0-9a-f]{10})[/\\\\]machine=(m-[0-9a-f]{10})|compacted)" +
  "[/\\\\]year=(20[0-9][0-9])[/\\\\]month=(0[1-9]|1[0-2])[/\\\\]usage[.]parquet$";

const PATH = new RegExp(CELL_FILE_PATH);

/** @param path with or without the team's folder. @returns null where it is not the path of a file of cells */
export function boundsOfPath(path: string): FileBounds | null {
  const [, , member, machine, year, month] = PATH.exec(`/${path}`) ?? [];
  if (year === undefined || month === undefined) return null;
  const owner = member === undefined || machine === undefined ? null : { member, machine };
  return { ...daysOfMonth(`${year}-${month}`), owner };
}
