/**
 * A whole page in one file: no scripts, no external resources, readable on a phone, on paper, in light and dark mode.
 */

import { type Html, type HtmlPart, html, trustedMarkup } from "./html.ts";
import { STYLE } from "./style.ts";

/** A content security policy that only allows the page's own styles. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

export type PageText = {
  readonly title: string;
  /** Beside the title: the range, and whose figures they are. */
  readonly subtitle?: HtmlPart;
  /** Shows a mark that the figures are invented. */
  readonly demo: boolean;
  /** At the end: when the page was made, and from what. */
  readonly footer?: HtmlPart;
};

/** @param body sections (see `parts.ts`) @returns the file's text, which ends with a line feed */
export function htmlDocument({ title, subtitle, demo, footer }: PageText, body: readonly Html[]): string {
  return `${html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trustedMarkup(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="claude-cost">
<title>${title}</title>
<style>${trustedMarkup(STYLE)}</style>
</head>
<body>
<main>
<header>
<h1>${demo && html`<span class="demo">demo</span> `}${title}</h1>
${subtitle && html`<p class="subtitle">${subtitle}</p>`}
</header>
${body}
${footer && html`<footer>${footer}</footer>`}
</main>
</body>
</html>`}\n`;
}
