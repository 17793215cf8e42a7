/** The building blocks of pages, besides tables and charts. */

import { type Html, type HtmlPart, html } from "./html.ts";

export type SectionOptions = {
  /** Begins a new page when printed. */
  readonly newPage?: boolean;
};

export function section(title: string, body: readonly HtmlPart[], { newPage }: SectionOptions = {}): Html {
  return html`<section${newPage && NEW_PAGE}>
<h2>${title}</h2>
${body}
</section>
`;
}

const NEW_PAGE = html` class="new-page"`;

/** Sections beside each other where there is room, below each other on a phone. */
export function columns(sections: readonly Html[], { newPage }: SectionOptions = {}): Html {
  return html`<div class="columns${newPage && " new-page"}">
${sections}</div>
`;
}

export type KeyFigure = {
  readonly label: string;
  readonly value: string;
  /** Below the value: what it is compared with, or what it consists of. */
  readonly note?: string;
};

/** The page's most important figures as a row of cards; the first is the largest. */
export function keyFigures(figures: readonly KeyFigure[]): Html {
  return html`<dl class="figures">
${figures.map(
  ({ label, value, note }) =>
    html`<div><dt>${label}</dt><dd>${value}${note && html`<small>${note}</small>`}</dd></div>
`,
)}</dl>
`;
}

/** A line that explains the content above it. */
export function note(...text: readonly HtmlPart[]): Html {
  return html`<p class="note">${text}</p>
`;
}

export type Severity = "ok" | "warn" | "critical";
const SIGNS: Readonly<Record<Severity, string>> = { ok: "", warn: "! ", critical: "▲ " };

/** A line that must not be overlooked; marked by more than colour. */
export function notice(severity: Severity, ...text: readonly HtmlPart[]): Html {
  return html`<p class="notice ${severity}">${SIGNS[severity]}${text}</p>
`;
}

/** A share as a bar; above 1 the bar is full. @param share 0 to 1 */
export function meter(share: number, severity: Severity = "ok"): Html {
  const width = Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10;
  return html`<span class="meter ${severity}" aria-hidden="true"><span style="width:${width}%"></span></span>`;
}
