/** Positions everything, from the size of the terminal and what there is to place. */

import { type ColumnSize, solveColumns } from "../text/table.ts";

export const MIN_COLUMNS = 40;
export const MIN_ROWS = 10;
const MEDIUM_COLUMNS = 80;
const WIDE_COLUMNS = 120;
/** From this width on a third stack fits. */
const ROOMY_COLUMNS = 160;
const ROOMY_ROWS = 16;
/** Between two panes side by side. */
export const GUTTER = 3;
/** The left stack has the wider tables: its share of two, and of three. */
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
  /**
   * Lines of the whole frame: one fewer than the terminal's, because otherwise every frame would erase the scrollback.
   */
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

/** The lines that a pane needs, including its title. */
export type PaneSize = {
  /** Panes with priority 1 are dropped last. */
  readonly priority: number;
  readonly minHeight: number;
  /** The least height in a terminal so low that the two most important panes would not fit. undefined = `minHeight`. */
  readonly lowHeight?: number;
  readonly idealHeight: number;
  /** Whether it can use the remaining lines. */
  readonly grows: boolean;
  /** More lines than this would stay blank. undefined = it can use any number. */
  readonly mostHeight?: number;
};

/**
 * Arranges stacks side by side where the terminal is wide and several have contents, otherwise all in one. The third is
 * below the second unless there is room beside it.
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

/** The height of each pane of a stack, 0 = it does not fit; panes are separated by a blank line. */
export function stackHeights(panes: readonly PaneSize[], height: number): readonly number[] {
  const main = [...panes].sort((a, b) => a.priority - b.priority).slice(0, 2);
  const needed = main.reduce((sum, { minHeight }) => sum + minHeight, main.length - 1);
  if (needed <= height) return solveHeights(panes, height);
  // In a low terminal only these two are shown.
  const shown = panes.filter((pane) => main.includes(pane));
  const heights = solveHeights(shown.map(whereLow), height);
  return panes.map((pane) => (main.includes(pane) ? (heights[shown.indexOf(pane)] as number) : 0));
}

/** The remaining lines go to a pane that grows. */
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
      // In a very low terminal the most important pane shows as much as fits.
      minWidth: Math.min(p.minHeight, height),
      naturalWidth: p.idealHeight,
      maxWidth: p.grows ? height : p.idealHeight,
    }),
  );
  return growFromLast(panes, solveColumns(sizes, height, 1), height);
}

/** The last pane that can use it gets what is left, then the one before it. */
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
