import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeDemoTeam } from "../../src/app/demo/demo-team.ts";
import { checkTeam } from "../../src/app/team/check-team.ts";
import { parseUsd } from "../../src/core/pricing/money.ts";
import type { Cell } from "../../src/core/team/cell.ts";
import { CellTable } from "../../src/core/team/cell-table.ts";
import { largestIncreases, memberAnomaly, teamAnomaly } from "../../src/core/team/check/anomalies.ts";
import { checkBudgets, parseTeamBudget, type TeamBudget } from "../../src/core/team/check/budgets.ts";
import type { RosterEntry } from "../../src/core/team/team-file.ts";
import { EmbeddedEngine } from "../../src/engines/embedded/embedded-engine.ts";
import { dataPaths } from "../../src/store/files/data-dir.ts";
import { schemaErrors } from "../helpers/json-schema.ts";
import { cleanEnv } from "../helpers/run-cli.ts";
import { runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { END_DAY, madeTeam } from "./engines.ts";

const USD = 10n ** 12n;
const OF_FIVE = { k: 5, agreedToNames: false };
const ALL_AGREED = { k: 5, agreedToNames: true };
const usd = (n: number): bigint => BigInt(Math.round(n * 100)) * 10n ** 10n;
const [SAMPLE] = madeTeam({ developers: 1, machines: 1 }).flatMap((p) => p.cells) as [Cell];

function engineOf(cells: readonly Cell[]): EmbeddedEngine {
  const table = new CellTable();
  table.add((field) => cells.map((cell) => cell[field]), cells.length);
  return new EmbeddedEngine(table);
}

const member = (i: number): string => `dev-${String(i).padStart(10, "0")}`;
let fold = 1n;
const cellOf = (who: number, day: number, dollars: number, more: Partial<Cell> = {}): Cell => ({
  ...SAMPLE,
  member: member(who),
  day,
  costPico: usd(dollars),
  kind: "main",
  idsFold: fold++,
  ...more,
});

describe("budgets", () => {
  const rowsOf = async (dollars: readonly number[]) =>
    engineOf(dollars.map((d, i) => cellOf(i, END_DAY, d))).sums({ range: { from: 0, to: END_DAY }, by: ["member"] });
  const TEAM: TeamBudget = { scope: "team", name: "", pico: 100n * USD };

  test.each([
    [74.99, "ok"],
    [75, "warn"],
    [75.01, "warn"],
    [94.99, "warn"],
    [95, "critical"],
    [95.01, "critical"],
    [99.99, "critical"],
    [100, "over"],
    [100.01, "over"],
  ])("$%d of $100 is %s", async (spent, severity) => {
    const { uses } = await checkBudgets([TEAM], await rowsOf([spent]), new Map(), ALL_AGREED);
    expect(uses[0]).toMatchObject({ severity, usedPico: usd(spent) });
  });

  test("of each member, of one by name, and of a group", async () => {
    const rows = await rowsOf([10, 20, 30, 40, 50, 60, 70, 80, 90, 96]);
    const roster = new Map(
      rows.map(({ keys: [m = ""] }, i): [string, RosterEntry] => [
        m,
        { member: m, name: `N${i}`, group: i < 5 ? "a" : "b", costCenter: "" },
      ]),
    );
    const budget = (text: string): TeamBudget => parseTeamBudget(text, parseUsd) as TeamBudget;
    const { uses } = await checkBudgets(
      [budget("member=100"), budget("member:N9=100"), budget("group:a=200"), budget("group:b=500")],
      rows,
      roster,
      OF_FIVE,
    );
    expect(uses.slice(0, 10).map((use) => use.severity)).toEqual([...Array(7).fill("ok"), "warn", "warn", "critical"]);
    expect(uses[10]).toMatchObject({ key: "N9", usedPico: 96n * USD });
    // 10 + 20 + 30 + 40 + 50 = 150 of 200: 75 %
    expect(uses[11]).toMatchObject({ key: "a", usedPico: 150n * USD, severity: "warn" });
    // 60 + 70 + 80 + 90 + 96 = 396 of 500: 79 %
    expect(uses[12]).toMatchObject({ key: "b", usedPico: 396n * USD, severity: "warn" });
  });

  test("nothing is shown of four, nor of the four that are left of nine", async () => {
    const rows = await rowsOf([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const entry = (m: string, i: number): RosterEntry => ({
      member: m,
      name: "",
      group: i < 4 ? "a" : "b",
      costCenter: "",
    });
    const roster = new Map(rows.map(({ keys: [m = ""] }, i) => [m, entry(m, i)] as const));
    const budgets = ["group:a=1", "group:b=1", "group:c=1"].map(
      (text) => parseTeamBudget(text, parseUsd) as TeamBudget,
    );
    const { uses, skipped } = await checkBudgets(budgets, rows, roster, OF_FIVE);
    expect(uses).toEqual([]);
    expect(skipped.map(({ key, reason }) => `${key}: ${reason}`)).toEqual([
      "a: too few members",
      "b: too few members",
      "c: nobody is called so",
    ]);
    const all = [TEAM, { scope: "member", name: "", pico: USD }] as const;
    const four = await checkBudgets(all, rows.slice(0, 4), roster, OF_FIVE);
    const reason = "too few members were active this month";
    expect(four).toMatchObject({ uses: [], skipped: [{ reason }, { reason }] });
    expect((await checkBudgets(all, rows.slice(0, 5), roster, OF_FIVE)).uses).toHaveLength(6);
    expect((await checkBudgets(budgets, rows, roster, ALL_AGREED)).uses).toHaveLength(2);
  });

  test("two groups are not shown that leave two members of the team over", async () => {
    // Each of the groups leaves seven; both together leave the two without a group.
    const rows = await rowsOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const roster = new Map(
      rows.slice(0, 10).map(({ keys: [m = ""] }, i) => {
        return [m, { member: m, name: "", group: i < 5 ? "a" : "b", costCenter: "" }] as const;
      }),
    );
    const budgets = ["group:a=1", "group:b=1"].map((text) => parseTeamBudget(text, parseUsd) as TeamBudget);
    const { uses, skipped } = await checkBudgets(budgets, rows, roster, OF_FIVE);
    expect(uses.map(({ key }) => key)).toEqual(["b"]);
    expect(skipped).toEqual([{ scope: "group", key: "a", reason: "too few members" }]);
  });

  test.each(["", "team", "team=", "team=x", "team=-1", "team=0", "team:x=1", "group=1", "group:=1", "else=1"])(
    "'%s' is no budget",
    (text) => expect(parseTeamBudget(text, parseUsd)).toBeNull(),
  );
});

describe("unusual days", () => {
  const usual = (n: number, dollars = 4): bigint[] => Array(n).fill(usd(dollars));

  test("a member: above five times the own median, the team's 90th percentile and $10; after ten active days", () => {
    // 5 × $4 = $20
    expect(memberAnomaly(usd(20), usual(10), 0n)).toBeNull();
    expect(memberAnomaly(usd(20.01), usual(10), 0n)).toMatchObject({ usualPico: usd(4), thresholdPico: usd(20) });
    expect(memberAnomaly(usd(20.01), usual(9), 0n)).toBeNull();
    expect(memberAnomaly(usd(30), usual(10), usd(30))).toBeNull();
    expect(memberAnomaly(usd(30.01), usual(10), usd(30))).not.toBeNull();
    // 5 × $1 is below $10
    expect(memberAnomaly(usd(10), usual(10, 1), 0n)).toBeNull();
    expect(memberAnomaly(usd(10.01), usual(10, 1), 0n)).not.toBeNull();
    // One outlier does not move the median.
    expect(memberAnomaly(usd(21), [...usual(10), usd(1000)], 0n)?.usualPico).toBe(usd(4));
  });

  test("the team: above the median of the same weekdays by four median deviations", () => {
    const weeks = [90, 95, 100, 100, 105, 110].map(usd);
    // Median 100; deviations 0 0 5 5 10 10: 5, times four: above $120
    expect(teamAnomaly(usd(120), weeks, 30)).toBeNull();
    expect(teamAnomaly(usd(120.01), weeks, 30)).toMatchObject({ usualPico: usd(100), thresholdPico: usd(120) });
    expect(teamAnomaly(usd(120.01), weeks, 10)).not.toBeNull();
    expect(teamAnomaly(usd(120.01), weeks, 9)).toBeNull();
    // Where every week was alike, $10 more are not worth a word.
    expect(teamAnomaly(usd(110), [100, 100, 100].map(usd), 30)).toBeNull();
    expect(teamAnomaly(usd(110.01), [100, 100, 100].map(usd), 30)).not.toBeNull();
  });

  test("the cause is what grew most", () => {
    const causes = [
      { key: "opus", pico: 50n, usualPico: 10n },
      { key: "haiku", pico: 9n, usualPico: 10n },
      { key: "background", pico: 60n, usualPico: 1n },
    ];
    expect(largestIncreases(causes).map(({ key }) => key)).toEqual(["background", "opus"]);
  });

  test("is found in cells, with its cause, and not of members of a small team", async () => {
    const team = {
      id: "0".repeat(16),
      name: "t",
      from: null,
      to: null,
      k: 5,
      allow: [],
      agreedToNames: false,
      retentionMonths: 12,
    };
    const cells = [0, 1, 2, 3, 4].flatMap((who) => {
      return Array.from({ length: 20 }, (_, i) => cellOf(who, END_DAY - 1 - i, 3));
    });
    cells.push(...[0, 1, 2, 3, 4].map((who) => cellOf(who, END_DAY, 3)));
    cells.push(cellOf(2, END_DAY, 40, { kind: "subagent", model: "claude-opus-5-5", machine: "m-00000000ff" }));
    const request = { team, roster: new Map(), engine: engineOf(cells), budgets: [], day: END_DAY };
    const { anomalies } = await checkTeam(request);
    expect(anomalies.map(({ scope, key, pico }) => [scope, key, pico])).toEqual([
      // $55 where $15 are usual
      ["team", "", usd(55)],
      ["member", member(2), usd(43)],
    ]);
    expect(anomalies[1]?.causes[0]).toEqual({ key: "claude-opus-5-5, subagents", pico: usd(40), usualPico: 0n });
    const small = await checkTeam({ ...request, team: { ...team, k: 6 } });
    // Five were active on that day: of six nothing is shown, not even of the team.
    expect(small).toMatchObject({ isTooSmall: true, anomalies: [] });
  });
});

test("team check answers with exit code 3 where somebody should look, else 0", async () => {
  const home = tempDir();
  const { teamDir } = dataPaths(undefined, cleanEnv(home));
  const shape = { seed: "check", developers: 12, machines: 1, days: 42, endDay: END_DAY };
  await writeDemoTeam(join(home, "team"), teamDir, shape);
  const run = (...args: string[]) =>
    runHere(["team", "check", ...args], { home, nowMs: (END_DAY + 1) * 86_400_000 + 1 });
  const quiet = await run("--budget", "team=1000000", "--json");
  expect(schemaErrors("team/check", JSON.parse(quiet.stdout))).toEqual([]);
  expect(JSON.parse(quiet.stdout).month).toEqual({ from: "2026-11-01", to: "2026-11-25" });
  expect(quiet.code).toBe(JSON.parse(quiet.stdout).anomalies.length === 0 ? 0 : 3);
  const over = await run("--budget", "team=1", "--budget", "member=0.01");
  expect(over.code).toBe(3);
  expect(over.stdout).toContain("! over");
  const duck = await run("--budget", "team=1", "--json", "--engine", "duckdb");
  expect(JSON.parse(duck.stdout)).toEqual(JSON.parse((await run("--budget", "team=1", "--json")).stdout));
  expect((await run("--budget", "nonsense")).code).toBe(2);
});

test("of causes, those that did not grow are left out, and equal increases are in the order of their names", () => {
  const cause = (key: string, pico: bigint, usualPico: bigint) => ({ key, pico, usualPico });
  const causes = [
    cause("same", 5n, 5n),
    cause("b", 3n, 1n),
    cause("less", 4n, 5n),
    cause("a", 9n, 7n),
    cause("one", 6n, 5n),
  ];
  for (const order of [causes, causes.toReversed()])
    expect(largestIncreases(order, 9).map(({ key }) => key)).toEqual(["a", "b", "one"]);
  expect(largestIncreases(causes, 2).map(({ key }) => key)).toEqual(["a", "b"]);
});
