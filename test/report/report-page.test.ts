/** The page of a report as Chromium shows it: with the figures of the JSON, asking for nothing, on two sheets. */

import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseUsd } from "../../src/core/pricing/money.ts";
import { cellMoney, fineMoney, money } from "../../src/view/text/format.ts";
import { Browser, CHROMIUM } from "../helpers/chromium.ts";
import { runHere } from "../helpers/run-here.ts";
import { sharedTempDir } from "../helpers/temp-dir.ts";

type Spend = { readonly totalUsd: string };
type ReportJson = {
  readonly totals: Spend;
  readonly periods: { readonly list: readonly Spend[] };
  readonly models: readonly Spend[];
  readonly projects: readonly (Spend & { readonly key: string })[];
  readonly causes: readonly { readonly costUsd: string; readonly label: string }[];
  readonly mostExpensiveSessions: readonly (Spend & { readonly name: string })[];
};

const pico = (usd: string): bigint => parseUsd(usd) as bigint;

describe.skipIf(CHROMIUM === null)("the page in Chromium", () => {
  const folder = sharedTempDir();
  const file = join(folder, "page.html");
  let browser: Browser;
  let json: ReportJson;

  beforeAll(async () => {
    const nowMs = Date.now();
    const args = ["report", "--demo", "--since", "30d"];
    await runHere([...args, "--html", file], { home: folder, nowMs });
    json = JSON.parse((await runHere([...args, "--json"], { home: folder, nowMs })).stdout) as ReportJson;
    browser = new Browser();
  });
  afterAll(() => browser.close());

  test.each([
    { width: 390, dark: true },
    { width: 1280, dark: false },
  ])("has the figures of the JSON at $width px", async ({ width, dark }) => {
    const { text, requests, problems, overflowPx } = await browser.open(file, { width, dark });
    expect({ requests, problems }).toEqual({ requests: [], problems: [] });
    expect(overflowPx).toBeLessThanOrEqual(0);
    expect(text).toContain(money(pico(json.totals.totalUsd)));
    const { periods, models, projects, mostExpensiveSessions: sessions } = json;
    for (const { totalUsd } of [...periods.list, ...models, ...projects, ...sessions]) {
      expect(text).toContain(totalUsd === "0" ? "unpriced" : cellMoney(pico(totalUsd)));
    }
    for (const { label, costUsd } of json.causes)
      expect(text).toMatch(new RegExp(`${label}\\s+(about )?\\${cellMoney(pico(costUsd))}`));
    for (const { key } of projects) expect(text).toContain(key);
    for (const { name } of sessions) expect(text).toContain(name);
  });

  test("of a receipt has its lines and its total, and asks for nothing", async () => {
    const receipt = join(folder, "receipt.html");
    const options = { home: folder, nowMs: Date.now() };
    await runHere(["receipt", "current", "--demo", "--html", receipt], options);
    const { stdout } = await runHere(["receipt", "current", "--demo", "--json"], options);
    const { totals, lines } = JSON.parse(stdout) as { totals: Spend; lines: readonly { costUsd: string }[] };
    const { text, requests, problems, overflowPx } = await browser.open(receipt, { width: 390 });
    expect({ requests, problems }).toEqual({ requests: [], problems: [] });
    expect(overflowPx).toBeLessThanOrEqual(0);
    expect(text).toContain(money(pico(totals.totalUsd)));
    for (const { costUsd } of lines) expect(text).toContain(fineMoney(pico(costUsd)));
  });

  test("prints on two sheets", async () => {
    const page = await browser.open(file, { width: 1280 });
    expect((await page.pdf()).pages).toBe(2);
  });
});
