/** The rules that figures of an organisation go by: amounts, prices of sums, days to fetch, rows that are added up. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { picoOfDecimal, picoOfNumber } from "../../src/core/organization/amounts.ts";
import { daysBetween, isFinal, windowsToFetch } from "../../src/core/organization/fetch-plan.ts";
import { foldRows } from "../../src/core/organization/fold-rows.ts";
import { emptyOrgRow, type OrgRow } from "../../src/core/organization/org-row.ts";
import { pricedTokens } from "../../src/core/organization/row-value.ts";
import { usdString } from "../../src/core/pricing/money.ts";
import { priceAggregate } from "../../src/core/pricing/price-aggregate.ts";
import { PriceBook } from "../../src/core/pricing/price-book.ts";
import { priceResponse } from "../../src/core/pricing/price-response.ts";
import { Flag } from "../../src/core/responses/columns.ts";
import { addTokens, NO_TOKENS } from "../../src/core/responses/tokens.ts";
import { shippedCards } from "../../src/data/rate-cards.ts";
import { orgParquetOf, orgRowsOfParquet } from "../../src/store/sources/org-parquet.ts";

const book = new PriceBook(shippedCards());
const DAY_MS = 86_400_000;

describe("amounts", () => {
  test("of cents and dollars, to the pico-dollar", () => {
    // 123.78912 cents are $1.2378912.
    expect(picoOfDecimal("123.78912", true)).toBe(1_237_891_200_000n);
    expect(picoOfNumber(1025, true)).toBe(10_250_000_000_000n);
    expect(picoOfNumber(0.1 + 0.2)).toBe(300_000_000_000n);
    expect(picoOfDecimal("1e-7", true)).toBe(1000n);
    expect(picoOfNumber(1e-9)).toBe(1000n);
    expect(picoOfDecimal("-12.5")).toBe(-12_500_000_000_000n);
    expect(picoOfDecimal(".5")).toBe(500_000_000_000n);
    for (const wrong of ["", "five", "1,5", "1.2.3", "0x10", "Infinity", "1e9999"])
      expect(picoOfDecimal(wrong)).toBeNull();
    expect(picoOfNumber(Number.NaN)).toBeNull();
  });

  test("finer than a pico-dollar are rounded half to even", () => {
    expect(["0.0000000000005", "0.0000000000015", "0.00000000000051"].map((t) => picoOfDecimal(t))).toEqual([
      0n,
      2n,
      1n,
    ]);
  });

  test("are read back as they are written", () => {
    const pico = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
    fc.assert(
      fc.property(pico, (p) => picoOfDecimal(usdString(p)) === p && picoOfDecimal(usdString(p * 100n), true) === p),
    );
  });
});

describe("the price of a sum", () => {
  const count = fc.nat(50_000);
  const tokens = fc.record({ input: count, output: count, cacheWrite5m: count, cacheWrite1h: count, cacheRead: count });
  const model = fc.constantFrom(
    "claude-opus-5-5",
    "claude-haiku-5-5",
    "claude-sonnet-4-5-20250929",
    "claude-fable-5-2",
  );
  const flags = fc.constantFrom(0, Flag.fast, Flag.geoUs, Flag.batch, Flag.geoUs | Flag.batch);

  test("is the sum of the prices, for list rates", () => {
    fc.assert(
      fc.property(
        fc.array(tokens, { minLength: 1, maxLength: 20 }),
        model,
        flags,
        fc.nat(3),
        (requests, id, bits, webSearches) => {
          const entry = book.entry(id, Date.UTC(2026, 10, 20));
          const generation = book.find(id)?.card.generation ?? 0;
          if (entry === null) throw new Error("no price");
          const bound = entry.longPrompt?.abovePromptTokens ?? Number.POSITIVE_INFINITY;
          const small = requests.filter((t) => t.input + t.cacheWrite5m + t.cacheWrite1h + t.cacheRead <= bound);
          const shared = { flags: bits, regional: false, generation };
          const each = small.reduce(
            (n, t) => n + BigInt(priceResponse(entry, { ...shared, tokens: t, webSearches, iterations: [] })),
            0n,
          );
          const all = small.reduce(addTokens, NO_TOKENS);
          const together = priceAggregate(entry, {
            ...shared,
            tokens: all,
            webSearches: webSearches * small.length,
            isLongPrompt: false,
          });
          expect(together).toBe(each);
        },
      ),
    );
  });

  test("beyond what a double holds", () => {
    const entry = book.entry("claude-fable-5", Date.UTC(2026, 10, 20));
    if (entry === null) throw new Error("no price");
    const huge = { ...NO_TOKENS, output: Number.MAX_SAFE_INTEGER };
    const pico = priceAggregate(entry, {
      tokens: huge,
      webSearches: 0,
      flags: 0,
      regional: false,
      generation: 5,
      isLongPrompt: false,
    });
    expect(pico).toBe(BigInt(Number.MAX_SAFE_INTEGER) * BigInt(entry.rates.output));
  });

  test("is a lower bound where the row does not tell which of two rates holds", () => {
    const row = (id: string, rest: Partial<OrgRow>): OrgRow => ({
      ...emptyOrgRow("messages", "2026-11-20"),
      model: id,
      input: 10,
      ...rest,
    });
    const isAtLeast = (id: string, contextWindow: string, rest: Partial<OrgRow> = {}) =>
      pricedTokens(row(id, { contextWindow, ...rest }), book)?.isAtLeast;
    // Long prompts begin at 200,000 tokens with Sonnet 4.5, at 100,000 with Haiku 5.5, and cost the same with Opus 5.5.
    expect(isAtLeast("claude-sonnet-4-5-20250929", "0-200k")).toBe(false);
    expect(isAtLeast("claude-sonnet-4-5-20250929", "200k-1M")).toBe(false);
    expect(isAtLeast("claude-sonnet-4-5-20250929", "")).toBe(true);
    expect(isAtLeast("claude-haiku-5-5", "0-200k")).toBe(true);
    expect(isAtLeast("claude-haiku-5-5", "200k-1M")).toBe(false);
    expect(isAtLeast("claude-opus-5-5", "")).toBe(false);
    expect(isAtLeast("claude-opus-5-5", "", { cacheWriteUntold: 1 })).toBe(true);
    expect(pricedTokens(row("nobody-knows", {}), book)).toBeNull();
  });
});

describe("days to fetch", () => {
  const plan = { since: 100, until: 130, maxDays: 31, runStartedMs: 200 * DAY_MS };

  test("a day is final thirty days after its end, not a millisecond earlier", () => {
    const end = 101 * DAY_MS;
    expect([isFinal(100, end + 30 * DAY_MS - 1), isFinal(100, end + 30 * DAY_MS), isFinal(100, undefined)]).toEqual([
      false,
      true,
      false,
    ]);
  });

  test("every day that may have changed is in one window, none other is, and no window is too long", () => {
    const fetched = fc.dictionary(
      fc.integer({ min: 95, max: 135 }).map((day) => new Date(day * DAY_MS).toISOString().slice(0, 10)),
      fc.integer({ min: 100, max: 205 }).map((day) => day * DAY_MS),
    );
    fc.assert(
      fc.property(fetched, fc.integer({ min: 1, max: 31 }), (known, maxDays) => {
        const windows = windowsToFetch(known, { ...plan, maxDays });
        const days = windows.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
        const expected = Array.from({ length: 31 }, (_, i) => 100 + i).filter((day) => {
          const at = known[new Date(day * DAY_MS).toISOString().slice(0, 10)];
          return !isFinal(day, at) && !(at !== undefined && at >= plan.runStartedMs);
        });
        expect(days).toEqual(expected);
        expect(Math.max(0, ...windows.map(({ from, to }) => to - from + 1))).toBeLessThanOrEqual(maxDays);
      }),
    );
  });

  test("between two dates, both included", () => {
    expect(daysBetween("2026-02-27", "2026-03-02")).toEqual(["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"]);
    expect([daysBetween("2026-03-02", "2026-03-01"), daysBetween("2026-02-30", "2026-03-01")]).toEqual([[], []]);
  });
});

describe("rows", () => {
  const text = fc.constantFrom("", "a", "é\u0000", "claude-opus-5-5");
  const row = fc
    .record({
      actorName: text,
      model: text,
      apiKey: text,
      input: fc.maxSafeNat(),
      output: fc.nat(9),
      requests: fc.option(fc.nat(9)),
      costPico: fc.option(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n })),
    })
    .map((part): OrgRow => ({ ...emptyOrgRow("litellm", "2026-11-20"), ...part }));

  test("come back from Parquet as they were", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 8 }), async (rows) => {
        expect(await orgRowsOfParquet(orgParquetOf(rows))).toEqual(rows);
      }),
      { numRuns: 20 },
    );
  });

  test("about the same are added up, in any order", () => {
    const small = row.map((r) => ({ ...r, input: r.input % 1000 }));
    fc.assert(
      fc.property(fc.array(small, { maxLength: 12 }), (rows) => {
        const folded = foldRows(rows);
        expect(foldRows([...rows].reverse())).toEqual(folded);
        const sum = (all: readonly OrgRow[]) => [
          all.reduce((n, r) => n + r.input, 0),
          all.reduce((n, r) => n + (r.costPico ?? 0n), 0n),
          all.reduce((n, r) => n + (r.requests ?? 0), 0),
        ];
        expect(sum(folded)).toEqual(sum(rows));
        expect(new Set(folded.map((r) => JSON.stringify([r.actorName, r.model, r.apiKey]))).size).toBe(folded.length);
      }),
    );
  });
});
