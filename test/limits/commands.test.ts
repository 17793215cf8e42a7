import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { StatuslineWindow } from "../../src/core/statusline/snapshot.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { type Program, program } from "./program.ts";

const NOW = "2026-11-20T12:00:00.000Z";

type LimitJson = Record<string, string | number | boolean | null> & { readonly id: string };
type LimitsJson = {
  readonly plan: { readonly kind: string | null; readonly from: string };
  readonly month: Record<string, string> | null;
  readonly limits: readonly LimitJson[];
  readonly alerts: readonly {
    readonly id: string;
    readonly severity: string;
    readonly message: string;
    readonly limit: string;
  }[];
};

let p: Program;
beforeEach(() => {
  p = program(tempDir(), NOW);
});

const limits = () => p.json<LimitsJson>("limits");
async function one(id: string): Promise<LimitJson> {
  const found = (await limits()).limits.find((limit) => limit.id === id);
  if (!found) throw new Error(`no limit ${id}`);
  return found;
}

/** As the client keeps it: percentages, ISO times, money in cents. */
function cached(utilization: Record<string, unknown>, fetchedAt = NOW): Record<string, unknown> {
  return { cachedUsageUtilization: { fetchedAtMs: Date.parse(fetchedAt), utilization } };
}

/** What the status line kept of a session a few seconds ago. */
function heard(sessionId: string, window: StatuslineWindow): void {
  const kept = { epochs: [], fills: [], compactions: [], mark: null };
  const feed = { version: 1, recordedAtMs: p.nowMs - 5000, ...kept, input: { sessionId, windows: [window] } };
  mkdirSync(join(p.dataDir, "feeds", "statusline"), { recursive: true });
  writeFileSync(join(p.dataDir, "feeds", "statusline", `${sessionId}.json`), JSON.stringify(feed));
}

describe("windows", () => {
  test("come from the client's own cache, with their source and age", async () => {
    p.spend("s", ["2026-11-20T10:00:00Z"]);
    p.clientState(
      cached(
        {
          five_hour: { utilization: 96, resets_at: "2026-11-20T14:00:00Z" },
          seven_day: { utilization: 41.5, resets_at: "2026-11-24T00:00:00Z" },
          seven_day_opus: null,
          limits: [
            { kind: "session", group: "session", percent: 96, resets_at: "2026-11-20T14:00:00Z" },
            {
              kind: "weekly_scoped",
              group: "weekly",
              percent: 12,
              resets_at: "2026-11-24T00:00:00Z",
              scope: { model: { display_name: "Fable" } },
            },
          ],
        },
        "2026-11-20T11:50:00Z",
      ),
    );
    const { limits: found, alerts } = await limits();
    expect(found.map((l) => [l["id"], l["usedPercent"], l["severity"]])).toEqual([
      ["five_hour", 96, "critical"],
      ["seven_day", 41.5, "ok"],
      ["seven_day_fable", 12, "ok"],
    ]);
    expect(found[0]).toMatchObject({
      kind: "window",
      source: "client",
      asOf: "2026-11-20T11:50:00.000Z",
      resetsAt: "2026-11-20T14:00:00.000Z",
      usedUsd: null,
      limitUsd: null,
      leftUsd: null,
    });
    expect(alerts).toEqual([
      expect.objectContaining({
        severity: "critical",
        limit: "five_hour",
        message: "5-hour window: 96% used; resets 14:00, in 2h 0m",
      }),
    ]);
  });

  test("a session's status line knows better than an old cache", async () => {
    p.spend("s", ["2026-11-20T10:00:00Z"]);
    p.clientState(
      cached({ five_hour: { utilization: 40, resets_at: "2026-11-20T14:00:00Z" } }, "2026-11-20T10:00:00Z"),
    );
    heard("s", {
      id: "five_hour",
      usedPercent: 82,
      resetsAtMs: Date.parse("2026-11-20T14:00:00Z"),
      usedUsd: null,
      limitUsd: null,
      period: null,
    });
    expect(await one("five_hour")).toMatchObject({ usedPercent: 82, source: "statusline", stale: false });
  });

  test("a cache older than an hour is at least so much, not a fact", async () => {
    p.spend("s", ["2026-11-20T10:00:00Z"]);
    p.clientState(
      cached({ seven_day: { utilization: 30, resets_at: "2026-11-24T00:00:00Z" } }, "2026-11-20T10:00:00Z"),
    );
    expect(await one("seven_day")).toMatchObject({ stale: true, severity: "unknown", usedPercent: 30 });
  });

  test.each([
    ["nothing", "{}"],
    ["half a file", '{"cachedUsageUtilization":{"fetc'],
    ["strange types", '{"cachedUsageUtilization":{"fetchedAtMs":"x","utilization":[]},"oauthAccount":7}'],
    [
      "strange windows",
      '{"cachedUsageUtilization":{"fetchedAtMs":1,"utilization":{"five_hour":{"utilization":"9"},"limits":[1,null,{}]}}}',
    ],
  ])("a client state of %s is no window and no error", async (_name, text) => {
    p.spend("s", ["2026-11-20T10:00:00Z"]);
    writeFileSync(join(p.root, ".claude.json"), text);
    expect((await limits()).limits).toEqual([]);
  });

  test("of another account than the present one are not ours", async () => {
    p.spend("s", ["2026-11-20T10:00:00Z"]);
    const state = cached({ five_hour: { utilization: 96, resets_at: "2026-11-20T14:00:00Z" } });
    const of = (accountUuid: string) => ({
      cachedUsageUtilization: { ...(state["cachedUsageUtilization"] as object), accountUuid },
      oauthAccount: { accountUuid: "mine" },
    });
    p.clientState(of("mine"));
    expect((await limits()).limits).toHaveLength(1);
    p.clientState(of("another"));
    expect((await limits()).limits).toEqual([]);
  });

  test("are never made up from tokens", async () => {
    p.spend("s", ["2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z"]);
    await p.run("plan", "set", "max");
    expect((await limits()).limits).toEqual([]);
    expect((await p.run("limits")).stdout).toContain("Claude Code has not reported its windows yet");
  });
});

describe("usage credits", () => {
  const extra = (rest: Record<string, unknown> = {}) => ({
    five_hour: { utilization: 100, resets_at: "2026-11-20T14:00:00Z" },
    extra_usage: { is_enabled: true, monthly_limit: 5000, used_credits: 3980, utilization: 79.6, ...rest },
  });

  test("the client's figures are cents", async () => {
    p.spend("s", ["2026-11-20T10:00:00Z"]);
    await p.run("plan", "set", "max");
    p.clientState(cached(extra()));
    expect(await one("usage-credits")).toMatchObject({
      usedUsd: "39.8",
      limitUsd: "50",
      leftUsd: "10.2",
      usedPercent: 79.6,
      severity: "warn",
      resetsAt: "2026-12-01T00:00:00.000Z",
      source: "client",
    });
  });

  test("no limit is unlimited; another currency is not dollars", async () => {
    p.spend("s", ["2026-11-20T10:00:00Z"]);
    await p.run("plan", "set", "team");
    p.clientState(cached(extra({ monthly_limit: null, utilization: null })));
    expect(await one("usage-credits")).toMatchObject({ limitUsd: null, usedPercent: null, severity: "ok" });
    p.clientState(cached(extra({ currency: "EUR" })));
    expect(await one("usage-credits")).toMatchObject({
      usedUsd: null,
      limitUsd: null,
      currency: "EUR",
      usedAmount: "39.80",
      limitAmount: "50.00",
      usedPercent: 79.6,
      severity: "warn",
    });
  });

  test("a balance smaller than the limit is what counts", async () => {
    p.spend("s", ["2026-11-20T10:00:00Z"]);
    await p.run("plan", "set", "max");
    await p.run("plan", "credits", "on", "--balance", "2");
    p.clientState(cached(extra()));
    // 39.80 of the 41.80 that can be spent.
    expect(await one("usage-credits")).toMatchObject({ leftUsd: "2", usedPercent: 95.21, severity: "critical" });
  });

  test("limits by hand: the lower member's limit is over at once", async () => {
    p.spend("s", ["2026-11-02T10:00:00Z", "2026-11-03T10:00:00Z"]);
    await p.run("plan", "set", "enterprise-usage");
    await p.run("plan", "limit", "organization", "100");
    expect(await one("usage-credits")).toMatchObject({ usedUsd: "2", limitUsd: "100", severity: "ok" });
    await p.run("plan", "limit", "member", "1.50");
    expect(await one("usage-credits")).toMatchObject({ usedUsd: "2", limitUsd: "1.5", leftUsd: "0", severity: "over" });
    await p.run("plan", "limit", "member", "unlimited");
    expect(await one("usage-credits")).toMatchObject({ limitUsd: "100" });
  });

  test("a request a millisecond before the 1st, UTC, is of the month before", async () => {
    p.nowMs = Date.parse("2026-12-01T09:00:00Z");
    p.spend("s", ["2026-11-30T23:59:59.999Z", "2026-12-01T00:00:00.000Z"]);
    await p.run("plan", "set", "enterprise-usage");
    expect(await one("usage-credits")).toMatchObject({ usedUsd: "1", resetsAt: "2027-01-01T00:00:00.000Z" });
  });
});

describe("API credits", () => {
  test("a ledger from purchase to reconciliation", async () => {
    p.spend("s", ["2026-10-01T10:00:00Z", "2026-11-05T10:00:00Z", "2026-11-06T10:00:00Z"]);
    await p.run("plan", "set", "console");
    const added = await p.run("credits", "add", "$10", "--on", "2026-11-01", "--note", "team card");
    expect(added.stderr).toBe("purchase 1: $10.00 on 2026-11-01; expires 2027-11-01, is not refunded\n");
    expect(added.stdout).toBe("");
    expect(await one("api-credits")).toMatchObject({ usedUsd: "2", limitUsd: "10", leftUsd: "8", usedPercent: 20 });

    await p.run("credits", "reconcile", "6.25");
    expect(await one("api-credits")).toMatchObject({ leftUsd: "6.25" });
    expect(await p.json("credits")).toMatchObject({
      balanceUsd: "6.25",
      boughtUsd: "10",
      drawnUsd: "2",
      drawnElsewhereUsd: "1.75",
      purchases: [{ id: "1", usd: "10", leftUsd: "6.25", note: "team card", expiresAt: "2027-11-01T00:00:00.000Z" }],
    });

    expect((await p.run("credits", "remove", "2")).stderr).toBe("reconciliation 2 removed\n");
    expect(await one("api-credits")).toMatchObject({ leftUsd: "8" });
  });

  test("the same history gives the same balance in every time zone", async () => {
    p.spend("s", ["2026-10-31T23:30:00Z", "2026-11-01T00:00:00Z", "2026-11-01T13:30:00Z"]);
    await p.run("plan", "set", "console");
    await p.run("credits", "add", "10", "--on", "2026-11-01");
    for (const zone of ["UTC", "Pacific/Auckland", "America/Los_Angeles"]) {
      p.zone = zone;
      expect(await one("api-credits")).toMatchObject({ usedUsd: "2", leftUsd: "8" });
    }
  });

  test("on a subscription the requests draw on something else", async () => {
    p.spend("s", ["2026-11-05T10:00:00Z"]);
    await p.run("plan", "set", "max");
    await p.run("credits", "add", "10", "--on", "2026-11-01");
    expect(await one("api-credits")).toMatchObject({ usedUsd: "0", leftUsd: "10" });
  });
});

describe("budgets", () => {
  test("of a day, a project and a session, and a check for scripts", async () => {
    p.spend("s1", ["2026-11-19T10:00:00Z", "2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z"]);
    await p.run("budget", "set", "4", "--per", "day");
    await p.run("budget", "set", "100", "--per", "total", "--project", "APP");
    await p.run("budget", "set", "100", "--per", "month", "--project", "other");
    const used = (await limits()).limits.map((l) => [l["id"], l["usedUsd"], l["severity"]]);
    expect(used).toEqual([
      ["budget:day", "2", "ok"],
      ["budget:total project=APP", "3", "ok"],
      ["budget:month project=other", "0", "ok"],
    ]);
    expect((await p.run("limits", "--check")).code).toBe(0);

    await p.run("budget", "set", "2.5", "--per", "day");
    expect((await p.run("limits", "--check")).code).toBe(3);
    expect((await p.run("limits", "--check", "--at", "over")).code).toBe(0);
    await p.run("budget", "set", "2", "--per", "day");
    expect((await p.run("limits", "--check", "--at", "over")).code).toBe(3);

    await p.run("limits", "snooze", "day", "2h");
    expect((await p.run("limits", "--check")).code).toBe(0);
    p.nowMs += 2 * 3_600_000 + 1;
    expect((await p.run("limits", "--check")).code).toBe(3);
    await p.run("limits", "silence", "budget:day");
    expect((await p.run("limits", "--check")).code).toBe(0);
    await p.run("limits", "unsilence", "budget:day");
    await p.run("budget", "remove", "day");
    expect((await p.run("limits", "--check")).code).toBe(0);
  });

  test("a day is the user's own: yesterday's spend does not count", async () => {
    p.spend("s1", ["2026-11-20T04:59:59Z", "2026-11-20T05:00:00Z"]);
    await p.run("budget", "set", "4", "--per", "day");
    expect(await one("budget:day")).toMatchObject({ usedUsd: "2", resetsAt: "2026-11-21T00:00:00.000Z" });
    p.zone = "America/New_York";
    expect(await one("budget:day")).toMatchObject({ usedUsd: "1", resetsAt: "2026-11-21T05:00:00.000Z" });
  });
});

describe("spend limits", () => {
  test("of a gateway: what the client reports goes before what was entered", async () => {
    p.spend("s", ["2026-11-20T10:00:00Z"]);
    await p.run("plan", "limit", "gateway", "9");
    expect((await limits()).limits.map((l) => l["id"])).toEqual(["gateway"]);
    heard("s", {
      id: "spend_limit",
      usedPercent: 97,
      resetsAtMs: Date.parse("2026-12-01T00:00:00Z"),
      usedUsd: 485,
      limitUsd: 500,
      period: "monthly",
    });
    expect((await limits()).limits.map((l) => [l["id"], l["kind"], l["leftUsd"], l["severity"]])).toEqual([
      ["spend_limit", "spend-limit", "15", "critical"],
    ]);
  });

  test("of a workspace: by hand, monthly in UTC", async () => {
    p.spend("s", ["2026-10-31T23:59:59Z", "2026-11-01T00:00:00Z", "2026-11-20T10:00:00Z"]);
    await p.run("plan", "limit", "workspace", "2.5");
    expect(await one("workspace")).toMatchObject({
      kind: "spend-limit",
      usedUsd: "2",
      leftUsd: "0.5",
      severity: "warn",
    });
    await p.run("plan", "limit", "workspace", "none");
    expect((await limits()).limits).toEqual([]);
  });
});

test("the words of a plan: value inside a subscription, spend where it is billed", async () => {
  p.spend("s", ["2026-11-20T10:00:00Z"]);
  expect((await p.run("limits")).stdout).toContain("Plan not set");
  await p.run("plan", "set", "max");
  expect((await p.run("limits")).stdout).toContain("Max: dollars are value at API rates");
  await p.run("plan", "set", "bedrock");
  expect((await p.run("limits")).stdout).toContain("Amazon Bedrock: dollars are spend");
});

test("a hint from the client is offered, not taken for the user's word", async () => {
  p.spend("s", ["2026-11-20T10:00:00Z"]);
  p.clientState({ oauthAccount: { organizationType: "claude_team" } });
  expect((await limits()).plan).toMatchObject({ kind: "team", from: "hint" });
  await p.run("plan", "set", "enterprise");
  expect((await limits()).plan).toMatchObject({ kind: "enterprise", from: "settings" });
});

test("the client's credentials are not looked at", async () => {
  p.spend("s", ["2026-11-20T10:00:00Z"]);
  mkdirSync(join(p.root, ".credentials.json"));
  expect((await p.run("limits")).code).toBe(0);
});
