import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shippedCards } from "../../data/rate-cards.ts";
import { PriceBook } from "../pricing/price-book.ts";
import { priceColumns } from "../pricing/price-columns.ts";
import { emptyColumns, Flag, pushRow, type ResponseTable } from "../responses/columns.ts";
import type { Origin } from "../responses/origin.ts";
import type { Tokens } from "../responses/tokens.ts";
import { explain } from "./explain.ts";

const book = new PriceBook(shippedCards());
const T0 = Date.UTC(2026, 10, 20, 9);
const MODELS = ["claude-opus-5-5", "claude-haiku-5-5", "us.anthropic.claude-opus-4-6-v1", "nobody"];

const none = { project: "", branch: "", agent: "", skill: "", plugin: "", mcp: "", version: "", entrypoint: "" };
const origin: Origin = { sessionId: "s1", loggedIn: "s1", ...none };

type Part = Tokens & {
  readonly atMs: number;
  readonly model: number;
  readonly flags: number;
  readonly webSearches: number;
};

function tableOf(parts: readonly Part[]): ResponseTable {
  const columns = emptyColumns();
  parts.forEach(({ atMs, ...part }, i) => {
    pushRow(columns, { ...part, idLo: i, idHi: 0, requestHash: 0, timeMs: atMs, spanMs: 0, origin: 0 });
  });
  const table = { columns, models: MODELS, origins: [origin], iterationsByRow: new Map() };
  priceColumns(table, book);
  return table;
}

const all = (table: ResponseTable): Uint8Array => new Uint8Array(table.columns.length).fill(1);
const count = fc.nat({ max: 300_000 });

describe("explain", () => {
  it("takes a bill apart without losing a pico-dollar", () => {
    const part = fc.record({
      input: count,
      output: count,
      cacheWrite5m: count,
      cacheWrite1h: count,
      cacheRead: count,
      atMs: fc.integer({ min: T0, max: T0 + 1e9 }),
      model: fc.nat({ max: MODELS.length - 1 }),
      flags: fc.constantFrom(0, Flag.fast, Flag.geoUs, Flag.batch, Flag.sidechain),
      webSearches: fc.nat({ max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        const table = tableOf(parts);
        const e = explain(table, book, all(table));
        expect(e.classes.reduce((sum, c) => sum + c.costPico, 0n)).toBe(e.costPico);
      }),
    );
  });

  it("finds the pause that let the cache go cold, and what it cost", () => {
    const request = (atMs: number, cacheWrite5m: number, cacheRead: number): Part => {
      return {
        input: 0,
        output: 10,
        cacheWrite5m,
        cacheWrite1h: 0,
        cacheRead,
        atMs,
        model: 0,
        flags: 0,
        webSearches: 0,
      };
    };
    const minute = 60_000;
    const table = tableOf([
      request(T0, 40_000, 0),
      request(T0 + minute, 1000, 40_000),
      request(T0 + 20 * minute, 42_000, 0),
    ]);
    // 41,000 tokens had been cached; writing them again instead of reading: 41000 * (5 - 0.2) / 1e6 = $0.1968
    expect(explain(table, book, all(table)).cold).toEqual({ times: 1, tokens: 41_000, extraPico: 196_800_000_000n });
  });
});
