import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanText } from "./clean-text.ts";

describe("cleanText", () => {
  it.each([
    ["\u001b[31mred\u001b[0m", "red"],
    ["\u001b]0;title\u0007after", "after"],
    ["\u001b]8;;https://x\u001b\\link\u001b]8;;\u001b\\", "link"],
    ["\u001bPq#0\u001b\\sixel", "sixel"],
    ["\u009b2Jcleared", "cleared"],
    ["a\nb\tc", "a b c"],
    ["\u202egnp.exe", "gnp.exe"],
    ["\u001b]never ended", ""],
    ["日本 🚀", "日本 🚀"],
  ])("%j becomes %j", (dirty, clean) => {
    expect(cleanText(dirty)).toBe(clean);
  });

  it("never lets a control character through", () => {
    const nasty = fc.array(
      fc.constantFrom("\u001b", "[", "]", "0", ";", "m", "J", "\u0007", "\u009b", "\u0000", "a", "\\", "\n", "\u202e"),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(nasty, (parts) => !/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/.test(cleanText(parts.join("")))),
    );
  });
});
