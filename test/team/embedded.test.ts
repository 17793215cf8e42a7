import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emptyCells } from "../../src/app/team/shared-before.ts";
import type { Cell } from "../../src/core/team/cell.ts";
import { CellTable, type CodedColumn } from "../../src/core/team/cell-table.ts";
import { countRows } from "../../src/core/team/counted-cells.ts";
import { SUM_DIMENSIONS, type SumQuery } from "../../src/core/team/sums.ts";
import { EmbeddedEngine } from "../../src/engines/embedded/embedded-engine.ts";
import { readTeamTable } from "../../src/store/team/read-table.ts";
import { listTeamFiles, type TeamFiles } from "../../src/store/team/team-folder.ts";
import { runs } from "../helpers/runs.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { END_DAY, madeTeam, TODAY, writeTeamFolder } from "./engines.ts";
import { sumsByHand, weeksByHand } from "./sums-oracle.ts";

const WHOLE = { from: 0, to: TODAY };

function engineOf(cells: readonly Cell[]): EmbeddedEngine {
  const table = CellTable.forReports();
  table.add((field) => cells.map((cell) => cell[field]), cells.length);
  return new EmbeddedEngine(table);
}

describe("the embedded engine", () => {
  const people = madeTeam({ synced: 0.5 });
  const cells = people.flatMap((p) => p.cells);

  test("gives the truth of a made-up team, read back from its folder, to the pico-dollar", async () => {
    const dir = tempDir();
    writeTeamFolder(dir, people);
    const { table, foreign } = await readTeamTable(listTeamFiles(dir), TODAY);
    expect(foreign).toEqual([]);
    const rows = await new EmbeddedEngine(table).sums({ range: WHOLE, by: ["member"] });
    const active = people.filter((p) => p.truth.responses > 0);
    expect(rows.map((row) => [row.keys[0], row.costPico, row.backgroundPico, row.requests, row.activeDays])).toEqual(
      active
        .map(({ member, truth: t }) => [member, t.costPico, t.backgroundPico, t.responses, t.activeDays] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
    expect(rows.map((row) => row.tokens)).toEqual(
      [...active].sort((a, b) => (a.member < b.member ? -1 : 1)).map((p) => p.truth.tokens),
    );
  });

  test("sums by any dimensions as cells one by one do, whatever is shared twice", async () => {
    const older = cells.filter((_, i) => i % 7 === 0).map((c) => ({ ...c, generatedAtMs: c.generatedAtMs - 2 }));
    const again = cells.filter((_, i) => i % 5 === 0).map((c) => ({ ...c, machine: "m-0000000000" }));
    const all = [...older, ...cells, ...again];
    const engine = engineOf(all);
    const groupOf = new Map(people.map((p) => [p.member, p.group]));
    const query: fc.Arbitrary<SumQuery> = fc.record({
      range: fc.record({ from: fc.integer({ min: END_DAY - 50, max: END_DAY }), to: fc.constant(END_DAY) }),
      by: fc.subarray([...SUM_DIMENSIONS], { maxLength: 3 }),
      groupOf: fc.constant(groupOf),
    });
    await fc.assert(
      fc.asyncProperty(query, async (q) => {
        expect(await engine.sums(q)).toEqual(sumsByHand(all, q));
      }),
      { numRuns: runs({ ci: 60, here: 12 }) },
    );
    expect(await engine.weeksOfUse(WHOLE)).toEqual(weeksByHand(all, WHOLE));
  });

  test("a filter leaves the rest out", async () => {
    const engine = engineOf(cells);
    const query: SumQuery = { range: WHOLE, by: [], only: { dimension: "kind", values: ["main"] } };
    expect(await engine.sums(query)).toEqual(sumsByHand(cells, query));
  });

  test("money beyond what a double holds stays exact", async () => {
    const [cell] = cells as [Cell];
    const large = [0, 1, 2].map((i) => ({ ...cell, day: cell.day + i, costPico: 9_000_000_000_000_000_001n }));
    const [row] = await engineOf(large).sums({ range: WHOLE, by: [] });
    expect(row?.costPico).toBe(27_000_000_000_000_000_003n);
  });

  test("files that are torn or of another month are named and not counted", async () => {
    const dir = tempDir();
    writeTeamFolder(dir, people);
    const { usage } = listTeamFiles(dir);
    const [torn, moved] = usage as [TeamFiles["usage"][number], TeamFiles["usage"][number]];
    writeFileSync(torn.path, "PAR1 and nothing else");
    const { foreign } = await readTeamTable({ usage: [torn, { ...moved, month: "2025-01" }], compacted: [] }, TODAY);
    expect(foreign.map(({ reason }) => reason)).toEqual([
      "it was not written by claude-cost (no checksum)",
      "a row is of another month than its folder",
    ]);
  });

  test("a cell of nothing takes the place of what was shared, and is no member, day or sum of its own", async () => {
    const [cell] = cells as [Cell];
    const { day, member, machine } = cell;
    const own = cells.filter((c) => c.day === day && c.member === member && c.machine === machine);
    const [nothing] = emptyCells(own) as [Cell];
    const all = [...own, { ...nothing, generatedAtMs: cell.generatedAtMs + 2 }];
    expect(await engineOf(own).sums({ range: WHOLE, by: [] })).not.toEqual([]);
    for (const by of [[], ["member"], ["day"], ["kind"]] as const) {
      expect(await engineOf(all).sums({ range: WHOLE, by })).toEqual([]);
      expect(sumsByHand(all, { range: WHOLE, by })).toEqual([]);
    }
    expect(await engineOf(all).weeksOfUse(WHOLE)).toEqual([]);
    // It is still known that the machine has shared.
    expect(await engineOf(all).machines()).toHaveLength(1);
    const others = cells.filter((c) => !own.includes(c));
    const query = { range: WHOLE, by: ["day", "member"] } as const;
    expect(await engineOf([...others, ...all]).sums(query)).toEqual(await engineOf(others).sums(query));
  });

  test("no cells, no rows", async () => {
    const engine = engineOf([]);
    expect(await engine.sums({ range: WHOLE, by: [] })).toEqual([]);
    expect(await engine.weeksOfUse(WHOLE)).toEqual([]);
    expect(await engine.machines()).toEqual([]);
  });
});

test("more shares than a call has room for as arguments are counted", () => {
  const shares = 300_000;
  const [members, days] = [shares / 30, 30];
  const table = CellTable.ofShares();
  const codes = (of: (i: number) => number) => Uint32Array.from({ length: shares }, (_, i) => of(i));
  const columns: Partial<Record<keyof Cell, CodedColumn>> = {
    member: {
      values: Array.from({ length: members }, (_, i) => `dev-${i}`),
      codes: codes((i) => Math.floor(i / days)),
    },
    day: { values: Array.from({ length: days }, (_, i) => END_DAY - i), codes: codes((i) => i % days) },
    // Every share has responses of its own.
    idsFold: { values: Array.from({ length: shares }, (_, i) => BigInt(i + 1)), codes: codes((i) => i) },
  };
  const same = { machine: "m-1", kind: "main", priceCard: "overlay", generatedAtMs: 2, idsCount: 1, costPico: 1n };
  table.addCoded((field) => {
    return columns[field] ?? { values: [same[field as keyof typeof same]], codes: new Uint32Array(shares) };
  }, shares);
  const { counted, superseded, duplicates } = countRows(table);
  expect([counted.reduce((n, one) => n + one, 0), superseded, duplicates]).toEqual([shares, 0, []]);
});
