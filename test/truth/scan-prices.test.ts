/** Prices that rows get as they are read: the module's own, and those that it leaves to be worked out. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FastScanner } from "../../src/claude-code/scan/fast-scanner.ts";
import { PriceBook } from "../../src/core/pricing/price-book.ts";
import type { RateCard, RateEntry } from "../../src/core/pricing/rate-card.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { builtModule, MTIME } from "./both-scanners.ts";

const CHANGE_MS = Date.parse("2026-11-01T00:00:00.000Z");

function ratesOf(each: number): RateEntry["rates"] {
  return { input: each, output: 10 * each, cacheWrite5m: 2 * each, cacheWrite1h: 3 * each, cacheRead: 4 * each };
}

function entry(fromMs: number, each: number): RateEntry {
  const longPrompt = { abovePromptTokens: 1000, rates: ratesOf(100 * each) };
  return {
    ...{ fromMs, untilMs: Number.POSITIVE_INFINITY, rates: ratesOf(each), longPrompt, fast: ratesOf(7 * each) },
    ...{ source: "", basis: "list" },
  };
}

/** 10 pico-dollars a token and its multiples until November, then 20; a hundred times that above 1,000 tokens. */
const card: RateCard = {
  ...{ id: "m", apiId: "m", displayName: "M", family: "m", generation: 5 },
  ...{ contextWindow: 1, maxContextWindow: 1, maxOutputTokens: 1, spellings: ["m"] },
  entries: [entry(Number.NEGATIVE_INFINITY, 10), entry(CHANGE_MS, 20)],
};

let next = 0;
function row(timestamp: string, usage: object = {}, model = "m"): string {
  const whole = { input_tokens: 3, output_tokens: 1, cache_read_input_tokens: 5, ...usage };
  const message = { id: `id${next++}`, model, stop_reason: "end_turn", usage: whole };
  return `${JSON.stringify({ type: "assistant", sessionId: "s", timestamp, message })}\n`;
}

/** Of the rows in their order, with WebAssembly and without. */
function costs(rows: readonly string[], book = new PriceBook([card])): number[] {
  const path = join(tempDir(), "s.jsonl");
  writeFileSync(path, rows.join(""));
  const [fast, plain] = [builtModule(), null].map((module) => {
    const scanner = new FastScanner(module, { book });
    scanner.scan({ path, mtimeMs: MTIME, earlier: null });
    const { columns } = scanner.settle();
    return [...columns.costPico.subarray(0, columns.length)];
  });
  expect(fast).toEqual(plain);
  return fast as number[];
}

const BEFORE = "2026-10-31T23:59:59.999Z";
const AFTER = "2026-11-01T00:00:00.000Z";

describe("a row is priced as it is read", () => {
  test("at the rates of its time, whichever came first", () => {
    // 3 · 10 + 1 · 100 + 5 · 40 = 330; twice that from November on.
    expect(costs([row(BEFORE), row(AFTER), row(BEFORE)])).toEqual([330, 660, 330]);
    expect(costs([row(AFTER), row(BEFORE), row(AFTER)])).toEqual([660, 330, 660]);
  });

  test("all of it at the higher rates where the prompt is long", () => {
    const most = { input_tokens: 995 };
    const more = { input_tokens: 996 };
    // 995 + 5 are 1,000: 995 · 10 + 1 · 100 + 5 · 40. One more: (996 · 10 + 1 · 100 + 5 · 40) · 100.
    expect(costs([row(BEFORE, most), row(BEFORE, more)])).toEqual([10_250, 1_026_000]);
  });

  test("with what both kinds of cache writes cost, and with searches at a cent each", () => {
    const writes = { cache_creation: { ephemeral_5m_input_tokens: 2, ephemeral_1h_input_tokens: 4 } };
    const searches = { server_tool_use: { web_search_requests: 3 } };
    // 330 + 2 · 20 + 4 · 30 + 3 · 10,000,000,000
    expect(costs([row(BEFORE, { ...writes, ...searches })])).toEqual([30_000_000_490]);
  });

  test("where there is a factor, by JavaScript", () => {
    const us = { inference_geo: "us" };
    const both = { ...us, service_tier: "batch" };
    // 330 · 1.1; 330 · 1.1 / 2 = 181.5, to the even number; 7 times 330.
    expect(costs([row(BEFORE, us), row(BEFORE, both), row(BEFORE, { speed: "fast" })])).toEqual([363, 182, 2310]);
  });

  test("without a time, at the rates of the next one's", () => {
    const rows = [row(BEFORE).replace(BEFORE, "never"), row(AFTER), row(BEFORE)];
    expect(costs(rows)).toEqual([660, 660, 330]);
  });

  test("not at all where no card has its model", () => {
    expect(costs([row(BEFORE), row(BEFORE, {}, "other"), row(BEFORE)])).toEqual([330, Number.NaN, 330]);
  });

  test("of hundreds of models too", () => {
    const names = Array.from({ length: 300 }, (_, i) => `m${i}`);
    const cards = names.map((name, i) => ({ ...card, spellings: [name], entries: [entry(CHANGE_MS, i)] }));
    // 33 times what one input token costs.
    const expected = names.map((_, i) => 33 * i);
    expect(
      costs(
        names.map((name) => row(AFTER, {}, name)),
        new PriceBook(cards),
      ),
    ).toEqual(expected);
  });
});
