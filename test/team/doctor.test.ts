/** A problem with a team's folder is reported with the file, the reason and the remedy. */

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeDemoTeam } from "../../src/app/demo/demo-team.ts";
import { dataPaths } from "../../src/store/files/data-dir.ts";
import { readCellFile } from "../../src/store/team/read-cells.ts";
import { listTeamFiles } from "../../src/store/team/team-folder.ts";
import { writeCellFile } from "../../src/store/team/write-cells.ts";
import { cleanEnv } from "../helpers/run-cli.ts";
import { runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { END_DAY } from "./engines.ts";

const NOW_MS = (END_DAY + 1) * 86_400_000 + 3_600_000;

type Finding = { readonly level: string; readonly name: string; readonly text: string };

async function demo() {
  const home = tempDir();
  const dir = join(home, "team");
  const { teamDir } = dataPaths(undefined, cleanEnv(home));
  const people = await writeDemoTeam(dir, teamDir, {
    seed: "doctor",
    developers: 5,
    machines: 1,
    days: 70,
    endDay: END_DAY,
  });
  const run = (...args: string[]) => runHere(["team", ...args], { home, nowMs: NOW_MS, columns: 1000 });
  const findings = async (title: string): Promise<readonly Finding[]> => {
    const ran = await run("doctor", "--json");
    expect(ran.code).toBe(0);
    const sections: readonly { title: string; findings: readonly Finding[] }[] = JSON.parse(ran.stdout).sections;
    return sections.find((section) => section.title === title)?.findings ?? [];
  };
  return { home, dir, people, run, findings };
}

describe("team doctor", () => {
  test("a damaged compacted month is not counted among those that are read, and has a way out", async () => {
    const { dir, run, findings } = await demo();
    await run("compact");
    const [first = { path: "" }] = listTeamFiles(dir).compacted;
    const bytes = readFileSync(first.path);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 255;
    const whole = (await findings("Team")).find(({ name }) => name === "rows")?.text;
    expect(whole).toMatch(/ and 2 compacted months$/);
    writeFileSync(first.path, bytes);
    const rows = (await findings("Team")).find(({ name }) => name === "rows")?.text;
    expect(rows).toMatch(/ and 1 compacted month; 1 other left out, named below$/);
    expect(await findings("Left out")).toEqual([
      {
        level: "warn",
        name: first.path,
        text: expect.stringMatching(/its checksum does not fit\. Restore it from a backup/),
      },
    ]);
  });

  test("each file that is left out is named with its reason and what can be done", async () => {
    const { dir, people, findings } = await demo();
    const files = listTeamFiles(dir).usage;
    const [ahead, torn, moved] = files as [(typeof files)[0], (typeof files)[0], (typeof files)[0]];
    const cells = await readCellFile(ahead.path, ahead.month, END_DAY + 1);
    if (typeof cells === "string") throw new Error(cells);
    const future = (END_DAY + 30) * 86_400_000;
    await writeCellFile(
      ahead.path,
      cells.map((cell) => ({ ...cell, generatedAtMs: future })),
    );
    writeFileSync(torn.path, "PAR1");
    const copy = join(dir, "usage", `member=${people.at(-1)?.member}`, "machine=m-0000000000", "year=2026", "month=10");
    mkdirSync(copy, { recursive: true });
    writeFileSync(join(copy, "usage.parquet"), readFileSync(moved.path));
    const conflict = join(dirname(moved.path), "usage (1).parquet");
    writeFileSync(conflict, "x");
    const left = new Map((await findings("Left out")).map(({ name, text }) => [name, text]));
    expect(left.get(ahead.path)).toMatch(
      /generated_at is in the future\. The clock of the machine that wrote it was ahead/,
    );
    expect(left.get(torn.path)).toMatch(/The member's next `claude-cost team share` writes it anew/);
    expect(left.get(join(copy, "usage.parquet"))).toMatch(/than its folder\. It was copied or moved there: delete it/);
    expect(left.get(conflict)).toMatch(/a conflict copy .*\. It can be deleted/);
    expect(left.size).toBe(4);
  });
});

describe("team init", () => {
  const init = async (home: string, dir: string, ...more: string[]) =>
    runHere(["team", "init", dir, ...more], { home, nowMs: NOW_MS, columns: 1000 });

  test("of a second team says that commands are about it now; again, that it was made already, with its rules", async () => {
    const home = tempDir();
    const [a, b] = [join(home, "a"), join(home, "b")];
    const first = await init(home, a, "--name", "A");
    expect(first.stderr).toContain(`'A' is made in ${a}`);
    expect(first.stderr).not.toContain("until now");
    const second = await init(home, b, "--name", "B");
    expect(second.stderr).toContain(`about this one from now on; until now they were about ${a}`);
    const again = await init(home, b, "--k", "7");
    expect(again.stdout).toBe(second.stdout);
    expect(again.stderr).toContain(`'B' was made already, and has these rules now, in ${b}`);
    expect(again.stderr).toContain("shown of at least 7 people");
    expect(again.stderr).not.toContain("until now");
    const json = JSON.parse((await init(home, a, "--json")).stdout);
    expect(json.previousDir).toBe(b);
  });

  test("where team.json is gone says that the members' invites are of the team before", async () => {
    const home = tempDir();
    const dir = join(home, "a");
    const { stdout } = await init(home, dir);
    rmSync(join(dir, "team.json"));
    const again = await init(home, dir);
    expect(again.stdout).not.toBe(stdout);
    expect(again.stderr).toContain("Another team was made in this folder before, and its team.json is gone");
  });

  test("a file in the place of the folder, or above it, is said to be one", async () => {
    const home = tempDir();
    writeFileSync(join(home, "file"), "");
    for (const dir of [join(home, "file"), join(home, "file", "below")]) {
      const ran = await init(home, dir);
      expect(ran).toMatchObject({ code: 2, stdout: "" });
      expect(ran.stderr).toContain(`${dir} cannot be a team's folder: there is a file in its place or above it`);
    }
  });

  test.each([
    ["{", /is not a team's file: .*JSON/],
    ["", /is not a team's file: Unexpected end of JSON input/],
    ["[]", /is not a team's file: it contains no object/],
    ["null", /is not a team's file: it contains no object/],
    ['"x"', /is not a team's file: it contains no object/],
    ["7", /is not a team's file: it contains no object/],
    ["{}", /is not a team's file: schemaVersion must be/],
    ['{"schemaVersion":"1"}', /schemaVersion must be number/],
    [`{"a":"${"a".repeat(1_000_000)}"}`, /is not a team's file: it has 1000008 bytes, and one has some hundred/],
    ['{"schemaVersion":9}', /was written by a newer claude-cost \(version 9\)/],
    ['{"schemaVersion":1,"id":"0","name":"x"}', /id must be 16 hexadecimal digits/],
    ['{"schemaVersion":1,"id":"0123456789abcdef","name":"x","k":0}', /k must be/],
  ])("a team.json of %.40s is named with what is wrong, and what to do", async (text, message) => {
    const home = tempDir();
    writeFileSync(join(home, "team.json"), text);
    for (const args of [
      ["report", home],
      ["doctor", home],
      ["init", home],
    ] as const) {
      const ran = await runHere(["team", ...args], { home, nowMs: NOW_MS });
      expect(ran).toMatchObject({ code: 1, stdout: "" });
      expect(ran.stderr).toContain(join(home, "team.json"));
      expect(ran.stderr).toMatch(message);
      expect(ran.stderr).toMatch(/\n.*(?:Restore it from a backup|Update claude-cost)/);
    }
    expect(readFileSync(join(home, "team.json"), "utf8")).toBe(text);
  });

  test("a team.json with the mark that some editors put before it is read", async () => {
    const home = tempDir();
    const dir = join(home, "a");
    await init(home, dir, "--name", "Marked");
    const file = join(dir, "team.json");
    writeFileSync(file, `\ufeff${readFileSync(file, "utf8")}`);
    expect((await runHere(["team", "report", dir], { home, nowMs: NOW_MS })).stdout).toContain("Team Marked");
  });
});

test("joining again says so; an invite that was cut in its folder is refused", async () => {
  const home = tempDir();
  const dir = join(home, "shared folder of the team");
  const invite = (await runHere(["team", "init", dir], { home: join(home, "lead"), nowMs: NOW_MS })).stdout.trim();
  const joinWith = (text: string) => runHere(["team", "join", text, "--as", "alice", "--yes"], { home, nowMs: NOW_MS });
  expect((await joinWith(invite)).stderr).not.toContain("already");
  const again = await joinWith(invite);
  expect(again.code).toBe(0);
  expect(again.stderr).toMatch(/has joined this team already[\s\S]*You are still dev-/);
  // Who the member is stays, where the folder is changes.
  const moved = join(home, "moved");
  renameSync(dir, moved);
  const elsewhere = await runHere(["team", "join", invite, "--dir", moved, "--yes", "--json"], { home, nowMs: NOW_MS });
  expect(JSON.parse(elsewhere.stdout)).toMatchObject({
    dir: moved,
    member: again.stderr.match(/dev-[0-9a-f]{10}/)?.[0],
  });
  const cut = await runHere(["team", "join", invite.slice(0, -4), "--as", "bob", "--yes"], { nowMs: NOW_MS });
  expect(cut.code).toBe(2);
  expect(cut.stderr).toMatch(/the invite is not whole: it was cut or changed, or has something after it/);
});
