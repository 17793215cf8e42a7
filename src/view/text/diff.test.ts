import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diffLines, diffText } from "./diff.ts";
import { terminalStyle } from "./terminal-style.ts";

const PLAIN = terminalStyle({ colour: false, unicode: true });
const side = (before: string, after: string, without: "+" | "-"): string =>
  diffLines(before, after)
    .filter((line) => line.sign !== without)
    .map((line) => line.text)
    .join("\n");

describe("diffLines", () => {
  const text = fc
    .array(fc.constantFrom("a", "b", "c", "{", "}"), { minLength: 1, maxLength: 12 })
    .map((l) => l.join("\n"));

  test("gives both texts back, and takes out as few lines as there can be", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect([side(before, after, "+"), side(before, after, "-")]).toEqual([before, after]);
        const kept = diffLines(before, after).filter((line) => line.sign === " ").length;
        expect(kept).toBe(commonLength(before.split("\n"), after.split("\n")));
      }),
      { numRuns: 1_000 },
    );
  });

  test("a text that is new or gone", () => {
    expect(diffLines("", "a\nb")).toEqual([
      { sign: "+", text: "a" },
      { sign: "+", text: "b" },
    ]);
    expect(diffLines("a", "")).toEqual([{ sign: "-", text: "a" }]);
    expect(diffLines("", "")).toEqual([]);
  });
});

/** Computed by the table that defines the longest common subsequence. */
function commonLength(a: readonly string[], b: readonly string[]): number {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const row = table[i] as number[];
      const below = table[i + 1] as number[];
      row[j] = a[i] === b[j] ? (below[j + 1] as number) + 1 : Math.max(below[j] as number, row[j + 1] as number);
    }
  }
  return table[0]?.[0] ?? 0;
}

describe("diffText", () => {
  test("shows changes with two lines around them, and what hides text as escapes", () => {
    expect(diffText("1\n2\n3\n4\n5\n6", "1\n2\n3\n4\n5\u202ex\n6", PLAIN)).toEqual([
      "  ⋯",
      "  3",
      "  4",
      "- 5",
      "+ 5\\u202ex",
      "  6",
    ]);
  });

  test("of a long line, what differs in it", () => {
    const long = "x".repeat(100_000);
    expect(diffText(`${long}A${long}`, `${long}BC${long}`, PLAIN)).toEqual([
      `- …${"x".repeat(60)}A${"x".repeat(60)}…`,
      `+ …${"x".repeat(60)}BC${"x".repeat(60)}…`,
    ]);
  });
});
