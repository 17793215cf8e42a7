/** Numbers as glyphs. Every chart has exactly the width it was asked for, with eighth blocks and with ASCII alike. */

import { type Line, type Span, span } from "./spans.ts";
import type { Tone } from "./terminal-style.ts";

/** A missing value: drawn as a blank, which zero is not. */
export type Value = number | null;

const LADDER = { unicode: "▁▂▃▄▅▆▇█", ascii: ".:-=+*#@" } as const;
const ZERO = { unicode: "·", ascii: "_" } as const;
const PARTIAL = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"] as const;
const HEAT = { unicode: "·░▒▓█", ascii: ".-+*#" } as const;

export function largest(values: readonly Value[]): number {
  return values.reduce<number>((max, v) => (v !== null && v > max ? v : max), 0);
}

/** Values gathered into at most `width` groups, each the sum of what it covers; null only where all are null. */
function gather(values: readonly Value[], width: number): Value[] {
  if (values.length <= width) return [...values];
  const groups: Value[] = Array.from({ length: width }, () => null);
  values.forEach((value, i) => {
    if (value === null) return;
    const group = Math.floor((i * width) / values.length);
    groups[group] = (groups[group] ?? 0) + value;
  });
  return groups;
}

/**
 * A sparkline of exactly `width` columns, from 0 to `max` (default: the largest value). Zero, small and no data each
 * look different. Fewer values than columns are widened evenly where they fit a whole number of times, and the rest is blank.
 */
export function sparkline(values: readonly Value[], width: number, unicode: boolean, max?: number): string {
  if (width <= 0) return "";
  const points = gather(values, width);
  const top = max ?? largest(points);
  const each = points.length === 0 ? 1 : Math.floor(width / points.length);
  const glyphs = points.map((value) => ladderGlyph(value, top, unicode).repeat(each)).join("");
  return glyphs + " ".repeat(width - points.length * each);
}

function ladderGlyph(value: Value, top: number, unicode: boolean): string {
  if (value === null || Number.isNaN(value)) return " ";
  const set = unicode ? "unicode" : "ascii";
  if (value <= 0 || top <= 0) return ZERO[set];
  const step = Math.min(8, Math.max(1, Math.ceil((value / top) * 8)));
  return LADDER[set][step - 1] as string;
}

/**
 * A column chart of `height` rows, top row first, one glyph per value, each row `values.length` columns wide.
 * A value above zero is always seen; zero shows its mark in the bottom row only.
 */
export function columnRows(values: readonly Value[], height: number, unicode: boolean, max?: number): string[] {
  const top = max ?? largest(values);
  return Array.from({ length: height }, (_, row) => {
    const floor = height - 1 - row;
    return values.map((value) => columnGlyph(value, top, floor, height, unicode)).join("");
  });
}

function columnGlyph(value: Value, top: number, floor: number, height: number, unicode: boolean): string {
  const set = unicode ? "unicode" : "ascii";
  if (value === null || Number.isNaN(value)) return " ";
  if (value <= 0 || top <= 0) return floor === 0 ? ZERO[set] : " ";
  const eighths = Math.min(height * 8, Math.max(1, Math.round((value / top) * height * 8))) - floor * 8;
  if (eighths <= 0) return " ";
  if (!unicode) return eighths >= 8 ? "#" : (LADDER.ascii[eighths - 1] as string);
  return LADDER.unicode[Math.min(8, eighths) - 1] as string;
}

export type BarOptions = {
  readonly unicode: boolean;
  /** The tone of the filled part. */
  readonly tone?: Tone;
  /** Where an even rate would be, 0 to 1: marked across the bar. */
  readonly pace?: number | null;
};

/**
 * A horizontal bar of exactly `width` columns for `ratio` (1 = full). Over 1 it is full and ends in an overflow mark;
 * anything above zero shows at least a sliver; null is an empty track.
 */
export function bar(ratio: number | null, width: number, options: BarOptions): Line {
  if (width <= 0) return [];
  const { unicode, tone = "accent", pace = null } = options;
  const cells = barCells(ratio ?? 0, width, unicode).map((text): Span => glyphs(text, isTrack(text) ? "track" : tone));
  if (pace !== null && pace > 0 && pace < 1) {
    const at = Math.min(width - 1, Math.floor(pace * width));
    cells[at] = glyphs(unicode ? "│" : "|", "text", true);
  }
  if ((ratio ?? 0) > 1) cells[width - 1] = glyphs(unicode ? "»" : ">", tone, true);
  return joinSpans(cells);
}

/** Part of a drawing: beside it stands the figure. */
export function glyphs(text: string, tone: Tone = "accent", bold = false): Span {
  return { ...span(text, tone, bold), decorative: true };
}

const isTrack = (text: string): boolean => text === "░" || text === "." || text === " ";

function barCells(ratio: number, width: number, unicode: boolean): string[] {
  const share = Math.min(1, Math.max(0, Number.isNaN(ratio) ? 0 : ratio));
  const eighths = share > 0 ? Math.max(1, Math.round(share * width * 8)) : 0;
  const full = Math.floor(eighths / 8);
  const rest = eighths % 8;
  return Array.from({ length: width }, (_, i) => {
    if (i < full) return unicode ? "█" : "#";
    if (i === full && rest > 0) return unicode ? (PARTIAL[rest] as string) : rest >= 4 || full === 0 ? "=" : ".";
    return unicode ? "░" : ".";
  });
}

/** A bar without a track or a mark, for a column of bars in a table: blank where the value is zero. */
export function plainBar(ratio: number, width: number, unicode: boolean, tone: Tone = "accent"): Line {
  const cells = barCells(ratio, width, unicode).map((text) => (isTrack(text) ? " " : text));
  return [glyphs(cells.join(""), tone)];
}

/** Neighbours that look alike, joined, so that a line has few spans. */
function joinSpans(cells: readonly Span[]): Line {
  const line: Span[] = [];
  for (const cell of cells) {
    const last = line.at(-1);
    if (last && last.tone === cell.tone && last.bold === cell.bold) {
      line[line.length - 1] = { ...last, text: last.text + cell.text };
    } else {
      line.push(cell);
    }
  }
  return line;
}

/** Lower bounds of the heat steps 2, 3 and 4: the quartiles of what is above zero. */
export function heatSteps(values: readonly Value[]): readonly [number, number, number] {
  const sorted = values.filter((v): v is number => v !== null && v > 0).sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.POSITIVE_INFINITY;
  return [at(0.25), at(0.5), at(0.75)];
}

/** One row of a heat map, `cellWidth` columns a value: five steps by lightness, blank where there is no data. */
export function heatRow(
  values: readonly Value[],
  steps: readonly [number, number, number],
  unicode: boolean,
  cellWidth = 1,
): string {
  const glyphs = unicode ? HEAT.unicode : HEAT.ascii;
  return values
    .map((value) => {
      if (value === null) return " ".repeat(cellWidth);
      const level = value <= 0 ? 0 : 1 + steps.filter((step) => value >= step).length;
      return (glyphs[Math.min(4, level)] as string).repeat(cellWidth);
    })
    .join("");
}

/** Smallest step first, as a legend beside the map. */
export function heatLegend(unicode: boolean): string {
  return [...(unicode ? HEAT.unicode : HEAT.ascii)].join(" ");
}
