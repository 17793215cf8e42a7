/** Sums of a loaded history in the shape of the oracle's, for comparing. */

import { isRequest, type ResponseTable, rowAt } from "../../src/core/responses/columns.ts";
import type { Decimal } from "../oracle/decimal.ts";
import { plus } from "../oracle/decimal.ts";
import { emptyTotals, type Totals } from "../oracle/totals.ts";

type Row = { readonly sessionId: string; readonly model: string; readonly timeMs: number };

export function historyTotals(table: ResponseTable, key: (row: Row) => string): Map<string, Totals> {
  const out = new Map<string, Totals>();
  const { columns, models, origins } = table;
  for (let i = 0; i < columns.length; i++) {
    const row = rowAt(columns, i);
    const sessionId = origins[row.origin]?.sessionId ?? "";
    const at = key({ sessionId, model: models[row.model] ?? "", timeMs: row.timeMs });
    const totals = out.get(at) ?? emptyTotals();
    out.set(at, totals);
    if (isRequest(row.flags)) totals.requests++;
    totals.webSearches += row.webSearches;
    for (const name of Object.keys(totals.tokens) as (keyof Totals["tokens"])[]) totals.tokens[name] += row[name];
    const cost = columns.costPico[i] as number;
    if (!Number.isNaN(cost)) totals.usd = plus(totals.usd, pico(cost));
    else if (isRequest(row.flags)) totals.unpricedRequests++;
  }
  return out;
}

function pico(value: number): Decimal {
  return { digits: BigInt(value), scale: 12 };
}
