import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanPiece, cleanText, escapeUnsafe, terminalText } from "./clean-text.ts";

/** Every character that must never be seen by a terminal, as Unicode itself lists them. */
const HOSTILE = /[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/u;
/** Emoji are made of invisible joiners and selectors too. */
const EMOJI =
  /\p{Extended_Pictographic}(?:[\ufe0e\ufe0f]|\p{Emoji_Modifier})?(?:\u200d\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?)*|[#*0-9]\ufe0f\u20e3/gu;
const OWN_COLOUR = /\u001b\[(?:1|2|7|22|27|31|32|33|36|39)m/g;

const everyCharacter = (): string[] => {
  const all: string[] = [];
  for (let code = 0; code <= 0x10ffff; code++) if (code < 0xd800 || code > 0xdfff) all.push(String.fromCodePoint(code));
  return all;
};

/** Texts that combine hostile characters with everything that could change their meaning. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(..."[]0;31mJ?\\aé日=@#1 \t\n\r", "\u001b", "\u0007", "\u009b", "\u009c", "\u009d", "\u0090"),
      fc.constantFrom(
        "\u202e",
        "\u2066",
        "\u061c",
        "\u2028",
        "\u00ad",
        "\u200b",
        "\u200d",
        "\ufe0f",
        "\ufe01",
        "\u20e3",
      ),
      fc.constantFrom(
        "\u3164",
        "\uffa0",
        "\u115f",
        "\u{e0041}",
        "\u{e0100}",
        "\ufff9",
        "😀",
        "👩",
        "🚀",
        "❤",
        "\u{1f3fd}",
      ),
      fc.constantFrom("\u001b[31m", "\u001b[8m", "\u001b[2J", "\u001b]52;c;ZXZpbA==\u0007", "\u001b]8;;x\u001b\\"),
      fc.string({ unit: "binary", maxLength: 3 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(""));

describe("cleanText", () => {
  it.each([
    ["\u001b[31mred\u001b[0m", "red"],
    ["\u001b]0;title\u0007after", "after"],
    ["\u001b]8;;https://x\u001b\\link\u001b]8;;\u001b\\", "link"],
    ["\u001bPq#0\u001b\\sixel", "sixel"],
    ["\u009b2Jcleared", "cleared"],
    ["\u009d52;c;ZXZpbA==\u009cclip", "clip"],
    ["a\nb\tc", "a b c"],
    ["one\u2028two\u2029three", "one two three"],
    ["\u202egnp.exe", "gnp.exe"],
    ["a\u061c\u00ad\u206a\u3164\uffa0\u115fb", "ab"],
    ["tags\u{e0068}\u{e0069}", "tags"],
    ["hid\ufe01\u{e0101}den", "hidden"],
    // What never ends takes nothing with it: the reason of an error may follow.
    ["\u001b]never ended: line 3", "never ended: line 3"],
    ["日本 🚀", "日本 🚀"],
    ["👩🏽‍💻 ❤️ 1️⃣ 👨‍👩‍👧", "👩🏽‍💻 ❤️ 1️⃣ 👨‍👩‍👧"],
    ["a\u200d🚀 \ufe0fb", "a🚀 b"],
    ["naïve – “quoted” … ¥100", "naïve – “quoted” … ¥100"],
  ])("%j becomes %j", (dirty, clean) => {
    expect(cleanText(dirty)).toBe(clean);
  });

  it("drops every control, separator and invisible character that Unicode has", () => {
    const left = everyCharacter().filter((c) => HOSTILE.test(c) && cleanText(`a${c}b`).includes(c));
    expect(left).toEqual([]);
  });

  it("drops nothing that is seen", () => {
    const seen = /[\p{L}\p{N}\p{P}\p{Sm}\p{Sc}]/u;
    const lost = everyCharacter().filter((c) => seen.test(c) && !HOSTILE.test(c) && cleanText(`a${c}b`) !== `a${c}b`);
    expect(lost).toEqual([]);
  });

  it("gives one line without anything hostile, for any text, and changes it only once", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const cleaned = cleanText(text);
        expect(HOSTILE.test(cleaned.replace(EMOJI, ""))).toBe(false);
        expect(cleanText(cleaned)).toBe(cleaned);
        expect(HOSTILE.test(cleanPiece(text).replace(EMOJI, ""))).toBe(false);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("terminalText", () => {
  it("lets out lines, tabs and our own colours, and no other control or invisible character", () => {
    expect(terminalText("\u001b[31mred\u001b[39m\ta\r\nb\n")).toBe("\u001b[31mred\u001b[39m\ta\r\nb\n");
    expect(terminalText("\u001b[8mhidden\u001b[2J\u009b1mx\ry\u202ez")).toBe("[8mhidden[2J1mxyz");
    fc.assert(
      fc.property(hostileText, (text) => {
        const out = terminalText(text);
        const rest = out
          .replace(OWN_COLOUR, "")
          .replaceAll("\r\n", "\n")
          .replace(/[\n\t]/g, "")
          .replace(EMOJI, "");
        expect(HOSTILE.test(rest)).toBe(false);
        expect(terminalText(out)).toBe(out);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("escapeUnsafe", () => {
  it("keeps what JSON says, without a raw unsafe character", () => {
    fc.assert(
      fc.property(fc.dictionary(hostileText, hostileText), (value) => {
        for (const indent of [0, 2]) {
          const json = escapeUnsafe(JSON.stringify(value, null, indent));
          expect(JSON.parse(json)).toEqual(value);
          expect(HOSTILE.test(json.replaceAll("\n", "").replace(EMOJI, ""))).toBe(false);
          expect(terminalText(json)).toBe(json);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
