import fc from "fast-check";
import { expect, test } from "vitest";
import type { Cell } from "../../src/core/team/cell.ts";
import { CellTable } from "../../src/core/team/cell-table.ts";
import { chosenCells, type SourceCell } from "../../src/core/team/choose-source.ts";
import { SUM_DIMENSIONS, type SumQuery } from "../../src/core/team/sums.ts";
import { EmbeddedEngine } from "../../src/engines/embedded/embedded-engine.ts";
import { withSources } from "../../src/engines/with-sources.ts";
import { runs } from "../helpers/runs.ts";
import { END_DAY, madeTeam, TODAY } from "./engines.ts";
import { sumsByHand, weeksByHand } from "./sums-oracle.ts";

const people = madeTeam({ machines: 1, days: 30 });
const cells = people.flatMap((p) => p.cells);
const WHOLE = { from: 0, to: TODAY };

function engineOf(list: readonly Cell[]): EmbeddedEngine {
  const table = CellTable.forReports();
  table.add((field) => list.map((cell) => cell[field]), list.length);
  return new EmbeddedEngine(table);
}

test("one source is chosen for each member and day, the best first, and shares before all", () => {
  const [cell] = cells as [Cell];
  const of = (source: SourceCell["source"], costPico: bigint, day = cell.day): SourceCell => ({
    source,
    cell: { ...cell, day, costPico },
  });
  const all = [of("claude-code", 1n), of("messages", 2n), of("litellm", 3n), of("claude-code", 4n, cell.day + 1)];
  expect(chosenCells(all, () => false).map((c) => c.costPico)).toEqual([2n, 4n]);
  expect(chosenCells([...all].reverse(), () => false).map((c) => c.costPico)).toEqual([4n, 2n]);
  expect(chosenCells(all, (_, day) => day === cell.day).map((c) => c.costPico)).toEqual([4n]);
});

test("days that were not shared are filled, days that were are not counted twice, by any dimension", async () => {
  // Some days of some members are known to the organisation alone; of others it tells something else.
  const isMissing = (c: Cell): boolean => (c.day + c.member.charCodeAt(5)) % 3 === 0;
  const shared = cells.filter((c) => !isMissing(c));
  const sources: SourceCell[] = cells.map((cell) => ({
    source: "messages",
    cell: isMissing(cell) ? cell : { ...cell, costPico: 77n, responses: 1 },
  }));
  const engine = await withSources(engineOf(shared), sources);
  const groupOf = new Map(people.map((p) => [p.member, p.group]));
  const query: fc.Arbitrary<SumQuery> = fc.record({
    range: fc.record({ from: fc.integer({ min: END_DAY - 30, max: END_DAY }), to: fc.constant(END_DAY) }),
    by: fc.subarray([...SUM_DIMENSIONS], { maxLength: 2 }),
    groupOf: fc.constant(groupOf),
  });
  await fc.assert(
    fc.asyncProperty(query, async (q) => {
      expect(await engine.sums(q)).toEqual(sumsByHand(cells, q));
    }),
    { numRuns: runs({ ci: 40, here: 8 }) },
  );
  expect(await engine.weeksOfUse(WHOLE)).toEqual(weeksByHand(cells, WHOLE));
});

test("without sources the engine is the same", async () => {
  const engine = engineOf(cells);
  expect(await withSources(engine, [])).toBe(engine);
});
