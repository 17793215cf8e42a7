/** Markdown that chats and wikis display alike: headings, lines and tables, with names from outside as code. */

import { cleanText } from "../../core/clean-text.ts";

/**
 * A name from outside as code, so that it mentions nobody, creates no link and changes no layout. `–` where it is
 * empty.
 */
export function codeSpan(text: string): string {
  const clean = cleanText(text);
  if (clean === "") return "–";
  // The fence must be longer than any run of backticks inside it.
  const longest = Math.max(0, ...(clean.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 ? " " : "";
  return `${fence}${pad}${clean}${pad}${fence}`;
}

export type MarkdownColumn = { readonly title: string; readonly numeric?: boolean };

/** @param cells already Markdown, without line breaks */
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
