import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { emptyCells } from "../../src/app/team/shared-before.ts";
import { SUM_DIMENSIONS, type SumRow, type TeamEngine } from "../../src/core/team/sums.ts";
import { openDuckDb } from "../../src/engines/duckdb/duckdb-engine.ts";
import { EmbeddedEngine } from "../../src/engines/embedded/embedded-engine.ts";
import { readTeamTable } from "../../src/store/team/read-table.ts";
import { listTeamFiles } from "../../src/store/team/team-folder.ts";
import { runs } from "../helpers/runs.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { END_DAY, madeTeam, TODAY, writeTeamFolder } from "./engines.ts";

const peopleOf = ({ keys, members, activeDays, firstDay, lastDay }: SumRow) => {
  return { keys, members, activeDays, firstDay, lastDay };
};
const spendOf = (row: SumRow) => {
  return { ...peopleOf(row), costPico: row.costPico, backgroundPico: row.backgroundPico };
};
const WHOLE = { from: 0, to: TODAY };
const filesIn = (dir: string): readonly string[] => {
  const { usage, compacted } = listTeamFiles(dir);
  return [...usage, ...compacted].map(({ path }) => path);
};

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
    // Every eleventh share was taken back.
    const takenBack = emptyCells(all)
      .filter((_, i) => i % 11 === 0)
      .map((c) => ({ ...c, generatedAtMs: c.generatedAtMs + 4 }));
    expect(takenBack.length).toBeGreaterThan(20);
    dir = mkdtempSync(join(tmpdir(), "claude-cost-test-"));
    writeTeamFolder(dir, [{ cells: all }, { cells: older }, { cells: again }, { cells: takenBack }]);
    duck = (await openDuckDb({ files: filesIn(dir), verified: new Map(), today: TODAY, env: {} })).engine;
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
    const query = fc.record({
      range: fc.record({ from: fc.integer({ min: END_DAY - 50, max: END_DAY }), to: fc.constant(END_DAY) }),
      by: fc.subarray([...SUM_DIMENSIONS], { maxLength: 3 }),
      groupOf: fc.constant(groupOf),
      // A key of the sums by one dimension, to filter by.
      only: fc.option(fc.tuple(fc.constantFrom(...SUM_DIMENSIONS), fc.nat()), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(query, async ({ only: chosen, ...rest }) => {
        const [dimension, at] = chosen ?? [];
        const keys = dimension
          ? (await embedded.sums({ ...rest, by: [dimension] })).map((row) => row.keys[0] ?? "")
          : [];
        const values = keys.length === 0 ? [] : [keys[(at ?? 0) % keys.length] ?? "", keys[0] ?? ""];
        const q = dimension ? { ...rest, only: { dimension, values } } : rest;
        const rows = await embedded.sums(q);
        expect(await duck.sums(q)).toEqual(rows);
        expect(await duck.people(q)).toEqual(rows.map(peopleOf));
        const members = await embedded.sums({ range: q.range, by: ["member"] });
        expect(await duck.members(q.range, q.by)).toEqual(members.map(spendOf));
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

describe.skipIf(process.platform === "win32")("the duckdb program on the PATH", () => {
  /** A folder with a program of that name, which runs this engine. */
  function programFolder(): string {
    const bin = tempDir();
    const script = fileURLToPath(new URL("duckdb-program.mjs", import.meta.url));
    writeFileSync(join(bin, "duckdb"), `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`, { mode: 0o755 });
    return bin;
  }

  test("gives the same as the module, result after result", async () => {
    const dir = tempDir();
    writeTeamFolder(dir, madeTeam({ developers: 3, machines: 1, days: 10 }));
    const files = filesIn(dir);
    const { engine: program } = await openDuckDb({
      files,
      verified: new Map(),
      today: TODAY,
      env: { PATH: programFolder() },
    });
    const { engine: module } = await openDuckDb({ files, verified: new Map(), today: TODAY, env: {} });
    for (const by of [["member"], ["model", "kind"], []] as const) {
      const query = { range: WHOLE, by };
      expect(await program.sums(query)).toEqual(await module.sums(query));
    }
    expect(await program.weeksOfUse(WHOLE)).toEqual(await module.weeksOfUse(WHOLE));
    await program.close();
    await module.close();
  }, 30_000);

  test("says what to do where it has no extension for an address", async () => {
    const options = { files: { address: "s3://bucket/folder" }, verified: new Map(), today: TODAY };
    await expect(openDuckDb({ ...options, env: { PATH: programFolder() } })).rejects.toMatchObject({
      message: expect.stringContaining('Failed to download extension "httpfs"'),
      hint: expect.stringContaining("Run INSTALL httpfs"),
    });
  }, 30_000);

  test("names a file that it cannot read, with what it said", async () => {
    const options = { files: ["/nowhere/usage.parquet"], verified: new Map(), today: TODAY };
    const { engine, leftOut } = await openDuckDb({ ...options, env: { PATH: programFolder() } });
    expect(leftOut).toEqual([{ path: "/nowhere/usage.parquet", reason: expect.stringMatching(/No files found/) }]);
    expect(await engine.sums({ range: WHOLE, by: [] })).toEqual([]);
    await engine.close();
  }, 30_000);
});

test("a folder without files has no rows", async () => {
  const { engine } = await openDuckDb({ files: [], verified: new Map(), today: TODAY, env: {} });
  expect(await engine.sums({ range: WHOLE, by: [] })).toEqual([]);
  expect(await engine.machines()).toEqual([]);
  await engine.close();
});
