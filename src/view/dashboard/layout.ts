/** Where everything stands, from nothing but the size of the terminal and what there is to place. */

import { type ColumnSize, solveColumns } from "../text/table.ts";

export const MIN_COLUMNS = 40;
export const MIN_ROWS = 10;
const MEDIUM_COLUMNS = 80;
const WIDE_COLUMNS = 120;
/** From here on a third stack has room. */
const ROOMY_COLUMNS = 160;
const ROOMY_ROWS = 16;
/** Between two panes side by side. */
export const GUTTER = 3;
/** The left stack has the wider tables: its part of two, and of three. */
const LEFT_SHARES = { 2: 0.6, 3: 0.44 } as const;

export type Size = { readonly columns: number; readonly rows: number };

export type Shape = "too-small" | "narrow" | "medium" | "wide";

export function shapeOf({ columns, rows }: Size): Shape {
  if (columns < MIN_COLUMNS || rows < MIN_ROWS) return "too-small";
  if (columns < MEDIUM_COLUMNS) return "narrow";
  return columns < WIDE_COLUMNS ? "medium" : "wide";
}

export type Chrome = {
  readonly width: number;
  /** Lines of the whole frame: one less than the terminal has, else every frame wipes the scrollback. */
  readonly height: number;
  readonly hasRules: boolean;
  readonly bodyHeight: number;
};

/** Header, alert line and footer take a line each, two rules where there is room. */
export function chromeOf({ columns, rows }: Size): Chrome {
  const height = rows - 1;
  const hasRules = rows >= ROOMY_ROWS;
  return { width: columns, height, hasRules, bodyHeight: height - 3 - (hasRules ? 2 : 0) };
}

/** What a pane asks for, in lines, its title included. */
export type PaneSize = {
  /** 1 stays longest. */
  readonly priority: number;
  readonly minHeight: number;
  /** Enough of it where the terminal is so low that the two most important panes would not fit. Left out = `minHeight`. */
  readonly lowHeight?: number;
  readonly idealHeight: number;
  /** Takes what is left. */
  readonly grows: boolean;
  /** More lines than this would stay blank. Left out = it has use for any number. */
  readonly mostHeight?: number;
};

/**
 * Stacks side by side where the terminal is wide and more than one has something, else all in one. The third stands below the
 * second unless there is room beside it.
 */
export function placeColumns<T>(
  stacks: readonly (readonly T[])[],
  shape: Shape,
  width: number,
): { readonly width: number; readonly panes: readonly T[] }[] {
  const used = stacks.filter((stack) => stack.length > 0);
  if (shape !== "wide" || used.length < 2) return [{ width, panes: used.flat() }];
  const [first = [], ...others] = used;
  const placed = others.length > 1 && width >= ROOMY_COLUMNS ? [first, ...others.slice(0, 2)] : [first, others.flat()];
  const room = width - GUTTER * (placed.length - 1);
  const left = Math.floor(room * LEFT_SHARES[placed.length === 3 ? 3 : 2]);
  const middle = placed.length === 3 ? Math.floor((room - left) / 2) : 0;
  const widths = [left, ...(placed.length === 3 ? [middle] : []), room - left - middle];
  return placed.map((panes, i) => ({ width: widths[i] as number, panes }));
}

/** The height of each pane of a stack, 0 = it does not fit; between two panes is a blank line. */
export function stackHeights(panes: readonly PaneSize[], height: number): readonly number[] {
  const main = [...panes].sort((a, b) => a.priority - b.priority).slice(0, 2);
  const needed = main.reduce((sum, { minHeight }) => sum + minHeight, main.length - 1);
  if (needed <= height) return solveHeights(panes, height);
  // In a low terminal these two are all.
  const shown = panes.filter((pane) => main.includes(pane));
  const heights = solveHeights(shown.map(whereLow), height);
  return panes.map((pane) => (main.includes(pane) ? (heights[shown.indexOf(pane)] as number) : 0));
}

/** What is left goes to a pane that grows. */
function whereLow(pane: PaneSize): PaneSize {
  const { minHeight, lowHeight = minHeight, idealHeight, grows } = pane;
  const isLower = pane.lowHeight !== undefined && !grows;
  return { ...pane, minHeight: Math.min(lowHeight, minHeight), idealHeight: isLower ? lowHeight : idealHeight };
}

function solveHeights(panes: readonly PaneSize[], height: number): readonly number[] {
  const sizes = panes.map(
    (p): ColumnSize => ({
      priority: p.priority,
      rule: "shrink",
      // In a very low terminal the most important pane shows what it can.
      minWidth: Math.min(p.minHeight, height),
      naturalWidth: p.idealHeight,
      maxWidth: p.grows ? height : p.idealHeight,
    }),
  );
  return growFromLast(panes, solveColumns(sizes, height, 1), height);
}

/** The last pane that has use for it gets what is left, then the one before it. */
function growFromLast(panes: readonly PaneSize[], heights: readonly number[], height: number): readonly number[] {
  const shown = heights.filter((h) => h > 0);
  let left = height - shown.reduce((a, b) => a + b, 0) - Math.max(0, shown.length - 1);
  const grown = [...heights];
  for (let i = panes.length - 1; i >= 0 && left > 0; i--) {
    const { grows, mostHeight = Number.POSITIVE_INFINITY } = panes[i] as PaneSize;
    const given = grown[i] as number;
    if (!grows || given === 0) continue;
    const more = Math.max(0, Math.min(left, mostHeight - given));
    grown[i] = given + more;
    left -= more;
  }
  return grown;
}
