/** The lines of a receipt: what was billed, by model and kind. They add up to the cost of the requests. */

import type { Pico } from "../pricing/money.ts";
import type { PriceBook } from "../pricing/price-book.ts";
import type { ResponseTable } from "../responses/columns.ts";
import { TOKEN_CLASSES } from "../responses/tokens.ts";
import type { CostClass } from "./cost-classes.ts";
import { requestBill } from "./request-bill.ts";

/** `fast`: the surcharge of fast mode above the usual rates. */
export type ReceiptItem = CostClass | "fast";

export type ReceiptLine = {
  /** The model's name in reports. */
  readonly model: string;
  readonly item: ReceiptItem;
  /** Tokens; for `webSearch`, searches; for `fast` 0, because the other lines count its tokens. */
  readonly quantity: number;
  readonly costPico: Pico;
};

const ITEMS: readonly ReceiptItem[] = [...TOKEN_CLASSES, "webSearch", "fast"];

type Sums = Map<ReceiptItem, { quantity: number; costPico: Pico }>;

/**
 * The most expensive model first. @param selected 1 for the rows that are included; rows without a price have no line
 */
export function receiptLines(table: ResponseTable, book: PriceBook, selected: Uint8Array): readonly ReceiptLine[] {
  const { columns, models } = table;
  const sums = new Map<string, Sums>();
  for (let i = 0; i < selected.length; i++) {
    if (selected[i] !== 1 || Number.isNaN(columns.costPico[i])) continue;
    const model = book.nameOf(models[columns.model[i] as number] ?? "");
    const ofModel: Sums = sums.get(model) ?? new Map();
    sums.set(model, ofModel);
    const { classes, fastPico } = requestBill(table, book, i);
    for (const item of ITEMS) {
      const quantity = item === "fast" ? 0 : quantityOf(table, i, item);
      const costPico = item === "fast" ? fastPico : classes[item];
      if (quantity === 0 && costPico === 0n) continue;
      const sum = ofModel.get(item) ?? { quantity: 0, costPico: 0n };
      ofModel.set(item, { quantity: sum.quantity + quantity, costPico: sum.costPico + costPico });
    }
  }
  const totalOf = (lines: Sums): Pico => [...lines.values()].reduce((n, { costPico }) => n + costPico, 0n);
  const byCost = [...sums].sort(([a, x], [b, y]) => Number(totalOf(y) - totalOf(x)) || (a < b ? -1 : 1));
  return byCost.flatMap(([model, lines]) =>
    ITEMS.flatMap((item): ReceiptLine[] => {
      const sum = lines.get(item);
      return sum ? [{ model, item, ...sum }] : [];
    }),
  );
}

function quantityOf({ columns }: ResponseTable, row: number, item: CostClass): number {
  return (item === "webSearch" ? columns.webSearches[row] : columns[item][row]) as number;
}
