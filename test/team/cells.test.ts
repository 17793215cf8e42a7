import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cell } from "../../src/core/team/cell.ts";
import { dimensionsKey, isBackground, shareKey } from "../../src/core/team/cell.ts";
import { reasonAgainstCell } from "../../src/core/team/check-cell.ts";
import { membersUnderTwoNames } from "../../src/core/team/counted-cells.ts";
import { compactedGeneration, nextGeneration } from "../../src/core/team/generation.ts";
import { generateTeam, type TeamDeveloper } from "../../src/data/demo/team/team.ts";
import { cellsOfParquet, DamagedFile, parquetOfCells } from "../../src/store/team/cell-parquet.ts";
import { countedCells } from "./counted-cells.ts";

const DAY_MS = 86_400_000;
const END_DAY = Date.UTC(2026, 10, 25) / DAY_MS;
const TODAY = END_DAY + 1;

const team = (options: Partial<Parameters<typeof generateTeam>[0]> = {}): TeamDeveloper[] => [
  ...generateTeam({ seed: "cells", developers: 12, machines: 3, days: 42, endDay: END_DAY, synced: 0.5, ...options }),
];

const costOf = (cells: readonly Cell[]): bigint => cells.reduce((n, c) => n + (c.costPico ?? 0n), 0n);
const truthOf = (people: readonly TeamDeveloper[]): bigint =>
  people.reduce((n, { truth }) => n + truth.costPico + truth.backgroundPico, 0n);

describe("a made-up team", () => {
  it("has the truth that its counted cells sum to, with synced homes counted once", () => {
    const people = team();
    const cells = people.flatMap((p) => p.cells);
    const { cells: counted, duplicates } = countedCells(cells);
    expect(people.some((p) => p.isSynced)).toBe(true);
    expect(duplicates.length).toBeGreaterThan(0);
    expect(costOf(cells)).toBeGreaterThan(truthOf(people));
    expect(costOf(counted)).toBe(truthOf(people));
    expect(counted.reduce((n, c) => n + c.responses, 0)).toBe(people.reduce((n, p) => n + p.truth.responses, 0));
    expect(costOf(counted.filter(isBackground))).toBe(people.reduce((n, p) => n + p.truth.backgroundPico, 0n));
  });

  it("is the same for the same seed, and its cells are ones that can be", () => {
    expect(team()).toEqual(team());
    for (const cell of team().flatMap((p) => p.cells)) expect(reasonAgainstCell(cell, TODAY)).toBeNull();
  });
});

describe("what counts of a folder", () => {
  const cells = team({ developers: 3, days: 5, synced: 0 }).flatMap((p) => p.cells);

  it("takes the newest share of a member, machine and day, in whatever order files are read", () => {
    const older = cells.map((c) => ({ ...c, generatedAtMs: c.generatedAtMs - 2, costPico: 1n, responses: 9 }));
    fc.assert(
      fc.property(fc.shuffledSubarray([...older, ...cells], { minLength: cells.length * 2 }), (mixed) => {
        const { cells: counted, superseded } = countedCells(mixed);
        expect(costOf(counted)).toBe(costOf(cells));
        expect(superseded).toBe(older.length);
      }),
    );
  });

  it("counts equal responses of a day once, though two machines cut their cells differently", () => {
    const [first] = cells as [Cell];
    const day = cells.filter((c) => shareKey(c) === shareKey(first));
    const copy = day.map((c) => ({ ...c, machine: "m-ffffffffff", project: "other", billing: "unknown" as const }));
    const { cells: counted, duplicates } = countedCells([...copy, ...day]);
    expect(counted.map(dimensionsKey).sort()).toEqual(day.map(dimensionsKey).sort());
    expect(duplicates).toHaveLength(1);
    expect(membersUnderTwoNames(duplicates)).toEqual([]);
  });

  it("names a member who appears under two pseudonyms", () => {
    const again = cells
      .filter((c) => c.member === cells[0]?.member)
      .map((c) => ({ ...c, member: "dev-0000000000", machine: "m-0000000000" }));
    const { cells: counted, duplicates } = countedCells([...again, ...cells]);
    expect(costOf(counted)).toBe(costOf(cells));
    const days = new Set(again.filter((c) => c.idsCount > 0).map((c) => c.day)).size;
    expect(membersUnderTwoNames(duplicates)).toEqual([{ members: ["dev-0000000000", cells[0]?.member].sort(), days }]);
  });

  it("keeps days with background alone apart: nothing says that they are the same", () => {
    const loose = cells.filter(isBackground).slice(0, 1);
    const copy = loose.map((c) => ({ ...c, machine: "m-ffffffffff" }));
    expect(countedCells([...loose, ...copy]).cells).toHaveLength(2);
  });
});

describe("the order of shares", () => {
  const noon = Date.UTC(2026, 10, 26, 12);

  it("never tells the time of day, and grows with every share, even when the clock goes back", () => {
    const first = nextGeneration(noon, 0);
    expect(new Date(first).toISOString()).toBe("2026-11-26T00:00:00.000Z");
    const second = nextGeneration(noon + 3_600_000, first);
    expect(second).toBe(first + 2);
    expect(nextGeneration(noon - 2 * DAY_MS, second)).toBe(second + 2);
    // Three days ahead: nobody counts that share, and the next one must not be refused with it.
    expect(nextGeneration(noon - 3 * DAY_MS, second)).toBe(first - 3 * DAY_MS);
    expect(nextGeneration(noon + DAY_MS, second)).toBe(first + DAY_MS);
  });

  it("puts a compacted cell between the share that it is of and the next", () => {
    const share = nextGeneration(noon, 0);
    expect(compactedGeneration(share)).toBe(share + 1);
    expect(compactedGeneration(share + 1)).toBe(share + 1);
    expect(nextGeneration(noon, share + 1)).toBe(share + 2);
  });
});

describe("a file of cells", () => {
  const cells = team({ developers: 2, days: 20 }).flatMap((p) => p.cells);

  it("gives back what was written, whatever the numbers", async () => {
    const [cell] = cells as [Cell];
    const odd: Cell[] = [
      { ...cell, costPico: null, unpricedTokens: 7, idsFold: -(2n ** 63n), cacheRead: 5_090_000_000 },
      { ...cell, costPico: 9_000_000_000_000_000_000n, idsFold: 2n ** 63n - 1n, prs: 0, linesAdded: 12 },
    ];
    expect(await cellsOfParquet(parquetOfCells([...cells, ...odd]), TODAY)).toEqual([...cells, ...odd]);
  });

  it("is refused where a byte is another, its end is missing, or it is no file of ours", async () => {
    const bytes = parquetOfCells(cells);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, xor) => {
        const bad = Uint8Array.from(bytes);
        bad[at] = (bad[at] as number) ^ xor;
        await expect(cellsOfParquet(bad, TODAY)).rejects.toThrow(DamagedFile);
      }),
      { numRuns: 30 },
    );
    await expect(cellsOfParquet(bytes.slice(0, -20), TODAY)).rejects.toThrow(DamagedFile);
    await expect(cellsOfParquet(new Uint8Array(0), TODAY)).rejects.toThrow(DamagedFile);
  });

  it.each([
    ["a date in the future", { day: TODAY + 3 }, /future/],
    ["a schema of a newer version", { schema: 2 }, /schema is 2/],
    ["negative tokens", { input: -1 }, /input_tokens/],
    ["negative money", { costPico: -1n }, /cost_pico/],
    ["a kind that there is not", { kind: "background:<script>" }, /kind/],
    ["a member that is no pseudonym", { member: "alice@example.com" }, /member/],
    ["a hidden character", { project: "or\u202eders" }, /project has characters/],
    ["an escape sequence", { agent: "\u001b[2Jx" }, /agent has characters/],
    ["a model with markup", { model: "<img>" }, /model/],
    ["a text without end", { project: "x".repeat(101) }, /project is too long/],
  ])("is refused with %s", async (_name, change, reason) => {
    const [cell] = cells as [Cell];
    const bytes = parquetOfCells([{ ...cell, ...change }]);
    await expect(cellsOfParquet(bytes, TODAY)).rejects.toThrow(reason);
  });

  it("may be two days ahead and no more", () => {
    const [cell] = cells as [Cell];
    expect(reasonAgainstCell({ ...cell, day: TODAY + 2 }, TODAY)).toBeNull();
    expect(reasonAgainstCell({ ...cell, day: TODAY + 3 }, TODAY)).toMatch(/future/);
  });
});
