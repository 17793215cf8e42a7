import fc from "fast-check";
import { expect, it } from "vitest";
import { brailleRows, brailleSparkline } from "./braille.ts";
import { textWidth } from "./spans.ts";

it("shows two values in a column, and tells zero from small and from no data", () => {
  expect(brailleSparkline([4, 8, 0, 0, null, null, 0.01, 8], 4)).toBe(
    // Levels 2 and 4 of 4: 0x44 | 0xb8 = 0xfc; levels 1 and 4: 0x40 | 0xb8 = 0xf8.
    "\u28fc· \u28f8",
  );
});

it("stands on one baseline, four levels a row", () => {
  expect(brailleRows([0, 1, 4, 8, null], 2, 8)).toEqual(["   ⣿ ", "·⣀⣿⣿ "]);
});

it("has exactly the width it was asked for", () => {
  const value = fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: null });
  fc.assert(
    fc.property(fc.array(value, { maxLength: 80 }), fc.integer({ min: 0, max: 60 }), (values, width) => {
      expect(textWidth(brailleSparkline(values, width))).toBe(width);
      for (const row of brailleRows(values, 3)) expect(textWidth(row)).toBe(values.length);
    }),
  );
});
