/** What a chart is before it is drawn, and how its texts and colours are made. */

import type { EChartsCoreOption } from "echarts/core";
import { cleanText } from "../../../core/clean-text.ts";
import type { HtmlTable } from "../table.ts";

export type LegendEntry = {
  readonly name: string;
  readonly colour: string;
  /** Of a line across the chart, not of an area. */
  readonly isLine?: boolean;
};

export type Chart = {
  /** Pixels, for a drawing of some width. */
  height(width: number): number;
  option(width: number): EChartsCoreOption;
  /** Beneath the chart; empty where one colour says it all. */
  readonly legend: readonly LegendEntry[];
  /** The figures drawn, as text. */
  readonly values: HtmlTable;
};

/** A drawing narrower than this is for a phone. */
export const NARROW_PX = 480;

export const TEXT = "var(--text)";
export const MUTED = "var(--muted)";
export const LINE = "var(--line)";
export const ACCENT = "var(--accent)";
export const FONT_PX = 12;

const SERIES = 8;

/** The colour of the i-th part; they repeat after eight. */
export function seriesColour(i: number): string {
  return `var(--s${(i % SERIES) + 1})`;
}

export type Format = (value: number) => string;

/** Labels of an axis. Texts from outside pass the gate; the library escapes them as it draws. */
export const label = cleanText;

/** The middle of a text that is too long for its place is left out. @param most characters, at least three */
export function shortLabel(text: string, most: number): string {
  const clean = Array.from(cleanText(text));
  if (clean.length <= most) return clean.join("");
  const head = Math.ceil((most - 1) / 2);
  return `${clean.slice(0, head).join("")}…${clean.slice(clean.length - (most - 1 - head)).join("")}`;
}

export function axisLabel(formatter?: Format): Record<string, unknown> {
  return { color: MUTED, fontSize: FONT_PX, hideOverlap: true, ...(formatter ? { formatter } : {}) };
}

/** An axis of values that begins at zero, so that lengths can be compared. */
export function valueAxis(format: Format, splits: number): Record<string, unknown> {
  return {
    type: "value",
    min: 0,
    splitNumber: splits,
    axisLabel: axisLabel(format),
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: LINE } },
  };
}

/** Room around the drawing; labels are kept inside. */
export function grid(edges: { top?: number; right?: number; left?: number; bottom?: number } = {}): unknown {
  return { top: 8, right: 8, bottom: 4, left: 4, outerBoundsMode: "same", ...edges };
}
