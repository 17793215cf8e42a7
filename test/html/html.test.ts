import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cleanPiece } from "../../src/core/clean-text.ts";
import { htmlDocument } from "../../src/view/html/document.ts";
import { Html, html, join } from "../../src/view/html/html.ts";
import { table } from "../../src/view/html/table.ts";
import { EVIL, faultIn } from "../gate/hostile.ts";
import { runs } from "../helpers/runs.ts";

const MARKUP = fc.constantFrom("<script>", "</style>", "&amp;", "'>", '" onload="', "<!--", "]]>", "`", EVIL);
const TEXT = fc.oneof(
  fc.string({ unit: "binary" }),
  MARKUP,
  fc.array(MARKUP).map((all) => all.join("a")),
);

/** What a browser shows for escaped text. */
function unescaped(markup: string): string {
  const signs: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#96": "`" };
  return markup.replace(/&([a-z]+|#\d+);/g, (_, name: string) => signs[name] as string);
}

describe("text put into markup", () => {
  test("is escaped, and reads as the gate lets it through", () => {
    fc.assert(
      fc.property(TEXT, (text) => {
        const inside = /^<p title="([\s\S]*)">([\s\S]*)<\/p>$/.exec(String(html`<p title="${text}">${text}</p>`));
        for (const part of inside?.slice(1) ?? ["<"]) {
          expect(part).not.toMatch(/[<>"'`]|&(?!(amp|lt|gt|quot|#39|#96);)/);
          expect(unescaped(part)).toBe(cleanPiece(text));
        }
      }),
      { numRuns: runs({ ci: 1000, here: 100 }) },
    );
  });

  test("is escaped once, however deep it stands", () => {
    const inner = html`<b>${"a & b"}</b>`;
    expect(String(html`<i>${[inner, ["<", inner]]}</i>`)).toBe("<i><b>a &amp; b</b>&lt;<b>a &amp; b</b></i>");
    expect(String(join([inner, 1]))).toBe("<b>a &amp; b</b>1");
  });

  test("null, undefined and false are nothing; zero and empty text are themselves", () => {
    expect(String(html`<p>${null}${undefined}${false}${0}${""}</p>`)).toBe("<p>0</p>");
  });

  test("nothing but this room makes markup", () => {
    expect(() => new Html("<script>", Symbol("html") as never)).toThrow("html``");
  });
});

describe("a page", () => {
  const page = htmlDocument({ title: EVIL, subtitle: EVIL, demo: false, footer: EVIL }, [
    table({ caption: EVIL, columns: [{ title: EVIL }], rows: [[EVIL]], total: [EVIL] }),
  ]);

  test("holds nothing that controls, hides or reorders", () => {
    expect(faultIn(page)).toBe("");
  });

  test("has no script, no handler, no address", () => {
    expect(page).not.toMatch(/<script|\son\w+=|(?:src|href|url)\s*[=(]|https?:|@import/i);
  });

  test("forbids the browser to load anything", () => {
    expect(page).toContain(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src`);
  });
});
