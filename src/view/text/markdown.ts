/** Markdown that chats and wikis show alike: headings, lines and tables, with names from outside as code. */

import { cleanText } from "../../core/clean-text.ts";

/** A name from outside: as code it mentions nobody, links nothing and changes no layout. `–` where there is none. */
export function codeSpan(text: string): string {
  const clean = cleanText(text);
  if (clean === "") return "–";
  // A fence of code is longer than any inside it.
  const longest = Math.max(0, ...(clean.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 ? " " : "";
  return `${fence}${pad}${clean}${pad}${fence}`;
}

export type MarkdownColumn = { readonly title: string; readonly numeric?: boolean };

/** @param cells Markdown already, without line breaks */
export function markdownTable(
  columns: readonly MarkdownColumn[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [
    line(columns.map(({ title }) => title)),
    line(columns.map(({ numeric }) => (numeric ? "---:" : "---"))),
    ...rows.map(line),
  ];
}
