import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesOfText, textOfBytes } from "./lossless-text.ts";

test("UTF-8 is read as it is, and every stray byte by itself", () => {
  expect(textOfBytes(Buffer.from("é 日 🚀"))).toBe("é 日 🚀");
  expect(textOfBytes(Buffer.from([0x61, 0xff, 0x62, 0xc3, 0x28]))).toBe("a\udcffb\udcc3(");
  // A surrogate encoded in UTF-8 is not valid UTF-8.
  expect(textOfBytes(Buffer.from([0xed, 0xb2, 0x80]))).toBe("\udced\udcb2\udc80");
});

test("any bytes come back", () => {
  const stray = fc.uint8Array({ maxLength: 12 });
  const text = fc.string({ unit: "binary", maxLength: 6 }).map((s) => Buffer.from(s, "utf8"));
  fc.assert(
    fc.property(fc.array(fc.oneof(stray, text), { maxLength: 8 }), (parts) => {
      const bytes = Buffer.concat(parts);
      expect(bytesOfText(textOfBytes(bytes)).equals(bytes)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
