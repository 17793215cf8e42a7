/** A table that both pages and Markdown show. */

import type { Zone } from "../../core/calendar/zone.ts";
import type { MoneyMeaning } from "../../core/limits/plan.ts";
import { type HtmlPart, html } from "../html/html.ts";
import { meter } from "../html/parts.ts";
import { type HtmlTable, table } from "../html/table.ts";
import type { TableFrame } from "../tables/frame.ts";
import { percent } from "../text/format.ts";
import { codeSpan, markdownTable } from "../text/markdown.ts";
import { type Column, renderTable } from "../text/table.ts";
import { wrapWords } from "../text/wrap.ts";

/** What is shown with every report and receipt. */
export type ShownWith = {
  /** Whether titles of sessions and paths of projects may be shown. */
  readonly titles: boolean;
  readonly zone: Zone;
  readonly nowMs: number;
  readonly basis: "list" | "overlay";
  readonly money: MoneyMeaning | null;
  /** Its filter, without the range of a report; "" = none. */
  readonly filter: string;
  readonly demo: boolean;
  readonly version: string;
};

/**
 * `name`: a name from outside. `text`: our own words. `number`: right-aligned. `share`: a number from 0 to 1, drawn as
 * a bar where there is room.
 */
export type PageColumn = {
  readonly title: string;
  readonly kind: "name" | "text" | "number" | "share";
  /** Hidden on a phone. */
  readonly wide?: boolean;
};

export type PageTable = {
  readonly title: string;
  readonly columns: readonly PageColumn[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** The sum of the rows, in the same columns. */
  readonly total?: readonly (string | number)[];
  /** Explanations of the table, one line each. */
  readonly notes?: readonly string[];
};

export function pageTableHtml({ columns, rows, total, title }: PageTable): HtmlPart {
  const cell = (value: string | number, i: number): HtmlPart =>
    columns[i]?.kind === "share" && typeof value === "number"
      ? html`${meter(value)} <span class="share">${percent(value, 1)}</span>`
      : value;
  const whole: HtmlTable = {
    caption: title,
    columns: columns.map(({ title: name, kind, wide = false }) => ({
      title: name,
      numeric: kind === "number",
      tight: kind === "share",
      wide,
    })),
    rows: rows.map((row) => row.map(cell)),
    ...(total ? { total } : {}),
  };
  return table(whole);
}

/** The table for a terminal. */
export function pageTableLines({ title, columns, rows, total, notes = [] }: PageTable, frame: TableFrame): string[] {
  const cell = (value: string | number, i: number): string =>
    typeof value === "number" && columns[i]?.kind === "share" ? percent(value, 1) : String(value);
  const isNumber = (kind: PageColumn["kind"]): boolean => kind === "number" || kind === "share";
  const sized = columns.map(({ title: header, kind, wide = false }, i): Column => {
    // The first and the last column, names and amounts, are dropped last.
    const isEnd = i === 0 || i === columns.length - 1;
    return {
      header,
      priority: isEnd ? 1 : wide ? 3 : 2,
      rule: isNumber(kind) ? "hard" : "shrink",
      align: isNumber(kind) ? "right" : "left",
      // A name can be cut short, our own words hardly.
      minWidth: kind === "text" ? 14 : 8,
    };
  });
  const totals = total ? { totals: [total.map(String)] } : {};
  const lines = rows.map((row) => row.map(cell));
  return [
    frame.style.bold(title),
    ...renderTable(sized, lines, frame.width, frame.style, totals),
    ...notes.flatMap((note) => wrapWords(note, frame.width, 2)),
  ];
}

/** The table in Markdown, under a heading of the second level. */
export function pageTableMarkdown({ title, columns, rows, total, notes = [] }: PageTable): readonly string[] {
  const cell = (value: string | number, i: number): string => {
    if (typeof value === "number") return columns[i]?.kind === "share" ? percent(value, 1) : String(value);
    return columns[i]?.kind === "name" ? codeSpan(value) : value;
  };
  const bold = (value: string | number): string => (value === "" ? "" : `**${value}**`);
  const lines = [...rows.map((row) => row.map(cell)), ...(total ? [total.map(bold)] : [])];
  return [
    `## ${title}`,
    "",
    ...markdownTable(
      columns.map(({ title: name, kind }) => ({ title: name, numeric: kind === "number" || kind === "share" })),
      lines,
    ),
    ...notes.flatMap((note) => ["", note]),
    "",
  ];
}
