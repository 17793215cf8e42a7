import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseServedPrices } from "../../src/claude-code/feeds/served-prices.ts";
import { PriceBook } from "../../src/core/pricing/price-book.ts";
import { entryOf } from "../../src/core/pricing/rate-card-file.ts";
import { shippedCards } from "../../src/data/rate-cards.ts";
import { modelLabel } from "../../src/view/tables/model-label.ts";
import { assistantRow, makeTree, usage } from "../helpers/make-tree.ts";
import { jsonHere, runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const book = new PriceBook(shippedCards());
const NOV = Date.UTC(2026, 10, 21);

describe("what Claude Code was told", () => {
  const source = JSON.stringify({
    numStartups: 5,
    additionalModelCostsCache: {
      "claude-nova-6": { inputTokens: 7, outputTokens: 70, promptCacheWriteTokens: 8.75, promptCacheReadTokens: 0.7 },
      "claude-opus-5-5": { inputTokens: 1, outputTokens: 1, promptCacheWriteTokens: 1, promptCacheReadTokens: 1 },
      "claude-long-7": {
        ...{ inputTokens: 1, outputTokens: 2, promptCacheWriteTokens: 3, promptCacheReadTokens: 4 },
        promptCacheWrite1hTokens: 5,
        longPrompt: {
          ...{ inputTokens: 10, outputTokens: 20, promptCacheWriteTokens: 30, promptCacheReadTokens: 40 },
          abovePromptTokens: 1000,
        },
        fast: { inputTokens: 100, outputTokens: 200, promptCacheWriteTokens: 300, promptCacheReadTokens: 400 },
      },
    },
  });
  const served = new PriceBook(shippedCards(), undefined, parseServedPrices(source));

  it("prices a model that has no card, writes of an hour at twice the input", () => {
    expect(served.entry("claude-nova-6", NOV)).toMatchObject({
      basis: "served",
      rates: { input: 7e6, output: 70e6, cacheWrite5m: 8_750_000, cacheWrite1h: 14e6, cacheRead: 700_000 },
    });
    expect(served.entry("us.anthropic.claude-nova-6", NOV)?.basis).toBe("served");
    expect(served.entry("claude-long-7", 0)).toMatchObject({
      rates: { cacheWrite1h: 5e6 },
      longPrompt: { abovePromptTokens: 1000, rates: { cacheRead: 40e6, cacheWrite1h: 20e6 } },
      fast: { output: 200e6 },
    });
  });

  it("never goes before a card or the user's own price", () => {
    expect(served.entry("claude-opus-5-5", NOV)?.basis).toBe("list");
    const rate = { input: 1, output: 2, cacheWrite5m: 1, cacheWrite1h: 1, cacheRead: 1 };
    const [nova] = served.served;
    if (!nova) throw new Error("no card");
    const own = { ...nova, entries: [entryOf({ rate, source: "contract", from: null }, "overlay")] };
    const book = new PriceBook(shippedCards(), { cards: [own], aliases: {} }, served.served);
    expect(book.entry("claude-nova-6", NOV)).toMatchObject({ basis: "overlay", rates: { input: 1e6 } });
  });

  it("is left out where a price is missing or out of bounds, at the bound and one step on each side", () => {
    const costs = { inputTokens: 1, outputTokens: 1, promptCacheWriteTokens: 1, promptCacheReadTokens: 1 };
    const isTaken = (part: object): boolean => {
      const text = JSON.stringify({ additionalModelCostsCache: { "claude-x-1": { ...costs, ...part } } });
      return parseServedPrices(text).length === 1;
    };
    expect(
      [0, 9999.99, 10_000, -0.01, "1", null, [], Number.NaN].map((inputTokens) => isTaken({ inputTokens })),
    ).toEqual([true, true, ...Array.from({ length: 6 }, () => false)]);
    expect(isTaken({ promptCacheWrite1hTokens: null })).toBe(true);
    expect(isTaken({ promptCacheWrite1hTokens: -1 })).toBe(false);
    expect(isTaken({ fast: { inputTokens: 5 } })).toBe(false);
    expect(isTaken({ longPrompt: { ...costs, abovePromptTokens: 0 } })).toBe(false);
    expect(isTaken({ longPrompt: { ...costs, abovePromptTokens: 1 } })).toBe(true);
    for (const text of ["", "{", '{"additionalModelCostsCache":5}', '{"additionalModelCostsCache":{"a":null,"":{}}}']) {
      expect(parseServedPrices(text)).toEqual([]);
    }
  });
});

describe("which models a person asks for", () => {
  it("are all that tables print, names in full, and ids in any spelling", () => {
    for (const card of shippedCards()) {
      for (const text of [modelLabel(card.apiId), card.displayName, card.id, card.apiId, `anthropic/${card.id}`]) {
        expect(book.asked(text), text).toEqual([book.find(card.id)?.card]);
      }
    }
    expect(book.asked(" Opus-5-5 ").map((c) => c.id)).toEqual(["claude-opus-5-5"]);
  });

  it("are all of a family, and only of that", () => {
    const opus = book.asked("opus");
    expect(opus.length).toBeGreaterThan(5);
    expect(new Set(opus.map((c) => c.family))).toEqual(new Set(["opus"]));
    expect(book.matches("claude-opus-5-5", "OPUS")).toBe(true);
    expect(book.matches("us.anthropic.claude-opus-4-6-v1", "opus")).toBe(true);
    expect(book.matches("claude-haiku-5-5", "opus")).toBe(false);
    expect(book.matches("claude-opus-5", "opus-5-5")).toBe(false);
    expect(book.asked("opu")).toEqual([]);
    expect(
      ["opus", "opus-5-5", "Opus 5.5", "us.anthropic.claude-opus-5-5", "gpt"].map((m) => book.askedOne(m)),
    ).toEqual([null, "claude-opus-5-5", "claude-opus-5-5", "us.anthropic.claude-opus-5-5", null]);
  });

  it("of models without a card are those whose name holds the text", () => {
    expect(book.matches("acme/house-opus", "opus")).toBe(true);
    expect(book.matches("acme/house-model", "house")).toBe(true);
    expect(book.matches("claude-opus-5-5", "house")).toBe(false);
  });
});

describe("in reports", () => {
  type Sessions = {
    totals: { costUsd: string; unpriced: { requests: number } };
    priceMarks?: { served: string[]; early: string[] };
  };

  it("what has no card is priced at the rates that Claude Code received, and marked; a change of that price is followed", async () => {
    const home = tempDir();
    const stateFile = join(home, ".claude", ".claude.json");
    const row = assistantRow({ model: "claude-nova-6", usage: usage({ input_tokens: 1000, output_tokens: 100 }) });
    makeTree(join(home, ".claude"), { "a.jsonl": [row] });
    const sessions = () => jsonHere<Sessions>(["sessions"], { home });
    expect(await sessions()).toMatchObject({ totals: { costUsd: "0", unpriced: { requests: 1 } } });
    const costs = { inputTokens: 7, outputTokens: 70, promptCacheWriteTokens: 8.75, promptCacheReadTokens: 0.7 };
    const tell = (inputTokens: number): void =>
      writeFileSync(
        stateFile,
        JSON.stringify({ additionalModelCostsCache: { "claude-nova-6": { ...costs, inputTokens } } }),
      );
    tell(7);
    // 1,000 x $7 + 100 x $70 a million; read from the index the second time.
    for (const again of [1, 2]) {
      expect(await sessions(), String(again)).toMatchObject({
        totals: { costUsd: "0.014", unpriced: { requests: 0 } },
        priceMarks: { served: ["claude-nova-6"], early: [], credited: [] },
      });
    }
    tell(8);
    expect((await sessions()).totals.costUsd).toBe("0.015");
    const { stdout, stderr } = await runHere(["sessions"], { home });
    expect(stderr).toContain("claude-nova-6 has no rate card: priced at the rates that Claude Code received");
    expect(stdout).toContain("$0.02");
    const listed = await jsonHere<{ prices: { model: string; basis: string }[] }>(["prices", "claude-nova-6"], {
      home,
    });
    expect(listed.prices.map((p) => [p.model, p.basis])).toEqual([["claude-nova-6", "served"]]);
  });

  it("a model before its card's first date has its first price, and is marked", async () => {
    const home = tempDir();
    const row = assistantRow({
      model: "claude-haiku-5-5",
      timestamp: "2026-10-06T23:59:59.999Z",
      usage: usage({ input_tokens: 100_000 }),
    });
    makeTree(join(home, ".claude"), { "a.jsonl": [row] });
    expect(await jsonHere<Sessions>(["sessions"], { home })).toMatchObject({
      totals: { costUsd: "0.01", unpriced: { requests: 0 } },
      priceMarks: { served: [], early: ["claude-haiku-5-5"], credited: [] },
    });
  });

  it("a redeemed credit makes the price an upper bound, and is marked", async () => {
    const creditOf = async (fallback_credit: unknown) => {
      const home = tempDir();
      const row = assistantRow({ usage: usage({ input_tokens: 1000, fallback_credit }) });
      makeTree(join(home, ".claude"), { "a.jsonl": [row] });
      return (await jsonHere<Sessions & { priceMarks?: { credited: string[] } }>(["sessions"], { home })).priceMarks;
    };
    expect((await creditOf({ status: "redeemed", credit_id: "c" }))?.credited).toEqual(["claude-opus-5-5"]);
    expect(await creditOf({ status: "granted" })).toBeUndefined();
    expect(await creditOf(null)).toBeUndefined();
  });

  it("a model is asked for as tables print it, or by its family", async () => {
    const home = tempDir();
    const models = ["claude-opus-5-5", "claude-opus-5", "claude-haiku-5-5"];
    makeTree(join(home, ".claude"), { "a.jsonl": models.map((model) => assistantRow({ model })) });
    const requests = async (...names: string[]): Promise<number> => {
      const filters = names.flatMap((name) => ["--model", name]);
      const { totals } = await jsonHere<{ totals: { requests: number } }>(["sessions", ...filters], { home });
      return totals.requests;
    };
    expect(await requests("opus-5-5")).toBe(1);
    expect(await requests("opus-5")).toBe(1);
    expect(await requests("opus")).toBe(2);
    expect(await requests("Opus 5", "haiku")).toBe(2);
    const family = await jsonHere<{ prices: { model: string }[] }>(["prices", "opus"], { home });
    expect(family.prices.length).toBeGreaterThan(5);
    expect(family.prices.every((p) => p.model.includes("opus"))).toBe(true);
    expect((await runHere(["prices", "opus-5-5"], { home })).stdout).toMatch(/^claude-opus-5-5 /m);
    const added = await runHere(["prices", "add", "opus-5-5", "--input", "1", "--output", "0"], { home });
    expect(added.stderr).toContain("claude-opus-5-5 is priced by");
    // 10 input tokens at $1 a million.
    const { totals } = await jsonHere<Sessions>(["sessions", "--model", "opus-5-5"], { home });
    expect(totals.costUsd).toBe("0.00001");
    await runHere(["prices", "remove", "opus-5-5"], { home });
    await runHere(["prices", "alias", "house", "haiku-5-5"], { home });
    expect((await runHere(["prices", "check"], { home })).stdout).toContain("house  is priced as claude-haiku-5-5");
  });
});
