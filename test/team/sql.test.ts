import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SQL_DIALECTS } from "../../src/engines/sql/dialect.ts";
import { scriptText, teamScript } from "../../src/engines/sql/script.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { END_DAY, madeTeam, TODAY, writeTeamFolder } from "./engines.ts";
import { hostileFolder, withoutTorn } from "./hostile-folder.ts";
import { sumsByHand } from "./sums-oracle.ts";

const OPTIONS = { range: { from: END_DAY - 60, to: END_DAY }, today: TODAY };

describe("team sql", () => {
  const people = madeTeam({ synced: 0.5 });
  let folder = "";

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "claude-cost-test-"));
    writeTeamFolder(folder, people);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("DuckDB's runs as it is printed, and its members have the truth", async () => {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const results = new Map<string, Record<string, string>[]>();
    for (const { title, sql } of teamScript("duckdb", { ...OPTIONS, folder })) {
      const result = await connection.runAndReadAll(sql);
      results.set(title, result.getRowObjectsJson() as Record<string, string>[]);
    }
    const rows = results.get("What the team spent, by member") ?? [];
    const active = people.filter((p) => p.truth.responses > 0);
    expect(rows).toHaveLength(active.length);
    for (const { member, truth } of active) {
      expect(rows.find((row) => row["key_0"] === member)).toMatchObject({
        logged_pico: String(truth.costPico),
        background_pico: String(truth.backgroundPico),
        active_days: String(truth.activeDays),
      });
    }
    expect(results.get("What the team spent")).toHaveLength(1);
  });

  test("DuckDB's leaves out files of another member, machine or month than their path, and names them", async () => {
    const hostile = await hostileFolder(tempDir());
    withoutTorn(hostile);
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const results = new Map<string, Record<string, string>[]>();
    const range = { from: 0, to: TODAY };
    for (const { title, sql } of teamScript("duckdb", { range, today: TODAY, folder: hostile.dir })) {
      results.set(title, (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, string>[]);
    }
    const [total] = sumsByHand(hostile.cells, { range, by: [] });
    expect(results.get("What the team spent")).toMatchObject([
      { logged_pico: String(total?.costPico), background_pico: String(total?.backgroundPico) },
    ]);
    const named = new Map(results.get("Files that were left out")?.map((row) => [row["team_path"], row["reason"]]));
    const expected = [...hostile.leftOut.keys()].filter((path) => existsSync(path));
    expect([...named.keys()].sort()).toEqual(expected.sort());
  }, 60_000);

  test.each(SQL_DIALECTS)("%s: every statement is there, and texts are quoted", (name) => {
    const text = scriptText(name, { ...OPTIONS, folder: "s3://it's/here" });
    expect(text).toContain("team_cells");
    expect(text).toContain("What the team spent, by member");
    expect(text).toMatch(name === "bigquery" || name === "spark" ? /it\\'s/ : /it''s/);
    // One statement each, ended by a semicolon.
    expect(text.split(";\n").length - 1).toBe(teamScript(name, { ...OPTIONS, folder: "x" }).length);
  });
});
