import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { compactTeam } from "../../src/app/team/tidy-team.ts";
import type { Cell } from "../../src/core/team/cell.ts";
import { readTeam } from "../../src/store/team/team-file.ts";
import { listTeamFiles } from "../../src/store/team/team-folder.ts";
import { schemaErrors } from "../helpers/json-schema.ts";
import { assistantRow, lines, makeTree } from "../helpers/make-tree.ts";
import { jsonHere, runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { countedCells } from "./counted-cells.ts";
import { madeTeam, writeTeamFolder } from "./engines.ts";
import { readTeamCells } from "./read-team-cells.ts";
import { filesBelow, home, joined, NOW, ok, RUN, rowsIn, team } from "./world.ts";

const TODAY = Math.floor(NOW / 86_400_000);
const monthOf = ({ day }: Cell): string => new Date(day * 86_400_000).toISOString().slice(0, 7);
/** A response of $0.00204. */
const EACH = 2_040_000_000n;

const at = (timestamp: string, sessionId = "s") => assistantRow({ timestamp, sessionId });

async function cost(folder: string): Promise<bigint> {
  const { cells } = countedCells((await readTeamCells(listTeamFiles(folder), TODAY)).cells);
  return cells.reduce((n, cell) => n + (cell.costPico ?? 0n), 0n);
}

/** Alice with three responses and Bob with one: two of them in September. */
async function world() {
  const dir = tempDir();
  const folder = join(dir, "shared");
  const lead = join(dir, "lead");
  const invite = await team(lead, folder, "--from", "2026-09-01");
  const [alice, bob] = [join(dir, "alice"), join(dir, "bob")];
  makeTree(join(alice, ".claude"), {
    "a.jsonl": [at("2026-09-10T10:00:00Z"), at("2026-11-17T10:00:00Z"), at("2026-11-18T10:00:00Z")],
  });
  makeTree(join(bob, ".claude"), { "b.jsonl": [at("2026-09-11T10:00:00Z", "bob")] });
  for (const [person, name] of [
    [alice, "alice"],
    [bob, "bob"],
  ] as const) {
    await joined(person, invite, name);
    await ok(["team", "share", "--yes"], person);
  }
  const log = join(alice, ".claude", "projects", "-home-dev-app", "a.jsonl");
  return { dir, folder, lead, alice, bob, log };
}

const parquets = (folder: string): readonly string[] =>
  filesBelow(folder)
    .map(({ path }) => path)
    .filter((path) => path.endsWith(".parquet"));

describe("team compact", () => {
  it("merges months that are over into one file each, and changes no figure", async () => {
    const { folder, lead } = await world();
    expect(await cost(folder)).toBe(4n * EACH);
    const json = await jsonHere(["team", "compact"], { home: lead, ...RUN });
    expect(schemaErrors("team/compact", json)).toEqual([]);
    expect(json).toMatchObject({ months: ["2026-09"], merged: 2, foreign: [], undeleted: [] });
    expect(parquets(folder)).toHaveLength(2);
    expect(parquets(folder)[0]).toBe(join("compacted", "year=2026", "month=09", "usage.parquet"));
    expect(await cost(folder)).toBe(4n * EACH);
    expect(await jsonHere(["team", "compact"], { home: lead, ...RUN })).toMatchObject({ merged: 0 });
  });

  it("keeps every column of every cell, and what is missing in it", async () => {
    const folder = tempDir();
    const day = Date.UTC(2026, 8, 10) / 86_400_000;
    const people = madeTeam({ developers: 4, machines: 2, days: 12, endDay: day });
    const cells = people.flatMap((person) => person.cells);
    // All of a column, some of it, and none.
    const all = cells.map((cell, i) => ({
      ...cell,
      costPico: i % 3 === 0 ? null : cell.costPico,
      idsFold: i % 2 === 0 ? -cell.idsFold : cell.idsFold,
      prs: i % 5 === 0 ? i : null,
      linesAdded: 0,
      agent: i % 4 === 0 ? "reviewer" : "",
    }));
    writeTeamFolder(folder, [{ cells: all }]);
    const text = (list: readonly Cell[]) =>
      list.map((cell) => JSON.stringify(cell, (_, v) => (typeof v === "bigint" ? `${v}` : v))).sort();
    const before = (await readTeamCells(listTeamFiles(folder), TODAY)).cells;
    expect(before.length).toBeGreaterThan(50);
    const { merged, foreign } = await compactTeam(folder, TODAY, null);
    expect(foreign).toEqual([]);
    const files = listTeamFiles(folder);
    expect([merged > 0, files.usage.length, files.compacted.length]).toEqual([true, 0, new Set(all.map(monthOf)).size]);
    const after = (await readTeamCells(files, TODAY)).cells;
    expect(text(after)).toEqual(text(before.map((cell) => ({ ...cell, generatedAtMs: cell.generatedAtMs + 1 }))));
  });

  it("waits for a week after a month's end", async () => {
    const { folder } = await world();
    const day = (text: string): number => Date.parse(text) / 86_400_000;
    expect((await compactTeam(folder, day("2026-12-07"), null)).months).toEqual(["2026-09"]);
    expect((await compactTeam(folder, day("2026-12-08"), null)).months).toEqual(["2026-11"]);
  });

  it("is followed by shares that write only what changes, and a late correction counts instead", async () => {
    const { folder, lead, alice, log } = await world();
    await ok(["team", "compact"], lead);
    const again = await ok(["team", "share", "--yes"], alice);
    expect(again.stderr).toMatch(/Nothing has changed/);
    expect(parquets(folder)).toHaveLength(2);
    writeFileSync(log, lines(at("2026-09-10T11:00:00Z")), { flag: "a" });
    await ok(["team", "share", "--yes"], alice);
    expect(parquets(folder)).toHaveLength(3);
    expect(await cost(folder)).toBe(5n * EACH);
    await ok(["team", "compact"], lead);
    expect(parquets(folder)).toHaveLength(2);
    expect(await cost(folder)).toBe(5n * EACH);
  });

  it("counts a file once that it could not delete", async () => {
    const { folder, lead } = await world();
    const file = listTeamFiles(folder).usage.find((u) => u.month === "2026-09")?.path as string;
    const bytes = filesBelow(folder).find((f) => join(folder, f.path) === file)?.bytes as Buffer;
    await ok(["team", "compact"], lead);
    mkdirSync(dirname(file), { recursive: true });
    // As a synced folder brings it back.
    writeFileSync(file, bytes);
    expect(await cost(folder)).toBe(4n * EACH);
    await ok(["team", "compact"], lead);
    expect(await cost(folder)).toBe(4n * EACH);
    expect(await rowsIn(join(folder, "compacted"))).toHaveLength(2);
  });

  it("leaves a damaged file and a damaged compacted month as they are, and names them", async () => {
    const { folder, lead } = await world();
    const [first, second] = listTeamFiles(folder).usage.filter((u) => u.month === "2026-09");
    writeFileSync(first?.path as string, "PAR1");
    const ran = await ok(["team", "compact"], lead);
    expect(ran.stderr).toMatch(/no checksum/);
    expect(existsSync(first?.path as string)).toBe(true);
    expect(existsSync(second?.path as string)).toBe(false);
    const month = listTeamFiles(folder).compacted[0]?.path as string;
    writeFileSync(month, "PAR1");
    expect((await ok(["team", "compact"], lead)).stderr).toMatch(/month=09/);
    expect(
      filesBelow(folder)
        .find((f) => join(folder, f.path) === month)
        ?.bytes.toString(),
    ).toBe("PAR1");
  });
});

describe("team prune", () => {
  it("deletes what is older, in merged months too, and it is not shared again", async () => {
    const { folder, lead, alice } = await world();
    await ok(["team", "compact"], lead);
    const json = await jsonHere(["team", "prune", "--before", "2026-11-18", "--yes"], { home: lead, ...RUN });
    expect(schemaErrors("team/prune", json)).toEqual([]);
    expect(json).toMatchObject({ files: 2, rows: 3, failed: [], before: "2026-11-18" });
    expect(await cost(folder)).toBe(EACH);
    await ok(["team", "share", "--yes"], alice);
    expect(await cost(folder)).toBe(EACH);
    expect((await rowsIn(folder)).map((r) => (r["date"] as Date).toISOString().slice(0, 10))).toEqual(["2026-11-18"]);
    expect(readTeam(folder).from).toBe(Date.parse("2026-11-18") / 86_400_000);
  });

  it("of all of an ended team says that nothing is left", async () => {
    const { folder, lead, alice } = await world();
    await ok(["team", "init", folder, "--to", "2026-11-18"], lead);
    await ok(["team", "prune", "--before", "2026-11-20", "--yes"], lead);
    const report = await runHere(["team", "report"], { home: lead, ...RUN });
    expect(report).toMatchObject({ code: 1, stdout: "" });
    expect(report.stderr).toMatch(/they end on 2026-11-18, and what was before 2026-11-20 is deleted/);
    expect((await ok(["team", "share", "--show"], alice)).stderr).toMatch(
      /last date was 2026-11-18.*nothing is shared/,
    );
    expect(await cost(folder)).toBe(0n);
  });

  it("is refused to all but the lead, and deletes nothing then", async () => {
    const { folder, alice } = await world();
    const before = await cost(folder);
    const ran = await runHere(["team", "prune", "--before", "2026-11-18", "--yes", folder], { home: alice, ...RUN });
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringMatching(/only the lead deletes.*not made here/) });
    expect(await cost(folder)).toBe(before);
  });

  it("deletes nothing where nobody is there to be asked, unless --yes is given; nor does leaving with --delete", async () => {
    const { folder, lead, alice } = await world();
    const before = await cost(folder);
    for (const [args, home] of [
      [["prune", "--before", "2026-11-18"], lead],
      [["prune", "--before", "2026-11-18", "--json"], lead],
      [["leave", "--delete"], alice],
    ] as const) {
      const ran = await runHere(["team", ...args], { home, ...RUN });
      expect(ran).toMatchObject({ code: 2, stdout: "" });
      expect(ran.stderr).toMatch(/deleting asks in a terminal; there is none here\n.*--yes/);
    }
    expect(await cost(folder)).toBe(before);
    expect(readTeam(folder).from).toBe(Date.parse("2026-09-01") / 86_400_000);
  });

  it("asks for a date that has come", async () => {
    const { lead } = await world();
    const ran = await runHere(["team", "prune", "--before", "2026-11-27"], { home: lead, ...RUN });
    expect(ran).toMatchObject({ code: 2 });
    expect((await runHere(["team", "prune"], { home: lead, ...RUN })).stderr).toMatch(/--before/);
  });
});

describe("team leave", () => {
  it("forgets the secret, and leaves what was shared", async () => {
    const { folder, alice } = await world();
    const json = await jsonHere(["team", "leave", "--yes"], { home: alice, ...RUN });
    expect(schemaErrors("team/leave", json)).toEqual([]);
    expect(await cost(folder)).toBe(4n * EACH);
    const memberships = filesBelow(join(alice, "cost", "team")).find((f) => f.path === "membership.json");
    expect(memberships?.bytes.toString()).not.toMatch(/[0-9a-f]{64}/);
  });

  it("tells how to take it back afterwards, and that is the way", async () => {
    const { folder, lead, alice } = await world();
    const left = await ok(["team", "leave"], alice);
    expect(left.stderr).toMatch(/To take it back later: join again with the invite, under the same name, and then/);
    const late = await runHere(["team", "leave", "--delete", "--yes"], { home: alice, ...RUN });
    expect(late).toMatchObject({ code: 2 });
    expect(late.stderr).toMatch(/has joined no team\n.*join again with the invite/);
    expect(await cost(folder)).toBe(4n * EACH);
    await joined(alice, (await ok(["team", "init", folder], lead)).stdout.trim(), "alice");
    await ok(["team", "leave", "--delete", "--yes"], alice);
    expect(await cost(folder)).toBe(EACH);
  });

  it("with --delete takes everything back, from all machines and merged months", async () => {
    const { folder, lead, alice } = await world();
    await ok(["team", "compact"], lead);
    const { member } = await jsonHere<{ member: string }>(["team", "leave", "--delete", "--yes"], {
      home: alice,
      ...RUN,
    });
    expect(await cost(folder)).toBe(EACH);
    const all = filesBelow(folder);
    expect(all.filter(({ path, bytes }) => path.includes(member) || bytes.includes(member))).toEqual([]);
    expect((await rowsIn(folder)).filter((row) => row["member"] === member)).toEqual([]);
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === "win32")(
    "stays where something cannot be deleted",
    async () => {
      const { folder, alice } = await world();
      const [usage] = readdirSync(join(folder, "usage")).map((name) => join(folder, "usage", name));
      chmodSync(usage as string, 0o500);
      const ran = await runHere(["team", "leave", "--delete", "--yes"], { home: alice, ...RUN });
      chmodSync(usage as string, 0o700);
      expect(ran.stderr).toMatch(/you have not left/);
    },
  );
});

describe("answers in JSON", () => {
  it("are what their schemas say", async () => {
    const dir = tempDir();
    const [lead, alice] = [join(dir, "lead"), join(dir, "alice")];
    mkdirSync(lead);
    home(alice, "schemas", { days: 10 });
    const folder = join(dir, "shared");
    const answer = async <T>(schema: string, args: readonly string[], at: string): Promise<T> => {
      const json = await jsonHere<T>(["team", ...args], { home: at, ...RUN });
      expect(schemaErrors(schema, json), args.join(" ")).toEqual([]);
      return json;
    };
    const { invite } = await answer<{ invite: string }>(
      "team/init",
      ["init", folder, "--from", "2026-11-01", "--k", "7"],
      lead,
    );
    await answer("team/join", ["join", invite, "--as", "alice", "--yes"], alice);
    await answer("team/share", ["share", "--show"], alice);
    await answer("team/share", ["share"], alice);
    await answer("team/share", ["share", "--daily", "on"], alice);
    await answer("team/roster", ["roster", "set", "alice", "--group", "platform"], lead);
    expect(await answer("team/roster", ["roster"], lead)).toMatchObject({
      members: [{ group: "platform", name: null }],
    });
    await answer("team/doctor", ["doctor"], lead);
    await answer("team/doctor", ["doctor", "--demo"], lead);
    await answer("team/leave", ["leave", "--delete", "--yes"], alice);
  });
});
