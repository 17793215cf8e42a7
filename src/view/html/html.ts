/**
 * Markup that cannot contain unescaped text. Pages are made with the tag `html`; every inserted value is cleaned and
 * escaped, unless it is `Html` itself. Values may be inserted in text and in quoted attributes, not in scripts, styles,
 * comments, URLs or tag names.
 */

import { cleanPiece } from "../../core/clean-text.ts";

/**
 * Escaped markup. Only this folder creates it: with `html`, or with `trustedMarkup` for markup without outside text.
 */
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

/** What may be inserted into markup. null, undefined and false become nothing. */
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

/** Joins parts without separators. */
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

/** For style sheets and drawings of this folder, whose texts were already escaped. */
export function trustedMarkup(markup: string): Html {
  return new Html(markup, MADE_HERE);
}
