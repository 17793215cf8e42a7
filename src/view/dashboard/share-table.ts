/** Names with their part of a whole: models, projects, kinds of background. */

import type { Pico } from "../../core/pricing/money.ts";
import { plainBar } from "../text/charts.ts";
import { money, percent } from "../text/format.ts";
import { type Line, span } from "../text/spans.ts";
import { type Column, tableLines } from "../text/table.ts";
import type { ViewContext } from "./pane.ts";

const COLUMNS: readonly Column[] = [
  { header: "", priority: 1, rule: "shrink", minWidth: 10, maxWidth: 30 },
  { header: "", priority: 3, rule: "grow", minWidth: 6, maxWidth: 40 },
  { header: "", priority: 2, rule: "hard", align: "right", floor: 4, tone: "muted" },
  { header: "", priority: 1, rule: "hard", align: "right", floor: 9 },
];

/** The most expensive that fit, the rest as one row. */
export function shareTable(
  shares: readonly (readonly [name: string, pico: Pico])[],
  width: number,
  height: number,
  ctx: ViewContext,
): Line[] {
  if (shares.length === 0) return [[span("nothing yet", "muted")]];
  const total = shares.reduce((sum, [, pico]) => sum + pico, 0n);
  const fits = shares.length <= height ? shares.length : Math.max(0, height - 1);
  const rest = shares.slice(fits);
  const shown: (readonly [string, Pico])[] = shares.slice(0, fits).map(([name, pico]) => [name, pico]);
  if (rest.length > 0 && height > 0)
    shown.push([`${rest.length} more`, rest.reduce((sum, [, pico]) => sum + pico, 0n)]);
  const largest = Math.max(1, ...shown.map(([, pico]) => Number(pico)));
  const rows = shown.map(([name, pico], i) => [
    i >= fits ? span(name, "muted") : name,
    (w: number) => plainBar(Number(pico) / largest, w, ctx.unicode, i >= fits ? "track" : "accent"),
    percent(Number(pico), Number(total)),
    money(pico),
  ]);
  return tableLines(COLUMNS, rows, width, { unicode: ctx.unicode, header: false });
}
