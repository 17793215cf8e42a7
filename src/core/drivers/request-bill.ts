/** The bill of one request, by kind, with the surcharge of fast mode separate. */

import type { Pico } from "../pricing/money.ts";
import type { PriceBook } from "../pricing/price-book.ts";
import { Flag, type ResponseTable } from "../responses/columns.ts";
import { billOf, type CostClass } from "./cost-classes.ts";

export type RequestBill = {
  /** Without the surcharge. */
  readonly classes: Readonly<Record<CostClass, Pico>>;
  readonly fastPico: Pico;
};

type Classes = Record<CostClass, Pico>;

/** The lines and the surcharge add up to the row's cost. */
export function requestBill(table: ResponseTable, book: PriceBook, row: number): RequestBill {
  const { columns } = table;
  const flags = columns.flags[row] as number;
  const classes = classesOf(billOf(table, book, row));
  // A user's rate with many decimals is rounded once for the whole response; the remainder is added to the largest
  // line.
  const priced = BigInt(columns.costPico[row] as number);
  classes[largest(classes)] += priced - sum(classes);
  if ((flags & Flag.fast) === 0) return { classes, fastPico: 0n };
  const usual = classesOf(billOf(table, book, row, flags & ~Flag.fast));
  let fastPico = 0n;
  for (const name of NAMES) {
    const surcharge = classes[name] - usual[name];
    if (surcharge <= 0n) continue;
    fastPico += surcharge;
    classes[name] -= surcharge;
  }
  return { classes, fastPico };
}

const NAMES: readonly CostClass[] = ["output", "input", "cacheWrite5m", "cacheWrite1h", "cacheRead", "webSearch"];

function classesOf(lines: ReturnType<typeof billOf>): Classes {
  const classes: Classes = { input: 0n, output: 0n, cacheWrite5m: 0n, cacheWrite1h: 0n, cacheRead: 0n, webSearch: 0n };
  for (const { name, costPico } of lines) classes[name] += BigInt(costPico);
  return classes;
}

function largest(classes: Classes): CostClass {
  return NAMES.reduce((best, name) => (classes[name] > classes[best] ? name : best));
}

function sum(classes: Classes): Pico {
  return NAMES.reduce((total, name) => total + classes[name], 0n);
}
