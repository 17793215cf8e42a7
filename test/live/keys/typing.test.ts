/** Editing what is typed, and pasting: in the filter, in the command line and in the picker of days. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PastedTexts } from "../../../src/ui/paste-input.ts";
import { reduce } from "../../../src/view/dashboard/reduce.ts";
import type { LiveState } from "../../../src/view/dashboard/ui-state.ts";
import { sampleState } from "../samples/sample-data.ts";

function press(state: LiveState, ...keys: readonly string[]): LiveState {
  return keys.reduce((s, key) => reduce(s, { type: "key", key, text: key.length === 1 ? key : "" }), state);
}
const paste = (state: LiveState, text: string): LiveState => reduce(state, { type: "paste", text });

const INPUTS = [
  ["/", ({ ui }: LiveState) => ui.filter, 60],
  [":", ({ ui }: LiveState) => ui.command ?? "", 200],
] as const;

describe.each(INPUTS)("in the input of %s", (opens, textOf, most) => {
  const open = (): LiveState => press(sampleState(), "3", opens);

  test.each([
    ["two words", "ctrl-w", "two "],
    ["two words ", "ctrl-w", "two "],
    ["two ", "ctrl-w", ""],
    ["", "ctrl-w", ""],
    ["two words", "ctrl-u", ""],
    ["a\u{1f468}\u200d\u{1f469}\u200d\u{1f467}", "backspace", "a"],
    ["e\u0301", "backspace", ""],
    ["ab", "left", "ab"],
  ])("%j and %s: %j", (typed, key, after) => {
    expect(textOf(press(paste(open(), typed.trimEnd()), ...(typed.endsWith(" ") ? [" "] : []), key))).toBe(after);
  });

  test("pasted text is one line without control characters, and the beginning of it where it is too long", () => {
    expect(textOf(paste(open(), "q\r\nfix\tit \u001b[31mred\u0007\n"))).toMatch(/^q fix it .*red$/);
    expect(textOf(paste(open(), "x".repeat(most + 1)))).toBe("x".repeat(most));
    expect(textOf(paste(open(), `${"x".repeat(most - 1)}\u{1f600}`))).toBe("x".repeat(most - 1));
  });
});

test("days can be pasted; anything else is refused", () => {
  const open = press(sampleState(), "2", "t");
  expect(paste(open, "2026-11-02..2026-11-08\n").ui.picker?.text).toBe("2026-11-02..2026-11-08");
  expect(press(paste(open, "2026-11"), "ctrl-w").ui.picker?.text).toBe("");
  const refused = paste(open, "last week");
  expect([refused.ui.picker?.text, refused.ui.toast?.isRefusal]).toEqual(["", true]);
});

test("pasted text is no key", () => {
  for (const keys of [["1"], ["3"], ["?"], ["a"]]) {
    const state = press(sampleState(), ...keys);
    expect(paste(state, "q4j:why\r")).toEqual(state);
  }
});

describe("the input of a terminal, whatever the chunks are that it arrives in", () => {
  /** What is read of the chunks, in order: keys, and pasted texts in brackets. */
  function readAll(chunks: readonly string[]): string {
    let seen = "";
    const waiting = [...chunks];
    const pastes = new PastedTexts();
    pastes.listen((text) => {
      seen += `[${text}]`;
    });
    const stdin = { read: () => waiting.shift() ?? null } as unknown as NodeJS.ReadStream;
    const filtered = pastes.subtractFrom(stdin);
    for (let keys: unknown = filtered.read(); keys !== null; keys = filtered.read()) seen += String(keys);
    return seen;
  }
  const pasted = (text: string): string => `\u001b[200~${text}\u001b[201~`;

  test("keys and pasted texts are separated, in their order", () => {
    const text = fc.stringMatching(/^[a-zq:\r ]{0,12}$/);
    const parts = fc.array(fc.tuple(text, text), { maxLength: 4 });
    fc.assert(
      fc.property(parts, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (pairs, sizes) => {
        const bytes = pairs.map(([keys, paste]) => keys + pasted(paste)).join("");
        // The first characters of a mark stay together: alone, they are the Esc key.
        const units = bytes.match(/\u001b\[2|[\s\S]/g) ?? [];
        const chunks: string[] = [];
        for (let at = 0, i = 0; at < units.length; i++) {
          const size = sizes[i % sizes.length] as number;
          chunks.push(units.slice(at, at + size).join(""));
          at += size;
        }
        expect(readAll(chunks)).toBe(pairs.map(([keys, paste]) => `${keys}[${paste}]`).join(""));
      }),
    );
  });

  test.each([9_999, 10_000, 10_001, 10_007, 50_000])(
    "of %i pasted characters at most 10,000 are passed on",
    (length) => {
      for (const size of [1_000, 999, 7]) {
        const bytes = `${pasted("x".repeat(length))}k`;
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.slice(i * size, (i + 1) * size),
        );
        expect(readAll(chunks)).toBe(`[${"x".repeat(Math.min(length, 10_000))}]k`);
      }
    },
  );

  test("other keys that begin like a paste, a lone Esc and Ctrl-C in a paste without an end are keys", () => {
    expect(readAll(["\u001b", "\u001b[2~", "\u001b[A"])).toBe("\u001b\u001b[2~\u001b[A");
    expect(readAll(["\u001b[2", "~"])).toBe("\u001b[2~");
    expect(readAll(["\u001b[200~never", "ending", "\u0003"])).toBe("\u0003");
  });
});
