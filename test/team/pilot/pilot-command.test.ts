import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeDemoTeam } from "../../../src/app/demo/demo-team.ts";
import { usdString } from "../../../src/core/pricing/money.ts";
import { dataPaths } from "../../../src/store/files/data-dir.ts";
import { schemaErrors } from "../../helpers/json-schema.ts";
import { cleanEnv } from "../../helpers/run-cli.ts";
import { runHere } from "../../helpers/run-here.ts";
import { tempDir } from "../../helpers/temp-dir.ts";
import { END_DAY } from "../engines.ts";

const NOW_MS = (END_DAY + 1) * 86_400_000 + 3_600_000;

async function demo(developers = 12) {
  const home = tempDir();
  const { teamDir } = dataPaths(undefined, cleanEnv(home));
  const shape = { seed: "pilot", developers, machines: 2, days: 42, endDay: END_DAY, synced: 0.5 };
  const people = await writeDemoTeam(join(home, "team"), teamDir, shape);
  const run = (args: readonly string[], columns = 100) =>
    runHere(["team", "pilot", ...args], { home, nowMs: NOW_MS, columns });
  return { people, run };
}

describe("team pilot", () => {
  test("JSON is what its schema says, and its total the truth, on two engines alike", async () => {
    const { people, run } = await demo();
    const ran = await run(["--rollout", "120", "--json"]);
    const pilot = JSON.parse(ran.stdout);
    expect(schemaErrors("team/pilot", pilot)).toEqual([]);
    const truth = people.reduce((n, { truth: t }) => n + t.costPico + t.backgroundPico, 0n);
    expect(pilot.pilot.totalUsd).toBe(usdString(truth));
    expect(pilot.pilot.members).toBe(12);
    expect(pilot.pilot.active).toBe(people.filter((p) => p.truth.responses > 0).length);
    // All have shared up to the last day, which is the day before now.
    expect(pilot.pilot.calendarDays).toBeGreaterThan(12 * 30);
    expect(pilot.biases.map((bias: { id: string }) => bias.id)).not.toContain("late");
    expect(pilot.rollout.members).toBe(120);
    const managed = pilot.rollout.scenarios.find((s: { id: string }) => s.id === "managed");
    const asIs = pilot.rollout.scenarios[0];
    expect(managed.perMonthUsd).toBeLessThan(asIs.perMonthUsd);
    expect(managed.perMonthUsd).toBeGreaterThan(asIs.perMonthUsd / 10);
    const duck = await run(["--rollout", "120", "--json", "--engine", "duckdb"]);
    expect(JSON.parse(duck.stdout)).toEqual(pilot);
  }, 30_000);

  test("fits 40 to 160 columns, and has every figure at each", async () => {
    const { run } = await demo();
    const figures = (text: string) => [...text.matchAll(/\$[\d,.]*\d/g)].map(([usd]) => usd).sort();
    const wide = figures((await run(["--rollout", "50"], 160)).stdout);
    expect(wide.length).toBeGreaterThan(50);
    for (const columns of [40, 60, 80, 120, 160]) {
      const { stdout } = await run(["--rollout", "50"], columns);
      expect(figures(stdout)).toEqual(wide);
      for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(columns);
      expect(stdout).toContain("Four factors");
      expect(stdout).toContain("A month of 50 members");
      // Also where the column has no room.
      expect(stdout.replace(/\s+/g, " ")).toMatch(/90 % interval[ :].*Pilot as it is(?:, interval:| +\$[\d,.]+ +\$)/);
    }
  });

  test("Markdown has every table", async () => {
    const { run } = await demo();
    const { stdout } = await run(["--md"]);
    for (const title of ["## Four factors", "## Plans, per developer and month", "## What may be off"]) {
      expect(stdout).toContain(title);
    }
  });

  test("below five members with use it says that they are too few", async () => {
    const { run } = await demo(3);
    expect((await run([])).stdout).toContain("Too few to tell");
  });

  test.each([
    [["--rollout", "0"], "whole number of members"],
    [["--rollout", "many"], "whole number of members"],
    [["--managed", "gpt"], "not one model that has a price"],
    [["--json", "--md"], "cannot be combined"],
    [["--csv"], "does not take --csv"],
  ])("refuses %j", async (args, message) => {
    const { run } = await demo(1);
    const ran = await run(args);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(message);
  });
});
