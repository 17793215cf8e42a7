import { expect, test } from "vitest";
import { carriedTotals } from "./carried-total.ts";
import type { StatuslineFeed } from "./feed.ts";

/** Of a session whose total went from one value to another at these times. */
const feed = (firstUsd: number, totalUsd: number, fromMs: number, toMs: number): StatuslineFeed =>
  ({ epochs: [{ fromMs, toMs, firstUsd, totalUsd }], input: { projectDir: "/app" } }) as unknown as StatuslineFeed;

test("a session that begins when another one ends, or later, may have its total", () => {
  const carried = (fromMs: number) =>
    carriedTotals(
      new Map([
        ["first", feed(0, 0.5, 0, 1000)],
        ["second", feed(0.5, 0.75, fromMs, 2000)],
      ]),
    ).get("second");
  expect([999, 1000, 1001].map(carried)).toEqual([undefined, 0.5, 0.5]);
});

test("a total of zero is carried by nobody", () => {
  const sessions = new Map([
    ["first", feed(0, 0, 0, 1000)],
    ["second", feed(0, 0.25, 2000, 3000)],
  ]);
  expect([...carriedTotals(sessions)]).toEqual([]);
});
