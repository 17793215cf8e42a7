/** `by pr`, `by ticket`, `by tag`: whose a request is, and that the groups sum to the range's total. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { tagKeys, ticketKeys } from "../../src/app/attribution/own-keys.ts";
import { NO_ATTRIBUTION } from "../../src/core/attribution/attribution-log.ts";
import { parseUsd } from "../../src/core/pricing/money.ts";
import { loadAndSave } from "../helpers/load-history.ts";
import { assistantRow, type Json, makeTree, usage } from "../helpers/make-tree.ts";
import { jsonHere, runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

type Group = { readonly key: string; readonly kind: string; readonly requests: number; readonly totalUsd: string };
type ByJson = { readonly groups: readonly Group[]; readonly totals: { readonly totalUsd: string } };

const A = "a1111111-0000-4000-8000-000000000000";
const B = "b2222222-0000-4000-8000-000000000000";

/** $0.00204 a request of Opus 5.5: 10 input at $4 and 100 output at $20 a million. */
function request(sessionId: string, clock: string, more: Partial<{ cwd: string; branch: string }> = {}): Json {
  return assistantRow({
    sessionId,
    timestamp: `2026-11-20T${clock}:00.000Z`,
    cwd: more.cwd ?? "/home/dev/api",
    model: "claude-opus-5-5",
    usage: usage({ input_tokens: 10, output_tokens: 100 }),
    row: { gitBranch: more.branch ?? "main" },
  });
}

const link = (sessionId: string, clock: string, prNumber: number, prRepository = "acme/api"): Json => ({
  type: "pr-link",
  sessionId,
  prNumber,
  prUrl: `https://github.com/${prRepository}/pull/${prNumber}`,
  prRepository,
  timestamp: `2026-11-20T${clock}:00.000Z`,
});

function homeOf(logs: Readonly<Record<string, readonly Json[]>>, settings: Json = {}): string {
  const home = tempDir();
  makeTree(join(home, ".claude"), logs);
  write(join(home, "cost", "settings.json"), settings);
  return home;
}

function write(file: string, value: Json): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(value));
}

async function by(dimension: string, home: string): Promise<Record<string, number>> {
  const { groups, totals } = await jsonHere<ByJson>(["by", dimension], { home });
  const sum = groups.reduce((n, { totalUsd }) => n + (parseUsd(totalUsd) ?? 0n), 0n);
  expect(sum).toBe(parseUsd(totals.totalUsd));
  return Object.fromEntries(groups.map(({ key, requests }) => [key, requests]));
}

describe("by pr", () => {
  test("a session's requests count for its pull request, of several sessions together", async () => {
    const home = homeOf({
      [`projects/x/${A}.jsonl`]: [request(A, "09:00"), link(A, "09:20", 7), request(A, "10:00")],
      [`projects/x/${B}.jsonl`]: [request(B, "11:00"), link(B, "11:05", 7)],
      "projects/x/c.jsonl": [request("c", "12:00")],
    });
    expect(await by("pr", home)).toEqual({ "acme/api#7": 3, "": 1 });
  });

  test("of two in a session, work counts for the one that it led to, what follows for the last", async () => {
    const home = homeOf({
      [`projects/x/${A}.jsonl`]: [
        request(A, "09:00"),
        link(A, "09:20", 7),
        // In the quarter of an hour of the note, and in the next one.
        request(A, "09:29"),
        request(A, "09:30"),
        link(A, "10:00", 8),
        request(A, "10:15"),
        // Repeated by the client as the session goes on: it was noted at 09:20.
        link(A, "10:30", 7),
      ],
    });
    expect(await by("pr", home)).toEqual({ "acme/api#7": 2, "acme/api#8": 2 });
  });

  test.each([
    ["no number", { prNumber: "7" }],
    ["a number that cannot be", { prNumber: 1.5 }],
    ["number 0", { prNumber: 0 }],
  ])("a note with %s is none", async (_, wrong) => {
    const home = homeOf({ [`projects/x/${A}.jsonl`]: [request(A, "09:00"), { ...link(A, "09:20", 7), ...wrong }] });
    expect(await by("pr", home)).toEqual({ "": 1 });
  });

  test("the archive has it after the client has deleted the log", async () => {
    const home = homeOf({ [`projects/x/${A}.jsonl`]: [request(A, "09:00"), link(A, "09:20", 7)] });
    expect(await by("pr", home)).toEqual({ "acme/api#7": 1 });
    writeFileSync(join(home, ".claude", "projects", "x", `${A}.jsonl`), "");
    expect(await by("pr", home)).toEqual({ "acme/api#7": 1 });
  });
});

describe("by ticket", () => {
  const logs = {
    [`projects/x/${A}.jsonl`]: [
      request(A, "09:00", { branch: "feature/SHOP-311-refunds" }),
      request(A, "09:30", { branch: "SHOP-311" }),
      request(A, "10:00", { branch: "fix-42" }),
    ],
  };

  test("takes the key in the branch's name", async () => {
    expect(await by("ticket", homeOf(logs))).toEqual({ "SHOP-311": 2, "": 1 });
  });

  test("by a pattern of one's own, whose first group is the ticket", async () => {
    expect(await by("ticket", homeOf(logs, { tickets: { pattern: "^fix-(\\d+)" } }))).toEqual({ "42": 1, "": 2 });
  });

  test("a pattern that is none is named, and the usual one serves", async () => {
    const ran = await runHere(["by", "ticket", "--json"], { home: homeOf(logs, { tickets: { pattern: "(" } }) });
    expect(ran.stderr).toContain('tickets.pattern is "("; it must be a regular expression');
    expect((JSON.parse(ran.stdout) as ByJson).groups.map(({ key }) => key)).toContain("SHOP-311");
  });
});

describe("by tag", () => {
  const logs = {
    [`projects/x/${A}.jsonl`]: [request(A, "09:00"), request(A, "09:30", { branch: "acme" })],
    [`projects/x/${B}.jsonl`]: [request(B, "10:00"), request(B, "10:30", { branch: "acme" })],
    "projects/y/c.jsonl": [request("c", "11:00", { cwd: "/home/dev/web", branch: "acme" })],
  };
  const project = { kind: "project", project: "/home/dev/api", code: "P" };
  const branch = { kind: "branch", project: "/home/dev/api", branch: "acme", code: "B" };
  const session = { kind: "session", session: A, code: "S" };

  test("a session's comes before its branch's, which comes before its project's", async () => {
    expect(await by("tag", homeOf(logs, { tags: [project] }))).toEqual({ P: 4, "": 1 });
    expect(await by("tag", homeOf(logs, { tags: [project, branch] }))).toEqual({ P: 2, B: 2, "": 1 });
    expect(await by("tag", homeOf(logs, { tags: [project, branch, session] }))).toEqual({ S: 2, P: 1, B: 1, "": 1 });
  });

  test("in the order of the code's rank, whatever the order in the file", async () => {
    expect(await by("tag", homeOf(logs, { tags: [session, branch, project] }))).toEqual({ S: 2, P: 1, B: 1, "": 1 });
  });

  test("the client's own project for usage reports is the default, as it was when the session was first seen", async () => {
    const home = homeOf({ [`projects/x/${A}.jsonl`]: [request(A, "09:00", { cwd: tempDir() })] });
    const settings = join(home, ".claude", "settings.json");
    write(settings, { attributionProject: "claude_proj_one" });
    expect(await by("tag", home)).toEqual({ claude_proj_one: 1 });
    // Another project from now on: what was seen stays.
    write(settings, { attributionProject: "claude_proj_two" });
    expect(await by("tag", home)).toEqual({ claude_proj_one: 1 });
    const cwd = tempDir();
    makeTree(join(home, ".claude"), { "projects/x/later.jsonl": [request("later", "12:00", { cwd })] });
    expect(await by("tag", home)).toEqual({ claude_proj_one: 1, claude_proj_two: 1 });
    write(join(home, "cost", "settings.json"), { tags: [{ kind: "project", project: cwd, code: "mine" }] });
    expect(await by("tag", home)).toEqual({ claude_proj_one: 1, mine: 1 });
  });
});

test("background is of the ticket or tag that all of its session's requests have; of several it is of none", async () => {
  const home = homeOf({
    [`projects/x/${A}.jsonl`]: [request(A, "09:00", { branch: "SHOP-1" }), request(A, "09:30", { branch: "SHOP-2" })],
    // Two branches of one ticket, and one of none.
    [`projects/x/${B}.jsonl`]: [
      request(B, "10:00", { branch: "SHOP-3-a" }),
      request(B, "10:30", { branch: "SHOP-3-b" }),
    ],
    "projects/y/c.jsonl": [request("c", "11:00")],
  });
  const io = {
    env: { CLAUDE_CONFIG_DIR: join(home, ".claude") },
    homeDir: home,
    now: () => Date.parse("2026-11-21T00:00:00Z"),
  };
  const { quarterHourRollup: table, sessions } = await loadAndSave(
    { configDirs: [], dataDir: join(home, "cost"), archive: false, index: false, demo: false, progress: () => {} },
    io,
  );
  const tickets = ticketKeys({ table }, /([A-Z]+-\d+)/);
  expect([A, B, "c", "unknown"].map((id) => tickets.ofBackground(id, 0))).toEqual([null, "SHOP-3", "", ""]);
  const branch = (name: string, code: string) =>
    ({ kind: "branch", project: "/home/dev/api", branch: name, code }) as const;
  const tags = [branch("SHOP-1", "P"), branch("SHOP-2", "Q"), branch("SHOP-3-a", "R"), branch("SHOP-3-b", "R")];
  const codes = tagKeys({ table, sessions }, tags, NO_ATTRIBUTION);
  expect([A, B, "c", "unknown"].map((id) => codes.ofBackground(id, 0))).toEqual([null, "R", "", ""]);
  // All requests of a session have its project's code, whatever its branches.
  const project = { kind: "project", project: "/home/dev/api", code: "P" } as const;
  expect(tagKeys({ table, sessions }, [project], NO_ATTRIBUTION).ofBackground(A, 0)).toBe("P");
});

test.each(["by project", "by model", "by ticket", "by branch", "blocks"])(
  "%s marks background that is a lower bound, as daily does",
  async (command) => {
    const args = command.split(" ");
    const daily = await jsonHere<{ totals: { status: string } }>(["daily", "--demo"]);
    const { totals } = await jsonHere<{ totals: { backgroundStatus: string; backgroundUsd: string } }>([
      ...args,
      "--demo",
    ]);
    expect(totals.backgroundStatus).toBe(daily.totals.status);
    expect(totals.backgroundStatus).not.toBe("exact");
    const { stdout } = await runHere([...args, "--demo"], { columns: 160 });
    expect(stdout).toMatch(new RegExp(`Total, .*≥\\$${Number(totals.backgroundUsd).toFixed(2)}`));
  },
);

test.each(["pr", "ticket", "tag"])("by %s of the demo sums to the total, background and all", async (dimension) => {
  const groups = await by(dimension, tempDir());
  expect(groups).toEqual({});
  const { groups: demo, totals } = await jsonHere<ByJson>(["by", dimension, "--demo"]);
  expect(demo.reduce((n, { totalUsd }) => n + (parseUsd(totalUsd) ?? 0n), 0n)).toBe(parseUsd(totals.totalUsd));
  expect(demo.filter(({ key, kind }) => key !== "" && kind === "group").length).toBeGreaterThan(1);
});
