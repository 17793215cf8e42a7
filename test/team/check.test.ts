import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeDemoTeam } from "../../src/app/demo/demo-team.ts";
import { checkTeam } from "../../src/app/team/check-team.ts";
import { memberNamed } from "../../src/app/team/find-member.ts";
import { pseudonymOf } from "../../src/app/team/secret.ts";
import { parseUsd } from "../../src/core/pricing/money.ts";
import type { Cell } from "../../src/core/team/cell.ts";
import { CellTable } from "../../src/core/team/cell-table.ts";
import {
  type Anomaly,
  largestIncreases,
  memberAnomaly,
  roundedAnomaly,
  teamAnomaly,
} from "../../src/core/team/check/anomalies.ts";
import { checkBudgets, parseTeamBudget, type TeamBudget } from "../../src/core/team/check/budgets.ts";
import type { RosterEntry } from "../../src/core/team/team-file.ts";
import { EmbeddedEngine } from "../../src/engines/embedded/embedded-engine.ts";
import { dataPaths } from "../../src/store/files/data-dir.ts";
import { changeRoster } from "../../src/store/team/roster-file.ts";
import { readTeam } from "../../src/store/team/team-file.ts";
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
  const table = CellTable.forReports();
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
    const ninth = { ...budget("member:n9 =100"), member: memberNamed("n9 ", { roster, secret: null }) ?? "" };
    const { uses } = await checkBudgets(
      [budget("member=100"), ninth, budget("group:a=200"), budget("group:b=500")],
      rows,
      roster,
      OF_FIVE,
    );
    expect(uses.slice(0, 10).map((use) => use.severity)).toEqual([...Array(7).fill("ok"), "warn", "warn", "critical"]);
    expect(uses[10]).toMatchObject({ key: "n9", usedPico: 96n * USD });
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
      "c: no member is in this group",
    ]);
    const all = [TEAM, { scope: "member", name: "", pico: USD }] as const;
    expect((await checkBudgets(all, [], roster, OF_FIVE)).skipped).toEqual([
      { scope: "member", key: "", reason: "nobody was active this month" },
    ]);
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

  test.each([
    "",
    "team",
    "team=",
    "team=x",
    "team=-1",
    "team=0",
    "team:x=1",
    "group=1",
    "group:=1",
    "member:=1",
    "member: =1",
    "else=1",
  ])("'%s' is no budget", (text) => expect(parseTeamBudget(text, parseUsd)).toBeNull());
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

  test("what is usual for a single member is rounded to two digits, and the day stays above the threshold", () => {
    const usualPico = usd(4.37);
    const found = memberAnomaly(usd(21.86), Array(10).fill(usualPico), 0n);
    // 5 × $4.37 = $21.85
    expect(found).toEqual({ pico: usd(21.86), usualPico, thresholdPico: usd(21.85) });
    expect(roundedAnomaly(found as Anomaly)).toEqual({
      pico: usd(21.86),
      usualPico: usd(4.4),
      thresholdPico: usd(21),
    });
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
    // What a single member spent it on is no one's to see, unless all agreed.
    expect(anomalies[1]?.causes).toEqual([]);
    const agreed = await checkTeam({ ...request, team: { ...team, agreedToNames: true } });
    expect(agreed.anomalies[1]?.causes[0]).toEqual({
      key: "claude-opus-5-5, subagents",
      pico: usd(40),
      usualPico: 0n,
    });
    const ofTwo = await checkTeam({ ...request, team: { ...team, k: 2 } });
    expect(ofTwo.anomalies[1]?.causes).toEqual([]);
    expect((await checkTeam({ ...request, team: { ...team, k: 1 } })).anomalies[1]?.causes).toHaveLength(1);
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

test("team check says of each budget that is not shown whose it is, and that there are none only where there are none", async () => {
  const home = tempDir();
  const dir = join(home, "team");
  const { teamDir } = dataPaths(undefined, cleanEnv(home));
  const shape = { seed: "check", developers: 4, machines: 1, days: 42, endDay: END_DAY };
  const people = await writeDemoTeam(dir, teamDir, shape);
  const run = (...args: string[]) =>
    runHere(["team", "check", ...args], { home, nowMs: (END_DAY + 1) * 86_400_000 + 1, columns: 120 });
  expect((await run()).stdout).toContain("no budgets: ");
  const { stdout } = await run("--budget", "member=1", "--budget", "team=1", "--budget", "group:nobody=1");
  expect(stdout).not.toContain("no budgets");
  for (const of of ["each member", "team", "group nobody"]) {
    expect(stdout).toContain(`budget of ${of}: not shown, too few members were active this month`);
  }
  const { id } = readTeam(dir);
  await changeRoster(teamDir, id, (members) => {
    for (const [member, entry] of members) members.set(member, { ...entry, name: "Kim" });
  });
  const ambiguous = await run("--budget", "member:kim=1");
  expect(ambiguous).toMatchObject({ code: 2, stdout: "" });
  expect(ambiguous.stderr).toContain("'kim' is the name of several members: ");
  for (const { member: name } of people) expect(ambiguous.stderr).toContain(name);
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

describe("whom a text names", () => {
  const secret = "ab".repeat(32);
  const entry = (member: string, name: string): readonly [string, RosterEntry] => [
    member,
    { member, name, group: "", costCenter: "" },
  ];
  const [alice, other] = [pseudonymOf(secret, "alice@example.com"), member(7)];

  test("is a pseudonym, a name of the roster, or what a member joined as", () => {
    const roster = new Map([entry(alice, "Alice"), entry(other, "Bob")]);
    const named = (text: string) => memberNamed(text, { roster, secret });
    expect(named(" DEV-0000000007 ")).toBe(other);
    expect(["Alice", " alice", "ALICE@example.com "].map(named)).toEqual([alice, alice, alice]);
    expect(named("bob")).toBe(other);
    expect(named("carol")).toBe(pseudonymOf(secret, "carol"));
    expect(memberNamed("carol", { roster, secret: null })).toBeNull();
  });

  test("is refused where it may be several", () => {
    const roster = new Map([entry(alice, "Kim"), entry(other, " kim ")]);
    expect(() => memberNamed("KIM", { roster, secret: null })).toThrow(
      `'KIM' is the name of several members: ${alice}, ${other}`,
    );
    // One who joined as Kim, and another whom the roster calls so.
    const joined = pseudonymOf(secret, "Kim");
    const both = new Map([entry(joined, ""), entry(other, "Kim")]);
    expect(() => memberNamed("kim", { roster: both, secret })).toThrow("several members");
  });
});
