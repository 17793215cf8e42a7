/** When a cold cache is counted, and at which rate: each threshold at its value and one step to each side. */

import { describe, expect, test } from "vitest";
import { shippedCards } from "../../data/rate-cards.ts";
import { PriceBook } from "../pricing/price-book.ts";
import { priceColumns } from "../pricing/price-columns.ts";
import { emptyColumns, pushRow } from "../responses/columns.ts";
import type { Tokens } from "../responses/tokens.ts";
import { coldCache } from "./cold-cache.ts";

const T0 = Date.UTC(2026, 10, 20, 9);
const FIVE_MINUTES = 300_000;
const NOTHING: Tokens = { input: 0, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 };
const ORIGIN = {
  ...{ sessionId: "s", loggedIn: "s", project: "", branch: "", agent: "", skill: "", plugin: "", mcp: "" },
  ...{ version: "", entrypoint: "" },
};
const book = new PriceBook(shippedCards());

/** Two requests of Opus 5.5: one that fills the cache, and one so long after it. */
function found({
  prompt = 20_000,
  pauseMs = FIVE_MINUTES + 1,
  ...second
}: Partial<Tokens> & {
  readonly prompt?: number;
  readonly pauseMs?: number;
}) {
  const columns = emptyColumns();
  const add = (timeMs: number, tokens: Tokens): void =>
    void pushRow(columns, {
      ...{ ...tokens, timeMs, idLo: columns.length, idHi: 0, requestHash: 0, spanMs: 0 },
      ...{ model: 0, origin: 0, flags: 0, webSearches: 0 },
    });
  add(T0, { ...NOTHING, cacheWrite5m: prompt });
  add(T0 + pauseMs, { ...NOTHING, ...second });
  const table = { columns, models: ["claude-opus-5-5"], origins: [ORIGIN], iterationsByRow: new Map() };
  priceColumns(table, book);
  return coldCache(table, book, [0, 1]);
}

const around = <T>(value: number, rule: (value: number) => T): readonly T[] => [value - 1, value, value + 1].map(rule);

describe("a context that is written again", () => {
  test("is one after more than five minutes", () => {
    const times = (pauseMs: number) => found({ pauseMs, cacheWrite5m: 20_000 }).times;
    expect(around(FIVE_MINUTES, times)).toEqual([0, 0, 1]);
  });

  test("is one from 10,000 tokens on", () => {
    const times = (written: number) => found({ cacheWrite5m: written, cacheRead: 20_000 - written }).times;
    // Half of the prompt before is 10,000 too, so that a shorter prompt is asked.
    expect(around(10_000, times)).toEqual([0, 1, 1]);
    const short = (prompt: number) => found({ prompt, cacheWrite5m: prompt }).times;
    expect(around(10_000, short)).toEqual([0, 1, 1]);
  });

  test("is one from half of the prompt before on", () => {
    const times = (written: number) =>
      found({ prompt: 40_000, cacheWrite5m: written, cacheRead: 40_000 - written }).times;
    expect(around(20_000, times)).toEqual([0, 1, 1]);
  });

  test("costs the rate of the lifetime that most of it was written for, less that of a read", () => {
    const cost = (cacheWrite1h: number) =>
      found({ cacheWrite1h, cacheWrite5m: 20_000 - cacheWrite1h }).extraPico / 20_000n;
    // $5 and $8 a million written, $0.20 read; pico-dollars a token.
    expect(around(10_000, cost)).toEqual([4_800_000n, 4_800_000n, 7_800_000n]);
  });
});
