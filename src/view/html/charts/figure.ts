/** A chart on a page: drawings for desktop and phone, its legend, and its figures as text. */

import { type Html, type HtmlPart, html } from "../html.ts";
import { table } from "../table.ts";
import type { Chart } from "./chart.ts";
import { drawSvg } from "./draw.ts";

const DESK_PX = { whole: 960, half: 520 } as const;
const PHONE_PX = 360;

export type FigureText = {
  /** The title, such as "Cost by day". */
  readonly title: string;
  /** A description for people who cannot see it: "30 days, at most $42.10 on 2026-11-12". */
  readonly summary: string;
  /** Text below the drawing. */
  readonly caption?: HtmlPart;
};

/** @param size of its place on a desktop page */
export function figure(chart: Chart, text: FigureText, size: keyof typeof DESK_PX = "whole"): Html {
  const name = `${text.title}: ${text.summary}`;
  return html`<figure>
${drawSvg(chart, DESK_PX[size], name, "desk")}${drawSvg(chart, PHONE_PX, name, "phone")}${legendOf(chart)}
${
  text.caption &&
  html`<figcaption>${text.caption}</figcaption>
`
}<details><summary>The figures of this chart</summary>
${table({ caption: text.title, ...chart.values })}</details>
</figure>
`;
}

function legendOf({ legend }: Chart): HtmlPart {
  if (legend.length === 0) return null;
  return html`<ul class="legend">${legend.map(
    ({ name, colour, isLine }) =>
      html`<li><span class="swatch${isLine && " line"}" style="color:${colour}"></span>${name}</li>`,
  )}</ul>`;
}
