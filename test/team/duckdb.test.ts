import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SUM_DIMENSIONS, type SumQuery, type TeamEngine } from "../../src/core/team/sums.ts";
import { openDuckDb } from "../../src/engines/duckdb/duckdb-engine.ts";
import { EmbeddedEngine } from "../../src/engines/embedded/embedded-engine.ts";
import { readTeamTable } from "../../src/store/team/read-table.ts";
import { listTeamFiles } from "../../src/store/team/team-folder.ts";
import { runs } from "../helpers/runs.ts";
import { END_DAY, madeTeam, TODAY, writeTeamFolder } from "./engines.ts";

const WHOLE = { from: 0, to: TODAY };

describe("DuckDB gives what the embedded engine gives, to the last digit", () => {
  const people = madeTeam({ synced: 0.5 });
  let dir = "";
  let duck: TeamEngine;
  let embedded: TeamEngine;

  beforeAll(async () => {
    const all = people.flatMap((p) => p.cells);
    const older = all.filter((_, i) => i % 7 === 0).map((c) => ({ ...c, machine: "m-00000000aa" }));
    const again = older.map((c) => ({
      ...c,
      generatedAtMs: c.generatedAtMs - 2,
      costPico: 5n,
      machine: "m-00000000bb",
    }));
    dir = mkdtempSync(join(tmpdir(), "claude-cost-test-"));
    writeTeamFolder(dir, [{ cells: all }, { cells: older }, { cells: again }]);
    duck = await openDuckDb({ files: [`${dir}/usage/*/*/*/*/usage.parquet`], today: TODAY, env: {} });
    embedded = new EmbeddedEngine((await readTeamTable(listTeamFiles(dir), TODAY)).table);
  });
  afterAll(async () => {
    await duck.close();
    rmSync(dir, { recursive: true });
  });

  test("members, to the truth's pico-dollar", async () => {
    const rows = await duck.sums({ range: WHOLE, by: ["member"] });
    expect(rows).toEqual(await embedded.sums({ range: WHOLE, by: ["member"] }));
    expect(rows.length).toBeGreaterThan(5);
  });

  test("any dimensions and ranges", async () => {
    const groupOf = new Map(people.map((p) => [p.member, `${p.group}'s \\ "own"`]));
    const query: fc.Arbitrary<SumQuery> = fc.record({
      range: fc.record({ from: fc.integer({ min: END_DAY - 50, max: END_DAY }), to: fc.constant(END_DAY) }),
      by: fc.subarray([...SUM_DIMENSIONS], { maxLength: 3 }),
      groupOf: fc.constant(groupOf),
    });
    await fc.assert(
      fc.asyncProperty(query, async (q) => {
        expect(await duck.sums(q)).toEqual(await embedded.sums(q));
      }),
      { numRuns: runs({ ci: 60, here: 12 }) },
    );
  });

  test("filters, weeks of use and machines", async () => {
    const only = { dimension: "model" as const, values: ["claude-haiku-4-5", "it's none"] };
    expect(await duck.sums({ range: WHOLE, by: [], only })).toEqual(
      await embedded.sums({ range: WHOLE, by: [], only }),
    );
    expect(await duck.weeksOfUse(WHOLE)).toEqual(await embedded.weeksOfUse(WHOLE));
    expect(await duck.machines()).toEqual(await embedded.machines());
  });
});

test("the module is there", async () => {
  expect(await DuckDBInstance.create(":memory:")).toBeDefined();
});
