import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CELL_COLUMNS, COST_USD_COLUMN } from "../../src/core/team/cell.ts";
import { COMMANDS, FILES, FOLLOW_UPS, PROJECTS, TASKS } from "../../src/data/demo/cast.ts";
import { assistantRow, makeTree, userRow } from "../helpers/make-tree.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { filesBelow, home, joined, ok, rowsIn, team } from "./world.ts";

const EMAIL = "alice.example@company.example";
/** Texts of the made-up world that everybody may see. */
const PUBLIC = new Set(["main", "src", "home", "dev", ""]);

async function shared(settings: object = {}) {
  const dir = tempDir();
  const folder = join(dir, "shared");
  const invite = await team(join(dir, "lead"), folder);
  const alice = join(dir, "alice");
  const truth = home(alice, "privacy", { days: 24, scale: 0.5 });
  mkdirSync(join(alice, "cost"), { recursive: true });
  writeFileSync(join(alice, "cost", "settings.json"), JSON.stringify({ version: 1, ...settings }));
  await joined(alice, invite, EMAIL);
  await ok(["team", "share", "--yes"], alice);
  return { dir, folder, invite, alice, truth };
}

describe("what leaves the machine", () => {
  it("holds no forbidden text: in no byte of the folder, in no name, in no value of a row", async () => {
    const { dir, folder, invite, truth } = await shared();
    const words = (text: string): readonly string[] => [text, ...text.split(/[/\\ ]/).filter((w) => w.length > 7)];
    const forbidden = new Set(
      [
        ...truth.sessions.flatMap((s) => [s.sessionId, s.branch, s.title, ...words(s.project)]),
        ...truth.items.flatMap((i) => [i.id, i.requestId]),
        ...PROJECTS.flatMap((p) => [p.cwd, ...p.branches]),
        ...[TASKS.flat(), FOLLOW_UPS, FILES, COMMANDS].flat(),
        ...[EMAIL, "alice", "company.example", dir, hostname(), userInfo().username],
        invite.split(".")[1] as string,
      ].filter((text) => text.length > 3 && !PUBLIC.has(text)),
    );
    const files = filesBelow(folder);
    const rows = await rowsIn(folder);
    expect(rows.length).toBeGreaterThan(30);
    expect(forbidden.size).toBeGreaterThan(400);
    const json = JSON.stringify(rows, (_key, value) => (typeof value === "bigint" ? String(value) : value));
    const haystacks = [json, ...files.map((f) => f.path), ...files.map((f) => f.bytes.toString("latin1"))];
    const found = [...forbidden].filter((text) =>
      haystacks.some((hay) => hay.toLowerCase().includes(text.toLowerCase())),
    );
    expect(found).toEqual([]);
  });

  it("has no column but those that are documented, and no text but from closed lists", async () => {
    const { folder } = await shared();
    const rows = await rowsIn(folder);
    const names = [...CELL_COLUMNS.map((c) => c.name), COST_USD_COLUMN];
    const page = readFileSync(new URL("../../docs/team-privacy.md", import.meta.url), "utf8");
    for (const name of names) expect(page, name).toContain(`\`${name}\``);
    const seen = new Map<string, Set<unknown>>();
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(names);
      for (const [name, value] of Object.entries(row)) seen.set(name, (seen.get(name) ?? new Set()).add(value));
    }
    expect(seen.get("project")).toEqual(new Set([""]));
    expect(seen.get("agent")).toEqual(new Set([""]));
    expect(seen.get("skill")).toEqual(new Set([""]));
    expect(seen.get("lines_added")).toEqual(new Set([null]));
    expect(seen.get("member")?.size).toBe(1);
    const models = [...(seen.get("model") ?? [])].map(String);
    expect(models.filter((m) => !/^(claude-[a-z0-9.-]+|other)$/.test(m))).toEqual([]);
    const kinds = [...(seen.get("kind") ?? [])].map(String);
    expect(kinds.filter((k) => !/^(main|subagent|background:[a-z_-]+)$/.test(k))).toEqual([]);
  });

  it("tells no time of day: not in rows, not in the times of files, not in the order of rows", async () => {
    const { folder, alice } = await shared();
    await ok(["team", "share", "--yes"], alice);
    for (const row of await rowsIn(folder)) {
      expect((row["date"] as Date).getTime() % 86_400_000).toBe(0);
      expect((row["generated_at"] as Date).getTime() % 86_400_000).toBeLessThan(100);
    }
    for (const { path, mtimeMs } of filesBelow(folder)) {
      if (path !== "team.json") expect(mtimeMs % 86_400_000, path).toBe(0);
    }
    const keys = (await rowsIn(folder)).map((r) => `${(r["date"] as Date).toISOString()} ${r["model"]}`);
    expect(keys).toEqual(keys.toSorted());
  });

  it("leaves a name that no public list has with the member: models of a gateway, kinds, versions", async () => {
    const dir = tempDir();
    const folder = join(dir, "shared");
    const invite = await team(join(dir, "lead"), folder);
    const alice = join(dir, "alice");
    const at = { timestamp: "2026-11-20T10:00:00Z" };
    makeTree(join(alice, ".claude"), {
      "a.jsonl": [
        userRow("Tell nobody of Project Bluebird."),
        assistantRow({ ...at, model: "acme/bluebird-7b" }),
        assistantRow({ ...at, model: "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/bluebird" }),
        assistantRow({ ...at, row: { version: "2.1.330-bluebird", entrypoint: "bluebird", gitBranch: "bluebird" } }),
      ],
    });
    await joined(alice, invite, EMAIL);
    await ok(["team", "share", "--yes"], alice);
    const rows = await rowsIn(folder);
    expect(new Set(rows.map((r) => r["model"]))).toEqual(new Set(["other", "claude-opus-5-5"]));
    expect(new Set(rows.map((r) => r["provider"]))).toEqual(new Set(["gateway", "bedrock", "anthropic"]));
    const all =
      filesBelow(folder)
        .map((f) => f.bytes.toString("latin1"))
        .join() + JSON.stringify(rows, (_k, v) => (typeof v === "bigint" ? String(v) : v));
    expect(all.toLowerCase()).not.toMatch(/bluebird|acme|123456789012/);
  });
});

describe("what a member may add", () => {
  const PROJECT = "/home/dev/src/orders-api";
  const base = { projects: [`orders=${PROJECT}`], lines: true, agents: ["Explore"], skills: ["pdf"] };

  it("is shared only where the settings name it", async () => {
    const { folder } = await shared({ team: base });
    const rows = await rowsIn(folder);
    expect(new Set(rows.map((r) => r["project"]))).toEqual(new Set(["", "orders"]));
    expect(new Set(rows.map((r) => r["agent"]))).toEqual(new Set(["", "Explore"]));
    expect(new Set(rows.map((r) => r["skill"]))).toEqual(new Set(["", "pdf"]));
    expect(rows.some((r) => Number(r["lines_added"]) > 0)).toBe(true);
    const bytes = filesBelow(folder)
      .map((f) => f.bytes.toString("latin1"))
      .join();
    expect(bytes).not.toContain("orders-api");
  });

  it("counts a pull request once, at the response before its first link, and not which it was", async () => {
    const dir = tempDir();
    const folder = join(dir, "shared");
    const invite = await team(join(dir, "lead"), folder);
    const alice = join(dir, "alice");
    const link = (sessionId: string, timestamp: string, number: number) => ({
      type: "pr-link",
      sessionId,
      timestamp,
      prNumber: number,
      prUrl: `https://github.com/acme/bluebird/pull/${number}`,
      prRepository: "acme/bluebird",
    });
    const row = (sessionId: string, timestamp: string) => assistantRow({ sessionId, timestamp });
    makeTree(join(alice, ".claude"), {
      "a.jsonl": [
        row("a", "2026-11-10T10:00:00Z"),
        link("a", "2026-11-10T10:01:00Z", 7),
        row("a", "2026-11-11T10:00:00Z"),
      ],
      "b.jsonl": [
        row("b", "2026-11-12T10:00:00Z"),
        link("b", "2026-11-12T10:01:00Z", 7),
        link("b", "2026-11-12T10:02:00Z", 8),
        link("b", "2026-11-12T10:03:00Z", 9),
      ],
    });
    await joined(alice, invite, EMAIL);
    await ok(["team", "share", "--yes"], alice);
    expect((await rowsIn(folder)).map((r) => r["prs"])).toEqual([null, null, null]);
    await ok(["config", "set", "team.prs", "true"], alice);
    await ok(["team", "share", "--yes"], alice);
    expect((await rowsIn(folder)).map((r) => r["prs"])).toEqual([1n, null, 2n]);
    const bytes = filesBelow(folder).map((f) => f.bytes.toString("latin1"));
    expect(bytes.join()).not.toMatch(/bluebird|github/);
  });

  it("is not shared where the team does not allow it, and goes when it is taken out of the settings", async () => {
    const { folder, alice, dir } = await shared({ team: base });
    await ok(["team", "init", folder, "--allow", "lines"], join(dir, "lead"));
    await ok(["team", "share", "--yes"], alice);
    const rows = await rowsIn(folder);
    expect(new Set(rows.flatMap((r) => [r["project"], r["agent"], r["skill"]]))).toEqual(new Set([""]));
    expect(rows.some((r) => Number(r["lines_added"]) > 0)).toBe(true);
    await ok(["config", "set", "team.lines", "false"], alice);
    await ok(["team", "share", "--yes"], alice);
    expect((await rowsIn(folder)).every((r) => r["lines_added"] === null)).toBe(true);
  });

  it("and may leave projects out, before or after they were shared", async () => {
    const { folder, alice, truth } = await shared();
    const before = await rowsIn(folder);
    const others = [...new Set(truth.sessions.map((s) => s.project))].filter((p) => p !== PROJECT);
    await ok(["config", "set", "team.leaveOut", [...others, PROJECT].join(",")], alice);
    const ran = await ok(["team", "share", "--yes"], alice);
    expect(ran.stderr).toMatch(/of projects in team.leaveOut not shared/);
    const after = await rowsIn(folder);
    // Empty rows stand for the days that had been shared, so that no older copy of them counts.
    expect(after.map((r) => r["cost_pico"])).toEqual(after.map(() => 0n));
    expect(after).toHaveLength(new Set(before.map((r) => String(r["date"]))).size);
  });
});

describe("team share --show", () => {
  it("prints exactly what is written, in each form, and writes nothing", async () => {
    const dir = tempDir();
    const folder = join(dir, "shared");
    const invite = await team(join(dir, "lead"), folder);
    const alice = join(dir, "alice");
    home(alice, "show", { days: 10 });
    await joined(alice, invite, EMAIL);
    const before = filesBelow(folder);
    const memberships = readFileSync(join(alice, "cost", "team", "membership.json"), "utf8");
    type Shown = { rows: Record<string, string | number | null>[] };
    const shown = JSON.parse((await ok(["team", "share", "--show", "--json"], alice)).stdout) as Shown;
    const csv = (await ok(["team", "share", "--show", "--csv"], alice)).stdout;
    const text = (await ok(["team", "share", "--show"], alice)).stdout;
    expect(filesBelow(folder)).toEqual(before);
    expect(readFileSync(join(alice, "cost", "team", "membership.json"), "utf8")).toBe(memberships);
    await ok(["team", "share", "--yes"], alice);
    const written = await rowsIn(folder);
    expect(shown.rows).toHaveLength(written.length);
    shown.rows.forEach((row, i) => {
      for (const [name, value] of Object.entries(written[i] ?? {})) {
        const cell = row[name] ?? null;
        if (value instanceof Date) expect(new Date(String(cell)).getTime(), name).toBe(value.getTime());
        else if (name === COST_USD_COLUMN) expect(Number(cell)).toBe(value);
        else expect(String(cell), name).toBe(String(value));
      }
    });
    expect(csv.trim().split("\r\n")).toHaveLength(written.length + 1);
    // Every value that is not 0 or empty is in the text.
    for (const row of shown.rows) {
      if (row["ids_count"] !== 0) expect(text).toContain(`ids_fold=${row["ids_fold"]}`);
      expect(text).toContain(`cost_pico=${row["cost_pico"]}`);
    }
  });

  it.each([40, 80, 160])("fits %i columns", async (columns) => {
    const dir = tempDir();
    const invite = await team(join(dir, "lead"), join(dir, "shared"));
    const alice = join(dir, "alice");
    home(alice, "width", { days: 6 });
    await joined(alice, invite, EMAIL);
    const { stdout } = await ok(["team", "share", "--show"], alice, { columns });
    const wide = stdout.split("\n").filter((line) => line.length > columns);
    // A single pair may be longer than the narrowest terminal.
    expect(wide.filter((line) => line.trim().includes(" "))).toEqual([]);
  });
});
