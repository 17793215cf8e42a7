/** The whole dashboard as positioned lines, computed only from state and size. */

import { fitLine, isSameLine, type Line, span } from "../text/spans.ts";
import { backgroundPanes } from "./background-view.ts";
import { alertLines, footerLine, headerLine, pathLine, progressLines } from "./chrome.ts";
import { headersIn, type SeenHeaders, type WheelTarget } from "./click-target.ts";
import { historyPanes } from "./history-view.ts";
import {
  chromeOf,
  GUTTER,
  MIN_COLUMNS,
  MIN_ROWS,
  placeColumns,
  type Shape,
  type Size,
  shapeOf,
  stackHeights,
} from "./layout.ts";
import { limitsPanes } from "./limits-view.ts";
import { nowPanes } from "./now-view.ts";
import { alertsPane, helpPanes, outputPane, periodPane } from "./overlays.ts";
import { fullHeightOf, type Pane, paneLines, type ViewContext } from "./pane.ts";
import { moreText, scrolledLines } from "./panes/scrolled-panes.ts";
import { placePanes } from "./places/place-panes.ts";
import { sessionsPanes } from "./sessions-view.ts";
import { todayPanes } from "./today-view.ts";
import type { ListId, LiveState, UiState } from "./ui-state.ts";

export type PaneFrame = {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly Line[];
  /** What the wheel scrolls over it; null = nothing of its own. */
  readonly wheel: WheelTarget | null;
};

/** Stacks of panes side by side, between the header and the footer. */
export type Frame = {
  readonly width: number;
  readonly height: number;
  readonly header: readonly Line[];
  readonly stacks: readonly { readonly width: number; readonly panes: readonly PaneFrame[] }[];
  readonly footer: readonly Line[];
  /** How far the view can be scrolled at this size, or the last page of the help; 0 = everything is visible. */
  readonly scrollEnd: number;
  /** The lists whose rows are visible, or become visible as soon as one of them is selected. */
  readonly lists: readonly ListId[];
  /** The column headers of these lists that had room. */
  readonly headers: SeenHeaders;
};

/** Views that scroll as a whole where they do not fit. The others have one list that scrolls. */
const SCROLLED_VIEWS: ReadonlySet<UiState["view"]> = new Set(["today", "history", "limits", "background"]);

const SLIM_COLUMNS = 60;

/** Whether two frames look the same. */
export function isSameFrame(a: Frame, b: Frame): boolean {
  return (
    a.width === b.width &&
    a.height === b.height &&
    areSameLines(a.header, b.header) &&
    areSameLines(a.footer, b.footer) &&
    areSame(a.stacks, b.stacks, (s, t) => s.width === t.width && areSame(s.panes, t.panes, isSamePane))
  );
}

const isSamePane = (a: PaneFrame, b: PaneFrame): boolean =>
  a.id === b.id && a.title === b.title && areSameLines(a.lines, b.lines);

const areSameLines = (a: readonly Line[], b: readonly Line[]): boolean => areSame(a, b, isSameLine);

function areSame<T>(a: readonly T[], b: readonly T[], isSame: (a: T, b: T) => boolean): boolean {
  return a.length === b.length && a.every((item, i) => isSame(item, b[i] as T));
}

export function buildFrame(state: LiveState, size: Size, ctx: ViewContext): Frame {
  const shape = shapeOf(size);
  if (shape === "too-small") return tooSmall(size, ctx);
  const chrome = chromeOf(size);
  const width = chrome.width;
  const whole = (line: Line): Line => fitLine(line, width, ctx.unicode);
  const rule: readonly Line[] = chrome.hasRules
    ? [[{ text: (ctx.unicode ? "─" : "-").repeat(width), tone: "track", decorative: true }]]
    : [];
  const alert = alertLines(state, width, ctx).map(whole);
  // Where little is visible at a time, what to do comes first.
  const isSlim = width < SLIM_COLUMNS;
  const panes = panesOf(state, width, shape, ctx);
  const path = pathLine(state, width, ctx);
  const above = path === null ? [] : [whole(path)];
  const height = chrome.bodyHeight - above.length - (alert.length - 1);
  const { stacks, ...seen } = drawStacks(panes, { shape, width, height, state, ctx });
  return {
    width,
    height: chrome.height,
    header: [whole(headerLine(state, width, ctx)), ...(isSlim ? alert : []), ...rule, ...above],
    stacks,
    ...seen,
    footer: [...rule, ...(isSlim ? [] : alert), whole(footerLine(state, width, ctx, seen))],
  };
}

function panesOf(state: LiveState, width: number, shape: Shape, ctx: ViewContext): Pane[][] {
  const { data, ui } = state;
  if (ui.helpPage !== null) return helpPanes(ui.helpPage, shape);
  if (!data) return [[readingPane(state, width, ctx)], []];
  if (ui.output !== null) return [[outputPane(ui.output)], []];
  if (ui.picker !== null) return [[periodPane(ui.picker, ctx)], []];
  if (ui.showsAlerts) return [[alertsPane(state, ctx)], []];
  if (ui.place.kind !== "view") return placePanes(data, ui, ctx);
  switch (ui.view) {
    case "now":
      return nowPanes(data, ui, shape, ctx);
    case "today":
      return todayPanes(data, ui, shape, ctx);
    case "sessions":
      return sessionsPanes(data, ui, shape, ctx);
    case "history":
      return historyPanes(data, ui, shape, ctx);
    case "limits":
      return limitsPanes(data, ui, shape, ctx);
    case "background":
      return backgroundPanes(data, ui, shape, ctx);
  }
}

function readingPane(state: LiveState, width: number, ctx: ViewContext): Pane {
  const draw = (): Line[] => progressLines(state, width, ctx);
  return { id: "reading", title: "claude-cost", priority: 1, minHeight: 3, idealHeight: 6, grows: true, draw };
}

type Drawing = {
  readonly shape: Shape;
  readonly width: number;
  /** Height of the body. */
  readonly height: number;
  readonly state: LiveState;
  readonly ctx: ViewContext;
};

function drawStacks(
  panes: readonly Pane[][],
  drawing: Drawing,
): Pick<Frame, "stacks" | "scrollEnd" | "lists" | "headers"> {
  const columns = placeColumns(panes, drawing.shape, drawing.width).map((column) => drawColumn(column, drawing));
  return {
    stacks: columns.map(({ width, panes: drawn }) => ({ width, panes: drawn })),
    scrollEnd: Math.max(0, ...columns.map((column) => column.scrollEnd)),
    lists: columns.flatMap((column) => column.lists),
    headers: Object.assign({}, ...columns.map((column) => column.headers)),
  };
}

type Column = { readonly width: number; readonly panes: readonly Pane[] };

function drawColumn({ width, panes: wished }: Column, { height, state, ctx }: Drawing) {
  const panes = withoutFillers(wished.map(atWidth(width)), width, height);
  const { ui, data } = state;
  const { unicode } = ctx;
  const [first] = panes;
  const isOutput = ui.output !== null && ui.helpPage === null;
  const hasOverlay = ui.output !== null || ui.helpPage !== null || ui.showsAlerts || ui.picker !== null;
  const isView = data !== null && !hasOverlay && ui.place.kind === "view";
  const isWholeView = isOutput || (isView && SCROLLED_VIEWS.has(ui.view));
  const wanted = heightOf(panes, width);
  if (isWholeView && first && wanted > height) {
    const { lines, ...seen } = scrolledLines(panes, { width, height, scroll: ui.scroll, unicode });
    const wheel = { lists: listsIn(panes), scrolls: true };
    return { width, ...seen, lists: wheel.lists, panes: [{ id: first.id, title: first.title, lines, wheel }] };
  }
  const focused = withFocusFirst(panes, height, ui.chosen?.list ?? null);
  const { heights, more } = heightsWithMore(focused, width, height, ctx);
  const placed = focused.map((pane, i) => ({ pane, height: heights[i] as number })).filter((p) => p.height > 0);
  const hidden = placed.map(
    ({ pane, height: given }) => (pane.pageCount?.(width, given - 1) ?? fullHeightOf(pane, width) - given + 1) - 1,
  );
  const drawn = placed.map(({ pane, height: given }) => ({
    id: pane.id,
    title: pane.title,
    lines: [...paneLines(pane, width, given, unicode), ...(pane === placed.at(-1)?.pane ? more : [])],
    wheel: pane.list === undefined ? null : { lists: [pane.list], scrolls: pane.scrolls === true },
  }));
  return {
    width,
    scrollEnd: Math.max(0, ...hidden),
    lists: listsIn(panes),
    headers: headersIn(drawn.flatMap(({ lines }) => lines)),
    panes: drawn,
  };
}

const atWidth =
  (width: number) =>
  (pane: Pane): Pane =>
    pane.heightAt ? { ...pane, idealHeight: pane.heightAt(width) } : pane;

/** Title, header and a row. */
const LEAST_LIST = 3;

/** The pane in which a row was chosen is shown, though others have a better right to the room. */
function withFocusFirst(panes: readonly Pane[], height: number, list: ListId | null): readonly Pane[] {
  const at = list === null ? -1 : panes.findIndex((pane) => pane.list === list);
  if (at < 0 || (stackHeights(panes, height - 1)[at] as number) >= LEAST_LIST) return panes;
  return panes.with(at, { ...(panes[at] as Pane), priority: 0 });
}

/** Drops fillers, from the last one on, until the others fit. */
function withoutFillers(panes: readonly Pane[], width: number, height: number): readonly Pane[] {
  const at = panes.findLastIndex(({ isFiller }) => isFiller === true);
  if (at < 0 || heightOf(panes, width) <= height) return panes;
  return withoutFillers(panes.toSpliced(at, 1), width, height);
}

const heightOf = (panes: readonly Pane[], width: number): number =>
  panes.reduce((sum, pane) => sum + fullHeightOf(pane, width), panes.length - 1);

const listsIn = (panes: readonly Pane[]): readonly ListId[] => panes.flatMap(({ list }) => list ?? []);

/**
 * `with 5: 6 limits`, `l: 2 open sessions`, `2: Today by hour`, `Spend`: the first pane for each key is preceded by the key
 * that shows it.
 */
function withKeys(hidden: readonly Pane[], width: number): readonly string[] {
  const keys = hidden.map(({ list, reach = "" }) => (list === undefined ? reach : NEXT_LIST));
  return hidden.map((pane, i) => {
    const name = pane.below?.(0, width) ?? pane.title;
    const key = keys[i] === "" || keys[i] === keys[i - 1] ? "" : `${keys[i]}: `;
    return `${i === 0 && key !== "" ? "with " : ""}${key}${name}`;
  });
}

/** The key that goes to the next list, whose pane is then shown. */
const NEXT_LIST = "l";

/** Panes without room are listed on a last line, with the key that shows each. */
function heightsWithMore(panes: readonly Pane[], width: number, height: number, { unicode }: ViewContext) {
  const heights = stackHeights(panes, height);
  if (!heights.includes(0)) return { heights, more: [] };
  const fewer = stackHeights(panes, height - 1);
  const hidden = panes.filter((_, i) => fewer[i] === 0);
  const text = moreText(withKeys(hidden, width), width, unicode);
  return { heights: fewer, more: [fitLine([span(text, "muted")], width, unicode)] };
}

/** Between two stacks. */
export const STACK_GAP = GUTTER;

function tooSmall({ columns, rows }: Size, ctx: ViewContext): Frame {
  const words = [`have ${columns} x ${rows}`, `need ${MIN_COLUMNS} x ${MIN_ROWS}`, "q quits"];
  const height = Math.max(1, rows - 1);
  const lines = words.slice(0, height).map((text): Line => fitLine([span(text)], Math.max(1, columns), ctx.unicode));
  return { width: columns, height, header: lines, stacks: [], footer: [], scrollEnd: 0, lists: [], headers: {} };
}
