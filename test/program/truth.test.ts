import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeDemoTree } from "../../src/app/demo/demo-tree.ts";
import type { TruthItem } from "../../src/data/demo/types.ts";
import { runJson } from "../helpers/run-cli.ts";
import { jsonHere, runHere } from "../helpers/run-here.ts";
import { sharedTempDir } from "../helpers/temp-dir.ts";
import { decimal, sum, toText } from "../oracle/decimal.ts";
import { reportedModel } from "../oracle/price.ts";
import { loggedBy, loggedTotals, type Totals } from "../oracle/totals.ts";

const END = Date.parse("2026-11-20T12:00:00Z");

type Amounts = { requests: number; webSearches: number; tokens: Totals["tokens"]; costUsd: string };
type Unpriced = { unpriced: { requests: number } };

function amounts({ requests, webSearches, tokens, costUsd }: Amounts): Amounts {
  return { requests, webSearches, tokens, costUsd };
}

function truthAmounts({ requests, webSearches, tokens, usd }: Totals): Amounts {
  return { requests, webSearches, tokens, costUsd: toText(usd) };
}

function expected(items: readonly TruthItem[], key: (item: TruthItem) => string): Record<string, Amounts> {
  return Object.fromEntries([...loggedBy(items, key)].map(([k, t]) => [k, truthAmounts(t)]));
}

/** A home with a generated history in it. */
const home = sharedTempDir();
const truth = writeDemoTree(join(home, ".claude"), { seed: 21, endMs: END, days: 60, bytesPerToken: 0.02 });

describe("what the program reports is the truth", () => {
  test("sessions, each once, with what is unpriced beside it", async () => {
    type Sessions = { sessions: ({ sessionId: string } & Amounts)[]; totals: Amounts & Unpriced };
    const { sessions, totals } = await runJson<Sessions>(["sessions"], { home });
    const found = Object.fromEntries(sessions.map((s) => [s.sessionId, amounts(s)]));
    expect(found).toEqual(expected(truth.items, (i) => i.sessionId));
    expect(amounts(totals)).toEqual(truthAmounts(loggedTotals(truth.items)));
    expect(totals.unpriced.requests).toBe(loggedTotals(truth.items).unpricedRequests);
  });

  test.each(["UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Chatham", "Europe/Berlin"])(
    "days in %s",
    async (zone) => {
      type Daily = { periods: ({ period: string } & Amounts)[]; totals: Amounts };
      const { periods, totals } = await jsonHere<Daily>(["daily", "--timezone", zone], { home });
      const day = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });
      const days = expected(truth.items, (i) => day.format(i.timeMs));
      const found = Object.fromEntries(periods.filter((p) => p.requests > 0).map((p) => [p.period, amounts(p)]));
      expect(found).toEqual(days);
      expect(amounts(totals)).toEqual(truthAmounts(loggedTotals(truth.items)));
    },
  );

  test("models, under one name whatever cloud they were called through", async () => {
    const { groups } = await jsonHere<{ groups: ({ key: string } & Amounts)[] }>(["by", "model"], { home });
    const found = Object.fromEntries(groups.map((g) => [g.key, amounts(g)]));
    expect(found).toEqual(expected(truth.items, (i) => reportedModel(i.model)));
  });

  test("the groups of every dimension sum to the total", async () => {
    const total = truthAmounts(loggedTotals(truth.items));
    for (const dimension of [
      "model",
      "project",
      "branch",
      "agent",
      "skill",
      "plugin",
      "mcp",
      "version",
      "entrypoint",
    ]) {
      type By = { groups: ({ key: string } & Amounts)[]; totals: Amounts };
      const { groups, totals } = await jsonHere<By>(["by", dimension], { home });
      expect(amounts(totals), dimension).toEqual(total);
      expect(toText(sum(groups.map((g) => decimal(g.costUsd)))), dimension).toBe(total.costUsd);
      expect(
        groups.reduce((n, g) => n + g.requests, 0),
        dimension,
      ).toBe(total.requests);
      expect(
        groups.reduce((n, g) => n + g.tokens.cacheRead, 0),
        dimension,
      ).toBe(total.tokens.cacheRead);
    }
  });

  test("weeks and months sum to the same, and a filter takes exactly its part", async () => {
    const total = loggedTotals(truth.items);
    for (const command of ["weekly", "monthly"]) {
      const { totals } = await jsonHere<{ totals: Amounts }>([command], { home });
      expect(amounts(totals), command).toEqual(truthAmounts(total));
    }
    const october = truth.items.filter((i) => new Date(i.timeMs).toISOString().startsWith("2026-10"));
    const range = ["--since", "2026-10-01", "--until", "2026-10-31"];
    const { totals } = await jsonHere<{ totals: Amounts }>(["daily", ...range], { home });
    expect(amounts(totals)).toEqual(truthAmounts(loggedTotals(october)));
  });

  test("the same as a table, as CSV, and from two roots that overlap", async () => {
    const total = loggedTotals(truth.items);
    const csv = (await runHere(["daily", "--csv"], { home })).stdout.trim().split("\n");
    const column = (csv[0] as string).split(",").indexOf("costUsd");
    expect(toText(sum(csv.slice(1).map((line) => decimal(line.split(",")[column] as string))))).toBe(toText(total.usd));
    const root = join(home, ".claude");
    const twice = ["--config-dir", root, "--config-dir", `${root}/../.claude/`, "--config-dir", home];
    const { totals } = await jsonHere<{ totals: Amounts }>(["monthly", ...twice], { home });
    expect(amounts(totals)).toEqual(truthAmounts(total));
  });
});
