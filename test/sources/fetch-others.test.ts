/** `fetch litellm` and `fetch gateway` against servers on loopback. */

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { OrgReport, OrgRow } from "../../src/core/organization/org-row.ts";
import { usdString } from "../../src/core/pricing/money.ts";
import { SourceStore } from "../../src/store/sources/source-store.ts";
import { schemaErrors } from "../helpers/json-schema.ts";
import { runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { decimal, sum, toText } from "../oracle/decimal.ts";
import { litellmServer, MASTER_KEY, type SpendRow, spendRows } from "./litellm-server.ts";
import { ApiError, loopback } from "./loopback.ts";

const NOW_MS = Date.parse("2026-11-26T15:00:00Z");
const DATES = ["2026-11-20", "2026-11-21", "2026-11-24", "2026-11-26"];
const ROWS = spendRows("one", DATES);

const rowsOf = (home: string, kind: string, report: OrgReport): Promise<readonly OrgRow[]> =>
  new SourceStore(join(home, "cost", "sources"), kind).rows(report, null, null);
const costOf = (rows: readonly OrgRow[]): string => usdString(rows.reduce((n, r) => n + (r.costPico ?? 0n), 0n));
const spendOf = (rows: readonly SpendRow[]): string => toText(sum(rows.map((r) => decimal(r.spend))));

describe("LiteLLM", () => {
  const fetchFrom = (url: string, home: string, env: Record<string, string> = { LITELLM_API_KEY: MASTER_KEY }) =>
    runHere(["fetch", "litellm", "--url", url], { home, nowMs: NOW_MS, env });

  test.each([1, 3, 7, 1000])("adds up pages that cut rows and not days, %i rows a page", async (pageRows) => {
    const [home, server] = [tempDir(), await litellmServer(ROWS, pageRows)];
    expect(await fetchFrom(server.url, home)).toMatchObject({ code: 0 });
    const rows = await rowsOf(home, "litellm", "litellm");
    for (const one of ROWS) {
      const found = rows.filter((r) => r.date === one.date && r.actorId === one.userId && r.model === one.model);
      // Fresh input is what is left of the prompt without the cached tokens; the floats give their decimal digits.
      expect(found).toEqual([
        expect.objectContaining({
          actorKind: "user",
          actorName: one.email.toLowerCase(),
          team: one.team,
          input: one.fresh,
          cacheRead: one.read,
          cacheWriteUntold: one.creation,
          output: one.output,
          requests: one.requests,
        }),
      ]);
      expect(costOf(found)).toBe(spendOf([one]));
    }
    expect(rows).toHaveLength(ROWS.length);
    expect(costOf(rows)).toBe(spendOf(ROWS));
  });

  test("by team they add up to the whole, by tag they come to more", async () => {
    const [home, server] = [tempDir(), await litellmServer(ROWS)];
    await fetchFrom(server.url, home);
    const teams = await rowsOf(home, "litellm", "litellm-teams");
    expect(Number(costOf(teams))).toBeCloseTo(Number(spendOf(ROWS)), 9);
    const tags = await rowsOf(home, "litellm", "litellm-tags");
    const ofTag = (tag: string): readonly OrgRow[] => tags.filter((r) => r.tag === tag);
    expect(Number(costOf(ofTag("User-Agent: claude-cli/2.1")))).toBeCloseTo(Number(spendOf(ROWS)), 9);
    const shop = ROWS.filter((r) => r.tags.includes("project:shop"));
    expect(Number(costOf(ofTag("project:shop")))).toBeCloseTo(Number(spendOf(shop)), 9);
  });

  test("its spend is shown by user, key, team and tag beside our price, and what a tag counts twice is said", async () => {
    const [home, server] = [tempDir(), await litellmServer(ROWS)];
    await fetchFrom(server.url, home);
    type Answer = {
      groups: { key: string; costUsd: string; chargedUsd: string; atLeast: boolean }[];
      totals: { chargedUsd: string };
    };
    const by = async (dimension: string): Promise<Answer> => {
      const ran = await runHere(
        ["console", "--source", "litellm", "--by", dimension, "--json", "--since", "2026-11-20"],
        { home, nowMs: NOW_MS },
      );
      expect(schemaErrors("console", JSON.parse(ran.stdout))).toEqual([]);
      return JSON.parse(ran.stdout);
    };
    for (const [dimension, keyOf] of [
      ["user", (r: SpendRow) => r.email.toLowerCase() || r.userId],
      ["key", (r: SpendRow) => (r.key === "hash1" ? "one's laptop" : r.key)],
      ["day", (r: SpendRow) => r.date],
    ] as const) {
      const { groups, totals } = await by(dimension);
      expect(new Set(groups.map((g) => g.key))).toEqual(new Set(ROWS.map(keyOf)));
      for (const group of groups) expect(group.chargedUsd).toBe(spendOf(ROWS.filter((r) => keyOf(r) === group.key)));
      expect(totals.chargedUsd).toBe(spendOf(ROWS));
    }
    const tags = await by("tag");
    const sum = tags.groups.reduce((n, g) => n + Number(g.chargedUsd), 0);
    expect(sum).toBeGreaterThan(Number(tags.totals.chargedUsd));
    expect(tags.totals.chargedUsd).toBe(spendOf(ROWS));
    expect((await by("team")).groups.map((g) => g.key).sort()).toEqual(["team-0", "team-1"]);
    const shown = await runHere(["console", "--source", "litellm", "--by", "tag"], {
      home,
      nowMs: NOW_MS,
      columns: 80,
    });
    expect(shown.stdout).toContain("Tags overlap");
    for (const line of shown.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    // Fresh input, output, and cache writes at the cheaper rate: Opus 5.5 alone, in dollars a million.
    const opus = ROWS.filter((r) => r.model === "claude-opus-5-5");
    const list = opus.reduce((n, r) => n + r.fresh * 4 + r.output * 20 + r.creation * 5 + r.read * 0.2, 0) / 1e6;
    const model = (await by("model")).groups.find((g) => g.key === "claude-opus-5-5");
    expect(Number(model?.costUsd)).toBeCloseTo(list, 9);
    expect(model?.atLeast).toBe(true);
    expect(await runHere(["console", "--source", "litellm", "--by", "workspace"], { home })).toMatchObject({ code: 2 });
    expect(await runHere(["console", "--by", "tag"], { home })).toMatchObject({ code: 2 });
  });

  test("has budgets of its user, its keys and its teams", async () => {
    const [home, server] = [tempDir(), await litellmServer(ROWS)];
    await fetchFrom(server.url, home);
    const budgets = new SourceStore(join(home, "cost", "sources"), "litellm").limits()?.limits.budgets ?? [];
    expect(budgets.map((b) => [b.scope.type, b.scope.name, b.spent, b.amount, b.period])).toEqual([
      ["user", "admin@acme.example", "12.5", "100", "30d"],
      ["key", "key 0", "0", null, "7d"],
      ["key", "key 1", "9.5", "20", "7d"],
      ["key", "key 2", "19", "20", "7d"],
      ["team", "Platform", "75", "100", "30d"],
      ["team", "team-1", "0.3", null, ""],
    ]);
  });

  test("what a day has beyond its keys is not lost", async () => {
    const [home, server] = [tempDir(), await litellmServer(ROWS)];
    const metrics = (prompt_tokens: number, spend: number) => ({ spend, prompt_tokens, completion_tokens: 5 });
    const body = {
      results: [
        {
          date: "2026-11-25",
          metrics: { ...metrics(100, 1.5), completion_tokens: 12 },
          breakdown: { models: {}, api_keys: { h: { metrics: metrics(60, 0.9), metadata: { user_id: "u" } } } },
        },
      ],
      metadata: { page: 1, total_pages: 1, has_more: false },
    };
    server.fault = ({ path }) => (path === "/user/daily/activity" ? { status: 200, body } : null);
    await fetchFrom(server.url, home);
    const rows = await rowsOf(home, "litellm", "litellm");
    expect(rows.map((r) => [r.actorId, r.input, r.output, usdString(r.costPico ?? 0n), r.detail])).toEqual([
      ["", 40, 7, "0.6", "not told by key"],
      ["u", 60, 5, "0.9", ""],
    ]);
  });

  test("a key that sees only its own is told so", async () => {
    const [home, server] = [tempDir(), await litellmServer(ROWS)];
    const detail = { error: "Non-admin users can only view their own spend data." };
    server.fault = ({ path }) => (path.endsWith("activity") ? { status: 403, body: { detail } } : null);
    const ran = await fetchFrom(server.url, home);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("litellm is refused (403): Non-admin users can only view their own spend data.");
    expect(ran.stderr).toContain("its master key or that of a proxy admin");
    const bad = await fetchFrom(server.url, home, { LITELLM_API_KEY: "sk-other" });
    expect(bad.stderr).toContain("does not accept the key from LITELLM_API_KEY (401): Invalid proxy server token");
  });

  test("nothing that the vendor's SDK would add goes to it", async () => {
    const [home, server] = [tempDir(), await litellmServer(ROWS)];
    await fetchFrom(server.url, home);
    for (const { headers } of server.asked) {
      expect(Object.keys(headers).filter((name) => /anthropic|stainless|x-/.test(name))).toEqual([]);
    }
  });
});

describe("a Claude apps gateway", () => {
  const member = (i: number, period: string, spent: string, amount: string | null) => ({
    actor: {
      type: "user_actor",
      user_id: `sub-${i}`,
      name: null,
      email_address: `dev${i}@acme.example`,
      deleted: false,
    },
    groups: ["payments"],
    amount,
    currency: "USD",
    period,
    period_to_date_spend: spent,
    source: { type: "rbac_group", rbac_group_id: "payments" },
    spend_limit_id: "l",
  });

  test("has no history: what is spent so far is stored at each look, the last of a day", async () => {
    const home = tempDir();
    let members = [
      member(1, "monthly", "1250.125", "5000"),
      member(2, "weekly", "0", null),
      member(2, "daily", "3", "100"),
    ];
    const server = await loopback(({ path, headers }) => {
      if (headers["x-api-key"] !== "gw") throw new ApiError(401, "authentication_error", "no");
      if (path !== "/gate/v1/organizations/spend_limits/effective") throw new ApiError(404, "not_found_error", path);
      return { data: members, next_page: null };
    });
    const look = (nowMs: number) =>
      runHere(["fetch", "gateway", "--url", `${server.url}/gate/`], { home, nowMs, env: { CLAUDE_GATEWAY_KEY: "gw" } });
    expect(await look(NOW_MS)).toMatchObject({ code: 0 });
    members = [member(1, "monthly", "1300", "5000")];
    await look(NOW_MS + 3_600_000);
    members = [member(1, "monthly", "1400.5", "5000")];
    await look(NOW_MS + 86_400_000);
    const rows = await rowsOf(home, "gateway", "spend-limits");
    expect(rows.map((r) => [r.actorName, r.date, r.untilDate, r.detail, usdString(r.costPico ?? 0n)])).toEqual([
      ["dev1@acme.example", "2026-11-01", "2026-11-26", "monthly", "13"],
      ["dev1@acme.example", "2026-11-01", "2026-11-27", "monthly", "14.005"],
    ]);
  });
});
