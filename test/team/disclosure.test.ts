/**
 * No sum in one output is of 1 to k - 1 people, and none can be computed from other sums of that output by adding and
 * subtracting.
 * Each cell costs a different power of two, so that a sum shows which cells are in it, whatever the output calls it.
 * The sums of an output are rows of a matrix with one column for each cell. Some people's spending is revealed where a
 * combination of rows is zero for everybody else and not for them: where the rows have a lower rank without those
 * people's columns.
 */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { focusCharges } from "../../src/app/team/focus-team.ts";
import { pilotTeam } from "../../src/app/team/pilot-team.ts";
import { type ReportRequest, reportTeam } from "../../src/app/team/report-team.ts";
import { firstOfMonth } from "../../src/core/calendar/period.ts";
import { PriceBook } from "../../src/core/pricing/price-book.ts";
import type { Cell } from "../../src/core/team/cell.ts";
import { CellTable } from "../../src/core/team/cell-table.ts";
import { checkBudgets, type TeamBudget } from "../../src/core/team/check/budgets.ts";
import { REPORT_DIMENSIONS, type ReportDimension, type SourceCheck } from "../../src/core/team/report/report.ts";
import { totalOf } from "../../src/core/team/sums.ts";
import type { RosterEntry, Team } from "../../src/core/team/team-file.ts";
import { shippedCards } from "../../src/data/rate-cards.ts";
import { EmbeddedEngine } from "../../src/engines/embedded/embedded-engine.ts";
import { runs } from "../helpers/runs.ts";
import { madeTeam } from "./engines.ts";

const [SAMPLE] = madeTeam({ developers: 1, machines: 1 }).flatMap((p) => p.cells) as [Cell];
/** Days on both sides of the end of a month and of a week. */
const FIRST_DAY = Date.UTC(2026, 9, 30) / 86_400_000;
const OFFSETS = [0, 1, 2, 8, 9, 15];
const DAYS = OFFSETS.length;
const TODAY = FIRST_DAY + 16;
const MODELS = ["claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5"];
const GROUPS = ["", "a", "b"];
const KINDS = ["main", "subagent", "background:title"];
const BILLING = ["api", "subscription"] as const;

type MadeCell = { who: number; day: number; model: number; project: number; kind: number; billing: number };
type World = {
  cells: MadeCell[];
  /** Group of each member, an index into `GROUPS`. */
  groups: number[];
  k: number;
  agreed: boolean;
  from: number;
  to: number;
  /** The team's dates; -1 and `DAYS` = none is set. */
  firstDate: number;
  lastDate: number;
  checks: { members: number[]; from: number; to: number }[];
};

const index = (max: number) => fc.nat({ max: max - 1 });
const PEOPLE = 8;

const WORLDS: fc.Arbitrary<World> = fc.record({
  cells: fc.array(
    fc.record({
      who: index(PEOPLE),
      day: index(DAYS),
      model: index(MODELS.length),
      project: index(GROUPS.length),
      kind: index(KINDS.length),
      billing: index(BILLING.length),
    }),
    { minLength: 1, maxLength: 40 },
  ),
  groups: fc.array(index(GROUPS.length), { minLength: PEOPLE, maxLength: PEOPLE }),
  k: fc.integer({ min: 2, max: 4 }),
  agreed: fc.constant(false),
  from: fc.integer({ min: -1, max: DAYS - 1 }),
  to: fc.integer({ min: 0, max: DAYS - 1 }),
  firstDate: fc.integer({ min: -1, max: DAYS - 1 }),
  lastDate: fc.integer({ min: 0, max: DAYS }),
  checks: fc.array(
    fc.record({
      members: fc.subarray([...Array(PEOPLE).keys()], { minLength: 1 }),
      from: index(DAYS),
      to: index(DAYS),
    }),
    { maxLength: 3 },
  ),
});

/** @param i an index into `OFFSETS`; -1 = before the first */
const dayOf = (i: number): number => FIRST_DAY + (OFFSETS[i] ?? -1);
const pseudonym = (who: number): string => `dev-${String(who).padStart(10, "0")}`;

function build(world: World) {
  const cells = world.cells.map(
    ({ who, day, model, project, kind, billing }, i): Cell => ({
      ...SAMPLE,
      member: pseudonym(who),
      machine: "m-0000000001",
      day: dayOf(day),
      model: MODELS[model] as string,
      project: GROUPS[project] as string,
      kind: KINDS[kind] as string,
      billing: BILLING[billing] as Cell["billing"],
      provider: "anthropic",
      costPico: 1n << BigInt(i),
      // No two shares of a day hold the same responses.
      idsFold: 1n << BigInt(i),
    }),
  );
  const table = CellTable.forReports();
  table.add((field) => cells.map((cell) => cell[field]), cells.length);
  const roster = new Map<string, RosterEntry>(
    world.groups.map((group, who) => {
      const name = GROUPS[group] as string;
      return [pseudonym(who), { member: pseudonym(who), name: "", group: name, costCenter: name }];
    }),
  );
  const team: Team = {
    id: "0".repeat(16),
    name: "t",
    from: world.firstDate < 0 ? null : dayOf(Math.min(world.firstDate, world.lastDate)),
    to: world.lastDate === DAYS ? null : dayOf(world.lastDate),
    k: world.k,
    allow: [],
    agreedToNames: world.agreed,
    retentionMonths: 12,
  };
  const range = { from: dayOf(Math.min(world.from, world.to)), to: dayOf(world.to) };
  const isActive = (c: Cell): boolean => c.day >= range.from && c.day <= range.to;
  const checks = world.checks.map(({ members, from, to }): SourceCheck => {
    const days = {
      from: Math.max(range.from, dayOf(Math.min(from, to))),
      to: Math.min(range.to, dayOf(Math.max(from, to))),
    };
    const those = cells.filter(
      (c) => members.some((m) => pseudonym(m) === c.member) && c.day >= days.from && c.day <= days.to,
    );
    const ours = those.reduce((n, c) => n + (c.costPico as bigint), 0n);
    return {
      source: "s",
      range: days,
      members: new Set(members.map(pseudonym)),
      pico: 0n,
      differencePico: -ours,
      reason: "",
    };
  });
  const request: Omit<ReportRequest, "dimension"> = {
    team,
    roster,
    engine: new EmbeddedEngine(table),
    machines: [],
    range,
    today: TODAY,
    names: false,
    checks: checks.filter(({ range: { from, to }, members }) => from <= to && members.size >= world.k),
  };
  const active = cells.filter(isActive);
  return {
    cells,
    request,
    active: new Set(active.map(({ member }) => member)),
    isWhole: isWholeTime(cells, team, range),
    sumOfAll: active.reduce((n, c) => n + (c.costPico as bigint), 0n),
  };
}

/** Everything that was shared; a week or more of it where the lead has set dates. */
function isWholeTime(cells: readonly Cell[], team: Team, range: ReportRequest["range"]): boolean {
  const days = cells.map(({ day }) => day);
  const [first, last] = [Math.min(...days), Math.max(...days)];
  const isLong = (team.from === null && team.to === null) || last - first >= 6;
  return isLong && first >= range.from && last <= range.to;
}

const PRIME = 1_000_003;

/** Rank of a matrix, modulo a prime that no small matrix of zeros and ones has a determinant of. */
function rank(rows: readonly (readonly number[])[]): number {
  const left = rows.map((row) => [...row]);
  let found = 0;
  for (let column = 0; column < (rows[0]?.length ?? 0); column++) {
    const pivot = left.findIndex((row, i) => i >= found && (row[column] as number) !== 0);
    if (pivot < 0) continue;
    [left[found], left[pivot]] = [left[pivot] as number[], left[found] as number[]];
    const top = left[found] as number[];
    const inverse = power(top[column] as number, PRIME - 2);
    for (const row of left.slice(found + 1)) {
      const factor = ((row[column] as number) * inverse) % PRIME;
      if (factor === 0) continue;
      for (let i = column; i < row.length; i++) {
        row[i] = ((row[i] as number) - ((factor * (top[i] as number)) % PRIME) + PRIME) % PRIME;
      }
    }
    found++;
  }
  return found;
}

function power(base: number, exponent: number): number {
  let [result, factor] = [1, base % PRIME];
  for (let e = exponent; e > 0; e = Math.floor(e / 2)) {
    if (e % 2 === 1) result = (result * factor) % PRIME;
    factor = (factor * factor) % PRIME;
  }
  return result;
}

/** A sum of at least one person. */
function subsets(people: readonly string[], most: number): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [[]];
  for (const person of people) {
    for (const some of found.filter((s) => s.length < most)) found.push([...some, person]);
  }
  return found.slice(1);
}

/** A row for each sum, with 1 for each cell that is in it. */
function matrixOf(sums: readonly bigint[], cells: readonly Cell[]): readonly (readonly number[])[] {
  return sums.map((sum) => cells.map((_, i) => Number((sum >> BigInt(i)) & 1n)));
}

function withoutPeople(
  rows: readonly (readonly number[])[],
  people: readonly string[],
  cells: readonly Cell[],
): readonly (readonly number[])[] {
  const kept = cells.flatMap(({ member }, i) => (people.includes(member) ? [] : [i]));
  return rows.map((row) => kept.map((i) => row[i] as number));
}

/** The people revealed by sums in one output: groups of 1 to k - 1 people. */
function givenAway(sums: readonly bigint[], cells: readonly Cell[], k: number): readonly (readonly string[])[] {
  const rows = matrixOf(sums, cells);
  const all = rank(rows);
  const people = [...new Set(cells.map(({ member }) => member))];
  return subsets(people, k - 1).filter((few) => rank(withoutPeople(rows, few, cells)) < all);
}

const OPEN_DIMENSIONS = REPORT_DIMENSIONS.filter((dimension) => dimension !== "member");

async function holds(world: World, dimension: ReportDimension): Promise<void> {
  const { cells, request, active, isWhole, sumOfAll } = build(world);
  const report = await reportTeam({ ...request, dimension });
  if (active.size > 0 && active.size < world.k) {
    expect(report.groups).toEqual([]);
    expect(report.unallocatedPico).toBeNull();
    expect(report.checks).toEqual([]);
    expect(report.totals === null).toBe(!isWhole);
    if (!isWhole) expect(report.distribution).toEqual([]);
    return;
  }
  expect(report.totals && totalOf(report.totals)).toBe(sumOfAll);
  const groups = report.groups.map(totalOf);
  expect(groups.reduce((n, sum) => n + sum, 0n)).toBe(sumOfAll);
  if (dimension === "member") return;
  const checks = report.checks.map(({ pico, differencePico }) => pico - differencePico);
  const unallocated = report.unallocatedPico === null ? [] : [report.unallocatedPico];
  expect(givenAway([sumOfAll, ...groups, ...unallocated, ...checks], cells, world.k)).toEqual([]);
}

/** By member, everybody's sum of the days is shown once there are enough people; never that of a part of the days. */
async function holdsByMember(world: World): Promise<void> {
  const { cells, request, active } = build(world);
  const { openness, groups, checks } = await reportTeam({ ...request, dimension: "member" });
  if (openness !== "all") return;
  expect(active.size === 0 || active.size >= world.k).toBe(true);
  const sums = [...groups.map(totalOf), ...checks.map(({ pico, differencePico }) => pico - differencePico)];
  const rows = matrixOf(sums, cells);
  for (const few of subsets([...active], world.k - 1)) {
    // Of these few, the output tells one sum of each of them, and nothing finer.
    expect(rank(rows) - rank(withoutPeople(rows, few, cells)), `${few}`).toBe(few.length);
  }
}

describe("for random teams and queries", () => {
  const options = { numRuns: runs({ ci: 400, here: 60 }) };

  test.each(OPEN_DIMENSIONS)("a report by %s gives nobody away", async (dimension) => {
    await fc.assert(
      fc.asyncProperty(WORLDS, (world) => holds(world, dimension)),
      options,
    );
  });

  test("a report by member gives away no part of anybody's days", async () => {
    await fc.assert(fc.asyncProperty(WORLDS, holdsByMember), options);
  });

  test.each(["model", "day", "group", "project"] as const)("FOCUS rows by %s give nobody away", async (dimension) => {
    await fc.assert(
      fc.asyncProperty(WORLDS, async (world) => {
        const { cells, request, active, isWhole, sumOfAll } = build(world);
        const sums = (await focusCharges({ ...request, dimension })).map(({ row }) => totalOf(row));
        const isFew = active.size > 0 && active.size < world.k;
        if (isFew) expect(sums.length).toBe(isWhole ? 1 : 0);
        else {
          expect(sums.reduce((n, sum) => n + sum, 0n)).toBe(sumOfAll);
          expect(givenAway([sumOfAll, ...sums], cells, world.k)).toEqual([]);
        }
      }),
      options,
    );
  });

  test("FOCUS rows by member have months only where enough people were active in each of them", async () => {
    await fc.assert(
      fc.asyncProperty(WORLDS, async (world) => {
        const { cells, request } = build(world);
        const charges = await focusCharges({ ...request, dimension: "member" });
        for (const { period, consumer } of charges) {
          const isPart = period.from > request.range.from || period.to < request.range.to;
          if (!isPart || consumer === null) continue;
          const those = cells.filter(({ day }) => day >= period.from && day <= period.to);
          expect(new Set(those.map(({ member }) => member)).size).toBeGreaterThanOrEqual(world.k);
        }
      }),
      options,
    );
  });

  test("a pilot's total, calendar weeks and weeks of use give nobody away", async () => {
    await fc.assert(
      fc.asyncProperty(WORLDS, async (world) => {
        const { cells, request, active, isWhole } = build(world);
        const asked = {
          ...request,
          rollout: null,
          book: new PriceBook(shippedCards()),
          managedModel: MODELS[1] as string,
          nowMs: 0,
        };
        const { pilot, weeks } = await pilotTeam(asked);
        expect(pilot === null).toBe(active.size > 0 && active.size < world.k && !isWhole);
        if (pilot === null) {
          expect(weeks).toEqual([]);
          return;
        }
        if (active.size < world.k) {
          expect([weeks, pilot.weeks, pilot.withoutTop, pilot.cap]).toEqual([[], [], null, null]);
          return;
        }
        const total = pilot.factors.totalPico;
        expect(givenAway([total, ...weeks.map(totalOf)], cells, world.k)).toEqual([]);
        // Those of weeks of use: all cells by week since their member's first, of weeks that are shown.
        const first = (c: Cell): number =>
          Math.min(...cells.filter((o) => o.member === c.member).map(({ day }) => day));
        const inRange = cells.map(({ day }) => day >= request.range.from && day <= request.range.to);
        const byUse = pilot.weeks.map(({ week }) =>
          cells.reduce(
            (n, c, i) => (inRange[i] && Math.floor((c.day - first(c)) / 7) + 1 === week ? n | (1n << BigInt(i)) : n),
            0n,
          ),
        );
        expect(givenAway([total, ...byUse], cells, world.k)).toEqual([]);
        expect(pilot.withoutTop === null || pilot.withoutTop.active >= world.k).toBe(true);
      }),
      options,
    );
  });

  test("budgets of the team and of groups give nobody away", async () => {
    const budgets: readonly TeamBudget[] = [
      { scope: "team", name: "", pico: 1n },
      { scope: "group", name: "a", pico: 1n },
      { scope: "group", name: "b", pico: 1n },
    ];
    await fc.assert(
      fc.asyncProperty(WORLDS, async (world) => {
        const { cells, request } = build(world);
        const range = { from: firstOfMonth(request.range.to), to: request.range.to };
        const members = await request.engine.sums({ range, by: ["member"] });
        const { uses } = await checkBudgets(budgets, members, request.roster, request.team);
        const sums = uses.map(({ usedPico }) => usedPico);
        expect(givenAway(sums, cells, world.k)).toEqual([]);
        if (members.length > 0 && members.length < world.k) expect(uses).toEqual([]);
      }),
      options,
    );
  });
});

describe("the oracle itself", () => {
  const cell = (who: number): Cell => ({ ...SAMPLE, member: pseudonym(who) });
  const cells = [cell(0), cell(0), cell(1), cell(2)];

  test("sees what is of one person, and what is left of a total", () => {
    expect(givenAway([0b1111n, 0b0011n], cells, 2)).toEqual([[pseudonym(0)]]);
    // The total minus the two others is that of the first.
    expect(givenAway([0b1111n, 0b1100n], cells, 2)).toEqual([[pseudonym(0)]]);
    // One sum minus the other leaves the second person.
    expect(givenAway([0b0111n, 0b0011n], cells, 2)).toContainEqual([pseudonym(1)]);
    expect(givenAway([0b1111n], cells, 3)).toEqual([]);
    expect(givenAway([0b1111n, 0b0101n, 0b1010n], cells, 2)).toEqual([]);
  });
});
