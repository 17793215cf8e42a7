/**
 * `limits` with limits fetched from an organisation: who set them, what was spent against them, and who is close to
 * one.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type OrgLimitFacts, orgLimitEntries } from "../../src/core/organization/limit-list.ts";
import { EMPTY_DIRECTORY, type MemberLimit, NO_LIMITS, type OrgLimit } from "../../src/core/organization/limits.ts";
import { parseUsd, usdString } from "../../src/core/pricing/money.ts";
import { schemaErrors } from "../helpers/json-schema.ts";
import { runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { toText } from "../oracle/decimal.ts";
import { anthropicServer } from "./anthropic-server.ts";
import { litellmServer, MASTER_KEY, spendRows } from "./litellm-server.ts";
import { chargedUsd, DAY_MS, makeOrganisation, utcDate } from "./made-organisation.ts";

const NOW_MS = Date.parse("2026-11-26T15:00:00Z");
const KEY = "sk-ant-admin01-loopback-only";
const ORGANISATION = makeOrganisation("limits", Math.floor(NOW_MS / DAY_MS), 40);
const OWN = ORGANISATION.users[0]?.email ?? "";

type LimitJson = {
  id: string;
  label: string;
  usedUsd: string | null;
  limitUsd: string | null;
  usedPercent: number | null;
  severity: string;
  resetsAt: string | null;
  setBy?: { type: string; name: string };
  member?: string;
  own?: boolean;
  whenUsedUp: string;
};
type Answer = {
  limits: LimitJson[];
  alerts: { id: string; severity: string; message: string; limit: string }[];
  organization?: { source: string; members: number }[];
};

/** A home in which the first member is signed in. */
function homeOf(email: string): string {
  const home = tempDir();
  mkdirSync(join(home, ".claude"));
  const oauthAccount = { accountUuid: "a", emailAddress: email, organizationUuid: "o", organizationName: "Acme" };
  writeFileSync(join(home, ".claude", ".claude.json"), JSON.stringify({ oauthAccount }));
  return home;
}

async function limits(home: string, nowMs = NOW_MS): Promise<Answer> {
  const ran = await runHere(["limits", "--json"], { home, nowMs });
  const json = JSON.parse(ran.stdout);
  expect(schemaErrors("limits", json)).toEqual([]);
  return json;
}

async function fetchEnterprise(home: string): Promise<void> {
  const scopes = ["read:analytics", "read:spend_limits", "read:members", "read:rbac_groups"];
  const server = await anthropicServer({
    organisation: ORGANISATION,
    key: KEY,
    nowMs: NOW_MS,
    plan: "enterprise",
    scopes,
  });
  const env = { ANTHROPIC_ADMIN_KEY: KEY };
  expect(
    await runHere(["fetch", "enterprise", "--url", server.url, "--since", "1d"], { home, nowMs: NOW_MS, env }),
  ).toMatchObject({ code: 0 });
}

const spentInNovember = (userId: string): string =>
  toText(
    chargedUsd(ORGANISATION.requests.filter((r) => r.userId === userId && utcDate(r.timeMs).startsWith("2026-11"))),
  );

describe("the Enterprise plan", () => {
  test("one's own limit first, by period, with who set it; every member's in JSON", async () => {
    const home = homeOf(OWN);
    await fetchEnterprise(home);
    const answer = await limits(home);
    const own = answer.limits.filter((limit) => limit.own === true);
    expect(own.map((l) => [l.label, l.limitUsd, l.setBy?.name, l.resetsAt])).toEqual([
      ["your limit", "3", "a limit of the member's own", "2026-12-01T00:00:00.000Z"],
      ["your limit, daily", "20", "a limit of the member's own", "2026-11-27T00:00:00.000Z"],
    ]);
    // To a thousandth of a cent, as the API reports it.
    const truth = spentInNovember(ORGANISATION.users[0]?.id ?? "").replace(/(\.\d{5})\d+$/, "$1");
    expect(own[0]?.usedUsd).toBe(usdString(parseUsd(truth) ?? 0n));
    expect(answer.limits.filter((l) => l.member !== undefined)).toHaveLength(ORGANISATION.users.length + 1);
    expect(answer.organization).toMatchObject([{ source: "enterprise", members: ORGANISATION.users.length }]);
    const unlimited = answer.limits.find((l) => l.member === ORGANISATION.users[1]?.email);
    expect(unlimited).toMatchObject({ limitUsd: null, usedPercent: null, severity: "ok" });
  });

  test("limits for each member of a seat tier or a group go by the member who spent most", async () => {
    const home = homeOf("nobody@acme.example");
    await fetchEnterprise(home);
    const { limits: all } = await limits(home);
    const tier = all.find((l) => l.setBy?.type === "seat_tier" && l.member === undefined);
    const heirs = ORGANISATION.users.filter((_, i) => i % 4 === 2).map(({ id }) => Number(spentInNovember(id)));
    expect(tier?.limitUsd).toBe("500");
    expect(Number(tier?.usedUsd)).toBeCloseTo(Math.max(...heirs), 4);
    expect(all.some((l) => l.own === true)).toBe(false);
  });

  test("fits every width, and names no more members than are near", async () => {
    const home = homeOf(OWN);
    await fetchEnterprise(home);
    for (const columns of [40, 60, 80, 120, 160]) {
      const { stdout } = await runHere(["limits"], { home, nowMs: NOW_MS, columns });
      for (const line of stdout.split("\n"))
        expect([columns, line, line.length <= columns]).toEqual([columns, line, true]);
    }
    const { stdout } = await runHere(["limits"], { home, nowMs: NOW_MS, columns: 160 });
    expect(stdout).toContain("Organisation, by the Enterprise API");
    expect(stdout).toContain("your limit");
    expect(stdout).toContain("--json has every one");
  });

  test("a month later nothing is known of what is spent until it is fetched again", async () => {
    const home = homeOf(OWN);
    await fetchEnterprise(home);
    const later = await limits(home, Date.parse("2026-12-02T00:00:00Z"));
    expect(later.limits.find((l) => l.own === true)).toMatchObject({ usedUsd: null, severity: "unknown" });
    expect(later.alerts.filter((a) => a.limit.startsWith("member:"))).toEqual([]);
  });
});

describe("thresholds", () => {
  const member = (spent: string, amount: string | null = "100"): MemberLimit => ({
    userId: "u",
    email: "u@acme.example",
    name: "",
    groups: [],
    period: "monthly",
    amount,
    spent,
    currency: "USD",
    source: { type: "organization", id: "" },
    limitId: "l",
    resetsAtMs: null,
  });
  const facts = (rest: Partial<OrgLimitFacts>): OrgLimitFacts => ({
    source: "enterprise",
    asOfMs: NOW_MS,
    limits: NO_LIMITS,
    directory: EMPTY_DIRECTORY,
    chargedThisMonth: null,
    own: new Set(),
    thresholds: [75, 95],
    nowMs: NOW_MS,
    ...rest,
  });

  test.each([
    ["74.999999999999", "ok"],
    ["75", "warn"],
    ["94.999999999999", "warn"],
    ["95", "critical"],
    ["99.999999999999", "critical"],
    ["100", "over"],
  ])("at $%s of $100 it is %s", (spent, severity) => {
    const [entry] = orgLimitEntries(facts({ limits: { ...NO_LIMITS, members: [member(spent)] } }));
    expect(entry?.limit.severity).toBe(severity);
  });

  test("a limit of nothing is used up by anything, and without a limit nothing is crossed", () => {
    const severity = (spent: string, amount: string | null) =>
      orgLimitEntries(facts({ limits: { ...NO_LIMITS, members: [member(spent, amount)] } }))[0]?.limit.severity;
    expect([severity("0", "0"), severity("0.01", "0"), severity("999", null)]).toEqual(["ok", "over", "ok"]);
  });

  test("the Console's own limits go by what it charged this month, the workspace's by its part", () => {
    const set = (id: string, scope: OrgLimit["scope"], amount: string): OrgLimit => ({
      id,
      scope,
      period: "monthly",
      amount,
      currency: "USD",
      enabled: true,
    });
    const limits = {
      ...NO_LIMITS,
      limits: [set("o", { type: "organization", id: "" }, "100"), set("w", { type: "workspace", id: "w1" }, "50")],
    };
    const charged = new Map([
      ["w1", parseUsd("40") ?? 0n],
      ["", parseUsd("36") ?? 0n],
    ]);
    const entries = orgLimitEntries(facts({ source: "anthropic", limits, chargedThisMonth: charged }));
    expect(entries.map(({ limit }) => [limit.usedPercent, limit.severity, limit.consequence])).toEqual([
      [76, "warn", "api-stops"],
      [80, "warn", "api-stops"],
    ]);
  });

  test("an organisation's limit that no member has is of all of them together", () => {
    const whole: OrgLimit = {
      id: "o",
      scope: { type: "organization", id: "" },
      period: "monthly",
      amount: "100",
      currency: "USD",
      enabled: true,
    };
    const own = (spent: string): MemberLimit => ({ ...member(spent), source: { type: "user", id: "u" } });
    const [entry] = orgLimitEntries(
      facts({ limits: { ...NO_LIMITS, limits: [whole], members: [own("50"), own("26")] } }),
    );
    expect(entry?.limit).toMatchObject({ usedPercent: 76, severity: "warn" });
  });

  test("in another currency there are no dollars, and the share is right all the same", () => {
    const euro = { ...member("80"), currency: "EUR" };
    const [entry] = orgLimitEntries(facts({ limits: { ...NO_LIMITS, members: [euro] } }));
    expect(entry?.limit).toMatchObject({
      usedPico: null,
      usedPercent: 80,
      foreign: { currency: "EUR", used: "80", limit: "100" },
    });
  });
});

describe("LiteLLM", () => {
  test("budgets warn as limits do, and --check fails for them", async () => {
    const home = homeOf("admin@acme.example");
    const server = await litellmServer(spendRows("limits", ["2026-11-26"]));
    await runHere(["fetch", "litellm", "--url", server.url], {
      home,
      nowMs: NOW_MS,
      env: { LITELLM_API_KEY: MASTER_KEY },
    });
    const { alerts } = await limits(home);
    // Of $20 and $100: the key has used 95 percent, the team 75.
    expect(alerts.map((a) => [a.limit, a.severity])).toEqual([
      ["litellm:key:hash2", "critical"],
      ["litellm:team:team-0", "warn"],
    ]);
    expect(await runHere(["limits", "--check", "--at", "critical"], { home, nowMs: NOW_MS })).toMatchObject({
      code: 3,
    });
    await runHere(["limits", "silence", "litellm:key:hash2"], { home, nowMs: NOW_MS });
    expect((await limits(home)).alerts.map((a) => a.limit)).toEqual(["litellm:team:team-0"]);
  });
});
