/** Another currency beside dollars, at the rate that the user set; amounts in dollars do not change. */

import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { convert } from "../../src/core/pricing/currency.ts";
import { parseUsd } from "../../src/core/pricing/money.ts";
import { assistantRow, makeTree, usage } from "../helpers/make-tree.ts";
import { runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const DOLLAR = usage({ output_tokens: 50_000 });
const NOW = { nowMs: Date.parse("2026-11-20T12:00:00Z") };

/** $1 on each of two days. */
function homeWithDollars(): string {
  const home = tempDir();
  const rows = ["2026-11-19T10:00:00Z", "2026-11-20T10:00:00Z"].map((timestamp) =>
    assistantRow({ timestamp, usage: DOLLAR }),
  );
  makeTree(join(home, ".claude"), { "a.jsonl": rows });
  return home;
}

async function withRate(perUsd = "0.92"): Promise<(...args: string[]) => ReturnType<typeof runHere>> {
  const home = homeWithDollars();
  const run = (...args: string[]) => runHere(args, { home, ...NOW });
  for (const [key, value] of [
    ["code", "EUR"],
    ["perUsd", perUsd],
    ["asOf", "2026-11-18"],
  ] as const) {
    expect(await run("config", "set", `currency.${key}`, value)).toMatchObject({ code: 0 });
  }
  return (...args) => run(...args, "--timezone", "UTC", "--currency", "EUR");
}

describe("--currency", () => {
  test.each([
    [["daily"], /2026-11-20 +\$1\.00 +0\.92 .*\n(?:.*\n)*Total, 2 days +\$2\.00 +1\.84 /],
    [["monthly"], /2026-11 +\$2\.00 +1\.84 /],
    [["sessions"], /\$2\.00 +1\.84 /],
    [["sessions", "current"], /Total in EUR: 1\.84\n/],
    [["by", "model"], /opus-5-5 +\$2\.00 +1\.84 +100%/],
    [["blocks"], /11-20 10:00 +15:00, runs +\$1\.00 +0\.92 /],
    [[], /Today +\$1\.00 {2}EUR +0\.92 /],
  ])("%j has it beside the dollars, with the rate and its day", async (args, shown) => {
    const { code, stdout } = await (await withRate())(...args);
    expect(code).toBe(0);
    expect(stdout).toMatch(shown);
    expect(stdout).toContain("EUR at 0.92 a dollar, the rate of 2026-11-18, as you set it; dollars are exact");
  });

  test("the demo is shown at the user's own rate too", async () => {
    const { code, stdout } = await (await withRate())("daily", "--demo");
    expect(code).toBe(0);
    expect(stdout).toContain("EUR at 0.92 a dollar");
  });

  test("JSON names the rate, and its amounts stay dollars", async () => {
    const run = await withRate();
    const answer = JSON.parse((await run("daily", "--json")).stdout);
    expect(answer).toMatchObject({
      currency: { code: "EUR", perUsd: "0.92", asOf: "2026-11-18" },
      totals: { totalUsd: "2" },
    });
  });

  test.each([
    [["daily", "--csv"], "--csv is in dollars"],
    [["why"], "`why` does not take --currency"],
    [["limits"], "`limits` does not take --currency"],
  ])("%j refuses it", async (args, reason) => {
    const ran = await (await withRate())(...args);
    expect([ran.code, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toContain(reason);
  });

  test("without a rate, or with another currency's, it says how to set one", async () => {
    const home = homeWithDollars();
    const bare = await runHere(["daily", "--currency", "eur"], { home });
    expect([bare.code, bare.stdout]).toEqual([2, ""]);
    expect(bare.stderr).toContain(
      "--currency EUR: no rate is set\n  Set one, and the day that it is of:\n  claude-cost config set currency.code EUR\n",
    );
    await runHere(["config", "set", "currency.code", "GBP"], { home });
    await runHere(["config", "set", "currency.perUsd", "0.8"], { home });
    const other = await runHere(["daily", "--currency", "EUR"], { home });
    expect(other.stderr).toContain("the rate that is set is for GBP");
    expect((await runHere(["daily", "--currency", "gbp"], { home })).stdout).toContain(
      "GBP at 0.8 a dollar, as you set it",
    );
  });

  test.each([
    ["currency.perUsd", "0"],
    ["currency.perUsd", "-1"],
    ["currency.perUsd", "much"],
    ["currency.code", "euro"],
    ["currency.asOf", "2026-02-30"],
  ])("%s cannot be %s", async (key, value) => {
    const { code, stderr } = await runHere(["config", "set", "--", key, value], { home: tempDir() });
    expect(code).not.toBe(0);
    expect(stderr).toContain("it must be");
  });

  test.each([40, 60, 80, 120, 160])("no line is wider than %i columns", async (columns) => {
    const home = homeWithDollars();
    for (const [key, value] of [
      ["code", "EUR"],
      ["perUsd", "0.92"],
    ] as const) {
      await runHere(["config", "set", `currency.${key}`, value], { home });
    }
    for (const args of [["daily"], ["sessions"], ["by", "project"], []]) {
      const { stdout } = await runHere([...args, "--currency", "EUR", "--ascii"], { home, columns, ...NOW });
      for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(columns);
    }
  });
});

test("is exact to 10^-12, rounded half to even, and never changes a sign", () => {
  const rate = (text: string) => ({ code: "EUR", perUsdPico: parseUsd(text) as bigint, asOf: null });
  expect(convert(1_000_000_000_000n, rate("0.92"))).toBe(920_000_000_000n);
  // 1.5 and 2.5 units.
  expect([convert(3n, rate("0.5")), convert(5n, rate("0.5")), convert(-3n, rate("0.5"))]).toEqual([2n, 2n, -2n]);
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 24n), fc.bigInt(1n, 10n ** 16n), (pico, perUsdPico) => {
      const scaled = convert(pico, { code: "JPY", perUsdPico, asOf: null }) * 10n ** 12n;
      const off = pico * perUsdPico - scaled;
      expect((off < 0n ? -off : off) * 2n).toBeLessThanOrEqual(10n ** 12n);
    }),
  );
});
