import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeDemoTeam } from "../../src/app/demo/demo-team.ts";
import { reportTeam } from "../../src/app/team/report-team.ts";
import { usdString } from "../../src/core/pricing/money.ts";
import type { Cell } from "../../src/core/team/cell.ts";
import { CellTable } from "../../src/core/team/cell-table.ts";
import { coarsePico, coarseUsd } from "../../src/core/team/report/privacy.ts";
import { REPORT_DIMENSIONS, type ReportDimension } from "../../src/core/team/report/report.ts";
import type { Roster, Team } from "../../src/core/team/team-file.ts";
import { EmbeddedEngine } from "../../src/engines/embedded/embedded-engine.ts";
import { dataPaths } from "../../src/store/files/data-dir.ts";
import { changeRoster } from "../../src/store/team/roster-file.ts";
import { readTeam } from "../../src/store/team/team-file.ts";
import { schemaErrors } from "../helpers/json-schema.ts";
import { cleanEnv } from "../helpers/run-cli.ts";
import { runHere } from "../helpers/run-here.ts";
import { runs } from "../helpers/runs.ts";
import { sharedTempDir, tempDir } from "../helpers/temp-dir.ts";
import { END_DAY, madeTeam } from "./engines.ts";

const NOW_MS = (END_DAY + 1) * 86_400_000 + 3_600_000;

/** Twelve developers on three machines each, with the lead's roster. */
async function demo(options = {}, home = tempDir()) {
  const dir = join(home, "team");
  const { teamDir } = dataPaths(undefined, cleanEnv(home));
  const shape = { seed: "report", developers: 12, machines: 3, days: 42, endDay: END_DAY, synced: 0.5, ...options };
  const people = await writeDemoTeam(dir, teamDir, shape);
  const run = (...args: string[]) => runAt(100, ...args);
  const runAt = (columns: number, ...args: string[]) => runHere(["team", ...args], { home, nowMs: NOW_MS, columns });
  const json = async (...args: string[]) => {
    const ran = await run(...args, "--json");
    expect(ran.code, ran.stderr).toBe(0);
    return JSON.parse(ran.stdout);
  };
  return { dir, teamDir, people, run, runAt, json };
}

const sharedHome = sharedTempDir();
let shared: ReturnType<typeof demo> | undefined;

/** One team for the tests that only read it. */
function usualDemo(): ReturnType<typeof demo> {
  shared ??= demo({}, sharedHome);
  return shared;
}

describe("team report of twelve developers on three machines each", () => {
  test("has the truth to the pico-dollar, by every dimension and on two engines alike", async () => {
    const { people, json } = await usualDemo();
    const truth = people.reduce((n, { truth: t }) => n + t.costPico + t.backgroundPico, 0n);
    for (const by of REPORT_DIMENSIONS) {
      const report = await json("report", "--by", by);
      expect(schemaErrors("team/report", report)).toEqual([]);
      expect(report.totals.totalUsd).toBe(usdString(truth));
      const sum = report.groups.reduce((n: bigint, group: { totalUsd: string }) => n + pico(group.totalUsd), 0n);
      expect(sum, by).toBe(truth);
      if (by === "group" || by === "day") {
        expect(await json("report", "--by", by, "--engine", "duckdb")).toEqual(report);
      }
    }
    const members = await json("report", "--by", "member");
    for (const { member, truth: t } of people.filter((p) => p.truth.responses > 0)) {
      const group = members.groups.find((g: { key: string }) => g.key === member);
      expect(group).toMatchObject({
        totalUsd: usdString(t.costPico + t.backgroundPico),
        backgroundUsd: usdString(t.backgroundPico),
        requests: t.responses,
        activeDays: t.activeDays,
        tokens: t.tokens,
      });
    }
    expect(members.coverage).toMatchObject({ members: 12, sharing: 12, machines: 36, missing: [], filesLeftOut: 0 });
  }, 60_000);

  test("a name that several have stands with the pseudonym, and who has not shared is named as well", async () => {
    const { dir, teamDir, people, json } = await demo({ developers: 6, machines: 1 });
    const absent = "dev-0000000000";
    await changeRoster(teamDir, readTeam(dir).id, (members) => {
      for (const [member, entry] of members) members.set(member, { ...entry, name: "Kim" });
      members.set(absent, { member: absent, name: "Ghost", group: "", costCenter: "" });
    });
    const active = people.filter((p) => p.truth.responses > 0);
    const named = await json("report", "--names");
    expect(schemaErrors("team/report", named)).toEqual([]);
    expect(named.groups.map((g: { key: string }) => g.key)).toEqual(active.map((p) => `Kim (${p.member})`).sort());
    expect(named.coverage.missing).toEqual(["Ghost"]);
    expect((await json("report")).coverage.missing).toEqual([absent]);
  });

  test("names come from the roster, and only where asked for", async () => {
    const { people, run, json } = await usualDemo();
    const text = (await run("report")).stdout;
    for (const { name } of people) expect(text).not.toContain(name);
    const named = await json("report", "--names");
    const active = people.filter((p) => p.truth.responses > 0);
    expect(named.groups.map((g: { key: string }) => g.key)).toEqual(active.map((p) => p.name).sort());
  });

  test.each(REPORT_DIMENSIONS)("by %s fits 40 to 160 columns, with every row's name and total whole", async (by) => {
    const { runAt, json } = await usualDemo();
    const { groups } = await json("report", "--by", by);
    for (const columns of runs({ ci: [40, 60, 80, 120, 160], here: [40, 80, 160] })) {
      const { stdout } = await runAt(columns, "report", "--by", by);
      const lines = stdout.split("\n");
      for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(columns);
      for (const { key, totalUsd } of groups) {
        const total = `$${Number(totalUsd).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
        const name = key.replace(/^claude-|-\d{8}$/g, "");
        expect(
          lines.some((line) => line.startsWith(name) && line.includes(total)),
          `${columns}: ${name} ${total}`,
        ).toBe(true);
      }
    }
  });

  test("--names without a roster is refused", async () => {
    const { dir } = await usualDemo();
    const ran = await runHere(["team", "report", dir, "--names"], { nowMs: NOW_MS });
    expect(ran).toMatchObject({ code: 2 });
    expect(ran.stderr).toContain("--names needs the lead's roster");
  });

  test("a torn file is left out and counted, on both engines", async () => {
    const { dir, people, json } = await demo({ machines: 1 });
    const { member, machines } = people.find((p) => p.truth.responses > 0) as (typeof people)[number];
    const month = join(dir, "usage", `member=${member}`, `machine=${machines[0]}`, "year=2026", "month=11");
    writeFileSync(join(month, "usage.parquet"), "PAR1 torn");
    writeFileSync(join(month, "usage (1).parquet"), "a conflict copy");
    const embedded = await json("report", "--since", "2026-11-01");
    expect(embedded.coverage.filesLeftOut).toBe(2);
    expect(embedded.groups.map((g: { key: string }) => g.key)).not.toContain(member);
    expect(await json("report", "--since", "2026-11-01", "--engine", "duckdb")).toEqual(embedded);
  });

  test("of days on which fewer than five were active, no output shows anything", async () => {
    const { dir, people, run, json } = await demo({ developers: 6, machines: 1, days: 20 });
    const [first, ...others] = people as [(typeof people)[number], ...typeof people];
    for (const { member } of others) rmSync(join(dir, "usage", `member=${member}`), { recursive: true });
    expect(first.truth.responses).toBeGreaterThan(0);
    const range = ["--since", "2026-11-10", "--until", "2026-11-24"];
    const report = await json("report", ...range);
    expect(schemaErrors("team/report", report)).toEqual([]);
    expect(report).toMatchObject({
      totals: null,
      groups: [],
      distribution: [],
      unallocatedUsd: null,
      tooFewMembers: true,
    });
    const table = await run("report", ...range);
    expect(table.stdout).toContain("Fewer than 5 members were active in these days");
    for (const form of [["--csv"], ["--focus", "-"]]) {
      const rows = await run("report", ...range, ...form);
      expect(rows.stdout.trim().split("\n")).toHaveLength(1);
      expect(rows.stderr).toContain("fewer than 5 members were active in these days: nothing of them is shown");
    }
    for (const text of [table.stdout, table.stderr]) expect(text).not.toContain("$");
    const pilot = await run("pilot", ...range);
    expect(pilot).toMatchObject({ code: 1, stdout: "" });
    expect(pilot.stderr).toContain("fewer than 5 members were active in these days");
    const noPilot = await run("pilot", ...range, "--json");
    expect(noPilot).toMatchObject({ code: 1, stderr: pilot.stderr });
    expect(schemaErrors("team/pilot", JSON.parse(noPilot.stdout))).toEqual([]);
    expect(JSON.parse(noPilot.stdout)).toMatchObject({
      range: { from: "2026-11-10", to: "2026-11-24" },
      tooFewMembers: true,
      reason: expect.stringContaining("fewer than 5 members"),
      pilot: null,
      weeks: [],
      rollout: null,
    });
    expect(noPilot.stdout).not.toContain("$");
    expect(await json("pilot")).toMatchObject({ tooFewMembers: true, reason: null, pilot: { members: 1 } });
    const check = JSON.parse((await run("check", "--budget", "team=1", "--json")).stdout);
    expect(check).toMatchObject({ budgets: [], anomalies: [] });
    expect(check.skipped).toEqual([{ scope: "team", key: "", reason: "too few members were active this month" }]);
    // All of the team's days have their total, and no distribution of one.
    const whole = await json("report");
    expect(whole).toMatchObject({ totals: { members: 1 }, groups: [], distribution: [], tooFewMembers: true });
    // In CSV that total is the one row.
    const [header = "", row = "", ...none] = (await run("report", "--csv")).stdout.trim().split(/\r?\n/);
    expect(none).toEqual([]);
    const values = new Map(header.split(",").map((name, i) => [name, row.split(",")[i]]));
    expect(Object.fromEntries(values)).toMatchObject({
      member: "all (n < 5)",
      members: "1",
      totalUsd: whole.totals.totalUsd,
      requests: String(whole.totals.requests),
      suppressed: "true",
    });
  });

  test("names from outside pass the gate, in the table and in CSV", async () => {
    const { dir, teamDir, people, run } = await demo();
    const { id } = readTeam(dir);
    await changeRoster(teamDir, id, (members) => {
      for (const p of people)
        members.set(p.member, { member: p.member, name: `=1+1\u001b[2J${p.name}`, group: "=evil()", costCenter: "" });
    });
    const table = await run("report", "--names");
    expect(table.stdout).not.toContain("\u001b[2J");
    const { stdout } = await run("report", "--by", "group", "--csv");
    expect(stdout).toContain("'=evil()");
  });

  test("a range in which there is no day is refused, whichever end of it is given", async () => {
    const { run, json } = await demo({ developers: 1, machines: 1 });
    // The team's dates are 2026-10-15 on; today is 2026-11-26.
    const refused = async (args: readonly string[], message: string): Promise<void> => {
      const ran = await run(...args);
      expect(ran, args.join(" ")).toMatchObject({ code: 2, stdout: "" });
      expect(ran.stderr).toContain(message);
    };
    for (const command of [["report"], ["pilot"], ["sql", "duckdb"], ["report", "--focus", "-"], ["report", "--csv"]]) {
      await refused([...command, "--since", "2026-11-02", "--until", "2026-11-01"], "is after --until 2026-11-01");
      const until = "--until: 2026-10-14 is before the team's first date, 2026-10-15";
      await refused([...command, "--until", "2026-10-14"], until);
      const since = command[0] === "pilot" ? "the last day that is over, 2026-11-25" : "today, 2026-11-26";
      await refused([...command, "--since", "2026-11-27"], `--since: 2026-11-27 is after ${since}`);
    }
    await refused(["pilot", "--since", "2026-11-26"], "--since: 2026-11-26 is after the last day that is over");
    await refused(["check", "--until", "2026-10-14"], "--until: 2026-10-14 is before the team's first date");
    expect((await json("report", "--since", "2026-11-26")).range).toEqual({ from: "2026-11-26", to: "2026-11-26" });
    expect((await json("report", "--until", "2026-10-15")).range).toEqual({ from: "2026-10-15", to: "2026-10-15" });
    expect((await json("pilot", "--until", "2026-11-26")).range.to).toBe("2026-11-25");
  });

  test("a team whose first date has not come, or is not over, is said to be one", async () => {
    const home = tempDir();
    const run = (...args: string[]) => runHere(["team", ...args], { home, nowMs: NOW_MS });
    const dir = join(home, "team");
    await run("init", dir, "--from", "2026-11-27", "--to", "2026-11-29");
    for (const command of ["report", "pilot", "check"]) {
      const early = await run(command);
      expect(early, command).toMatchObject({ code: 1, stdout: "" });
      expect(early.stderr).toContain("the team's first date, 2026-11-27, ");
    }
    await run("init", dir, "--from", "2026-11-26");
    expect((await run("pilot")).stderr).toContain("the team's first date, 2026-11-26, is not over yet");
    expect((await run("check")).stderr).toContain("the team's first date, 2026-11-26, is not over yet");
    expect((await run("report")).stdout).toContain("Nothing was shared of these days.");
    await run("init", dir, "--from", "2026-11-01", "--to", "2026-11-20");
    const late = await run("report", "--since", "2026-11-21");
    expect(late).toMatchObject({ code: 2 });
    expect(late.stderr).toContain("--since: 2026-11-21 is after the team's last date, 2026-11-20");
  });

  test("what does not apply is refused", async () => {
    const { run } = await demo({ developers: 1, machines: 1 });
    for (const [args, message] of [
      [["--by", "color"], "'color' is not one of member, group"],
      [["--engine", "clickhouse"], "needs the server's address"],
      [["--engine", "clickhouse", "--url", "http://example.com:8123"], "is no address of a ClickHouse server"],
      [["--url", "https://example.com:8443"], "go with --engine clickhouse"],
      [["--project", "x"], "does not take --project"],
      [["--since", "2026-11-02", "--until", "2026-11-01"], "is after"],
    ] as const) {
      const ran = await run("report", ...args);
      expect(ran.code, args.join(" ")).toBe(2);
      expect(ran.stderr).toContain(message);
    }
  });
});

const pico = (usd: string): bigint => {
  const [whole = "0", fraction = ""] = usd.split(".");
  return BigInt(whole) * 10n ** 12n + BigInt(fraction.padEnd(12, "0"));
};

describe("groups of too few people", () => {
  const [cell] = madeTeam({ developers: 1, machines: 1 }).flatMap((p) => p.cells) as [Cell];
  const TEAM = { id: "0".repeat(16), name: "t", from: null, to: null, k: 5, allow: [], retentionMonths: 12 };

  /**
   * A member costs a dollar more than the one before.
   * @param sizes members of each group
   * @param span days from the first member's day to that of the others
   */
  async function groupsOf(
    sizes: Readonly<Record<string, number>>,
    more: Partial<Team> = {},
    by: ReportDimension = "group",
    { span = 7, range = { from: 0, to: END_DAY } } = {},
  ) {
    const roster: Map<string, Roster extends ReadonlyMap<string, infer E> ? E : never> = new Map();
    const cells: Cell[] = [];
    for (const [group, size] of Object.entries(sizes)) {
      for (let i = 0; i < size; i++) {
        const member = `dev-${String(cells.length).padStart(10, "0")}`;
        if (group !== "unallocated") roster.set(member, { member, name: "", group, costCenter: "" });
        const idsFold = BigInt(cells.length + 1);
        const day = cells.length === 0 ? END_DAY - span + 1 : END_DAY;
        cells.push({ ...cell, day, member, idsFold, project: group, costPico: BigInt(cells.length + 1) * 10n ** 12n });
      }
    }
    const table = CellTable.forReports();
    table.add((field) => cells.map((c) => c[field]), cells.length);
    const engine = new EmbeddedEngine(table);
    return reportTeam({
      team: { ...TEAM, agreedToNames: false, ...more },
      roster,
      engine,
      machines: [],
      range,
      today: END_DAY + 1,
      dimension: by,
      names: false,
      checks: [],
    });
  }
  const shown = (report: Awaited<ReturnType<typeof groupsOf>>) =>
    report.groups.map(({ key, members, suppressed }) => `${key} ${members}${suppressed ? " hidden" : ""}`).sort();

  test("five are shown, four are merged; and with them the smallest other, or the total would tell", async () => {
    expect(shown(await groupsOf({ a: 5, b: 6 }))).toEqual(["a 5", "b 6"]);
    expect(shown(await groupsOf({ a: 4, b: 6, c: 7 }))).toEqual(["c 7", "others (n < 5) 10 hidden"]);
    expect(shown(await groupsOf({ a: 4, b: 6 }))).toEqual(["others (n < 5) 10 hidden"]);
    // Two small ones hide each other where they are five together.
    expect(shown(await groupsOf({ a: 2, b: 3, c: 7 }))).toEqual(["c 7", "others (n < 5) 5 hidden"]);
    expect(shown(await groupsOf({ a: 2, b: 2, c: 7, d: 8 }))).toEqual(["d 8", "others (n < 5) 11 hidden"]);
  });

  test("what is shown sums to the total", async () => {
    const report = await groupsOf({ a: 2, b: 2, c: 7, d: 8 });
    expect(report.groups.reduce((n, g) => n + g.costPico, 0n)).toBe(report.totals?.costPico);
    // 1 + 2 + … + 19 dollars
    expect(report.totals?.costPico).toBe(190n * 10n ** 12n);
  });

  test("a team of four shows totals and quantiles alone, unless all agreed", async () => {
    const four = await groupsOf({ a: 2, b: 2 });
    expect(four).toMatchObject({ openness: "totals", groups: [], unallocatedPico: null });
    expect(four.totals?.members).toBe(4);
    // Of 1, 2, 3 and 4 dollars, each rounded to two digits.
    expect(four.distribution.map(({ pico: p }) => usdString(p))).toEqual(["1.3", "1.75", "2.5", "3.25", "3.7"]);
    expect((await groupsOf({ a: 2 })).distribution).toEqual([]);
    expect((await groupsOf({ a: 3 })).distribution).toHaveLength(5);
    expect((await groupsOf({ a: 2, b: 2 }, {}, "member")).groups).toEqual([]);
    expect((await groupsOf({ a: 2, b: 2 }, { agreedToNames: true }, "member")).groups).toHaveLength(4);
    expect(shown(await groupsOf({ a: 2, b: 2 }, { agreedToNames: true }))).toEqual(["a 2", "b 2"]);
    expect((await groupsOf({ a: 2, b: 3 }, {}, "member")).groups).toHaveLength(5);
  });

  test("a small team's total is of all that its folder holds, and of a week or more where its lead has set dates", async () => {
    const opennessOf = async (span: number, dates: Pick<Team, "from" | "to">, people = 4) => {
      const range = { from: dates.from ?? 0, to: dates.to ?? END_DAY };
      return (await groupsOf({ a: people }, dates, "group", { span, range })).openness;
    };
    const open = { from: null, to: null };
    expect(await opennessOf(1, open)).toBe("totals");
    expect(await opennessOf(10, open)).toBe("totals");
    const dated = { from: END_DAY - 99, to: null };
    expect(await opennessOf(6, dated)).toBe("nothing");
    expect(await opennessOf(7, dated)).toBe("totals");
    expect(await opennessOf(8, dated)).toBe("totals");
    // The lead narrows the team's dates to leave out the first member's day, or all days but that one.
    const first = END_DAY - 9;
    expect(await opennessOf(10, { from: first, to: null })).toBe("totals");
    expect(await opennessOf(10, { from: first + 1, to: null })).toBe("nothing");
    expect(await opennessOf(10, { from: null, to: END_DAY - 1 })).toBe("nothing");
    expect(await opennessOf(10, { from: first, to: first })).toBe("nothing");
    // Five are enough on any day: four of them on the last one are not.
    expect(await opennessOf(10, { from: first, to: null }, 5)).toBe("all");
    expect(await opennessOf(10, { from: END_DAY, to: END_DAY }, 6)).toBe("all");
    expect(await opennessOf(10, { from: END_DAY, to: END_DAY }, 5)).toBe("nothing");
    expect((await groupsOf({ a: 4 }, dated, "group", { span: 6 })).totals).toBeNull();
  });

  test("the unallocated are a group like another, and told apart by nothing else", async () => {
    expect(shown(await groupsOf({ a: 5, unallocated: 5 }))).toEqual(["a 5", "unallocated 5"]);
    expect((await groupsOf({ a: 5, unallocated: 5 })).unallocatedPico).toBe(40n * 10n ** 12n);
    const few = await groupsOf({ a: 5, b: 6, unallocated: 4 });
    expect(shown(few)).toEqual(["b 6", "others (n < 5) 9 hidden"]);
    expect(few.unallocatedPico).toBeNull();
    // By model, the total minus the unallocated would be of four.
    expect((await groupsOf({ a: 4, unallocated: 6 }, {}, "model")).unallocatedPico).toBeNull();
    expect((await groupsOf({ a: 5, unallocated: 6 }, {}, "model")).unallocatedPico).toBe(51n * 10n ** 12n);
    expect((await groupsOf({ a: 5 })).unallocatedPico).toBe(0n);
  });

  test("amounts of few people are rounded to two digits", () => {
    expect(coarsePico(123_456_789_000_000n)).toBe(120_000_000_000_000n);
    expect([0n, 7n, 99n, 994n, 995n, 999n].map(coarsePico)).toEqual([0n, 7n, 99n, 990n, 1000n, 1000n]);
    expect([0, 0.0123, 99.4, 99.6, 1234].map(coarseUsd)).toEqual([0, 0.012, 99, 100, 1200]);
  });

  test("other values of k", async () => {
    expect(shown(await groupsOf({ a: 2, b: 3 }, { k: 2 }))).toEqual(["a 2", "b 3"]);
    expect(shown(await groupsOf({ a: 2, b: 3 }, { k: 3 }))).toEqual(["others (n < 3) 5 hidden"]);
  });
});
