/** An organisation's figures in a team's report: for days that nobody shared, and as checks beside those that were. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SourceStore } from "../../src/store/sources/source-store.ts";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { decimal, plus, toText } from "../oracle/decimal.ts";
import { anthropicServer } from "./anthropic-server.ts";
import { DAY_MS, makeOrganisation, truthUsd, utcDate } from "./made-organisation.ts";

const NOW_MS = Date.parse("2026-11-26T15:00:00Z");
const KEY = "sk-ant-admin01-loopback-only";
const ORGANISATION = makeOrganisation("team", Math.floor(NOW_MS / DAY_MS), 12, 9);
/** The last of the organisation's nine is not of the team. */
const TEAM = ORGANISATION.users.slice(0, 7);
const OURS = ORGANISATION.requests.filter((r) => TEAM.some(({ id }) => id === r.userId));

async function ok(args: readonly string[], home: string, env: Record<string, string> = {}): Promise<string> {
  const ran = await runHere(args, { home, nowMs: NOW_MS, env });
  if (ran.code !== 0) throw new Error(`${args.join(" ")}: ${ran.stderr}`);
  return ran.stdout;
}

type World = { lead: string; folder: string; invite: string; url: string };

async function world(plan: "console" | "enterprise" = "console"): Promise<World> {
  const dir = tempDir();
  const [lead, folder] = [join(dir, "lead"), join(dir, "team")];
  mkdirSync(lead);
  const invite = (await ok(["team", "init", folder, "--from", "2026-11-01"], lead)).trim();
  for (const [i, user] of TEAM.entries())
    await ok(["team", "roster", "set", user.email, "--group", i < 5 ? "five" : "two"], lead);
  const scopes = ["read:analytics", "read:spend_limits", "read:members", "read:rbac_groups"];
  const server = await anthropicServer({ organisation: ORGANISATION, key: KEY, nowMs: NOW_MS, plan, scopes });
  return { lead, folder, invite, url: server.url };
}

type Report = {
  totals: { members: number; totalUsd: string; activeDays: number };
  groups: { key: string; totalUsd: string }[];
  checks: { source: string; usd: string; differenceUsd: string; reason: string }[];
};

const report = async (lead: string, ...args: string[]): Promise<Report> =>
  JSON.parse(await ok(["team", "report", "--json", ...args], lead));
const fetchInto = (lead: string, url: string, ...args: string[]) =>
  ok(["fetch", "anthropic", "--url", url, "--since", "2026-11-15", ...args], lead, { ANTHROPIC_ADMIN_KEY: KEY });

describe("a team whose members have not shared", () => {
  test("is what the Console knows of the roster's members, to the pico-dollar, and of nobody else", async () => {
    const { lead, url } = await world();
    expect((await report(lead)).totals.members).toBe(0);
    await fetchInto(lead, url);
    const { totals, groups, checks } = await report(lead, "--by", "model");
    expect(totals.totalUsd).toBe(toText(truthUsd(OURS)));
    expect(totals.members).toBe(TEAM.length);
    expect(totals.activeDays).toBe(new Set(OURS.map((r) => `${r.userId} ${utcDate(r.timeMs)}`)).size);
    const opus = groups.find(({ key }) => key === "claude-opus-5-5");
    expect(opus?.totalUsd).toBe(toText(truthUsd(OURS.filter((r) => r.model === "claude-opus-5-5"))));
    // Five reports are about the same requests: one is counted, and each is shown beside it.
    expect(checks.map(({ source }) => source.split(",")[0])).toEqual([
      "Console usage at list prices",
      "analytics usage at list prices",
      "analytics cost",
      "Console's estimate for Claude Code",
    ]);
    expect(checks[0]?.usd).toBe(totals.totalUsd);
  });

  test("the same from the team's folder, where nobody's name, address, key or id stands", async () => {
    const { lead, folder, url } = await world();
    await fetchInto(lead, url, "--team");
    expect((await report(lead)).totals.totalUsd).toBe(toText(truthUsd(OURS)));
    const files = readdirSync(join(folder, "sources"), { recursive: true, withFileTypes: true }).filter((f) =>
      f.isFile(),
    );
    const texts = files.map((f) => readFileSync(join(f.parentPath, f.name), "latin1"));
    const rows = await Promise.all(
      (["messages", "claude-code", "analytics-cost", "analytics-usage", "cost-report"] as const).map((name) =>
        new SourceStore(join(folder, "sources"), "anthropic").rows(name, null, null),
      ),
    );
    texts.push(JSON.stringify(rows, (_key, value) => (typeof value === "bigint" ? String(value) : value)));
    const forbidden = [
      ...ORGANISATION.users.flatMap(({ id, email, name }) => [id, email, email.toLowerCase(), name]),
      ...ORGANISATION.apiKeys.flatMap(({ id, name }) => [id, `"${name}"`]),
      KEY,
    ];
    for (const text of texts) expect(forbidden.filter((word) => text.includes(word))).toEqual([]);
    // In both folders it counts once.
    await fetchInto(lead, url);
    expect((await report(lead)).totals.totalUsd).toBe(toText(truthUsd(OURS)));
  });

  test("only who made the team can put figures into its folder", async () => {
    const { folder, url, invite } = await world();
    const member = join(tempDir(), "member");
    await ok(["team", "join", invite, "--as", TEAM[3]?.email ?? "", "--yes"], member);
    const ran = await runHere(["fetch", "anthropic", "--url", url, "--team", folder], {
      home: member,
      nowMs: NOW_MS,
      env: { ANTHROPIC_ADMIN_KEY: KEY },
    });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain("is a team that was not made here");
  });
});

describe("a member who shared", () => {
  test("counts as shared on those days, and as the Console has it on the others", async () => {
    const { lead, url, invite } = await world();
    const user = TEAM[2];
    const days = [...new Set(OURS.filter((r) => r.userId === user?.id).map((r) => utcDate(r.timeMs)))].sort();
    const day = days[1] ?? "";
    const home = join(tempDir(), "member");
    // 10 fresh and 100 written tokens of Opus 5.5: $0.00204, on a day of which the Console knows more.
    makeTree(join(home, ".claude"), { "projects/-p/a.jsonl": [assistantRow({ timestamp: `${day}T10:00:00Z` })] });
    await ok(["team", "join", invite, "--as", user?.email ?? "", "--yes"], home);
    await ok(["team", "share", "--yes"], home);
    await fetchInto(lead, url);
    const { totals, checks } = await report(lead);
    const others = OURS.filter((r) => r.userId !== user?.id || utcDate(r.timeMs) !== day);
    expect(totals.totalUsd).toBe(toText(plus(truthUsd(others), decimal("0.00204"))));
    expect(totals.members).toBe(TEAM.length);
    // What the Console has of all seven, less what was shared.
    const truth = truthUsd(OURS);
    expect(checks[0]).toMatchObject({
      usd: toText(truth),
      differenceUsd: toText(plus(truth, decimal("-0.00204"))),
      reason: "of 7 members; most likely other machines, cloud sessions, or days that were not shared",
    });
  });

  test("sees the own limit that the lead fetched into the folder, and no colleague's", async () => {
    const { lead, url, invite } = await world("enterprise");
    await ok(["fetch", "enterprise", "--url", url, "--since", "2026-11-25", "--team"], lead, {
      ANTHROPIC_ADMIN_KEY: KEY,
    });
    const home = join(tempDir(), "member");
    await ok(["team", "join", invite, "--as", TEAM[0]?.email ?? "", "--yes"], home);
    const { limits } = JSON.parse(await ok(["limits", "--json"], home)) as {
      limits: { label: string; limitUsd: string; own?: boolean; member?: string }[];
    };
    expect(limits.filter((l) => l.own === true).map((l) => [l.label, l.limitUsd])).toEqual([
      ["your limit", "3"],
      ["your limit, daily", "20"],
    ]);
    expect(limits.filter((l) => l.member !== undefined && l.own !== true)).toEqual([]);
  });
});

describe("files of the folder that are not ours any more", () => {
  test("are named and left out, and nothing of them breaks a report", async () => {
    const { lead, folder, url } = await world();
    await fetchInto(lead, url, "--team");
    const month = join(folder, "sources", "anthropic", "year=2026", "month=11");
    writeFileSync(join(month, "messages.parquet"), readFileSync(join(month, "messages.parquet")).subarray(0, 300));
    for (const name of ["state.json", "limits.json", "directory.json"]) {
      for (const text of [
        "",
        "{",
        "[]",
        '{"schemaVersion":1,"reports":7,"asOfMs":"x","users":[{"id":5}]}',
        '"\u001b[31m"',
      ]) {
        writeFileSync(join(folder, "sources", "anthropic", name), text);
        const ran = await runHere(["team", "report", "--json"], { home: lead, nowMs: NOW_MS });
        expect([name, text, ran.code]).toEqual([name, text, 0]);
        const doctor = await runHere(["team", "doctor"], { home: lead, nowMs: NOW_MS });
        expect([name, text, doctor.code]).toEqual([name, text, 0]);
      }
    }
    const ran = await runHere(["team", "report"], { home: lead, nowMs: NOW_MS });
    expect(ran.stdout).toContain("1 file of the folder left out");
    // Without the best source the next one counts.
    expect((await report(lead)).totals.totalUsd).toBe(toText(truthUsd(OURS)));
  });
});

describe("fewer members than may be told apart", () => {
  test("are in no check: the difference would be a person's", async () => {
    const { lead, url } = await world();
    for (const user of TEAM.slice(4)) await ok(["team", "roster", "remove", user.email], lead);
    await fetchInto(lead, url);
    expect((await report(lead)).checks).toEqual([]);
  });
});
