/** Draws numbers with characters. Every chart has exactly the requested width, with eighth blocks and with ASCII. */

import { SHADES } from "./screen-style.ts";
import { joinSpans, type Line, lineWidth, type Span, span } from "./spans.ts";
import type { Tone } from "./terminal-style.ts";

/** null is a missing value: drawn as a blank, unlike zero. */
export type Value = number | null;

const LADDER = { unicode: "▁▂▃▄▅▆▇█", ascii: ".:-=+*#@" } as const;
const ZERO = { unicode: "·", ascii: "_" } as const;
const PARTIAL = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"] as const;
const HEAT = { unicode: "·░▒▓█", ascii: ".-+*#" } as const;

export function largest(values: readonly Value[]): number {
  return values.reduce<number>((max, v) => (v !== null && v > max ? v : max), 0);
}

/** Groups values into at most `width` sums of neighbours; null only where all of them are null. */
export function gather(values: readonly Value[], width: number): Value[] {
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
 * A sparkline of exactly `width` columns, from 0 to `max` (default: the largest value). Zero, small values and missing
 * ones look different. Fewer values than columns are widened evenly by a whole factor, and the rest is blank.
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
 * A column chart of `height` rows, top row first, with one glyph per value, each row `values.length` columns wide. A
 * value above zero is always visible; zero has a mark in the bottom row only.
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
  /** Where an even rate would be, 0 to 1: shown as a mark on the bar. */
  readonly pace?: number | null;
};

/**
 * A horizontal bar of exactly `width` columns for `ratio` (1 = full). Above 1 it is full and ends in an overflow mark;
 * any value above zero is visible; null is an empty track.
 */
export function bar(ratio: number | null, width: number, options: BarOptions): Line {
  if (width <= 0) return [];
  const { unicode, tone = "accent", pace = null } = options;
  const cells = barCells(ratio ?? 0, width, unicode).map((text, i) =>
    isTrack(text) ? glyphs(text, "track") : shaded(text, tone, i / width),
  );
  if (pace !== null && pace > 0 && pace < 1) {
    const at = Math.min(width - 1, Math.floor(pace * width));
    cells[at] = glyphs(unicode ? "│" : "|", "text", true);
  }
  if ((ratio ?? 0) > 1) cells[width - 1] = glyphs(unicode ? "»" : ">", tone, true);
  return joinSpans(cells);
}

/** A span of a drawing, which screen readers skip because the figure is written beside it. */
export function glyphs(text: string, tone: Tone = "accent", bold = false): Span {
  return { ...span(text, tone, bold), decorative: true };
}

/** A glyph in the shade of its position in the chart, palest at 0, in full colour towards 1. */
function shaded(text: string, tone: Tone, place: number): Span {
  return { ...glyphs(text, tone), shade: shadeOf(place) };
}

const shadeOf = (place: number): number => Math.min(SHADES - 1, Math.floor(place * SHADES));

/** Rows of a column chart, top row first, paler towards the bottom. */
export function shadedRows(rows: readonly string[], tone: Tone = "accent"): Span[] {
  return rows.map((row, i) => shaded(row, tone, rows.length === 1 ? 1 : 1 - i / rows.length));
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
  // One span for neighbours of one shade: a list of days has thousands of cells.
  const parts: { text: string; readonly place: number }[] = [];
  barCells(ratio, width, unicode).forEach((cell, i) => {
    const isBlank = isTrack(cell);
    const place = isBlank ? 1 : i / width;
    const last = parts.at(-1);
    if (last && shadeOf(last.place) === shadeOf(place)) last.text += isBlank ? " " : cell;
    else parts.push({ text: isBlank ? " " : cell, place });
  });
  return parts.map(({ text, place }) => shaded(text, tone, place));
}

/** Lower bounds of the heat steps 2, 3 and 4: the quartiles of the values above zero. */
export function heatSteps(values: readonly Value[]): readonly [number, number, number] {
  const sorted = values.filter((v): v is number => v !== null && v > 0).sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.POSITIVE_INFINITY;
  return [at(0.25), at(0.5), at(0.75)];
}

/** Heat steps, from nothing up, each darker or brighter than the previous: by glyph, and by shade in true colour. */
const HEAT_SHADES = [0, 1, 3, 5, SHADES - 1] as const;

function heatCell(level: number, width: number, unicode: boolean): Span {
  const glyph = HEAT[unicode ? "unicode" : "ascii"][level] as string;
  const text = glyph.repeat(width);
  return level === 0 ? glyphs(text, "track") : { ...glyphs(text, "accent"), shade: HEAT_SHADES[level] as number };
}

/** One row of a heat map, `cellWidth` columns per value: five steps of lightness, blank where there is no data. */
export function heatRow(
  values: readonly Value[],
  steps: readonly [number, number, number],
  unicode: boolean,
  cellWidth = 1,
): Line {
  const cells = values.map((value) => {
    if (value === null) return glyphs(" ".repeat(cellWidth), "text");
    const level = value <= 0 ? 0 : 1 + steps.filter((step) => value >= step).length;
    return heatCell(Math.min(4, level), cellWidth, unicode);
  });
  return joinSpans(cells);
}

/**
 * Each step with its lower bound: `· none ░ less ▒ $7.65+`. Steps without values are left out. Where that is wider than
 * `width`, only the steps.
 */
export function heatLegend(
  steps: readonly [number, number, number],
  { width, format, unicode }: { width: number; format: (value: number) => string; unicode: boolean },
): Line {
  const names = [
    "none",
    "less",
    ...steps.map((step) => (step === Number.POSITIVE_INFINITY ? null : `${format(step)}+`)),
  ];
  const long = names.flatMap((name, level): Line => {
    if (name === null) return [];
    return [...(level > 0 ? [span(" ")] : []), heatCell(level, 1, unicode), span(` ${name}`, "muted")];
  });
  if (lineWidth(long) <= width) return long;
  const cells = names.flatMap((_name, level): Line => [heatCell(level, 1, unicode), span(" ")]);
  return [...cells, span("none to most", "muted")];
}
