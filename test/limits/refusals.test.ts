/** What the commands about limits refuse, and their messages. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { tempDir } from "../helpers/temp-dir.ts";
import { type Program, program } from "./program.ts";

let p: Program;
beforeEach(() => {
  p = program(tempDir(), "2026-11-20T12:00:00.000Z");
});

describe("wrong use says what is right", () => {
  test.each([
    [["credits", "add", "lots"], "'lots' is not an amount of dollars"],
    [["credits", "add", "-5"], "'-5' is not an amount|unknown option '-5'"],
    [["credits", "add", "5", "--on", "2026-11-31"], "'2026-11-31' is not a date"],
    [["credits", "add", "5", "--on", "2027-01-01"], "is in the future"],
    [["credits", "remove", "9"], "there is no entry 9"],
    [["credits", "reconcile", "5", "--at", "soon"], "'soon' is not a time"],
    [["credits", "reload", "--below", "5"], "give --below, and --to"],
    [["budget", "set", "5", "--per", "year"], "is not one of day, week, month, session, total"],
    [["budget", "set", "0"], "a budget of .0 would always be used up"],
    [["budget", "set", "5", "--per", "total"], "a total budget is for a project, a model or a session"],
    [["budget", "remove", "day"], "there is no budget 'day'"],
    [["plan", "set", "gold"], "is not one of pro, max, team"],
    [["limits", "snooze", "day", "later"], "'later' is not a length of time"],
    [["limits", "snooze", "dya", "2h"], "'dya' is not the id of a limit"],
    [["limits", "silence", "five_hours"], "'five_hours' is not the id of a limit"],
    [["limits", "unsilence", "five_hour"], "'five_hour' was neither silenced nor snoozed"],
    ...["abc", "", "-1", "366", "1.5"].map((days): [string[], string] => [
      ["limits", "thresholds", `--expiry-days=${days}`],
      `--expiry-days: '${days}' is not a number of days from 0 to 365`,
    ]),
    [["limits", "thresholds", "--window", "80,120"], "is not a list of percentages from 1 to 100"],
  ])("%j", async (argv, message) => {
    const ran = await p.run(...argv);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(new RegExp(message));
    expect(ran.stdout).toBe("");
  });

  test("a limit that the plan does not have", async () => {
    await p.run("plan", "set", "pro");
    const ran = await p.run("plan", "limit", "group", "5");
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain("the plan pro has no group limit on usage credits");
  });

  test("a mistake in the settings is named, and the rest is shown", async () => {
    p.spend("s", ["2026-11-20T10:00:00Z"]);
    await p.run("budget", "set", "4", "--per", "day");
    const file = join(p.dataDir, "settings.json");
    const text = readFileSync(file, "utf8").replace('"expiryDays": 30', '"expiryDays": "a month"');
    writeFileSync(file, text);
    const ran = await p.run("limits", "--json");
    expect(ran.stderr).toContain('alerts.expiryDays is "a month"; it must be a number of days, 0 to 365.');
    expect(JSON.parse(ran.stdout).limits).toHaveLength(1);
    expect((await p.run("budget", "set", "9")).code).toBe(1);
    expect(readFileSync(file, "utf8")).toBe(text);
  });
});
