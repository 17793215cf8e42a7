/** Amounts on a grid, such as hours by weekdays, in five steps of lightness, as in the dashboard. */

import { heatSteps, type Value } from "../../text/charts.ts";
import { type Chart, FONT_PX, type Format, MUTED, NARROW_PX, shortLabel } from "./chart.ts";
import { customSeries, rectShape, textShape } from "./shapes.ts";

export type HeatSpec = {
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  /** By row, then column; null = no data, drawn as a blank. */
  readonly values: readonly (readonly Value[])[];
  readonly format: Format;
};

const LABEL_PX = 18;
const GAP_PX = 2;
const MOST_CELL_PX = 26;
/** The least height that a row's label needs. */
const LEAST_ROW_PX = 17;

type Cell = { readonly row: number; readonly column: number; readonly colour: string };

const colourOf = (level: number): string => `var(--h${level})`;

/** 0 for zero, else 1 to 4 by the quartiles of the values above zero. */
function levelOf(value: number, steps: readonly [number, number, number]): number {
  return value <= 0 ? 0 : 1 + steps.filter((step) => value >= step).length;
}

export function heatMap(spec: HeatSpec): Chart {
  const { columns, rows, values, format } = spec;
  const steps = heatSteps(values.flat());
  const cells: Cell[] = values.flatMap((line, row) =>
    line.flatMap((value, column) => (value === null ? [] : [{ row, column, colour: colourOf(levelOf(value, steps)) }])),
  );
  const left = Math.min(110, 10 + Math.max(0, ...rows.map((name) => Array.from(name).length)) * FONT_PX * 0.6);
  const sizeOf = (width: number): number => (width - left - 8) / Math.max(1, columns.length);
  const heightOf = (width: number): number => Math.min(MOST_CELL_PX, Math.max(LEAST_ROW_PX, sizeOf(width)));
  return {
    height: (width) => Math.ceil(LABEL_PX + rows.length * heightOf(width) + 4),
    option: (width) => {
      const [size, height] = [sizeOf(width), heightOf(width)];
      // As many columns are labelled as fit.
      const longest = Math.max(1, ...columns.map((name) => name.length));
      const every = Math.max(1, Math.ceil((longest * FONT_PX * 0.62 + 6) / size));
      return {
        grid: { top: 0, left: 0, right: 0, bottom: 0 },
        xAxis: { type: "value", min: 0, max: 1, show: false },
        yAxis: { type: "value", min: 0, max: 1, show: false },
        series: [
          customSeries(columns, (name, _at, i) =>
            i % every === 0
              ? [textShape(shortLabel(name, 12), left + i * size, LABEL_PX / 2, MUTED, "left", FONT_PX)]
              : [],
          ),
          customSeries(rows, (name, _at, i) => [
            textShape(
              shortLabel(name, width < NARROW_PX ? 10 : 14),
              2,
              LABEL_PX + (i + 0.5) * height,
              MUTED,
              "left",
              FONT_PX,
            ),
          ]),
          customSeries(cells, ({ row, column, colour }) => [
            rectShape(left + column * size, LABEL_PX + row * height, size - GAP_PX, height - GAP_PX, colour, 2),
          ]),
        ],
      };
    },
    legend: legendOf(steps, format),
    values: {
      columns: [{ title: "" }, ...columns.map((title) => ({ title, numeric: true }))],
      rows: rows.map((name, i) => [name, ...(values[i] ?? []).map((value) => (value === null ? "–" : format(value)))]),
    },
  };
}

function legendOf(steps: readonly [number, number, number], format: Format): Chart["legend"] {
  // Without values above zero there are no quartiles.
  const hasSteps = steps.every(Number.isFinite);
  const names = hasSteps ? [`below ${format(steps[0])}`, ...steps.map((step) => `from ${format(step)}`)] : [];
  return ["none", ...names].map((name, level) => ({ name, colour: colourOf(level) }));
}
