import { describe, expect, it } from "vitest";
import { shippedCards } from "../../data/rate-cards.ts";
import { Flag } from "../responses/columns.ts";
import { NO_TOKENS, type Tokens } from "../responses/tokens.ts";
import { usdString } from "./money.ts";
import { PriceBook } from "./price-book.ts";
import { costLines, priceResponse } from "./price-response.ts";
import { entryOf } from "./rate-card-file.ts";

const book = new PriceBook(shippedCards());
const NOV = Date.UTC(2026, 10, 21);

/** Price of one response in exact dollars. */
function price(
  model: string,
  tokens: Partial<Tokens>,
  more: { flags?: number; iterations?: Tokens[]; webSearches?: number; at?: number } = {},
): string {
  const found = book.find(model);
  const entry = book.entry(model, more.at ?? NOV);
  if (!found || !entry) return "unpriced";
  return usdString(
    BigInt(
      priceResponse(entry, {
        tokens: { ...NO_TOKENS, ...tokens },
        webSearches: more.webSearches ?? 0,
        flags: more.flags ?? 0,
        regional: found.regional,
        generation: found.card.generation,
        iterations: more.iterations ?? [],
      }),
    ),
  );
}

describe("which model a logged id means", () => {
  it.each([
    ["claude-opus-4-5-20251101", "claude-opus-4-5", false],
    ["claude-opus-4-5", "claude-opus-4-5", false],
    ["claude-sonnet-4-5-20250929[1m]", "claude-sonnet-4-5", false],
    ["us.anthropic.claude-haiku-4-5-20251001-v1:0", "claude-haiku-4-5", true],
    ["global.anthropic.claude-opus-4-6-v1", "claude-opus-4-6", false],
    ["anthropic.claude-opus-4-8", "claude-opus-4-8", false],
    ["claude-opus-4-1@20250805", "claude-opus-4-1", false],
    ["claude-3-5-sonnet-v2@20241022", "claude-3-5-sonnet", false],
    ["vertex_ai/claude-sonnet-4@20250514", "claude-sonnet-4-0", false],
    ["bedrock/eu.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5", true],
    ["anthropic/claude-opus-5-5", "claude-opus-5-5", false],
    ["arn:aws:bedrock:us-east-1:1:inference-profile/jp.anthropic.claude-opus-5", "claude-opus-5", true],
  ])("%s is %s", (logged, id, regional) => {
    expect(book.find(logged)?.card.id).toBe(id);
    expect(book.find(logged)?.regional).toBe(regional);
  });

  it.each([
    "claude-opus-5-6",
    "claude-opus",
    "claude-opus-5-5-turbo",
    "opus",
    "gpt-5",
    "",
    "claude-opus-55",
    "__proto__",
    "constructor",
  ])("%s is nobody's price", (logged) => {
    expect(book.find(logged)).toBeNull();
    expect(price(logged, { input: 1 })).toBe("unpriced");
  });
});

describe("what one response costs", () => {
  it("prices each class at its own rate", () => {
    // opus 5.5: (9*4 + 156*20 + 300*5 + 5000*8 + 11000*0.2) / 1e6 = 46856 / 1e6
    const tokens = { input: 9, output: 156, cacheWrite5m: 300, cacheWrite1h: 5000, cacheRead: 11_000 };
    expect(price("claude-opus-5-5", tokens)).toBe("0.046856");
  });

  it("puts the whole request into the long-prompt band, output too, from one token above the bound", () => {
    // haiku 5.5 at exactly 100,000: (90000*0.1 + 10000*0.01 + 1000*0.5) / 1e6 and (100000*0.1 + 1000*0.5) / 1e6;
    // one above: (100001*0.5 + 1000*2.5) / 1e6
    expect(price("claude-haiku-5-5", { input: 90_000, cacheRead: 10_000, output: 1000 })).toBe("0.0096");
    expect(price("claude-haiku-5-5", { input: 100_000, output: 1000 })).toBe("0.0105");
    expect(price("claude-haiku-5-5", { input: 100_001, output: 1000 })).toBe("0.0525005");
  });

  it("bands each iteration on its own", () => {
    // two requests of 60,000 input each stay below the bound: 2 * 60000*0.1 / 1e6, though their sum is above it
    const part = { ...NO_TOKENS, input: 60_000 };
    expect(price("claude-haiku-5-5", { input: 120_000 }, { iterations: [part, part] })).toBe("0.012");
  });

  it("uses the fast rates for every class", () => {
    // opus 5.5 fast: (1000*8 + 1000*40 + 1000*0.4) / 1e6
    expect(price("claude-opus-5-5", { input: 1000, output: 1000, cacheRead: 1000 }, { flags: Flag.fast })).toBe(
      "0.0484",
    );
  });

  it("adds 10 % for US inference from 4.6 on, to tokens but not to searches", () => {
    // opus 5.5: 1000*4*1.1 / 1e6 + 2*0.01
    expect(price("claude-opus-5-5", { input: 1000 }, { flags: Flag.geoUs, webSearches: 2 })).toBe("0.0244");
    expect(price("claude-opus-4-5", { input: 1000 }, { flags: Flag.geoUs })).toBe("0.005");
  });

  it("adds 10 % at regional cloud endpoints from 4.5 on", () => {
    expect(price("us.anthropic.claude-opus-4-5-20251101-v1:0", { input: 1000 })).toBe("0.0055");
    expect(price("global.anthropic.claude-opus-4-5-20251101-v1:0", { input: 1000 })).toBe("0.005");
    expect(price("us.anthropic.claude-opus-4-1-20250805-v1:0", { input: 1000 })).toBe("0.015");
  });

  it("halves batch", () => {
    expect(price("claude-opus-5-5", { input: 1001 }, { flags: Flag.batch })).toBe("0.002002");
  });

  it("takes the price of the day", () => {
    // sonnet 5.5 cache reads: 0.2 until 2026-10-06, 0.1 from 2026-10-07 (UTC)
    expect(price("claude-sonnet-5-5", { cacheRead: 1_000_000 }, { at: Date.UTC(2026, 9, 6, 23, 59, 59) })).toBe("0.2");
    expect(price("claude-sonnet-5-5", { cacheRead: 1_000_000 }, { at: Date.UTC(2026, 9, 7) })).toBe("0.1");
  });

  it("explains itself: the lines sum to the price", () => {
    const entry = book.entry("claude-opus-5-5", NOV);
    const found = book.find("claude-opus-5-5");
    if (!entry || !found) throw new Error("no card");
    const tokens = { input: 3, output: 5, cacheWrite5m: 7, cacheWrite1h: 11, cacheRead: 13 };
    const billable = {
      tokens,
      webSearches: 2,
      flags: Flag.geoUs,
      regional: false,
      generation: found.card.generation,
      iterations: [],
    };
    const lines = costLines(entry, billable);
    expect(lines.map((l) => l.name)).toEqual([
      "input",
      "output",
      "cacheWrite5m",
      "cacheWrite1h",
      "cacheRead",
      "webSearch",
    ]);
    expect(lines.reduce((sum, l) => sum + l.costPico, 0)).toBe(priceResponse(entry, billable));
  });
});

describe("the user's own prices", () => {
  const rate = { input: 1, output: 2, cacheWrite5m: 1, cacheWrite1h: 1, cacheRead: 1 };
  const listed = shippedCards().find((c) => c.id === "claude-opus-5-5");
  if (!listed) throw new Error("no card");
  const entries = [entryOf({ rate, source: "contract", from: "2026-11-01", to: "2026-11-10" }, "overlay")];
  const own = { ...listed, entries, spellings: ["claude-opus-5-5"] };
  const withOverlay = new PriceBook(shippedCards(), { cards: [own], aliases: { "house-model": "claude-opus-5-5" } });
  const inputRate = (model: string, day: number): number | undefined =>
    withOverlay.entry(model, Date.UTC(2026, 10, day))?.rates.input;

  it("win for their dates only", () => {
    expect([1, 10, 11].map((day) => inputRate("claude-opus-5-5", day))).toEqual([1e6, 1e6, 4e6]);
    expect(withOverlay.entry("claude-opus-5-5", Date.UTC(2026, 9, 31))?.basis).toBe("list");
  });

  it("name a gateway's model", () => {
    expect(withOverlay.nameOf("house-model")).toBe("claude-opus-5-5");
    expect(inputRate("house-model", 20)).toBe(4e6);
  });
});

describe("before the first date of a card", () => {
  const first = Date.UTC(2026, 9, 7);

  it("a model has its first price, to the millisecond", () => {
    // Haiku 5.5, listed from 2026-10-07: a million tokens of input in the lower band is 100,000 x $0.1 = $0.01.
    for (const at of [first - 1, first, Date.UTC(2026, 0, 1)]) {
      expect(price("claude-haiku-5-5", { input: 100_000 }, { at })).toBe("0.01");
    }
    expect([first - 1, first].map((at) => book.entryOn("claude-haiku-5-5", at)?.source ?? null)).toEqual([
      null,
      book.entry("claude-haiku-5-5", first)?.source,
    ]);
  });

  it("of several prices the first one counts", () => {
    const [sonnet] = book.asked("sonnet-5-5");
    expect(book.entry("claude-sonnet-5-5", Date.UTC(2026, 5, 1))).toBe(sonnet?.entries[0]);
  });
});
