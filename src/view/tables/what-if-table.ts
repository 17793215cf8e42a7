/** `what-if`: what each model's requests cost, and would have cost at another model's prices. */

import type { WhatIf, WhatIfModel } from "../../core/drivers/what-if.ts";
import { usdString } from "../../core/pricing/money.ts";
import { csv } from "../text/csv.ts";
import { cellMoney, counted, wholeNumber } from "../text/format.ts";
import { type Column, type Row, renderTable } from "../text/table.ts";
import { wrapWords } from "../text/wrap.ts";
import { moneyTitle, type TableFrame } from "./frame.ts";
import { modelLabel } from "./model-label.ts";

const COLUMNS: readonly Column[] = [
  { header: "Model", priority: 1, rule: "shrink", minWidth: 12, maxWidth: 32 },
  { header: "Requests", priority: 3, rule: "hard", align: "right" },
  { header: "Cost", priority: 1, rule: "hard", align: "right" },
  { header: "What if", priority: 1, rule: "hard", align: "right" },
  { header: "Difference", priority: 2, rule: "hard", align: "right" },
];

export function whatIfLines(model: string, result: WhatIf, frame: TableFrame): string[] {
  const title = moneyTitle(`What if it had been ${modelLabel(model)}`, frame);
  if (result.requests === 0) return [title, "  nothing with a price in this range"];
  const rows = result.models.map((m) => rowOf(modelLabel(m.model), m));
  const unpriced =
    result.unpriced === 0 ? [] : [`${counted(result.unpriced, "request")} without a price at both models left out.`];
  const marks = ["The same tokens at other prices: another model would have used other tokens.", ...unpriced];
  return [
    title,
    "",
    ...renderTable(COLUMNS, rows, frame.width, frame.style, { totals: [rowOf("Total", result)] }),
    "",
    ...marks.flatMap((line) => wrapWords(line, Math.max(20, frame.width), 2)),
  ];
}

function rowOf(name: string, { requests, costPico, whatIfPico }: Omit<WhatIfModel, "model">): Row {
  return [name, wholeNumber(requests), cellMoney(costPico), cellMoney(whatIfPico), cellMoney(whatIfPico - costPico)];
}

export function whatIfCsv(model: string, { models }: WhatIf): string {
  const header = ["model", "requests", "costUsd", "whatIfModel", "whatIfUsd"];
  const rows = models.map((m) => [m.model, m.requests, usdString(m.costPico), model, usdString(m.whatIfPico)]);
  return csv(header, rows);
}
