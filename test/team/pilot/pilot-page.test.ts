import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeDemoTeam } from "../../../src/app/demo/demo-team.ts";
import { parseUsd } from "../../../src/core/pricing/money.ts";
import { dataPaths } from "../../../src/store/files/data-dir.ts";
import { readTeam, writeTeam } from "../../../src/store/team/team-file.ts";
import { money } from "../../../src/view/text/format.ts";
import { EVIL } from "../../gate/hostile.ts";
import { Browser, CHROMIUM } from "../../helpers/chromium.ts";
import { cleanEnv } from "../../helpers/run-cli.ts";
import { runHere } from "../../helpers/run-here.ts";
import { tempDir } from "../../helpers/temp-dir.ts";
import { END_DAY } from "../engines.ts";

const NOW_MS = (END_DAY + 1) * 86_400_000;

async function page(developers: number, name?: string) {
  const home = tempDir();
  const dir = join(home, "team");
  const { teamDir } = dataPaths(undefined, cleanEnv(home));
  await writeDemoTeam(dir, teamDir, { seed: "page", developers, machines: 1, days: 42, endDay: END_DAY });
  if (name !== undefined) writeTeam(dir, { ...readTeam(dir), name });
  const file = join(home, "pilot.html");
  const run = (...args: string[]) => runHere(["team", "pilot", "--rollout", "80", ...args], { home, nowMs: NOW_MS });
  const json = JSON.parse((await run("--json")).stdout);
  const ran = await run("--html", file);
  expect(ran.code, ran.stderr).toBe(0);
  return { file, json };
}

describe.skipIf(CHROMIUM === null)("the pilot's page in Chromium", () => {
  let browser: Browser;
  beforeAll(() => {
    browser = new Browser();
  });
  afterAll(() => browser.close());

  test.each([
    { width: 390, dark: false },
    { width: 1280, dark: true },
  ])(
    "has the totals of the JSON, asks for nothing and says nothing: $width px",
    async ({ width, dark }) => {
      const { file, json } = await page(12, `<script>alert(1)</script>${EVIL}`.slice(0, 80));
      const opened = await browser.open(file, { width, dark });
      expect(opened.requests).toEqual([]);
      expect(opened.problems).toEqual([]);
      expect(opened.overflowPx).toBeLessThanOrEqual(0);
      expect(opened.text).toContain(money(parseUsd(json.pilot.totalUsd) ?? 0n));
      for (const { perMonthUsd } of json.rollout.scenarios) {
        const shown = perMonthUsd < 1000 ? perMonthUsd.toFixed(2) : Math.round(perMonthUsd).toLocaleString("en-US");
        expect(opened.text).toContain(`$${shown}`);
      }
      expect(opened.text).toContain("<script>alert(1)");
    },
    30_000,
  );

  test("of a pilot that is too small says so", async () => {
    const { file } = await page(2);
    const opened = await browser.open(file, { width: 390 });
    expect(opened.problems).toEqual([]);
    expect(opened.text).toContain("Too few to tell");
  }, 30_000);
});

test("--html cannot be combined, and writes a file", async () => {
  const { file } = await page(6);
  expect(existsSync(file)).toBe(true);
  const ran = await runHere(["team", "pilot", "--html", "x", "--md", "--demo"], { nowMs: NOW_MS });
  expect(ran.code).toBe(2);
});
