/**
 * Every value of every row that a share writes, at any width: the values that all rows have in common once, then each
 * row with its own. A column that is not listed in a row is 0 or empty there.
 */

import { cleanText } from "../../../core/clean-text.ts";
import type { TerminalStyle } from "../../text/terminal-style.ts";
import { wrapWords } from "../../text/wrap.ts";

/** By column name. */
export type SharedRow = Readonly<Record<string, string | number | null>>;

export function cellLines(rows: readonly SharedRow[], width: number, style: TerminalStyle): string[] {
  const [first] = rows;
  if (first === undefined) return ["There is nothing to share."];
  const names = Object.keys(first);
  const common = names.filter((name) => rows.every((row) => row[name] === first[name]));
  const own = names.filter((name) => !common.includes(name) && name !== "date");
  const lines = [
    style.bold(`${rows.length} ${rows.length === 1 ? "row" : "rows"}; in each of them:`),
    ...wrapWords(`  ${pairs(first, common, true)}`, width, 2),
    ...wrapWords("A column that is not named in a row is 0 or empty there.", width).map((l) => style.paint("muted", l)),
  ];
  let date: SharedRow[string] = "";
  for (const row of rows) {
    if (!common.includes("date") && row["date"] !== date) {
      date = row["date"] ?? "";
      lines.push("", style.bold(cleanText(String(date))));
    }
    lines.push(...wrapWords(`  ${pairs(row, own, false)}`, width, 4));
  }
  return lines;
}

function pairs(row: SharedRow, names: readonly string[], withEmpty: boolean): string {
  const isEmpty = (value: SharedRow[string] | undefined): boolean =>
    value === undefined || value === null || value === "" || value === 0 || value === "0";
  return names
    .filter((name) => withEmpty || !isEmpty(row[name]))
    .map(
      (name) => `${name}=${isEmpty(row[name]) ? (row[name] === 0 || row[name] === "0" ? "0" : "-") : shown(row[name])}`,
    )
    .join(" ");
}

const shown = (value: SharedRow[string] | undefined): string => cleanText(String(value)).replaceAll(" ", "\u00a0");
