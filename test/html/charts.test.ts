import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { barChart } from "../../src/view/html/charts/bars.ts";
import { shortLabel } from "../../src/view/html/charts/chart.ts";
import { drawSvg } from "../../src/view/html/charts/draw.ts";
import { heatMap } from "../../src/view/html/charts/heat-map.ts";
import { histogram, histogramBins } from "../../src/view/html/charts/histogram.ts";
import { intervalChart } from "../../src/view/html/charts/intervals.ts";
import { EVIL, faultIn } from "../gate/hostile.ts";
import { runs } from "../helpers/runs.ts";

const usd = (value: number): string => `$${value}`;

/** Bars as [x, y, width, height], by the paths that the drawing fills with a series' colour. */
function barsOf(svg: string, colour: string): number[] {
  const paths = svg.matchAll(
    new RegExp(`<path d="M[\\d.]+ [\\d.]+l[\\d.]+ 0l0 (-[\\d.]+)[^"]*" fill="var\\(${colour}\\)"`, "g"),
  );
  return [...paths].map(([, height]) => -Number(height));
}

describe("bars", () => {
  const spec = { labelTitle: "day", labels: ["a", "b", "c"], axis: usd };

  test("are as high as their values, from zero", () => {
    const chart = barChart({ ...spec, series: [{ name: "cost", values: [10, 5, 20] }] });
    const [first, second, third] = barsOf(String(drawSvg(chart, 960, "x", "desk")), "--s1") as [number, number, number];
    expect(second / first).toBeCloseTo(0.5, 1);
    expect(third / first).toBeCloseTo(2, 1);
  });

  test("of several parts are stacked, named in the legend, and listed as text", () => {
    const series = [
      { name: "logged", values: [1, 2, 3] },
      { name: "background", values: [3, 2, 1] },
    ];
    const chart = barChart({ ...spec, series, line: { value: 4, label: "average" } });
    const svg = String(drawSvg(chart, 960, "x", "desk"));
    const heights = barsOf(svg, "--s1").map((height, i) => height + (barsOf(svg, "--s2")[i] as number));
    for (const height of heights) expect(height).toBeCloseTo(heights[0] as number, 0);
    expect(chart.legend.map(({ name }) => name)).toEqual(["logged", "background", "average"]);
    expect(chart.values.rows).toEqual([
      ["a", "$1", "$3"],
      ["b", "$2", "$2"],
      ["c", "$3", "$1"],
    ]);
  });

  test("with nothing to show are an empty chart", () => {
    const svg = String(drawSvg(barChart({ ...spec, labels: [], series: [] }), 960, "x", "desk"));
    expect(svg).toContain("<svg");
    expect(svg).not.toContain("NaN");
  });
});

describe("a histogram", () => {
  test("counts every value once, in the step that holds it", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
        const bins = histogramBins(values);
        expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
        expect(bins.length).toBeLessThanOrEqual(13);
        expect(Math.max(...values)).toBeLessThanOrEqual((bins.at(-1)?.to ?? 0) * (1 + 1e-9));
      }),
      { numRuns: runs({ ci: 1000, here: 100 }) },
    );
  });

  test("a value at an edge belongs to the step that begins there", () => {
    expect(histogramBins([0, 9.99, 10, 119.99])).toMatchObject([
      { from: 0, to: 10, count: 2 },
      { from: 10, to: 20, count: 1 },
      ...Array.from({ length: 9 }, () => ({ count: 0 })),
      { from: 110, to: 120, count: 1 },
    ]);
  });

  test("of nothing, and of zeros alone", () => {
    expect(histogramBins([])).toEqual([]);
    expect(histogramBins([0, 0])).toEqual([{ from: 0, to: 1, count: 2 }]);
  });
});

test("a heat map has the steps of the dashboard, and leaves blank what there is no data of", () => {
  const chart = heatMap({
    columns: ["a", "b", "c"],
    rows: ["x", "y"],
    values: [
      [0, 1, 2],
      [null, 3, 4],
    ],
    format: usd,
  });
  const svg = String(drawSvg(chart, 520, "x", "desk"));
  // Above zero stand 1, 2, 3, 4: quartiles 2, 3 and 4.
  expect([...svg.matchAll(/fill="var\(--h(\d)\)"/g)].map(([, level]) => level)).toEqual(["0", "1", "2", "3", "4"]);
  expect(chart.legend.map(({ name }) => name)).toEqual(["none", "below $2", "from $2", "from $3", "from $4"]);
  expect(chart.values.rows).toEqual([
    ["x", "$0", "$1", "$2"],
    ["y", "–", "$3", "$4"],
  ]);
});

test("a heat map of nothing has no steps", () => {
  const chart = heatMap({ columns: ["a"], rows: ["x"], values: [[0]], format: usd });
  expect(chart.legend.map(({ name }) => name)).toEqual(["none"]);
  expect(String(drawSvg(chart, 520, "x", "desk"))).toContain("var(--h0)");
});

describe("names from outside", () => {
  const name = `${EVIL}</text><script>alert(1)</script>`;
  const charts = {
    bars: barChart({
      labelTitle: name,
      labels: [name],
      series: [{ name, values: [1] }],
      axis: usd,
      line: { value: 1, label: name },
    }),
    histogram: histogram({ values: [1], things: name, axis: usd, marks: [{ value: 1, label: name }] }),
    intervals: intervalChart({
      labelTitle: name,
      valueTitle: name,
      rows: [{ label: name, value: 1, low: null, high: null, text: name }],
      axis: usd,
      band: { low: 0, high: 1, label: name },
    }),
    heat: heatMap({ columns: [name], rows: [name], values: [[1]], format: usd }),
  };

  test.each(Object.entries(charts))("are text in a drawing: %s", (_, chart) => {
    for (const width of [360, 960]) {
      const svg = String(drawSvg(chart, width, name, "phone"));
      expect(faultIn(svg)).toBe("");
      expect(svg).not.toContain("<script");
      expect(svg.match(/<(\w+)/g)?.length).toBe(svg.match(/<\/(\w+)>/g)?.length);
    }
  });
});

test("a label too long for its place loses its middle, and no half of a character", () => {
  expect(shortLabel("payments-service", 9)).toBe("paym…vice");
  expect(shortLabel("payments", 8)).toBe("payments");
  expect(shortLabel("payments!", 8)).toBe("paym…ts!");
  expect(shortLabel("💰💰💰💰", 3)).toBe("💰…💰");
});
