/** Names with their share of a whole: models, projects, kinds of background. */

import { type Amount, addAmounts, priced } from "../../core/pricing/amount.ts";
import type { Pico } from "../../core/pricing/money.ts";
import { plainBar } from "../text/charts.ts";
import { money, percent } from "../text/format.ts";
import { type Line, span } from "../text/spans.ts";
import { type Column, type Row, tableLines } from "../text/table.ts";
import { amountCell } from "../words/priced-amount.ts";
import type { ViewContext } from "./pane.ts";

const COLUMNS: readonly Column[] = [
  { header: "", priority: 1, rule: "shrink", minWidth: 10, maxWidth: 30 },
  { header: "", priority: 3, rule: "grow", minWidth: 5, maxWidth: 40 },
  { header: "", priority: 2, rule: "hard", align: "right", floor: 4, tone: "muted" },
  { header: "", priority: 1, rule: "hard", align: "right", floor: 8 },
];

export type Share = readonly [name: string, amount: Amount];

/** The most expensive shares that fit; the rest as one row. */
export function shareTable(shares: readonly Share[], width: number, height: number, ctx: ViewContext): Line[] {
  if (shares.length === 0) return [[span("nothing yet", "muted")]];
  const total = sumOf(shares).pico;
  const fits = shares.length <= height ? shares.length : Math.max(0, height - 1);
  const rest = shares.slice(fits);
  const shown: Share[] = shares.slice(0, fits);
  if (rest.length > 0 && height > 0) shown.push([`${rest.length} more`, sumOf(rest)]);
  const largest = Math.max(1, ...shown.map(([, { pico }]) => Number(pico)));
  const rows = shown.map((share, i) => shareRow(share, { total, largest, isPart: i >= fits }, ctx));
  return tableLines(COLUMNS, rows, width, { unicode: ctx.unicode, header: false });
}

type Scale = { readonly total: Pico; readonly largest: number; readonly isPart: boolean };

function shareRow([name, amount]: Share, { total, largest, isPart }: Scale, ctx: ViewContext): Row {
  const { pico, lacksPrices } = amount;
  const cost = amountCell(amount, ctx.unicode, { write: money });
  return [
    isPart ? span(name, "muted") : name,
    (width: number) => plainBar(Number(pico) / largest, width, ctx.unicode, isPart ? "track" : "accent"),
    pico === 0n ? "" : percent(Number(pico), Number(total)),
    pico === 0n && !lacksPrices ? span(ctx.unicode ? "–" : "-", "muted") : isPart ? { ...cost, tone: "muted" } : cost,
  ];
}

const sumOf = (shares: readonly Share[]): Amount =>
  shares.reduce<Amount>((sum, [, amount]) => addAmounts(sum, amount), priced(0n));
