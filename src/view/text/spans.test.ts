import fc from "fast-check";
import stringWidth from "string-width";
import { expect, test } from "vitest";
import { paintLine, plainLine, textWidth } from "./spans.ts";
import { terminalStyle } from "./terminal-style.ts";

test("a text is as wide as the library says, which the quick look only spares", () => {
  const quick = fc.constantFrom(..."aZ ~é¡ÿƀʯ–—…‧‰※←↑→↓─│▏█▓▟·×¬®");
  const any = fc.string({ unit: "grapheme", maxLength: 3 });
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 9, arbitrary: quick }, any), { maxLength: 12 }), (parts) => {
      const text = parts.join("");
      expect(textWidth(text)).toBe(stringWidth(text));
    }),
    { numRuns: 2_000 },
  );
  for (let code = 0x20; code < 0x2600; code++) {
    const text = String.fromCodePoint(code);
    expect(textWidth(text), code.toString(16)).toBe(stringWidth(text));
  }
});

const drawn = (text: string): string => paintLine([{ text }], terminalStyle({ colour: false, unicode: true }));

test.each([
  ["Skin \u{1f44d}\u{1f3fd}!", "Skin \u{1f44d}!"],
  // A joined emoji stays joined.
  ["\u{1f469}\u{1f3fd}\u200d\u{1f4bb}", "\u{1f469}\u200d\u{1f4bb}"],
  ["\u{1f1e9}\u{1f1ea} \u{1f3ff}", "\u{1f1e9}\u{1f1ea} \u{1f3ff}"],
  ["\u{1f3af}\u{1f44d}", "\u{1f3af}\u{1f44d}"],
])(
  "%j is drawn as %j, without the skin tones that some terminals draw as characters of their own",
  (text, expected) => {
    expect(drawn(text)).toBe(expected);
  },
);

test("a text is drawn as wide as it was measured, with skin tones and without", () => {
  const emoji = fc.constantFrom(
    "\u{1f44d}",
    "\u261d",
    "\u{1f469}",
    "\u200d",
    "\ufe0f",
    "\u{1f3fb}",
    "\u{1f3ff}",
    "a",
    " ",
    "\u{1f1e9}",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(emoji, fc.string({ unit: "grapheme", maxLength: 2 })), { maxLength: 8 }), (parts) => {
      // Cleaned once, as every line is before it is measured.
      const text = plainLine([{ text: parts.join("") }]);
      expect(textWidth(drawn(text))).toBe(textWidth(text));
    }),
    { numRuns: 2_000 },
  );
});
