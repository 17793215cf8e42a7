import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { listTeamFiles } from "../../src/store/team/team-folder.ts";
import { assistantRow, lines, makeTree } from "../helpers/make-tree.ts";
import { runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { countedCells } from "./counted-cells.ts";
import { readTeamCells } from "./read-team-cells.ts";
import { filesBelow, home, isLogged, joined, NOW, ok, oraclePico, picoOf, rowsIn, sharedItems, team } from "./world.ts";

const TODAY = Math.floor(NOW / 86_400_000);

async function counted(folder: string) {
  return countedCells((await readTeamCells(listTeamFiles(folder), TODAY)).cells);
}

const cost = (cells: readonly { readonly costPico: bigint | null }[]): bigint =>
  cells.reduce((n, cell) => n + (cell.costPico ?? 0n), 0n);

type World = { readonly dir: string; readonly folder: string; readonly invite: string };

async function world(...options: string[]): Promise<World> {
  const dir = tempDir();
  const folder = join(dir, "shared");
  return { dir, folder, invite: await team(join(dir, "lead"), folder, ...options) };
}

describe("what is shared", () => {
  it("is every response once, to the pico-dollar, by UTC date and kind, with the background beside it", async () => {
    const { dir, folder, invite } = await world();
    const alice = join(dir, "alice");
    const truth = home(alice, "share-1");
    await joined(alice, invite, "alice@example.com");
    await ok(["team", "share", "--yes"], alice);
    const rows = await rowsIn(folder);
    const items = sharedItems(truth);
    const logged = rows.filter(isLogged);
    expect(items.length).toBeGreaterThan(50);
    expect(picoOf(logged)).toBe(oraclePico(items));
    const days = [...new Set(items.map((i) => new Date(i.timeMs).toISOString().slice(0, 10)))];
    for (const day of days) {
      const ofDay = (time: number): boolean => new Date(time).toISOString().startsWith(day);
      const mine = logged.filter((row) => (row["date"] as Date).toISOString().startsWith(day));
      const theirs = items.filter((i) => ofDay(i.timeMs));
      expect(picoOf(mine), day).toBe(oraclePico(theirs));
      const sum = (name: string): number => mine.reduce((n, row) => n + Number(row[name]), 0);
      expect(sum("cache_read_tokens"), day).toBe(theirs.reduce((n, i) => n + i.cacheRead, 0));
      expect(sum("responses"), day).toBe(theirs.filter((i) => i.kind !== "search" && i.kind !== "advisor").length);
      expect(sum("ids_count"), day).toBe(theirs.length);
    }
    // Old clients logged their own side conversations beside the subagents'.
    const subagents = items.filter((i) => i.kind === "subagent" || i.kind.startsWith("background:"));
    expect(picoOf(logged.filter((row) => row["kind"] === "subagent"))).toBe(oraclePico(subagents));
    type Daily = { periods: { period: string; backgroundUsd: string | null }[] };
    const daily = JSON.parse(
      (await ok(["daily", "--json", "--timezone", "UTC", "--since", "2026-11-01", "--until", "2026-11-25"], alice))
        .stdout,
    ) as Daily;
    const background = daily.periods.reduce((n, p) => n + Math.round(Number(p.backgroundUsd ?? 0) * 1e12), 0);
    expect(Number(picoOf(rows.filter((row) => !isLogged(row))))).toBe(background);
    expect(background).toBeGreaterThan(0);
  });

  it("counts each session once, in the cell of its first response", async () => {
    const { dir, folder, invite } = await world();
    const alice = join(dir, "alice");
    const row = (id: string, timestamp: string, sessionId: string) => assistantRow({ id, timestamp, sessionId });
    makeTree(join(alice, ".claude"), {
      "a.jsonl": [row("m1", "2026-11-10T23:50:00Z", "a"), row("m2", "2026-11-11T00:10:00Z", "a")],
      "b.jsonl": [row("m3", "2026-11-11T09:00:00Z", "b"), row("m4", "2026-11-11T09:10:00Z", "b")],
    });
    await joined(alice, invite, "alice");
    await ok(["team", "share", "--yes"], alice);
    const rows = await rowsIn(folder);
    // 10 input tokens at $4 and 100 output tokens at $20 a million: $0.00204 each.
    expect(
      rows.map((r) => [(r["date"] as Date).toISOString().slice(0, 10), r["sessions"], r["responses"], r["cost_pico"]]),
    ).toEqual([
      ["2026-11-10", 1n, 1n, 2_040_000_000n],
      ["2026-11-11", 1n, 3n, 6_120_000_000n],
    ]);
  });

  it("ends with yesterday, begins with the team's first date, and waits where that has not ended", async () => {
    const dir = tempDir();
    const invite = await team(join(dir, "lead"), join(dir, "shared"), "--from", "2026-11-24", "--to", "2026-11-24");
    const alice = join(dir, "alice");
    const at = (day: string) => assistantRow({ timestamp: `${day}T12:00:00Z` });
    makeTree(join(alice, ".claude"), { "a.jsonl": ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"].map(at) });
    await joined(alice, invite, "alice");
    const early = await ok(["team", "share", "--yes"], alice, { nowMs: Date.parse("2026-11-24T23:59:59Z") });
    expect(early.stderr).toMatch(/2026-11-24, has not ended yet/);
    expect(await rowsIn(join(dir, "shared"))).toEqual([]);
    await ok(["team", "share", "--yes"], alice, { nowMs: Date.parse("2026-11-25T00:00:00Z") });
    expect((await rowsIn(join(dir, "shared"))).map((r) => r["date"])).toEqual([new Date("2026-11-24")]);
  });

  it("says which dates cannot be, and shares none of them", async () => {
    const { dir, folder, invite } = await world();
    const alice = join(dir, "alice");
    makeTree(join(alice, ".claude"), {
      "a.jsonl": [
        assistantRow({ timestamp: "2031-01-01T00:00:00Z" }),
        assistantRow({ timestamp: "2026-11-20T00:00:00Z" }),
      ],
    });
    await joined(alice, invite, "alice");
    const ran = await ok(["team", "share", "--yes"], alice);
    expect(ran.stderr).toMatch(/1 response with a date that cannot be/);
    expect(await rowsIn(folder)).toHaveLength(1);
  });
});

describe("sharing again", () => {
  it("changes no byte where nothing has changed, and one month where a day was corrected late", async () => {
    const { dir, folder, invite } = await world("--from", "2026-10-01");
    const alice = join(dir, "alice");
    const at = (timestamp: string) => assistantRow({ timestamp });
    const log = join(alice, ".claude", "projects", "-home-dev-app", "a.jsonl");
    makeTree(join(alice, ".claude"), { "a.jsonl": [at("2026-10-20T10:00:00Z"), at("2026-11-20T10:00:00Z")] });
    await joined(alice, invite, "alice");
    await ok(["team", "share", "--yes"], alice);
    const first = filesBelow(folder);
    const again = await ok(["team", "share", "--yes"], alice, { nowMs: NOW + 3_600_000 });
    expect(again.stderr).toMatch(/Nothing has changed/);
    expect(filesBelow(folder)).toEqual(first);
    writeFileSync(log, readFileSync(log, "utf8") + lines(at("2026-11-20T11:00:00Z")));
    await ok(["team", "share", "--yes"], alice);
    const changed = filesBelow(folder).filter(({ bytes }, i) => !bytes.equals(first[i]?.bytes as Buffer));
    expect(changed.map(({ path }) => path.split("/").slice(-3).join("/"))).toEqual([
      "year=2026/month=11/usage.parquet",
    ]);
    expect(cost((await counted(folder)).cells)).toBe(3n * 2_040_000_000n);
    // The older share of 20 November, as a synced folder may bring it back elsewhere, is older.
    const rows = await rowsIn(folder);
    expect(rows.map((r) => (r["generated_at"] as Date).getTime() % 86_400_000)).toEqual([0, 2]);
  });

  it("writes a file anew that is torn or gone", async () => {
    const { dir, folder, invite } = await world();
    const alice = join(dir, "alice");
    home(alice, "torn", { days: 6 });
    await joined(alice, invite, "alice");
    await ok(["team", "share", "--yes"], alice);
    const before = cost((await counted(folder)).cells);
    const { path } = filesBelow(folder).find((f) => f.path.endsWith(".parquet")) as { path: string };
    rmSync(join(folder, path));
    await ok(["team", "share", "--yes"], alice);
    expect(cost((await counted(folder)).cells)).toBe(before);
    writeFileSync(join(folder, path), "PAR1");
    await ok(["team", "share", "--yes"], alice);
    expect(cost((await counted(folder)).cells)).toBe(before);
  });

  it("keeps what was shared of days whose logs and archive are gone", async () => {
    const { dir, folder, invite } = await world();
    const alice = join(dir, "alice");
    const at = (timestamp: string) => assistantRow({ timestamp });
    makeTree(join(alice, ".claude"), {
      "a.jsonl": [at("2026-11-10T10:00:00Z")],
      "b.jsonl": [at("2026-11-20T10:00:00Z")],
    });
    await joined(alice, invite, "alice");
    await ok(["team", "share", "--yes"], alice);
    rmSync(join(alice, ".claude", "projects", "-home-dev-app", "a.jsonl"));
    rmSync(join(alice, "cost", "archive"), { recursive: true, force: true });
    rmSync(join(alice, "cost", "cache"), { recursive: true, force: true });
    const ran = await ok(["team", "share", "--yes"], alice);
    expect(ran.stderr).toMatch(/logs of 1 day are gone/);
    expect((await rowsIn(folder)).map((r) => (r["date"] as Date).getUTCDate())).toEqual([10, 20]);
  });

  it("is counted again when a clock that was days ahead has been set right", async () => {
    const { dir, folder, invite } = await world();
    const alice = join(dir, "alice");
    const truth = home(alice, "ahead", { days: 8 });
    await joined(alice, invite, "alice");
    await ok(["team", "share", "--yes"], alice, { nowMs: NOW + 30 * 86_400_000 });
    expect((await counted(folder)).cells).toEqual([]);
    expect((await ok(["team", "doctor"], join(dir, "lead"), { columns: 300 })).stdout).toMatch(
      /generated_at is in the future/,
    );
    await ok(["team", "share", "--yes"], alice);
    const logged = (await counted(folder)).cells.filter((c) => !c.kind.startsWith("background:"));
    expect(cost(logged)).toBe(oraclePico(sharedItems(truth)));
    expect((await ok(["team", "doctor"], join(dir, "lead"), { columns: 300 })).stdout).not.toMatch(/future/);
  });

  it("names a clock that is behind the last share", async () => {
    const { dir, invite } = await world();
    const alice = join(dir, "alice");
    home(alice, "clock", { days: 4 });
    await joined(alice, invite, "alice");
    await ok(["team", "share", "--yes"], alice);
    const ran = await ok(["team", "share", "--show"], alice, { nowMs: NOW - 3 * 86_400_000 });
    expect(ran.stderr).toMatch(/clock is 3 days behind its last share/);
  });
});

describe("several machines", () => {
  it("with one synced home count once, and days of one machine alone count too", async () => {
    const { dir, folder, invite } = await world();
    const [desk, laptop] = [join(dir, "desk"), join(dir, "laptop")];
    const truth = home(desk, "synced");
    cpSync(join(desk, ".claude"), join(laptop, ".claude"), { recursive: true, preserveTimestamps: true });
    makeTree(join(laptop, ".claude"), {
      "own.jsonl": [assistantRow({ timestamp: "2026-11-05T10:00:00Z", sessionId: "own" })],
    });
    const only = sharedItems(truth).some((i) => new Date(i.timeMs).toISOString().startsWith("2026-11-05"));
    expect(only).toBe(false);
    for (const machine of [desk, laptop]) {
      await joined(machine, invite, "alice@example.com");
      await ok(["team", "share", "--yes"], machine);
    }
    const { cells, duplicates } = await counted(folder);
    expect(new Set(cells.map((c) => c.member)).size).toBe(1);
    expect(duplicates.length).toBeGreaterThan(3);
    const logged = cells.filter((c) => !c.kind.startsWith("background:"));
    expect(cost(logged)).toBe(oraclePico(sharedItems(truth)) + 2_040_000_000n);
    const doctor = await ok(["team", "doctor"], join(dir, "lead"), { columns: 300 });
    expect(doctor.stdout).toMatch(/hold the same responses on several days: one home on two machines/);
  });

  it("share each its own: what was imported from another machine is not sent again", async () => {
    const { dir, folder, invite } = await world();
    const [desk, laptop] = [join(dir, "desk"), join(dir, "laptop")];
    const truths = [home(desk, "desk", { days: 8 }), home(laptop, "laptop", { days: 8 })];
    await ok(["export", join(dir, "laptop.json"), "--json"], laptop);
    await ok(["import", join(dir, "laptop.json")], desk);
    for (const machine of [desk, laptop]) {
      await joined(machine, invite, "alice@example.com");
      await ok(["team", "share", "--yes"], machine);
    }
    const logged = (await counted(folder)).cells.filter((c) => !c.kind.startsWith("background:"));
    expect(cost(logged)).toBe(truths.reduce((n, truth) => n + oraclePico(sharedItems(truth)), 0n));
  });

  it("of one person under two names are named and count once", async () => {
    const { dir, folder, invite } = await world();
    const [desk, laptop] = [join(dir, "desk"), join(dir, "laptop")];
    const truth = home(desk, "names", { days: 8 });
    cpSync(join(desk, ".claude"), join(laptop, ".claude"), { recursive: true, preserveTimestamps: true });
    await joined(desk, invite, "alice@example.com");
    await joined(laptop, invite, "Alice at home");
    for (const machine of [desk, laptop]) await ok(["team", "share", "--yes"], machine);
    const { cells } = await counted(folder);
    expect(cost(cells.filter((c) => !c.kind.startsWith("background:")))).toBe(oraclePico(sharedItems(truth)));
    const doctor = await ok(["team", "doctor"], join(dir, "lead"), { columns: 300 });
    expect(doctor.stdout).toMatch(/one person under two names or two invites/);
  });
});

it("tells members at each share where the lead's reports are of fewer than five people, or of each by name", async () => {
  const dir = tempDir();
  const [lead, alice, folder] = [join(dir, "lead"), join(dir, "alice"), join(dir, "folder")];
  const invite = await team(lead, folder);
  home(alice, "rules", { days: 3 });
  await joined(alice, invite, "alice");
  const note = async (): Promise<string> => (await ok(["team", "share", "--yes", "--accept"], alice)).stderr;
  expect(await note()).not.toContain("the lead has set");
  await ok(["team", "init", folder, "--k", "4"], lead);
  expect(await note()).toContain("the lead has set that reports show sums of at least 4 people, and pseudonyms");
  await ok(["team", "init", folder, "--k", "5", "--all-agreed"], lead);
  expect(await note()).toContain("the lead has set that reports show members one by one");
});

describe("refusals", () => {
  it.each([
    ["share", /has joined no team/],
    ["leave", /has joined no team/],
    ["doctor", /no team is known here/],
    ["roster", /no team is known here/],
  ])("team %s without a team", async (name, message) => {
    const ran = await runHere(["team", name], { nowMs: NOW });
    expect(ran).toMatchObject({ code: 2 });
    expect(ran.stderr).toMatch(message);
  });

  it("a wrong invite, another team's folder, a second name, a second team, and nobody to ask", async () => {
    const { dir, folder, invite } = await world();
    const other = await team(join(dir, "lead2"), join(dir, "other"));
    const alice = join(dir, "alice");
    home(alice, "refuse", { days: 3 });
    const fails = async (args: readonly string[], message: RegExp, code = 2): Promise<void> => {
      const ran = await runHere(args, { home: alice, nowMs: NOW });
      expect(ran.stderr).toMatch(message);
      expect(ran.code).toBe(code);
    };
    await fails(["team", "join", "hello"], /that is not an invite/);
    await fails(["team", "join", invite.slice(0, 50)], /not whole/);
    await fails(
      ["team", "join", invite, "--dir", join(dir, "other"), "--as", "a", "--yes"],
      /the invite is not for the team in/,
    );
    await fails(["team", "join", invite, "--dir", join(dir, "nowhere"), "--as", "a", "--yes"], /is not there/, 1);
    await fails(["team", "join", invite], /nobody is signed in/);
    await fails(["team", "join", invite, "--as", "alice"], /there is none here/);
    await joined(alice, invite, "alice");
    await joined(alice, invite, " Alice ");
    await fails(["team", "join", invite, "--as", "bob", "--yes"], /under another name already/);
    await fails(["team", "join", other, "--as", "alice", "--yes"], /another team already/);
    await fails(["team", "share", "--no-archive"], /--no-archive/);
    await fails(["team", "share", "--project", "x"], /does not take --project/);
    await fails(["team", "share", "--csv"], /go with --show/);
    await fails(["team", "share", "--demo"], /does not take --demo/);
    rmSync(folder, { recursive: true });
    await fails(["team", "share"], /folder .* is not there/, 1);
    const lead = await runHere(["team", "init", join(dir, "other")], { home: join(dir, "lead"), nowMs: NOW });
    expect(lead.stderr).toMatch(/was not made here/);
  });

  it("shares nothing while a setting has a mistake: what is to be left out might be sent", async () => {
    const { dir, folder, invite } = await world();
    const alice = join(dir, "alice");
    home(alice, "mistake", { days: 3 });
    await joined(alice, invite, "alice");
    writeFileSync(join(alice, "cost", "settings.json"), '{"version":1,"team":{"leaveOut":"~/secret"}}');
    const ran = await runHere(["team", "share", "--yes"], { home: alice, nowMs: NOW });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/nothing is shared until that is corrected/);
    expect(await rowsIn(folder)).toEqual([]);
  });

  it("other folders of Claude Code than those that were joined with", async () => {
    const { dir, invite } = await world();
    const alice = join(dir, "alice");
    home(alice, "roots", { days: 3 });
    await joined(alice, invite, "alice");
    const env = { CLAUDE_CONFIG_DIR: join(dir, "private") };
    const ran = await runHere(["team", "share", "--yes"], { home: alice, nowMs: NOW, env });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(/would be read now/);
  });
});
