/** A receipt as one page. */

import { pageTableHtml } from "../report/page-table.ts";
import {
  receiptFacts,
  receiptFooter,
  receiptNotes,
  receiptTables,
  receiptTitle,
  receiptTotal,
  type ShownReceipt,
} from "../report/receipt-tables.ts";
import { htmlDocument } from "./document.ts";
import { keyFigures, note, section } from "./parts.ts";
import { table } from "./table.ts";

export function receiptPage(shown: ShownReceipt): string {
  const title = `Receipt: ${receiptTitle(shown)}`;
  const facts = table({
    caption: title,
    columns: [{ title: "what", tight: true }, { title: "this receipt" }],
    rows: receiptFacts(shown).map(({ label, value }) => [label, value]),
  });
  return htmlDocument({ title, demo: shown.demo, footer: receiptFooter(shown) }, [
    keyFigures([{ label: "Total", value: receiptTotal(shown) }]),
    ...receiptNotes(shown).map((text) => note(text)),
    section("About", [facts]),
    ...receiptTables(shown).map((one) => section(one.title, [pageTableHtml(one)])),
  ]);
}
