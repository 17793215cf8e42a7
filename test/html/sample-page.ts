/** A page with one of everything that pages are made of, whose texts are those of an attacker. */

import { barChart } from "../../src/view/html/charts/bars.ts";
import { figure } from "../../src/view/html/charts/figure.ts";
import { heatMap } from "../../src/view/html/charts/heat-map.ts";
import { histogram } from "../../src/view/html/charts/histogram.ts";
import { intervalChart } from "../../src/view/html/charts/intervals.ts";
import { htmlDocument } from "../../src/view/html/document.ts";
import { columns, keyFigures, meter, note, notice, section } from "../../src/view/html/parts.ts";
import { table } from "../../src/view/html/table.ts";

const usd = (value: number): string => `$${value}`;
const DAYS = Array.from({ length: 30 }, (_, i) => `2026-11-${String(i + 1).padStart(2, "0")}`);
const wave = (i: number, size: number): number => Math.round(size * (1 + Math.sin(i / 3)) * 100) / 100;

/** @param name used in every place that can show a name from outside */
export function samplePage(name: string): string {
  const bars = barChart({
    labelTitle: "day",
    labels: DAYS,
    axisLabels: DAYS.map((day) => day.slice(8)),
    series: ["main", name, "background"].map((series, k) => ({
      name: series,
      values: DAYS.map((_, i) => wave(i + k, 20 - 6 * k)),
    })),
    axis: usd,
    line: { value: 50, label: `average of ${name}` },
  });
  const single = barChart({
    labelTitle: "project",
    labels: [name, "api", "web"],
    series: [{ name: "cost", values: [12, 7, 0] }],
    axis: usd,
  });
  const spread = histogram({
    values: [3, 8, 11, 12, 14, 15, 15, 19, 24, 31, 48, 90],
    things: "members",
    axis: usd,
    marks: [
      { value: 15, label: `median ${name}` },
      { value: 48, label: "90 % are below $48" },
    ],
  });
  const intervals = intervalChart({
    labelTitle: "scenario",
    valueTitle: "a month",
    rows: [
      { label: name, value: 4200, low: 3100, high: 5900, text: "$4,200 ($3,100 to $5,900)" },
      { label: "managed, at another model", value: 2600, low: 1900, high: 3500, text: "$2,600 ($1,900 to $3,500)" },
      { label: "published", value: 3000, low: null, high: null, text: "$3,000" },
    ],
    axis: usd,
    band: { low: 2500, high: 3600, label: `published: $2,500 to $3,600 ${name}` },
  });
  const heat = heatMap({
    columns: Array.from({ length: 24 }, (_, hour) => String(hour)),
    rows: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", name],
    values: Array.from({ length: 7 }, (_, row) =>
      Array.from({ length: 24 }, (_, hour) => (row === 6 ? null : hour < 7 ? 0 : wave(hour + row, 4))),
    ),
    format: usd,
  });
  const text = (title: string) => ({ title, summary: `seen by ${name}`, caption: name });
  return htmlDocument({ title: `Sample ${name}`, subtitle: name, demo: true, footer: name }, [
    keyFigures([
      { label: name, value: "$1,234.56", note: name },
      { label: "active days", value: "21" },
      { label: "an active day", value: "$58.79", note: "median $51.20" },
    ]),
    section("By day", [figure(bars, text("Cost by day")), note(name)]),
    columns([
      section("Spread", [figure(spread, text("Members by cost"), "half")]),
      section("Scenarios", [figure(intervals, text("Scenarios"), "half")]),
      section("Hours", [figure(heat, text("Hours by weekday"), "half")]),
      section("Projects", [figure(single, text("Projects"), "half")]),
    ]),
    section(
      name,
      [
        table({
          caption: name,
          columns: [{ title: "project" }, { title: name, wide: true }, { title: "cost", numeric: true }],
          rows: [
            [name, meter(1.4, "warn"), "$12.00"],
            ["api", meter(0.5), "$7.00"],
          ],
          total: ["all", null, "$19.00"],
        }),
        notice("critical", name),
      ],
      { newPage: true },
    ),
  ]);
}
