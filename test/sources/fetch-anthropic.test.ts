/** `fetch anthropic` and `fetch enterprise` against servers on loopback, held against the made-up organisation's truth. */

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { OrgReport, OrgRow } from "../../src/core/organization/org-row.ts";
import { rowValue } from "../../src/core/organization/row-value.ts";
import { usdString } from "../../src/core/pricing/money.ts";
import { PriceBook } from "../../src/core/pricing/price-book.ts";
import { shippedCards } from "../../src/data/rate-cards.ts";
import { SourceStore } from "../../src/store/sources/source-store.ts";
import { schemaErrors } from "../helpers/json-schema.ts";
import { runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { toText } from "../oracle/decimal.ts";
import type { AnthropicOptions } from "./anthropic-pages.ts";
import { anthropicServer } from "./anthropic-server.ts";
import { claudeCodeCents } from "./anthropic-usage.ts";
import {
  chargedUsd,
  DAY_MS,
  groupBy,
  type MadeRequest,
  makeOrganisation,
  tokenSums,
  truthUsd,
  utcDate,
} from "./made-organisation.ts";

const NOW_MS = Date.parse("2026-11-26T15:00:00Z");
const TODAY = Math.floor(NOW_MS / DAY_MS);
const KEY = "sk-ant-admin01-loopback-only";
const ORGANISATION = makeOrganisation("one", TODAY, 40);
const LAST_31 = ORGANISATION.requests.filter(({ timeMs }) => timeMs >= (TODAY - 30) * DAY_MS);
const book = new PriceBook(shippedCards());

const consoleServer = (rest: Partial<AnthropicOptions> = {}) =>
  anthropicServer({ organisation: ORGANISATION, key: KEY, nowMs: NOW_MS, plan: "console", ...rest });

const enterpriseServer = (rest: Partial<AnthropicOptions> = {}) =>
  anthropicServer({
    organisation: ORGANISATION,
    key: KEY,
    nowMs: NOW_MS,
    plan: "enterprise",
    scopes: ["read:analytics", "read:spend_limits", "read:members", "read:rbac_groups"],
    ...rest,
  });

function fetchFrom(kind: string, url: string, home: string, args: readonly string[] = [], nowMs: number = NOW_MS) {
  return runHere(["fetch", kind, "--url", url, ...args], { home, nowMs, env: { ANTHROPIC_ADMIN_KEY: KEY } });
}

const storeOf = (home: string, kind: string): SourceStore => new SourceStore(join(home, "cost", "sources"), kind);
const rowsOf = (home: string, kind: string, report: OrgReport): Promise<readonly OrgRow[]> =>
  storeOf(home, kind).rows(report, null, null);
const usdOf = (rows: readonly OrgRow[]): string =>
  usdString(rows.reduce((pico, row) => pico + (rowValue(row, book)?.pico ?? 0n), 0n));
const emailOf = (r: MadeRequest): string =>
  ORGANISATION.users.find(({ id }) => id === r.userId)?.email.toLowerCase() ?? "";

describe("the Console", () => {
  test("gives every request's tokens and price, by member, key, workspace and model", async () => {
    const [home, server] = [tempDir(), await consoleServer()];
    const ran = await fetchFrom("anthropic", server.url, home);
    expect(ran).toMatchObject({ code: 0 });
    const rows = await rowsOf(home, "anthropic", "messages");
    // To the pico-dollar, request by request by the oracle: bands, fast, US inference and batches included.
    expect(usdOf(rows)).toBe(toText(truthUsd(LAST_31)));
    for (const [key, some] of groupBy(LAST_31, (r) => [utcDate(r.timeMs), emailOf(r), r.apiKeyId ?? "", r.model])) {
      const same = rows.filter((r) => JSON.stringify([r.date, r.actorName, r.apiKey, r.model]) === key);
      expect([key, usdOf(same)]).toEqual([key, toText(truthUsd(some))]);
      const { input, output, cacheWrite5m, cacheWrite1h, cacheRead, webSearches } = tokenSums(some);
      const sum = (pick: (r: OrgRow) => number): number => same.reduce((n, r) => n + pick(r), 0);
      expect([
        sum((r) => r.input),
        sum((r) => r.output),
        sum((r) => r.cacheWrite5m),
        sum((r) => r.cacheWrite1h),
        sum((r) => r.cacheRead),
        sum((r) => r.webSearches),
      ]).toEqual([input, output, cacheWrite5m, cacheWrite1h, cacheRead, webSearches]);
    }
  });

  test("gives its own figures to the unit in which it tells them", async () => {
    const [home, server] = [tempDir(), await consoleServer()];
    await fetchFrom("anthropic", server.url, home);
    expect(usdOf(await rowsOf(home, "anthropic", "cost-report"))).toBe(toText(chargedUsd(LAST_31)));
    const estimated = await rowsOf(home, "anthropic", "claude-code");
    const wholeCents = [
      ...groupBy(LAST_31, (r) => [utcDate(r.timeMs), r.userId, r.apiKeyId, r.terminal, r.model]).values(),
    ];
    const cents = wholeCents.reduce((n, some) => n + claudeCodeCents(some), 0);
    expect(usdOf(estimated)).toBe(usdString(BigInt(cents) * 10n ** 10n));
    expect(estimated.reduce((n, r) => n + (r.sessions ?? 0), 0)).toBe(LAST_31.length);
    const ofUsers = LAST_31.filter((r) => r.userId !== null);
    const analytics = await rowsOf(home, "anthropic", "analytics-cost");
    expect(usdOf(analytics)).toBe(toText(chargedUsd(ofUsers)));
    expect(usdString(analytics.reduce((n, r) => n + (r.listPico ?? 0n), 0n))).toBe(toText(truthUsd(ofUsers)));
    expect(usdOf(await rowsOf(home, "anthropic", "analytics-usage"))).toBe(toText(truthUsd(ofUsers)));
  });

  test("again changes nothing; a revised day replaces what there was", async () => {
    const [home, server] = [tempDir(), await consoleServer()];
    await fetchFrom("anthropic", server.url, home);
    const first = await rowsOf(home, "anthropic", "messages");
    await fetchFrom("anthropic", server.url, home, [], NOW_MS + 60_000);
    expect(await rowsOf(home, "anthropic", "messages")).toEqual(first);
    // A day loses its first request and the others stay.
    const gone = LAST_31[20] as MadeRequest;
    server.revise({ ...ORGANISATION, requests: ORGANISATION.requests.filter((r) => r !== gone) });
    await fetchFrom("anthropic", server.url, home, [], NOW_MS + 120_000);
    expect(usdOf(await rowsOf(home, "anthropic", "messages"))).toBe(
      toText(truthUsd(LAST_31.filter((r) => r !== gone))),
    );
  });

  test("a day is final when it was fetched more than thirty days after its end", async () => {
    const [home, server] = [tempDir(), await consoleServer()];
    const asked = (): string[] =>
      server.asked.filter((a) => a.path.endsWith("claude_code")).map((a) => a.query.get("starting_at") ?? "");
    const range = ["--since", "2026-10-24", "--until", "2026-10-28"];
    await fetchFrom("anthropic", server.url, home, range);
    const before = new Set(asked()).size;
    expect(before).toBe(5);
    const count = asked().length;
    await fetchFrom("anthropic", server.url, home, range, NOW_MS + 1000);
    // At 15:00 on 26 November thirty days have passed since the end of 26 October, not since that of the 27th.
    expect([...new Set(asked().slice(count))]).toEqual(["2026-10-27", "2026-10-28"]);
  });

  test("an interrupted run goes on at the page and the day where it was", async () => {
    const [home, server] = [tempDir(), await consoleServer()];
    const fatal = { status: 500, headers: { "retry-after-ms": "1" }, body: {} };
    server.fault = ({ path, query }) =>
      path.endsWith("usage_report/messages") && query.has("page") && query.get("page") !== secondPage() ? fatal : null;
    const secondPage = (): string | undefined =>
      server.asked.find((a) => a.query.has("page"))?.query.get("page") ?? undefined;
    const stopped = await fetchFrom("anthropic", server.url, home);
    expect(stopped.code).toBe(1);
    expect(stopped.stderr).toContain("run it again to go on");
    const asked = server.asked.length;
    server.fault = () => null;
    const ran = await fetchFrom("anthropic", server.url, home, ["--json"], NOW_MS + 60_000);
    expect(JSON.parse(ran.stdout)).toMatchObject({ resumed: true });
    expect(schemaErrors("fetch", JSON.parse(ran.stdout))).toEqual([]);
    const pages = server.asked.slice(asked).filter((a) => a.path.endsWith("usage_report/messages"));
    // The first two of four pages were read, so it continues with the third.
    expect(pages.map((a) => a.query.has("page"))).toEqual([true, true]);
    expect(usdOf(await rowsOf(home, "anthropic", "messages"))).toBe(toText(truthUsd(LAST_31)));
  });

  test("too many requests, errors of the server and cut answers are asked again", async () => {
    const [home, server] = [tempDir(), await consoleServer()];
    const faults = [
      { status: 429, headers: { "retry-after": "0.01" } },
      { status: 529, headers: { "retry-after-ms": "1" } },
      { status: 200, isCut: true },
    ];
    server.fault = ({ path }, before) => (path.endsWith("/cost_report") ? (faults[before] ?? null) : null);
    expect(await fetchFrom("anthropic", server.url, home)).toMatchObject({ code: 0 });
    expect(usdOf(await rowsOf(home, "anthropic", "cost-report"))).toBe(toText(chargedUsd(LAST_31)));
  });

  test("what has another shape is named, and the other reports are had", async () => {
    const [home, server] = [tempDir(), await consoleServer()];
    server.fault = ({ path }) => (path.endsWith("/cost_report") ? { status: 200, body: { data: "none" } } : null);
    const ran = await fetchFrom("anthropic", server.url, home);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('cost_report answers otherwise than expected: data should be Array, and is "none"');
    expect(usdOf(await rowsOf(home, "anthropic", "messages"))).toBe(toText(truthUsd(LAST_31)));
  });

  test("one row that is wrong is counted with its reason, and the others are had", async () => {
    const [home, server] = [tempDir(), await consoleServer()];
    const row = (tokens: unknown) => ({
      uncached_input_tokens: tokens,
      cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
      cache_read_input_tokens: 0,
      output_tokens: 1,
      model: "claude-opus-5-5",
    });
    const bucket = {
      starting_at: "2026-11-25T00:00:00Z",
      ending_at: "2026-11-26T00:00:00Z",
      results: [row(7), row(-7), row("7")],
    };
    server.fault = ({ path }) =>
      path.endsWith("usage_report/messages")
        ? { status: 200, body: { data: [bucket], has_more: false, next_page: null } }
        : null;
    const ran = await fetchFrom("anthropic", server.url, home);
    expect(ran.stderr).toContain(
      "messages: 1 row could not be read and is left out: uncached_input_tokens should be >=0, and is -7",
    );
    expect(ran.stderr).toContain('uncached_input_tokens should be number, and is "7"');
    const rows = await rowsOf(home, "anthropic", "messages");
    expect(rows.map((r) => [r.date, r.input, r.output])).toEqual([["2026-11-25", 7, 1]]);
  });
});

describe("the Enterprise API", () => {
  test("gives cost, usage, groups and every member's limit", async () => {
    const [home, server] = [tempDir(), await enterpriseServer()];
    expect(await fetchFrom("enterprise", server.url, home)).toMatchObject({ code: 0 });
    const ofUsers = LAST_31.filter((r) => r.userId !== null);
    expect(usdOf(await rowsOf(home, "enterprise", "analytics-usage"))).toBe(toText(truthUsd(ofUsers)));
    const store = storeOf(home, "enterprise");
    for (const group of ORGANISATION.groups) {
      const found = store.directory().groups.find(({ id }) => id === group.id)?.memberIds;
      expect(found).toEqual(ORGANISATION.users.filter((u) => u.groups.includes(group.id)).map(({ id }) => id));
    }
    const { members, limits } = store.limits()?.limits ?? { members: [], limits: [] };
    expect(members).toHaveLength(ORGANISATION.users.length + 1);
    expect(members[0]).toMatchObject({
      email: "ada.lovelace@acme.example",
      amount: "3",
      period: "monthly",
      source: { type: "user" },
    });
    expect(members.find((m) => m.userId === ORGANISATION.users[1]?.id)).toMatchObject({ amount: null });
    expect(limits.map((l) => [l.scope.type, l.amount])).toEqual([
      ["organization", "1000"],
      ["seat_tier", "500"],
      ["rbac_group", "200"],
      ["user", "3"],
      ["moon_base", null],
    ]);
  });

  test("goes by windows of 31 days, back to where the API begins", async () => {
    const [home, server] = [tempDir(), await enterpriseServer()];
    const ran = await fetchFrom("enterprise", server.url, home, ["--since", "2025-12-01"]);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stderr).toContain("analytics-cost goes back to 2026-01-01 and no further");
    const all = ORGANISATION.requests.filter((r) => r.userId !== null);
    expect(usdOf(await rowsOf(home, "enterprise", "analytics-usage"))).toBe(toText(truthUsd(all)));
  });

  test("a missing scope says which, who can give it, and what to do without; the rest is had", async () => {
    const [home, server] = [tempDir(), await enterpriseServer({ scopes: ["read:analytics"] })];
    const ran = await fetchFrom("enterprise", server.url, home);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(
      "spend_limits/effective is refused (403 permission_error): key has scopes: read:analytics; needed: read:spend_limits",
    );
    expect(ran.stderr).toContain("a key with the scope read:spend_limits, made by the primary owner");
    expect(ran.stderr).toContain("claude-cost plan limit");
    const ofUsers = LAST_31.filter((r) => r.userId !== null);
    // Without the directory the API's own addresses serve.
    const rows = await rowsOf(home, "enterprise", "analytics-usage");
    expect(usdOf(rows)).toBe(toText(truthUsd(ofUsers)));
    expect(rows.every((r) => r.actorName.endsWith("@acme.example"))).toBe(true);
  });

  test("an organisation of the other kind is told so", async () => {
    const [home, server] = [tempDir(), await consoleServer()];
    const ran = await fetchFrom("enterprise", server.url, home);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("400 organization_type_not_supported");
    expect(ran.stderr).toContain("the Enterprise plan with usage credits on");
  });
});

describe("limits", () => {
  test("that are refused now are not shown from an earlier run", async () => {
    const home = tempDir();
    await fetchFrom("enterprise", (await enterpriseServer()).url, home, ["--since", "1d"]);
    expect(storeOf(home, "enterprise").limits()?.limits.members).not.toEqual([]);
    const server = await enterpriseServer();
    server.fault = ({ path }) => (path.endsWith("/effective") ? { status: 403, body: {} } : null);
    await fetchFrom("enterprise", server.url, home, ["--since", "1d"], NOW_MS + 60_000);
    const { members, limits } = storeOf(home, "enterprise").limits()?.limits ?? {};
    expect([members, limits?.length]).toEqual([[], 5]);
  });
});

describe("two runs at once", () => {
  test("are one: the other is told so", async () => {
    const [home, server] = [tempDir(), await consoleServer()];
    const [first, second] = await Promise.all([
      fetchFrom("anthropic", server.url, home),
      fetchFrom("anthropic", server.url, home),
    ]);
    expect([first.code, second.code].sort()).toEqual([0, 1]);
    expect(`${first.stderr}${second.stderr}`).toContain("anthropic is being fetched by another process");
    expect(usdOf(await rowsOf(home, "anthropic", "messages"))).toBe(toText(truthUsd(LAST_31)));
  });
});
