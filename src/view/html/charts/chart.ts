/** The definition of a chart before it is drawn, with helpers for its labels and colours. */

import type { EChartsCoreOption } from "echarts/core";
import { cleanText } from "../../../core/clean-text.ts";
import type { HtmlTable } from "../table.ts";

export type LegendEntry = {
  readonly name: string;
  readonly colour: string;
  /** Whether the entry is for a line across the chart, not for an area. */
  readonly isLine?: boolean;
};

export type Chart = {
  /** Height in pixels, for a drawing of a given width. */
  height(width: number): number;
  option(width: number): EChartsCoreOption;
  /** Shown below the chart; empty where there is only one colour. */
  readonly legend: readonly LegendEntry[];
  /** The figures drawn, as text. */
  readonly values: HtmlTable;
};

/** Drawings narrower than this are for phones. */
export const NARROW_PX = 480;

export const TEXT = "var(--text)";
export const MUTED = "var(--muted)";
export const LINE = "var(--line)";
export const ACCENT = "var(--accent)";
export const FONT_PX = 12;

const SERIES = 8;

/** The colour of part i; colours repeat after eight. */
export function seriesColour(i: number): string {
  return `var(--s${(i % SERIES) + 1})`;
}

export type Format = (value: number) => string;

/** Labels of an axis. Texts from outside are cleaned here; the library escapes them when it draws. */
export const label = cleanText;

/** Removes the middle of a text that is too long. @param most characters, at least three */
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

/** Margins of the drawing; labels are inside. */
export function grid(edges: { top?: number; right?: number; left?: number; bottom?: number } = {}): unknown {
  return { top: 8, right: 8, bottom: 4, left: 4, outerBoundsMode: "same", ...edges };
}
