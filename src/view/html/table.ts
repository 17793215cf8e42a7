/** Tables of a page. */

import { type Html, type HtmlPart, html } from "./html.ts";

export type HtmlColumn = {
  readonly title: string;
  /** Right-aligned, with digits of equal width. */
  readonly numeric?: boolean;
  /** Hidden on a phone. */
  readonly wide?: boolean;
  /** As narrow as its cells, without line breaks. */
  readonly tight?: boolean;
};

export type HtmlTable = {
  readonly columns: readonly HtmlColumn[];
  /** The first cell of a row is its heading. */
  readonly rows: readonly (readonly HtmlPart[])[];
  /** The last row, visually separated: the sum of the rows above. */
  readonly total?: readonly HtmlPart[];
  /** A description of the table for screen readers. */
  readonly caption?: string;
};

export function table({ columns, rows, total, caption }: HtmlTable): Html {
  const classOf = ({ numeric, wide, tight }: HtmlColumn): string =>
    [numeric && "num", wide && "wide", tight && "tight"].filter((name) => name).join(" ");
  const classes = columns.map(classOf);
  const line = (cells: readonly HtmlPart[]): Html => html`<tr>${cells.map((cell, i) =>
    i === 0 ? html`<th scope="row" class="${classes[i]}">${cell}</th>` : html`<td class="${classes[i]}">${cell}</td>`,
  )}</tr>
`;
  return html`<table>
${
  caption &&
  html`<caption>${caption}</caption>
`
}<thead><tr>${columns.map(({ title }, i) => html`<th scope="col" class="${classes[i]}">${title}</th>`)}</tr></thead>
<tbody>
${rows.map(line)}</tbody>
${
  total &&
  html`<tfoot>
${line(total)}</tfoot>
`
}</table>
`;
}
