/** A conversation known from its responses alone: what was written to the cache, and where compactions were. */

import { expect, test } from "vitest";
import { mainChains, trailOfChain } from "../../src/core/context/main-chain.ts";
import { emptyFacts } from "../../src/core/responses/session-facts.ts";
import { at, tableOf } from "../limits/spend-table.ts";

const T = at("2026-11-20T12:00:00Z");

test.each([
  [0, 0, null],
  [1, 0, "5m"],
  [0, 1, "1h"],
  [1, 1, "1h"],
])("%d tokens written for 5 minutes and %d for an hour: %s", (write5m, write1h, wrote) => {
  const table = tableOf([{ at: T, usd: "1", session: "s", write5m, write1h }]);
  const chain = mainChains(table, new Map(), new Set(["s"])).get("s") ?? [];
  expect(chain.map((request) => request.wrote)).toEqual([wrote]);
});

test.each([
  ["a millisecond before a request comes before it", -1, false],
  ["of the time of a request comes after it", 0, true],
  ["after it comes after it", 1, true],
])("a compaction %s", (_name, ms, isLast) => {
  const table = tableOf([{ at: T, usd: "1", session: "s" }]);
  const chain = mainChains(table, new Map(), new Set(["s"])).get("s") ?? [];
  const compaction = { atMs: T + ms, trigger: "auto" as const, preTokens: 100, postTokens: 10 };
  const trail = trailOfChain(chain, { ...emptyFacts("s"), compactions: [compaction] });
  expect(trail.fills.length === 0).toBe(isLast);
});
