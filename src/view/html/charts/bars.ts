/** Columns of days, weeks or months, single or stacked. */

import {
  ACCENT,
  axisLabel,
  type Chart,
  type Format,
  grid,
  LINE,
  label,
  NARROW_PX,
  seriesColour,
  valueAxis,
} from "./chart.ts";

export type BarSeries = {
  readonly name: string;
  /** One for each label. */
  readonly values: readonly number[];
  /** The values in the table of figures; undefined = formatted with `exact`. */
  readonly written?: readonly string[];
};

export type BarSpec = {
  /** What the labels are, such as "day". */
  readonly labelTitle: string;
  readonly labels: readonly string[];
  /** Shorter labels for the axis; undefined = the labels. */
  readonly axisLabels?: readonly string[];
  /** Stacked from the bottom up. */
  readonly series: readonly BarSeries[];
  /** Format of the axis. */
  readonly axis: Format;
  /** Format of the table of figures; undefined = the axis's. */
  readonly exact?: Format;
  /** A horizontal line, such as an average or a budget. */
  readonly line?: { readonly value: number; readonly label: string };
};

export function barChart(spec: BarSpec): Chart {
  const { labels, axisLabels = labels, series, axis, line } = spec;
  return {
    height: (width) => (width < NARROW_PX ? 190 : 230),
    option: () => ({
      grid: grid(),
      xAxis: {
        type: "category",
        data: axisLabels.map(label),
        axisLabel: axisLabel(),
        axisLine: { lineStyle: { color: LINE } },
        axisTick: { show: false },
      },
      yAxis: valueAxis(axis, 4),
      series: series.map(({ name, values }, i) => ({
        type: "bar",
        name: label(name),
        stack: "all",
        silent: true,
        barMaxWidth: 48,
        barCategoryGap: "22%",
        itemStyle: { color: seriesColour(i) },
        data: [...values],
        ...(i === 0 && line ? { markLine: markLine(line.value) } : {}),
      })),
    }),
    legend: legendOf(spec),
    values: valuesOf(spec),
  };
}

function markLine(value: number): unknown {
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: ACCENT, type: "dashed", width: 1.5 },
    label: { show: false },
    data: [{ yAxis: value }],
  };
}

/** A single series needs no legend, because the title of the chart names it. */
function legendOf({ series, line }: BarSpec): Chart["legend"] {
  const parts = series.length > 1 ? series.map(({ name }, i) => ({ name, colour: seriesColour(i) })) : [];
  return line ? [...parts, { name: line.label, colour: ACCENT, isLine: true }] : parts;
}

function valuesOf({ labelTitle, labels, series, axis, exact = axis }: BarSpec): Chart["values"] {
  return {
    columns: [{ title: labelTitle }, ...series.map(({ name }) => ({ title: name, numeric: true }))],
    rows: labels.map((name, i) => [
      name,
      ...series.map(({ values, written }) => written?.[i] ?? exact(values[i] ?? 0)),
    ]),
  };
}
