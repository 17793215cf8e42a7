/** Every rounding rule at its threshold and one step to each side. */

import { describe, expect, test } from "vitest";
import {
  bareDuration,
  bytes,
  cellMoney,
  compactTokens,
  counted,
  duration,
  exactCellMoney,
  fineMoney,
  money,
  percent,
} from "./format.ts";

const DOLLAR = 1_000_000_000_000n;
const CENT = DOLLAR / 100n;
/** $0.00005: the least amount that four decimals show. */
const LEAST = DOLLAR / 20_000n;

const around = (value: bigint, rule: (pico: bigint) => string): readonly string[] =>
  [value - 1n, value, value + 1n].map(rule);
const aroundNumber = (value: number, rule: (value: number) => string, step = 1): readonly string[] =>
  [value - step, value, value + step].map(rule);

describe("money", () => {
  test("from $0.00005 on has four decimals, from a cent on two", () => {
    expect([0n, 1n].map(money)).toEqual(["$0.00", "<$0.0001"]);
    expect(around(LEAST, money)).toEqual(["<$0.0001", "$0.0001", "$0.0001"]);
    expect(around(-LEAST, money)).toEqual(["-$0.0001", "-$0.0001", "-<$0.0001"]);
    expect(around(CENT, money)).toEqual(["$0.0100", "$0.01", "$0.01"]);
  });

  test("is rounded half up, with a comma at a thousand dollars", () => {
    expect(around(CENT + CENT / 2n, money)).toEqual(["$0.01", "$0.02", "$0.02"]);
    expect(around(1000n * DOLLAR - CENT / 2n, money)).toEqual(["$999.99", "$1,000.00", "$1,000.00"]);
    expect([-1n, 0n, 1n].map(money)).toEqual(["-<$0.0001", "$0.00", "<$0.0001"]);
  });

  test("of single sessions has four decimals from a cent to ten dollars", () => {
    expect(around(CENT, fineMoney)).toEqual(["$0.0100", "$0.0100", "$0.0100"]);
    expect(fineMoney(CENT - LEAST)).toBe("$0.0100");
    expect(around(10n * DOLLAR, fineMoney)).toEqual(["$10.0000", "$10.00", "$10.00"]);
    expect([-1n, 0n, 1n].map(fineMoney)).toEqual(["-<$0.0001", "$0.00", "<$0.0001"]);
    expect(fineMoney(-DOLLAR)).toBe("-$1.0000");
  });

  test("in a column is less than a unit of its last decimal, or is shown", () => {
    expect(around(CENT, cellMoney)).toEqual(["<$0.01", "$0.01", "$0.01"]);
    expect([-1n, 0n, 1n].map(cellMoney)).toEqual(["-<$0.01", "$0.00", "<$0.01"]);
    expect(around(LEAST, exactCellMoney)).toEqual(["<$0.0001", "$0.0001", "$0.0001"]);
    expect([-1n, 0n, 1n].map(exactCellMoney)).toEqual(["-<$0.0001", "$0.0000", "<$0.0001"]);
  });
});

describe("tokens", () => {
  test("change their unit where they would round up to it", () => {
    expect(aroundNumber(1000, compactTokens)).toEqual(["999", "1.0k", "1.0k"]);
    expect(aroundNumber(99_950, compactTokens)).toEqual(["99.9k", "100k", "100k"]);
    expect(aroundNumber(999_500, compactTokens)).toEqual(["999k", "1.0M", "1.0M"]);
    expect(aroundNumber(99_950_000, compactTokens)).toEqual(["99.9M", "100M", "100M"]);
    expect(aroundNumber(999_500_000, compactTokens)).toEqual(["999M", "1.0B", "1.0B"]);
  });
});

describe("other numbers", () => {
  test("a share above nothing and below one percent is said to be so", () => {
    expect([0, 0.1, 0.99, 1, 1.01].map((part) => percent(part, 100))).toEqual(["0%", "<1%", "<1%", "1%", "1%"]);
    expect([percent(0, 0), percent(137, 100), percent(-0.1, 100)]).toEqual(["–", "137%", "0%"]);
  });

  test("times have two units, the largest first", () => {
    expect(aroundNumber(60_000, duration, 1000)).toEqual(["59s", "1m 0s", "1m 1s"]);
    expect(aroundNumber(3_600_000, duration, 1000)).toEqual(["59m 59s", "1h 0m", "1h 0m"]);
    expect(aroundNumber(86_400_000, duration, 1000)).toEqual(["23h 59m", "1d 0h", "1d 0h"]);
    expect([-1000, 0, 499, 500].map(duration)).toEqual(["0s", "0s", "0s", "1s"]);
  });

  test("short times have no seconds from a minute on", () => {
    expect(aroundNumber(60_000, bareDuration, 1000)).toEqual(["59s", "1m", "1m"]);
    expect(bareDuration(8_040_000)).toBe("2h14m");
  });

  test("sizes change their unit at a thousand, and lose their decimal at a hundred", () => {
    expect(aroundNumber(1000, bytes)).toEqual(["999 B", "1.0 KB", "1.0 KB"]);
    expect(aroundNumber(100_000, bytes, 100)).toEqual(["99.9 KB", "100 KB", "100 KB"]);
    expect(aroundNumber(1_000_000, bytes, 1000)).toEqual(["999 KB", "1.0 MB", "1.0 MB"]);
    expect([999e12, 1000e12, 1e18].map(bytes)).toEqual(["999 TB", "1000 TB", "1000000 TB"]);
  });

  test("one thing is in the singular", () => {
    expect([0, 1, 2].map((n) => counted(n, "branch"))).toEqual(["0 branches", "1 branch", "2 branches"]);
  });
});
