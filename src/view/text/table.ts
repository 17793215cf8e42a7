/**
 * Decides which columns of a table fit and how wide each is. Whole columns are dropped, least important first; a number
 * is never cut, a name is cut in the middle, and no line exceeds the given width.
 */

import {
  inAscii,
  type Line,
  lineWidth,
  paintLine,
  type Span,
  textWidth,
  toLine,
  truncateEnd,
  truncateMiddle,
} from "./spans.ts";
import type { TerminalStyle, Tone } from "./terminal-style.ts";

/**
 * `hard`: its full width or nothing (numbers). `shrink`: may be cut to `minWidth` (names). `grow`: gets the remaining
 * width (bars).
 */
export type ColumnRule = "hard" | "shrink" | "grow";

export type Column = {
  readonly header: string;
  /** Columns with priority 1 are dropped last; of equal ones the rightmost is dropped first. */
  readonly priority: number;
  readonly rule: ColumnRule;
  readonly align?: "left" | "right";
  /** The least useful width of a shrinking or growing column. Default: 8. */
  readonly minWidth?: number;
  /** The largest width. */
  readonly maxWidth?: number;
  /** The least width even if the content is narrower, so that values do not move as their digits change. */
  readonly floor?: number;
  readonly tone?: Tone;
  /** What a click on its header does. */
  readonly target?: string;
  /** Whether its texts are names from outside. */
  readonly isName?: boolean;
  /** Where a long name is cut. Default: in the middle; sentences at the end. */
  readonly cut?: "middle" | "end";
};

/** The content of a cell: text, styled text, or a function that draws it at the column's width. */
export type Cell = string | Span | Line | ((width: number) => Line);

export type Row = readonly Cell[];

export type ColumnSize = {
  readonly priority: number;
  readonly rule: ColumnRule;
  readonly minWidth: number;
  readonly naturalWidth: number;
  readonly maxWidth: number;
};

/** Widths of the columns, 0 = dropped. Their sum, with `gap` between the remaining ones, is at most `width`. */
export function solveColumns(columns: readonly ColumnSize[], width: number, gap: number): number[] {
  const least = columns.map((c) => (c.rule === "hard" ? c.naturalWidth : Math.min(c.minWidth, c.maxWidth)));
  const kept = new Set(columns.keys());
  const needed = (): number => {
    let sum = Math.max(0, kept.size - 1) * gap;
    for (const i of kept) sum += least[i] as number;
    return sum;
  };
  while (kept.size > 0 && needed() > width) kept.delete(leastImportant(columns, kept));
  const widths = least.map((w, i) => (kept.has(i) ? w : 0));
  let slack = width - needed();
  const byPriority = [...kept].sort((a, b) => (columns[a]?.priority ?? 0) - (columns[b]?.priority ?? 0) || a - b);
  const widen = (i: number, target: number): void => {
    const extra = Math.max(0, Math.min(slack, target - (widths[i] as number)));
    widths[i] = (widths[i] as number) + extra;
    slack -= extra;
  };
  for (const i of byPriority) {
    const column = columns[i] as ColumnSize;
    if (column.rule === "shrink") widen(i, Math.min(column.naturalWidth, column.maxWidth));
  }
  for (const i of byPriority) if (columns[i]?.rule === "grow") widen(i, (columns[i] as ColumnSize).maxWidth);
  return widths;
}

function leastImportant(columns: readonly ColumnSize[], kept: ReadonlySet<number>): number {
  let worst = -1;
  for (const i of kept) {
    if (worst < 0 || (columns[i]?.priority ?? 0) >= (columns[worst]?.priority ?? 0)) worst = i;
  }
  return worst;
}

export type TableOptions = {
  readonly unicode: boolean;
  /** Blank columns between two columns. Default: 2. */
  readonly gap?: number;
  readonly header?: boolean;
  /** Rows below a rule. */
  readonly totals?: readonly Row[];
};

const cellWidth = (cell: Cell | undefined): number =>
  cell === undefined || typeof cell === "function" ? 0 : lineWidth(toLine(cell));

function sizeOf(column: Column, i: number, rows: readonly Row[], header: boolean): ColumnSize {
  let natural = Math.max(column.floor ?? 0, header ? textWidth(column.header) : 0);
  for (const row of rows) natural = Math.max(natural, cellWidth(row[i]));
  const maxWidth = column.maxWidth ?? Number.MAX_SAFE_INTEGER;
  const useful = column.rule === "grow" ? (column.minWidth ?? 8) : Math.min(natural, column.minWidth ?? 8);
  const minWidth = Math.max(useful, header ? textWidth(column.header) : 0);
  return { priority: column.priority, rule: column.rule, minWidth, naturalWidth: natural, maxWidth };
}

/** The table as lines of spans, none wider than `width`: header, rows, and totals under a rule. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly Row[],
  width: number,
  options: TableOptions,
): Line[] {
  const { unicode, gap = 2, header = true, totals = [] } = options;
  const all = [...rows, ...totals];
  const widths = solveColumns(
    columns.map((column, i) => sizeOf(column, i, all, header)),
    width,
    gap,
  );
  const draw = (row: Row): Line => drawRow(columns, row, widths, gap, unicode);
  const lines: Line[] = [];
  if (header) lines.push(draw(columns.map(headerOf)));
  for (const row of rows) lines.push(draw(row));
  if (totals.length > 0) {
    const used = widths.filter((w) => w > 0);
    const ruleWidth = used.reduce((a, b) => a + b, 0) + gap * Math.max(0, used.length - 1);
    lines.push([{ text: (unicode ? "─" : "-").repeat(ruleWidth), tone: "track" }]);
    for (const row of totals) lines.push(draw(row));
  }
  return lines;
}

function headerOf({ header, target }: Column): Span {
  return target === undefined ? { text: header, tone: "muted" } : { text: header, tone: "muted", target };
}

function drawRow(columns: readonly Column[], row: Row, widths: readonly number[], gap: number, unicode: boolean): Line {
  const line: Span[] = [];
  const last = widths.findLastIndex((w) => w > 0);
  widths.forEach((width, i) => {
    if (width === 0) return;
    const column = columns[i] as Column;
    line.push(...drawCell(row[i] ?? "", column, width, unicode, i === last));
    if (i !== last) line.push({ text: " ".repeat(gap) });
  });
  return line;
}

function drawCell(cell: Cell, column: Column, width: number, unicode: boolean, isLast: boolean): Line {
  const content = typeof cell === "function" ? cell(width) : toLine(cell);
  const toned = content.map((part): Span => {
    const tone = part.tone ?? column.tone;
    return { ...part, ...(tone && { tone }), ...(column.isName && { isName: true }) };
  });
  const cut = cutCell(toned, width, unicode, column.cut === "end" ? truncateEnd : truncateMiddle);
  const blank = width - lineWidth(cut);
  if (blank <= 0) return cut;
  const gap: Span = { text: " ".repeat(blank) };
  if (column.align === "right") return [gap, ...cut];
  return isLast ? cut : [...cut, gap];
}

function cutCell(content: Line, width: number, unicode: boolean, truncate: typeof truncateMiddle): Line {
  const line = unicode ? content : content.map(inAscii);
  if (lineWidth(line) <= width) return line;
  const [first, ...rest] = line as [Span, ...Span[]];
  const room = width - lineWidth(rest);
  // What follows the name is not cut if at least half of the cell is left for the name.
  if (rest.length > 0 && room >= width / 2) return [{ ...first, text: truncate(first.text, room, unicode) }, ...rest];
  return [{ ...first, text: truncate(line.map((part) => part.text).join(""), width, unicode) }];
}

/** The table as text for a one-shot command: painted by `style`, no line wider than `width`, no trailing blanks. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly Row[],
  width: number,
  style: TerminalStyle,
  options: Omit<TableOptions, "unicode"> = {},
): string[] {
  return tableLines(columns, rows, width, { ...options, unicode: style.unicode }).map((line) =>
    paintLine(trimLine(line), style),
  );
}

function trimLine(line: Line): Line {
  const end = line.findLastIndex((part) => part.text.trim() !== "");
  return line.slice(0, end + 1).map((part, i) => (i === end ? { ...part, text: part.text.trimEnd() } : part));
}
