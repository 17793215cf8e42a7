/**
 * The built program as a team uses it: a lead, and developers with several machines, whose use is not counted in the
 * lead's own figures.
 */

import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { usdString } from "../../src/core/pricing/money.ts";
import { listTeamFiles } from "../../src/store/team/team-folder.ts";
import { type Ran, runCli } from "../helpers/run-cli.ts";
import { jsonHere, runHere } from "../helpers/run-here.ts";
import { runs } from "../helpers/runs.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { CHDB, CLICKHOUSE_LOGIN, startClickHouse } from "./clickhouse/clickhouse-server.ts";
import { countedCells } from "./counted-cells.ts";
import { readTeamCells } from "./read-team-cells.ts";
import { home, isLogged, oraclePico, picoOf, rowsIn, sharedItems } from "./world.ts";

/** The built program uses the real clock. */
const NOW = Date.now();
const FROM = new Date(NOW - 12 * 86_400_000).toISOString().slice(0, 10);

async function built(
  args: readonly string[],
  dir: string,
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Ran> {
  mkdirSync(dir, { recursive: true });
  const ran = await runCli(args, { home: dir, ...options });
  if (ran.code !== 0) throw new Error(`${args.join(" ")} exited with ${ran.code}: ${ran.stderr}`);
  return ran;
}

describe("developers with several machines", () => {
  const developers = runs({ ci: 12, here: 2 });
  const machines = runs({ ci: 3, here: 2 });

  it(`${developers} with ${machines} each sum to the truth, to the pico-dollar`, { timeout: 600_000 }, async () => {
    const dir = tempDir();
    const folder = join(dir, "shared");
    const invite = (await built(["team", "init", folder, "--from", FROM], join(dir, "lead"))).stdout.trim();
    let truth = 0n;
    for (let d = 0; d < developers; d++) {
      for (let m = 0; m < machines; m++) {
        const machine = join(dir, `dev${d}-${m}`);
        const items = sharedItems(
          home(machine, `built-${d}-${m}`, { days: 12, scale: 0.4, endMs: NOW - 60_000 }),
          NOW,
          FROM,
        );
        truth += oraclePico(items);
        await built(["team", "join", invite, "--as", `developer-${d}@example.com`, "--yes"], machine);
        await built(["team", "share", "--yes"], machine);
      }
    }
    const { cells } = countedCells((await readTeamCells(listTeamFiles(folder), Math.floor(NOW / 86_400_000))).cells);
    expect(new Set(cells.map((c) => c.member)).size).toBe(developers);
    expect(new Set(cells.map((c) => c.machine)).size).toBe(developers * machines);
    expect(picoOf((await rowsIn(folder)).filter(isLogged))).toBe(truth);
    expect(truth).toBeGreaterThan(10n ** 12n);
    const report = async (engine: readonly string[], options = {}) => {
      const { stdout } = await built(["team", "report", "--json", ...engine], join(dir, "lead"), options);
      return { ...JSON.parse(stdout), generatedAt: null };
    };
    const embedded = await report([]);
    expect(embedded.totals.costUsd).toBe(usdString(truth));
    expect(embedded.coverage).toMatchObject({ sharing: developers, machines: developers * machines, missing: [] });
    expect(await report(["--engine", "duckdb"])).toEqual(embedded);
    if (CHDB === null) return;
    const server = await startClickHouse(CHDB);
    try {
      const engine = ["--engine", "clickhouse", "--url", server.url];
      // From the folder in which the client is installed.
      expect(await report(engine, { cwd: CHDB, env: CLICKHOUSE_LOGIN })).toEqual(embedded);
    } finally {
      server.stop();
    }
  });
});

describe("a colleague's use", () => {
  it("is in no figure of the lead's own: months, sessions, limits, budgets, credits", {
    timeout: 120_000,
  }, async () => {
    const dir = tempDir();
    const lead = join(dir, "lead");
    home(lead, "lead", { days: 10, endMs: NOW - 60_000 });
    const ours = ["settings.json", "archive"].map((name) => join(lead, "cost", name));
    const quietly = async (args: readonly string[], person: string): Promise<string> => {
      const ran = await runHere(args, { home: person });
      expect(ran.code, ran.stderr).toBe(0);
      return ran.stdout.trim();
    };
    await quietly(["budget", "set", "500", "--per", "month"], lead);
    const own = async (): Promise<unknown[]> => {
      const answers: unknown[] = [];
      for (const args of [
        ["monthly"],
        ["daily"],
        ["sessions"],
        ["limits"],
        ["budget"],
        ["by", "project"],
        ["credits"],
      ]) {
        const { generatedAt: _, ...answer } = await jsonHere<Record<string, unknown>>(args, { home: lead });
        answers.push(JSON.parse(JSON.stringify(answer), withoutTimes));
      }
      return answers;
    };
    const before = await own();
    // Even where the team's folder is inside our own.
    const folder = join(lead, "cost", "team-folder");
    const invite = await quietly(["team", "init", folder, "--from", FROM], lead);
    const bob = join(dir, "bob");
    home(bob, "bob", { days: 10, scale: 2, endMs: NOW - 60_000 });
    for (const [person, name] of [
      [bob, "bob"],
      [lead, "lead"],
    ] as const) {
      await quietly(["team", "join", invite, "--as", name, "--yes"], person);
      await quietly(["team", "share", "--yes"], person);
    }
    await quietly(["team", "doctor"], lead);
    expect(picoOf(await rowsIn(folder))).toBeGreaterThan(0n);
    expect(await own()).toEqual(before);
    expect(ours.every((path) => existsSync(path))).toBe(true);
    expect(readFileSync(join(lead, "cost", "settings.json"), "utf8")).not.toContain("team-folder");
  });
});

/** What the clock changes between two runs. */
function withoutTimes(key: string, value: unknown): unknown {
  return ["asOf", "runsOutAt"].includes(key) ? null : value;
}
