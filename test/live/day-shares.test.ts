/** Projects, models and the certainty of the dashboard's days: the same as `by` and `daily` say of them. */

import { join } from "node:path";
import { expect, it } from "vitest";
import { DEMO_SHAPE } from "../../src/app/demo/demo-home.ts";
import { writeDemoTree } from "../../src/app/demo/demo-tree.ts";
import { LiveData } from "../../src/app/live/live-data.ts";
import { findLogFiles } from "../../src/claude-code/logs/log-files.ts";
import { dayKey } from "../../src/core/calendar/period.ts";
import { type DayNumber, Zone } from "../../src/core/calendar/zone.ts";
import { BACKGROUND_SHARE, type DashboardData, type DayRow } from "../../src/core/dashboard/dashboard-data.ts";
import { usdString } from "../../src/core/pricing/money.ts";
import { dataPaths } from "../../src/store/files/data-dir.ts";
import { shares, spendBetween } from "../../src/view/dashboard/spend.ts";
import { INITIAL_UI } from "../../src/view/dashboard/ui-state.ts";
import { loadAndSave } from "../helpers/load-history.ts";
import { assistantRow, makeTree, usage } from "../helpers/make-tree.ts";
import { jsonHere, runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const NOON = Date.parse("2026-11-20T12:00:00Z");
const ZONE = new Zone("UTC");
const TODAY = ZONE.dayOf(NOON);

async function dashboardOf(home: string): Promise<DashboardData> {
  const root = join(home, ".claude");
  const io = { env: {}, homeDir: home, now: () => NOON };
  const dataDir = join(home, "own");
  const load = { configDirs: [root], dataDir, archive: false, index: false, demo: false, responses: true };
  const history = await loadAndSave({ ...load, progress: () => {} }, io);
  const options = { history, zone: ZONE, io, paths: dataPaths(dataDir, {}), roots: [root], onlyLogged: false };
  const data = new LiveData(options);
  data.setFiles(findLogFiles([{ path: root, reason: "test" }]).numbers);
  return data.snapshot(INITIAL_UI);
}

type Group = { readonly key: string; readonly totalUsd: string };

const byKey = (a: { readonly key: string }, b: { readonly key: string }): number => (a.key < b.key ? -1 : 1);

function shown(data: DashboardData, first: DayNumber, last: DayNumber, of: (day: DayRow) => DayRow["models"]) {
  return shares(data, first, last, of)
    .map(([key, { pico }]) => ({ key, totalUsd: usdString(pico) }))
    .sort(byKey);
}

it("projects and models have the sums that `by` has, background included", async () => {
  const home = tempDir();
  writeDemoTree(join(home, ".claude"), { ...DEMO_SHAPE, days: 32, endMs: NOON });
  const data = await dashboardOf(home);
  for (const [first, last] of [
    [TODAY, TODAY],
    [TODAY - 6, TODAY],
    [TODAY - 40, TODAY],
  ] as const) {
    const range = ["--since", dayKey(first), "--until", dayKey(last), "--timezone", "UTC", "--no-archive"];
    for (const [name, of] of [
      ["project", (day: DayRow) => day.projects],
      ["model", (day: DayRow) => day.models],
    ] as const) {
      const { groups } = await jsonHere<{ groups: readonly Group[] }>(["by", name, ...range], { home });
      const wanted = groups.map(({ key, totalUsd }) => ({ key, totalUsd })).sort(byKey);
      expect(shown(data, first, last, of), `${name}, ${dayKey(first)}`).toEqual(wanted);
      const sum = shares(data, first, last, of).reduce((total, [, { pico }]) => total + pico, 0n);
      expect(usdString(sum), "they add up to the days").toBe(usdString(spendBetween(data, first, last).totalPico));
    }
  }
});

it("a day is a lower bound where a session without a record of its background was billed", async () => {
  const home = tempDir();
  writeDemoTree(join(home, ".claude"), { ...DEMO_SHAPE, days: 32, endMs: NOON });
  const data = await dashboardOf(home);
  const options = { home, columns: 160, nowMs: NOON };
  const { stdout } = await runHere(["daily", "--timezone", "UTC", "--no-archive"], options);
  const bounds = new Map(
    [...stdout.matchAll(/^(\d{4}-\d\d-\d\d) .*?(≥?)\$[\d.]+ +[\d,]+ /gm)].map((m) => [m[1], m[2]]),
  );
  const rows = [...data.days.values()].filter(({ backgroundPico }) => backgroundPico > 0n);
  expect(rows.length).toBeGreaterThan(5);
  expect(new Set(bounds.values())).toEqual(new Set(["", "≥"]));
  for (const { day, backgroundStatus } of rows)
    expect([dayKey(day), backgroundStatus === "exact" ? "" : "≥"]).toEqual([dayKey(day), bounds.get(dayKey(day))]);
});

it("a project and a model of which nothing has a price are listed, after the others", async () => {
  const home = tempDir();
  const at = { timestamp: "2026-11-20T10:00:00Z", usage: usage({ output_tokens: 50_000 }) };
  makeTree(join(home, ".claude"), {
    "a.jsonl": [assistantRow({ ...at, cwd: "/p/a", sessionId: "a", model: "claude-nova-9" })],
    "b.jsonl": [assistantRow({ ...at, cwd: "/p/b", sessionId: "b" })],
  });
  const data = await dashboardOf(home);
  // 50,000 x $20 a million = $1.
  const one = { pico: 1_000_000_000_000n, lacksPrices: false };
  const none = { pico: 0n, lacksPrices: true };
  expect(shares(data, TODAY, TODAY, (day) => day.projects)).toEqual([
    ["/p/b", one],
    ["/p/a", none],
  ]);
  expect(shares(data, TODAY, TODAY, (day) => day.models).map(([, amount]) => amount)).toEqual([one, none]);
  expect(data.days.get(TODAY)?.models.has(BACKGROUND_SHARE)).toBe(false);
});
