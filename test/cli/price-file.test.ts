/** A price file that is not sound costs its own prices, not the report. */

import { join } from "node:path";
import { expect, test } from "vitest";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { jsonHere, runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

type Days = { readonly totals: { readonly costUsd: string } };
const FREE = { input: 0, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 };
const OWN = JSON.stringify({ version: 1, models: [{ id: "claude-opus-5-5", rates: [{ from: null, rate: FREE }] }] });

function homeWith(prices: string): string {
  const home = tempDir();
  makeTree(join(home, ".claude"), { "s.jsonl": [assistantRow()] });
  makeTree(home, { "cost/prices.json": prices });
  return home;
}

test("is heeded where it is sound", async () => {
  expect((await jsonHere<Days>(["daily"], { home: homeWith(OWN) })).totals.costUsd).toBe("0");
});

test.each([
  ["half saved", OWN.slice(0, 40), /prices\.json is not JSON: .*your own prices are left out/],
  ["empty", "", /prices\.json is not JSON: .*your own prices are left out/],
  [
    "with a rate that cannot be",
    OWN.replace('"input":0', '"input":-1'),
    /prices\.json: .*your own prices are left out/,
  ],
])("%s: the report counts at list prices and says so", async (_, prices, says) => {
  const home = homeWith(prices);
  const ran = await runHere(["daily", "--json"], { home });
  // 10 input at $4 and 100 output at $20 a million.
  expect((JSON.parse(ran.stdout) as Days).totals.costUsd).toBe("0.00204");
  expect([ran.code, ran.stderr]).toEqual([0, expect.stringMatching(says)]);
  const shown = await runHere(["prices"], { home });
  expect([shown.code, shown.stdout]).toEqual([1, ""]);
});
