import { mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeDemoTeam } from "../../src/app/demo/demo-team.ts";
import { readCoverage } from "../../src/store/team/coverage-file.ts";
import { readMemberships } from "../../src/store/team/membership-file.ts";
import { readRoster } from "../../src/store/team/roster-file.ts";
import { readTeam } from "../../src/store/team/team-file.ts";
import { listTeamFiles } from "../../src/store/team/team-folder.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { countedCells } from "./counted-cells.ts";
import { readTeamCells } from "./read-team-cells.ts";

const END_DAY = Date.UTC(2026, 10, 25) / 86_400_000;
const TODAY = END_DAY + 1;
const SMALL = { seed: "folder", developers: 4, machines: 2, days: 40, endDay: END_DAY, synced: 0.5 };

const costOf = (cells: readonly { readonly costPico: bigint | null }[]): bigint =>
  cells.reduce((n, c) => n + (c.costPico ?? 0n), 0n);

async function written() {
  const home = tempDir();
  const dir = join(home, "folder");
  const people = await writeDemoTeam(dir, join(home, "lead"), SMALL);
  const truth = people.reduce((n, p) => n + p.truth.costPico + p.truth.backgroundPico, 0n);
  return { home, dir, people, truth };
}

describe("a team's folder", () => {
  it("gives the truth of the team that was written there, with its roster beside the lead", async () => {
    const { home, dir, people, truth } = await written();
    const files = listTeamFiles(dir);
    const { cells, foreign } = await readTeamCells(files, TODAY);
    expect(foreign).toEqual([]);
    expect(files.foreign).toEqual([]);
    expect(costOf(countedCells(cells).cells)).toBe(truth);
    expect(readTeam(dir)).toMatchObject({ k: 5, allow: ["projects", "prs", "lines", "agents"] });
    expect(readCoverage(files, TODAY).coverage).toHaveLength(8);
    expect(readMemberships(join(home, "lead")).led.map((led) => led.dir)).toEqual([dir]);
    const roster = readRoster(join(home, "lead"), readTeam(dir).id);
    expect([...roster.keys()].sort()).toEqual(people.map((p) => p.member).sort());
  });

  it("names what is foreign, torn or of another place, and counts the rest", async () => {
    const { dir, truth } = await written();
    const [first = "", second = ""] = listTeamFiles(dir).usage.map(({ path }) => path);
    const put = (path: string, text = "x"): void => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    };
    put(join(dirname(first), "usage (1).parquet"));
    put(join(dirname(first), "usage.sync-conflict-20261125-101112-ABCDEFG.parquet"));
    put(join(dirname(first), "usage.parquet.123-abc.tmp"));
    put(join(dirname(first), ".DS_Store"));
    put(join(dir, "usage", "member=alice@example.com", "usage.parquet"));
    put(join(dir, "usage", "notes.txt"));
    put(join(dir, "compacted", "year=2026", "month=13", "usage.parquet"));
    put(join(dir, "compacted", "year=2026", "month=11", "usage.parquet"), "PAR1 and nothing");
    symlinkSync(dirname(second), join(dir, "usage", "member=dev-0123456789"));
    const files = listTeamFiles(dir);
    const names = files.foreign.map(({ path, reason }) => [basename(path), reason] as const);
    expect(new Map(names)).toEqual(
      new Map([
        ["member=alice@example.com", "not a folder of claude-cost"],
        ["usage (1).parquet", "a conflict copy that the synced folder made"],
        ["usage.parquet.123-abc.tmp", "a file that was not finished"],
        ["usage.sync-conflict-20261125-101112-ABCDEFG.parquet", "a conflict copy that the synced folder made"],
        ["member=dev-0123456789", "a link"],
        ["notes.txt", "not a file of claude-cost"],
        ["month=13", "not a folder of claude-cost"],
      ]),
    );
    const { cells, foreign } = await readTeamCells(files, TODAY);
    expect(foreign.map(({ reason }) => reason)).toEqual([expect.stringMatching(/no whole Parquet file/)]);
    expect(costOf(countedCells(cells).cells)).toBe(truth);
  });

  it("leaves a file out that stands in another member's folder or another month's", async () => {
    const { dir } = await written();
    const { usage } = listTeamFiles(dir);
    const [a] = usage as [(typeof usage)[number]];
    const b = usage.find((u) => u.member !== a.member && u.month === a.month) as typeof a;
    const c = usage.find((u) => u.member !== a.member && u.month !== a.month) as typeof a;
    renameSync(a.path, b.path);
    const moved = await readTeamCells(listTeamFiles(dir), TODAY);
    expect(moved.foreign).toEqual([{ path: b.path, reason: expect.stringMatching(/another member/) }]);
    renameSync(b.path, c.path);
    const wrong = await readTeamCells(listTeamFiles(dir), TODAY);
    expect(wrong.foreign).toEqual([{ path: c.path, reason: expect.stringMatching(/another month/) }]);
  });

  it("says what to do where the folder is not there, is no team's, or is of a newer version", () => {
    const dir = tempDir();
    expect(() => listTeamFiles(join(dir, "gone"))).toThrow(/is not there/);
    expect(() => readTeam(dir)).toThrow(/has no team.json/);
    writeFileSync(join(dir, "team.json"), "{");
    expect(() => readTeam(dir)).toThrow(/not a team's file/);
    writeFileSync(join(dir, "team.json"), '{"schemaVersion": 2}');
    expect(() => readTeam(dir)).toThrow(/newer claude-cost/);
  });

  it("takes no coverage for a day that has not come", async () => {
    const { dir } = await written();
    const files = listTeamFiles(dir);
    expect(readCoverage(files, END_DAY).coverage).toHaveLength(8);
    expect(readCoverage(files, END_DAY - 1).coverage).toHaveLength(0);
    expect(readCoverage(files, END_DAY - 1).foreign[0]?.reason).toMatch(/future/);
  });
});
