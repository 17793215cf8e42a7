import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openEngine } from "../../src/app/team/open-engine.ts";
import { openTeam } from "../../src/app/team/open-team.ts";
import { compactTeam } from "../../src/app/team/tidy-team.ts";
import { usdString } from "../../src/core/pricing/money.ts";
import { totalOf } from "../../src/core/team/sums.ts";
import { compactedFile } from "../../src/store/team/team-folder.ts";
import { readVerified, stampOf } from "../../src/store/team/verified-files.ts";
import { runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { TODAY } from "./engines.ts";
import { type HostileFolder, hostileFolder } from "./hostile-folder.ts";
import { sumsByHand } from "./sums-oracle.ts";

const NOW = TODAY * 86_400_000 + 1000;

describe.each(["embedded", "duckdb"])("a folder with files that lie about themselves, on %s", (engine) => {
  let folder: HostileFolder;
  beforeAll(async () => {
    folder = await hostileFolder(mkdtempSync(join(tmpdir(), "claude-cost-test-")));
  }, 60_000);
  afterAll(() => rmSync(folder.dir, { recursive: true }));

  const run = (...args: string[]) => runHere(["team", ...args, "--engine", engine], { nowMs: NOW });

  test("counts the others to the last digit, whatever they are grouped by", async () => {
    const range = { from: 0, to: TODAY };
    for (const by of ["member", "model", "day"] as const) {
      const ran = await run("report", folder.dir, "--json", "--by", by);
      const json = JSON.parse(ran.stdout);
      const [total] = sumsByHand(folder.cells, { range, by: [] });
      if (!total) throw new Error("nothing is counted");
      expect(json.totals.totalUsd).toBe(usdString(totalOf(total)));
      expect(json.totals).toMatchObject({ requests: total.requests, activeDays: total.activeDays });
      const rows = sumsByHand(folder.cells, { range, by: [by] });
      for (const group of json.groups.filter((g: { suppressed: boolean }) => !g.suppressed)) {
        const row = rows.find(({ keys }) => keys[0] === group.key);
        expect(row && { usd: usdString(totalOf(row)), requests: row.requests }).toEqual({
          usd: group.totalUsd,
          requests: group.requests,
        });
      }
    }
  }, 60_000);

  test("names each file with its reason, in the doctor as well as by the engine itself", async () => {
    const open = openTeam(folder.dir, tempDir(), NOW);
    const choice = { engine: engine as "duckdb", url: null, table: null, at: null, stateDir: tempDir(), env: {} };
    const asked = { ownSourcesDir: tempDir(), book: () => Promise.reject(new Error()), range: { from: 0, to: TODAY } };
    const opened = await openEngine(open, choice, asked as never);
    await opened.engine.close();
    const named = new Map(opened.foreign.map(({ path, reason }) => [relative(folder.dir, path), reason]));
    for (const [path, reason] of folder.leftOut) expect(named.get(relative(folder.dir, path)), path).toMatch(reason);
    expect([...named.keys()].sort()).toEqual(
      [...folder.leftOut.keys()].map((path) => relative(folder.dir, path)).sort(),
    );
  }, 60_000);

  test("a report says which files it left out", async () => {
    const { stderr } = await run("report", folder.dir);
    expect(stderr).toMatch(/usage\.parquet: /);
    expect(stderr).toMatch(/and \d+ more files left out: `claude-cost team doctor` names them all/);
  }, 60_000);
});

describe("with --at", () => {
  test("DuckDB finds the files itself, leaves out the same ones, and names those that it cannot read", async () => {
    const { dir, cells, leftOut } = await hostileFolder(tempDir());
    // Only a checksum shows these, and DuckDB does not check it.
    for (const [path, reason] of leftOut) if (/^checksum$|\.\*/.test(reason.source)) rmSync(path);
    const ran = await runHere(["team", "report", dir, "--json", "--engine", "duckdb", "--at", `${dir}/`], {
      nowMs: NOW,
    });
    const [total] = sumsByHand(cells, { range: { from: 0, to: TODAY }, by: [] });
    expect(JSON.parse(ran.stdout).totals.totalUsd).toBe(total && usdString(totalOf(total)));
    expect(ran.stderr).toMatch(/usage\.parquet: it cannot be read \(DuckDB: /);
  }, 60_000);

  test("the embedded engine does not take it", async () => {
    const { dir } = await hostileFolder(tempDir());
    const ran = await runHere(["team", "report", dir, "--at", dir], { nowMs: NOW });
    expect(ran).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--at goes with --engine duckdb or clickhouse"),
    });
  }, 60_000);
});

test("a compacted month is looked at again when it has changed since it was remembered", async () => {
  const [dir, stateDir] = [tempDir(), tempDir()];
  const { leftOut } = await hostileFolder(dir);
  for (const path of leftOut.keys()) rmSync(path);
  const path = compactedFile(dir, "2026-10");
  const open = openTeam(dir, tempDir(), NOW);
  const asked = { ownSourcesDir: tempDir(), book: () => Promise.reject(new Error()), range: { from: 0, to: TODAY } };
  const choice = { engine: "duckdb" as const, url: null, table: null, at: null, stateDir, env: {} };
  const openings = async (): Promise<readonly string[]> => {
    const { engine, foreign } = await openEngine(open, choice, asked as never);
    await engine.close();
    return foreign.map(({ reason }) => reason);
  };
  // Compacting reads every cell, those that two members shared of October again among them.
  await compactTeam(dir, TODAY, stateDir);
  expect(readVerified(stateDir).get(path)).toEqual({ stamp: stampOf(path), countsWhole: true });
  expect(await openings()).toEqual([]);
  copyFileSync(compactedFile(dir, "2026-09"), path);
  expect(await openings()).toEqual(["a row is of another month than its folder"]);
}, 60_000);
