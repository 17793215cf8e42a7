/** A receipt for a terminal and as Markdown. */

import { type TableFrame, titleLine } from "../tables/frame.ts";
import { codeSpan } from "../text/markdown.ts";
import { padTo } from "../text/spans.ts";
import { wrapWords } from "../text/wrap.ts";
import { pageTableLines, pageTableMarkdown } from "./page-table.ts";
import {
  receiptFacts,
  receiptFooter,
  receiptNotes,
  receiptTables,
  receiptTitle,
  receiptTotal,
  type ShownReceipt,
} from "./receipt-tables.ts";

const LABEL_WIDTH = 12;

export function receiptTextLines(shown: ShownReceipt, frame: TableFrame): string[] {
  const { style, width } = frame;
  const fact = (label: string, value: string): string[] =>
    wrapWords(value, Math.max(20, width - LABEL_WIDTH)).map(
      (line, i) => `${style.paint("muted", padTo(i === 0 ? label : "", LABEL_WIDTH))}${line}`,
    );
  return [
    titleLine(`Receipt: ${receiptTitle(shown)}`, { ...frame, filter: "" }),
    "",
    ...receiptFacts(shown).flatMap(({ label, value }) => fact(label, value)),
    ...receiptTables(shown).flatMap((table) => ["", ...pageTableLines(table, frame)]),
    "",
    `${padTo("Total", LABEL_WIDTH)}${style.bold(receiptTotal(shown))}`,
    ...receiptNotes(shown).flatMap((note) => wrapWords(note, width, 2).map((line) => style.paint("muted", line))),
  ];
}

export function receiptMarkdown(shown: ShownReceipt): string {
  return [
    `# ${shown.demo ? "DEMO: " : ""}Receipt: ${codeSpan(receiptTitle(shown))}`,
    "",
    ...receiptFacts(shown).map(({ label, value, isName }) => `- ${label}: ${isName ? codeSpan(value) : value}`),
    `- **Total: ${receiptTotal(shown)}**`,
    ...receiptNotes(shown, codeSpan).map((note) => `- ${note}`),
    "",
    ...receiptTables(shown).flatMap(pageTableMarkdown),
    receiptFooter(shown),
    "",
  ].join("\n");
}
