import fc from "fast-check";
import stringWidth from "string-width";
import { expect, test } from "vitest";
import { textWidth } from "./spans.ts";

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
