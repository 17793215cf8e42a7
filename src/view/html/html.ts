/**
 * Markup that cannot hold unescaped text. A page is made with the tag `html`; whatever is put into it passes the gate for
 * text and is escaped, unless it is `Html` itself. Values may stand in text and in quoted attributes, not in scripts,
 * styles, comments, addresses or names of tags.
 */

import { cleanPiece } from "../../core/clean-text.ts";

/** Escaped markup. Only this room makes it: by `html`, and by `trustedMarkup` of what no outside text is in. */
export class Html {
  readonly #markup: string;

  constructor(markup: string, key: typeof MADE_HERE) {
    if (key !== MADE_HERE) throw new TypeError("Html is made by html``");
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

const MADE_HERE = Symbol("html");

/** What may be put into markup. Nothing is written for null, undefined and false. */
export type HtmlPart = Html | string | number | null | undefined | false | readonly HtmlPart[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

/** @example html`<p title="${title}">${text}</p>` */
export function html(literals: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(
    literals.reduce((markup, literal, i) => `${markup}${markupOf(parts[i - 1])}${literal}`),
    MADE_HERE,
  );
}

/** The parts after each other. */
export function join(parts: readonly HtmlPart[]): Html {
  return html`${parts}`;
}

function markupOf(part: HtmlPart): string {
  if (part === null || part === undefined || part === false) return "";
  if (part instanceof Html) return part.toString();
  if (Array.isArray(part)) return part.map(markupOf).join("");
  return escapeText(String(part));
}

function escapeText(text: string): string {
  return cleanPiece(text).replace(/[&<>"'`]/g, (character) => ENTITIES[character] as string);
}

/** For style sheets and drawings of this room, whose texts were escaped as they were made. */
export function trustedMarkup(markup: string): Html {
  return new Html(markup, MADE_HERE);
}
