import { join } from "node:path";
import { expect, test } from "vitest";
import rateCards from "../../src/data/rate-cards.json" with { type: "json" };
import { assistantRow, makeTree, usage } from "../helpers/make-tree.ts";
import { jsonHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { decimal, sum, times, toText } from "../oracle/decimal.ts";
import { GOLDEN } from "./golden-prices.ts";

type Product = { readonly tokens: number; readonly rate: string };

function products(text: string): readonly [Product, Product, Product, Product, Product] {
  const parts = text.split(" + ").map((p) => {
    const [tokens, rate] = p.split("*") as [string, string];
    return { tokens: Number(tokens), rate };
  });
  return parts as unknown as readonly [Product, Product, Product, Product, Product];
}

test("the sums are what their products say", () => {
  for (const [model, day, mode, text, usd] of GOLDEN) {
    const total = sum(products(text).map((p) => times(decimal(p.tokens), decimal(p.rate))));
    expect(toText(times(total, decimal("0.000001"))), `${model} ${day} ${mode}`).toBe(usd);
  }
});

test("every model of the rate cards has its case, at every date", () => {
  for (const { firstPartyId, rates } of rateCards.models) {
    const days = GOLDEN.filter(([model]) => model === firstPartyId).map(([, day]) => day);
    for (const { from } of rates) expect(days, firstPartyId).toContain(from ?? "2026-06-01");
  }
});

test("the program prices them so", async () => {
  const home = tempDir();
  const rows = GOLDEN.map(([model, day, mode, text], i) => {
    const [input, output, write5m, write1h, read] = products(text);
    const counts = usage({
      input_tokens: input.tokens,
      output_tokens: output.tokens,
      cache_creation_input_tokens: write5m.tokens + write1h.tokens,
      cache_creation: { ephemeral_5m_input_tokens: write5m.tokens, ephemeral_1h_input_tokens: write1h.tokens },
      cache_read_input_tokens: read.tokens,
      speed: mode === "fast" ? "fast" : "standard",
    });
    // A price holds from midnight UTC.
    return assistantRow({ model, timestamp: `${day}T00:00:00.000Z`, sessionId: `golden-${i}`, usage: counts });
  });
  makeTree(join(home, ".claude"), Object.fromEntries(rows.map((row, i) => [`golden-${i}.jsonl`, [row]])));
  const { sessions } = await jsonHere<{ sessions: { sessionId: string; costUsd: string }[] }>(["sessions"], { home });
  const found = Object.fromEntries(sessions.map((s) => [s.sessionId, s.costUsd]));
  const expected = Object.fromEntries(GOLDEN.map(([, , , , usd], i) => [`golden-${i}`, usd]));
  expect(found).toEqual(expected);
});

test("the day before its price began, a model has its first price, and is marked", async () => {
  const home = tempDir();
  const row = assistantRow({ model: "claude-haiku-5-5", timestamp: "2026-10-06T23:59:59.999Z" });
  makeTree(join(home, ".claude"), { "a.jsonl": [row] });
  type Sessions = { totals: { costUsd: string; unpriced: { requests: number } }; priceMarks: { early: string[] } };
  const { totals, priceMarks } = await jsonHere<Sessions>(["sessions"], { home });
  // 10 input and 100 output tokens at $0.1 and $0.5 a million.
  expect(totals).toMatchObject({ costUsd: "0.000051", unpriced: { requests: 0 } });
  expect(priceMarks.early).toEqual(["claude-haiku-5-5"]);
});
