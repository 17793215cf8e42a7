/** Estimates with their uncertainty: a dot for the estimate, a line for its interval, one row each. */

import {
  type Chart,
  FONT_PX,
  type Format,
  grid,
  LINE,
  MUTED,
  NARROW_PX,
  seriesColour,
  shortLabel,
  TEXT,
  valueAxis,
} from "./chart.ts";
import { customSeries, dotShape, lineShape, rectShape, type Shape, textShape } from "./shapes.ts";

export type IntervalRow = {
  readonly label: string;
  readonly value: number;
  /** null = no interval is known. */
  readonly low: number | null;
  readonly high: number | null;
  /** The estimate and its interval, as text. */
  readonly text: string;
};

export type IntervalSpec = {
  /** What the rows are, such as "scenario". */
  readonly labelTitle: string;
  readonly valueTitle: string;
  readonly rows: readonly IntervalRow[];
  readonly axis: Format;
  /** The end of the axis; undefined = slightly above the largest value. */
  readonly most?: number;
  /** A range drawn behind all rows, such as published figures. */
  readonly band?: { readonly low: number; readonly high: number; readonly label: string };
};

const ROW_PX = 40;
const LABEL_PX = 14;
const TOP_PX = 8;
/** Approximate width of a character. */
const CHARACTER_PX = FONT_PX * 0.56;

export function intervalChart({ labelTitle, valueTitle, rows, axis, most, band }: IntervalSpec): Chart {
  const largest = Math.max(1e-9, band?.high ?? 0, ...rows.map(({ value, high }) => Math.max(value, high ?? 0)));
  const top = TOP_PX + (band ? LABEL_PX + 4 : 0);
  return {
    height: () => top + rows.length * ROW_PX + 28,
    option: (width) => ({
      grid: grid({ top, right: 16, left: 10 }),
      xAxis: {
        ...valueAxis(axis, width < NARROW_PX ? 3 : 6),
        max: most ?? roundedUp(largest),
        splitLine: { lineStyle: { color: LINE }, showMaxLine: false },
      },
      yAxis: { type: "value", min: 0, max: Math.max(1, rows.length), inverse: true, show: false },
      series: [
        customSeries(band ? [band] : [], ({ low, high, label }, at) =>
          bandShapes(at(low, 0), at(high, rows.length), label, width),
        ),
        customSeries(rows, (row, at, i) => rowShapes(row, at, i, width)),
      ],
    }),
    legend: [],
    values: {
      columns: [{ title: labelTitle }, { title: valueTitle, numeric: true }],
      rows: rows.map(({ label, text }) => [label, text]),
    },
  };
}

/** Rounded up to two digits, so that the axis ends near the largest value. */
function roundedUp(value: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Math.ceil((value * 1.02) / unit) * unit;
}

function rowShapes(
  { label, value, low, high, text }: IntervalRow,
  at: (x: number, y: number) => readonly [number, number],
  i: number,
  width: number,
): readonly Shape[] {
  const colour = seriesColour(0);
  const y = at(0, i)[1] + LABEL_PX + 13;
  const [x] = at(value, 0);
  const most = Math.floor((width - 40) / CHARACTER_PX) - text.length - 2;
  const shapes: Shape[] = [
    textShape(shortLabel(label, Math.max(8, most)), at(0, 0)[0], at(0, i)[1] + LABEL_PX / 2 + 2, TEXT, "left", FONT_PX),
    textShape(shortLabel(text, 60), width - 18, at(0, i)[1] + LABEL_PX / 2 + 2, MUTED, "right", FONT_PX),
  ];
  if (low !== null && high !== null) {
    const [from, to] = [at(low, 0)[0], at(high, 0)[0]];
    shapes.push(lineShape(from, y, to, y, colour, "solid", 3));
    for (const end of [from, to]) shapes.push(lineShape(end, y - 5, end, y + 5, colour));
  }
  return [...shapes, dotShape(x, y, 5, colour)];
}

function bandShapes(
  from: readonly [number, number],
  to: readonly [number, number],
  text: string,
  width: number,
): readonly Shape[] {
  const isLeft = from[0] > width / 2;
  const room = isLeft ? to[0] : width - from[0];
  const most = Math.max(3, Math.floor((room - 8) / CHARACTER_PX));
  return [
    rectShape(from[0], from[1], to[0] - from[0], to[1] - from[1], "var(--h0)"),
    textShape(
      shortLabel(text, most),
      isLeft ? to[0] : from[0],
      from[1] - LABEL_PX / 2,
      MUTED,
      isLeft ? "right" : "left",
      FONT_PX,
    ),
  ];
}
