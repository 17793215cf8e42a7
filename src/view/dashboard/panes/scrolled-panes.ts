/** Panes below each other at full height, of which a window is visible: how a view scrolls as a whole. */

import { fitLine, type Line, span, textWidth } from "../../text/spans.ts";
import { headersIn, type SeenHeaders } from "../click-target.ts";
import { fullHeightOf, type Pane, type PaneRows, paneLines, titleLine, windowOf } from "../pane.ts";

type Box = { readonly width: number; readonly height: number; readonly unicode: boolean };

export function scrolledLines(
  panes: readonly Pane[],
  { width, height, scroll, unicode }: Box & { readonly scroll: number },
): { readonly lines: readonly Line[]; readonly scrollEnd: number; readonly headers: SeenHeaders } {
  const blocks = blocksOf(panes, { width, height, unicode });
  const length = blocks.reduce((sum, block) => sum + block.length, 0);
  const scrollEnd = Math.max(0, length - height);
  const from = scrolledFrom(blocks, length, { height, scroll, scrollEnd });
  const drawn = blocks.map((block) => block.lines(from, from + height));
  const lines = drawn.flatMap((part) => part.seen);
  if (from < scrollEnd) {
    const things = thingsBelow(panes, width, from + height - 1);
    lines[height - 1] = fitLine([span(moreText(things, width, unicode), "muted")], width, unicode);
  }
  return { lines, scrollEnd, headers: headersIn(drawn.flatMap((part) => part.all)) };
}

/** A pane at full height with the blank line above it, as a part of all lines. */
type Block = {
  readonly length: number;
  /** The selected line, and the first after it that does not belong to it, among all lines; null = nothing is selected. */
  readonly chosen: { readonly at: number; readonly end: number } | null;
  /** Those of its lines that are in the window `from` to (exclusive) `to` of all lines, and those that were drawn. */
  lines(from: number, to: number): { readonly seen: readonly Line[]; readonly all: readonly Line[] };
};

function blocksOf(panes: readonly Pane[], box: Box): readonly Block[] {
  const blocks: Block[] = [];
  let start = 0;
  for (const pane of panes) {
    const gap: readonly Line[] = start > 0 ? [fitLine([], box.width, box.unicode)] : [];
    const above = { start, gap };
    const block = pane.rows === undefined ? drawnBlock(pane, above, box) : rowsBlock(pane, pane.rows, above, box);
    blocks.push(block);
    start += block.length;
  }
  return blocks;
}

/** Where a block begins among all lines, and the blank line that separates it from the one before. */
type Above = { readonly start: number; readonly gap: readonly Line[] };

function drawnBlock(pane: Pane, { start, gap }: Above, { width, unicode }: Box): Block {
  const all = [...gap, ...paneLines(pane, width, fullHeightOf(pane, width), unicode)];
  const at = all.findIndex((line) => line.some((part) => part.inverse));
  const blank = all.findIndex((line, i) => i > at && line.every((part) => part.text.trim() === ""));
  return {
    length: all.length,
    chosen: at < 0 ? null : { at: start + at, end: start + (blank < 0 ? all.length : blank) },
    lines: (from, to) => ({ seen: linesBetween(all, from - start, to - start), all }),
  };
}

/** Only the visible rows are drawn, because there may be many thousands. */
function rowsBlock(pane: Pane, rows: PaneRows, { start, gap }: Above, { width, height, unicode }: Box): Block {
  const firstRow = start + gap.length + 1 + rows.head;
  const end = firstRow + rows.count;
  return {
    length: end - start,
    chosen: rows.chosenAt < 0 ? null : { at: firstRow + rows.chosenAt, end },
    lines: (from, to) => {
      const rowAt = (line: number): number => Math.min(rows.count, Math.max(0, line - firstRow));
      const [first, last] = [rowAt(from), rowAt(to)];
      const isSeen = last > first;
      // Where none is visible, some are drawn all the same: they decide which headers there are.
      const body = isSeen ? rows.draw(width, first, last) : rows.draw(width, 0, Math.min(rows.count, height));
      const headers = body.slice(0, rows.head);
      const fitted = (line: Line): Line => fitLine(line, width, unicode);
      const title = titleLine(pane, width, fullHeightOf(pane, width), unicode);
      const head = linesBetween([...gap, ...[title, ...headers].map(fitted)], from - start, to - start);
      return { seen: [...head, ...(isSeen ? body.slice(rows.head).map(fitted) : [])], all: headers };
    },
  };
}

/** `from` and `to` (exclusive) may be outside of the lines. */
const linesBetween = (lines: readonly Line[], from: number, to: number): readonly Line[] =>
  lines.slice(Math.max(0, from), Math.max(0, to));

/** The contents of panes below each other that come after the first `shown` lines. */
function thingsBelow(panes: readonly Pane[], width: number, shown: number): readonly string[] {
  const things: string[] = [];
  let start = 0;
  for (const pane of panes) {
    const full = fullHeightOf(pane, width);
    const seen = Math.max(0, shown - start);
    if (seen < full) things.push(pane.below?.(seen, width) ?? pane.title);
    start += full + 1;
  }
  return things.filter((thing) => thing !== "");
}

/** `▼ 44 days, The year, 6 projects`; where not all have room, the first of them and how many more there are. */
export function moreText(things: readonly string[], width: number, unicode: boolean): string {
  const mark = unicode ? "▼ " : "v ";
  for (let count = things.length; count > 0; count--) {
    const rest = things.length - count;
    const text = `${mark}${things.slice(0, count).join(", ")}${rest === 0 ? "" : `, ${rest} more`}`;
    if (textWidth(text) <= width) return text;
  }
  return `${mark}${things.length} more`;
}

/** The number of lines after the selected one that stay visible with it, because a limit takes several. */
const CHOSEN_LINES = 4;

/** The first visible line, so that the selected one is visible and not covered by the line that announces more. */
function scrolledFrom(
  blocks: readonly Block[],
  length: number,
  { height, scroll, scrollEnd }: { height: number; scroll: number; scrollEnd: number },
): number {
  const wanted = Math.min(scroll, scrollEnd);
  const chosen = blocks.find((block) => block.chosen !== null)?.chosen;
  if (!chosen) return wanted;
  const end = Math.min(chosen.end, chosen.at + CHOSEN_LINES);
  const room = Math.max(1, height - 1);
  return Math.min(chosen.at, windowOf(length, room, windowOf(length, room, wanted, chosen.at), end - 1), scrollEnd);
}
