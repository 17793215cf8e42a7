import { describe, expect, test } from "vitest";
import { withoutBulk } from "./settings-bulk.ts";

/** Where a source is large: one of its values alone is. */
const LARGE = 200_000;
const LARGE_VALUE = 1_000;

const around = <T>(value: number, rule: (value: number) => T): readonly T[] => [value - 1, value, value + 1].map(rule);

describe("a settings file without its bulk", () => {
  /** @param length of the whole source */
  const sourceOf = (length: number, between = " "): string => {
    const text = `{${between}"model":${between}"opus",${between}"notes":${between}"`;
    return `${text}${"x".repeat(length - text.length - 2)}"}`;
  };

  test("is smaller from 200,000 characters on", () => {
    const isSmaller = (length: number): boolean => withoutBulk(sourceOf(length)).source.length < length;
    expect(around(LARGE, isSmaller)).toEqual([false, true, true]);
  });

  test("lacks values of more than 1,000 characters", () => {
    // With its quotes.
    const isGone = (length: number): boolean => {
      const value = `"${"y".repeat(length - 2)}"`;
      return !withoutBulk(`{"own":${value},"notes":"${"x".repeat(LARGE)}"}`).source.includes(value);
    };
    expect(around(LARGE_VALUE, isGone)).toEqual([false, false, true]);
  });

  test.each(["", " ", "\t", "\n", "\r\n", "\u000b", "\f", "\ufeff"])(
    "whatever blank stands between its parts: %j",
    (between) => {
      const source = sourceOf(LARGE, between);
      const { source: small, restore } = withoutBulk(source);
      expect(small.length).toBeLessThan(200);
      expect(restore(small)).toBe(source);
    },
  );

  test("is as it is where something else than a blank stands there, or it does not end", () => {
    for (const source of [sourceOf(LARGE, "\b"), sourceOf(LARGE, "\u000e"), sourceOf(LARGE).slice(0, -2)]) {
      expect(withoutBulk(source).source).toBe(source);
    }
  });
});
