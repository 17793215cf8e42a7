import fc from "fast-check";
import { expect, test } from "vitest";
import { textWidth } from "./spans.ts";
import { wrapAll, wrapWords } from "./wrap.ts";

test("breaks between words and indents what follows", () => {
  expect(wrapWords("not in the dollars above", 12, 2)).toEqual(["not in the", "  dollars", "  above"]);
  expect(wrapWords("  a note below", 10, 2)).toEqual(["  a note", "  below"]);
  expect(wrapWords("short", 40)).toEqual(["short"]);
});

test("leaves a command to type in one piece, and takes a mark that is not closed as any other", () => {
  const text = "set one with `claude-cost tag current CC-1001`, please";
  expect(wrapWords(text, 30, 2)).toEqual(["set one with", "  `claude-cost tag current CC-1001`,", "  please"]);
  expect(wrapWords("a b `c d", 3)).toEqual(["a b", "`c", "d"]);
});

test("keeps every word, and every line that has more than one within the width", () => {
  const word = fc.stringMatching(/^[a-zé漢]{1,12}$/);
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1 }),
      fc.integer({ min: 4, max: 60 }),
      fc.integer({ min: 0, max: 3 }),
      (words, width, indent) => {
        const lines = wrapWords(words.join(" "), width, indent);
        expect(lines.map((l) => l.trim()).join(" ")).toBe(words.join(" "));
        for (const line of lines) if (line.trim().includes(" ")) expect(textWidth(line)).toBeLessThanOrEqual(width);
      },
    ),
  );
});

test("a word longer than a line goes on in the next ones, and nothing is lost", () => {
  expect(wrapAll("9 rows written to ~/exports/sessions.csv", 12)).toEqual([
    "9 rows",
    "written to",
    "~/exports/se",
    "ssions.csv",
  ]);
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z/漢 ]{1,80}$/), fc.integer({ min: 2, max: 40 }), (text, width) => {
      const lines = wrapAll(text, width);
      for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
      expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
    }),
  );
});
