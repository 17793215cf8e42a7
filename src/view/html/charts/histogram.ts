/**
 * The distribution of values: how many are in each of several intervals of equal width, with marks such as the median.
 */

import {
  ACCENT,
  type Chart,
  FONT_PX,
  type Format,
  grid,
  LINE,
  label,
  NARROW_PX,
  seriesColour,
  valueAxis,
} from "./chart.ts";
import { customSeries, lineShape, rectShape, textShape } from "./shapes.ts";

export type Mark = { readonly value: number; readonly label: string };

export type HistogramSpec = {
  /** Not negative. */
  readonly values: readonly number[];
  /** What is counted, such as "members". */
  readonly things: string;
  readonly axis: Format;
  readonly marks: readonly Mark[];
};

export type Bin = { readonly from: number; readonly to: number; readonly count: number };

const MOST_BINS = 12;

/** Intervals of 1, 2 or 5 times a power of ten from zero; a value at an edge is in the interval that begins there. */
export function histogramBins(values: readonly number[], most = MOST_BINS): readonly Bin[] {
  const top = Math.max(0, ...values);
  if (values.length === 0) return [];
  const step = niceStep(top / most);
  const bins = Math.floor(top / step) + 1;
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    const at = Math.min(bins - 1, Math.max(0, Math.floor(value / step)));
    counts[at] = (counts[at] as number) + 1;
  }
  return counts.map((count, i) => ({ from: i * step, to: (i + 1) * step, count }));
}

const LEAST_STEP = 1e-12;

/** The smallest of 1, 2, 5, 10, … that is at least this large; 1 where all values are zero. */
function niceStep(atLeast: number): number {
  if (atLeast <= 0) return 1;
  const least = Math.max(atLeast, LEAST_STEP);
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((one) => one * power >= least) ?? 10;
  return factor * power;
}

export function histogram({ values, things, axis, marks }: HistogramSpec): Chart {
  const bins = histogramBins(values);
  const end = Math.max(bins.at(-1)?.to ?? 1, ...marks.map(({ value }) => value));
  return {
    height: (width) => (width < NARROW_PX ? 190 : 220) + marks.length * 14,
    option: () => ({
      grid: grid({ top: 12 + marks.length * 14, right: 16 }),
      xAxis: {
        ...valueAxis(axis, 6),
        max: end,
        splitLine: { show: false },
        axisLine: { show: true, lineStyle: { color: LINE } },
      },
      yAxis: { ...valueAxis(String, 4), minInterval: 1, max: Math.max(1, ...bins.map(({ count }) => count)) },
      series: [
        customSeries(bins, ({ from, to, count }, at) => {
          const [left, top] = at(from, count);
          const [right, bottom] = at(to, 0);
          return [rectShape(left + 1, top, right - left - 2, bottom - top, seriesColour(0))];
        }),
        customSeries(marks, ({ value, label: text }, at, i) => {
          const [x, bottom] = at(value, 0);
          const y = 8 + i * 14;
          // The label is on the side with more room.
          const isLeft = value > end / 2;
          return [
            lineShape(x, y, x, bottom, ACCENT, "dashed"),
            textShape(label(text), x + (isLeft ? -4 : 4), y, ACCENT, isLeft ? "right" : "left", FONT_PX),
          ];
        }),
      ],
    }),
    legend: [],
    values: {
      columns: [{ title: "from" }, { title: "to", numeric: true }, { title: things, numeric: true }],
      rows: bins.map(({ from, to, count }) => [axis(from), axis(to), count]),
    },
  };
}
