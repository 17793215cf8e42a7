import { expect, test } from "vitest";
import { padded } from "./sections.ts";

test("sections start at multiples of eight, up to the largest size that the format has", () => {
  expect([0, 1, 7, 8, 9].map(padded)).toEqual([0, 8, 8, 8, 16]);
  // 2^31 and 2^32: with 32-bit arithmetic the results would be negative or zero.
  expect([2 ** 31 - 8, 2 ** 31 - 7, 2 ** 31 + 1, 2 ** 32 - 15].map(padded)).toEqual([
    2 ** 31 - 8,
    2 ** 31,
    2 ** 31 + 8,
    2 ** 32 - 8,
  ]);
});
