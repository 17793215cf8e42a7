/** The kinds of background work, as a table of a page. */

import type { BackgroundKind } from "../../core/background/types.ts";
import type { Pico } from "../../core/pricing/money.ts";
import { wholeNumber } from "../text/format.ts";
import type { PageTable } from "./page-table.ts";

/** @param amount title and format of the money column */
export function kindTable(
  kinds: readonly Pick<BackgroundKind, "kind" | "requests" | "costPico">[],
  amount: { readonly title: string; write(pico: Pico): string },
): Pick<PageTable, "title" | "columns" | "rows"> {
  return {
    title: "Background",
    columns: [
      { title: "kind", kind: "name" },
      { title: "requests", kind: "number" },
      { title: amount.title, kind: "number" },
    ],
    rows: kinds.map(({ kind, requests, costPico }) => [
      kind,
      requests === null ? "–" : wholeNumber(requests),
      costPico === null ? "–" : amount.write(costPico),
    ]),
  };
}
