/** What days, projects and models were spent on, in the dashboard: the same as `claude-cost why` says of them. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { DEMO_SHAPE } from "../../src/app/demo/demo-home.ts";
import { writeDemoTree } from "../../src/app/demo/demo-tree.ts";
import { LiveData } from "../../src/app/live/live-data.ts";
import { findLogFiles } from "../../src/claude-code/logs/log-files.ts";
import { scanReference } from "../../src/claude-code/logs/reference-scanner.ts";
import { dayKey } from "../../src/core/calendar/period.ts";
import { Zone } from "../../src/core/calendar/zone.ts";
import { usdString } from "../../src/core/pricing/money.ts";
import { dataPaths } from "../../src/store/files/data-dir.ts";
import { EVERYTHING, type Scope } from "../../src/view/dashboard/places/place.ts";
import { INITIAL_UI, type UiState } from "../../src/view/dashboard/ui-state.ts";
import { loadAndSave } from "../helpers/load-history.ts";
import { assistantRow, SESSION, usage } from "../helpers/make-tree.ts";
import { runJson } from "../helpers/run-cli.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const NOON = Date.parse("2026-11-20T12:00:00Z");
const ZONE = new Zone("UTC");
const TODAY = ZONE.dayOf(NOON);

async function dashboardOver(root: string) {
  let nowMs = NOON;
  const io = { env: {}, homeDir: root, now: () => nowMs };
  const dataDir = join(root, "own");
  const load = { configDirs: [root], dataDir, archive: false, index: false, demo: false, responses: true };
  const history = await loadAndSave({ ...load, progress: () => {} }, io);
  const options = { history, zone: ZONE, io, paths: dataPaths(dataDir, {}), roots: [root], onlyLogged: false };
  const data = new LiveData(options);
  data.setFiles(findLogFiles([{ path: root, reason: "test" }]).numbers);
  return { data, pass: (ms: number) => (nowMs += ms) };
}

const at = (scope: Partial<Scope>): UiState => ({
  ...INITIAL_UI,
  place: { kind: "scope-causes", scope: { ...EVERYTHING, ...scope } },
});

/** All steps of it. @returns whether something new came of them */
function workOut(data: LiveData, ui: UiState): boolean {
  if (!data.beginScopeCauses({ ui, zone: ZONE })) return false;
  for (;;) {
    const done = data.stepScopeCauses();
    if (done !== "more") return done === "changed";
  }
}

type Part = { readonly key: string; readonly costUsd: string };
type CauseJson = {
  readonly id: string;
  readonly costUsd: string;
  readonly about: boolean;
  readonly parts: readonly Part[];
};

const byCost = (a: Part, b: Part): number => Number(b.costUsd) - Number(a.costUsd) || (a.key < b.key ? -1 : 1);

function shown(data: LiveData, ui: UiState): readonly CauseJson[] | null {
  const causes = data.snapshot(ui).causes?.causes ?? null;
  return (causes ?? []).map(({ id, costPico, about, parts }) => ({
    id,
    costUsd: usdString(costPico),
    about,
    parts: parts.map(({ key, costPico: pico }) => ({ key, costUsd: usdString(pico) })).sort(byCost),
  }));
}

async function asked(root: string, args: readonly string[]): Promise<readonly CauseJson[]> {
  const own = ["--config-dir", root, "--data-dir", join(root, "own"), "--no-archive", "--timezone", "UTC"];
  const { causes } = await runJson<{ causes: readonly CauseJson[] }>(["why", "--json", ...args, ...own]);
  return causes.map(({ id, costUsd, about, parts }) => ({
    id,
    costUsd,
    about,
    parts: parts.map(({ key, costUsd: usd }) => ({ key, costUsd: usd })).sort(byCost),
  }));
}

it("are what `why` says of the same days, and sum to what they cost", async () => {
  const root = tempDir();
  writeDemoTree(root, { ...DEMO_SHAPE, days: 32, endMs: NOON });
  const { data } = await dashboardOver(root);
  for (const [first, last] of [
    [TODAY, TODAY],
    [TODAY - 3, TODAY - 1],
    [TODAY - 30, TODAY],
  ] as const) {
    const ui = at({ first, last });
    expect(data.snapshot(ui).causes, "nothing before it is worked out").toBeNull();
    expect(workOut(data, ui)).toBe(true);
    expect(shown(data, ui)).toEqual(await asked(root, ["--since", dayKey(first), "--until", dayKey(last)]));
    const sum = [...data.snapshot(ui).days.values()]
      .filter(({ day }) => day >= first && day <= last)
      .reduce((total, { totalPico }) => total + totalPico, 0n);
    const causes = data.snapshot(ui).causes?.causes ?? [];
    expect(usdString(causes.reduce((total, { costPico }) => total + costPico, 0n))).toBe(usdString(sum));
  }
}, 120_000);

it("follow a session that goes on, not sooner than after half a minute, and nothing where nothing changed", async () => {
  const root = tempDir();
  writeDemoTree(root, { ...DEMO_SHAPE, days: 32, endMs: NOON });
  const { data, pass } = await dashboardOver(root);
  const ui = at({ first: TODAY, last: TODAY });
  expect(workOut(data, ui)).toBe(true);
  const before = data.snapshot(ui).causes;
  pass(60_000);
  expect(workOut(data, ui), "nothing has changed").toBe(false);
  const path = join(root, "projects", "-late", `${SESSION}.jsonl`);
  mkdirSync(join(path, ".."), { recursive: true });
  // 1,000 input tokens of Opus 5.5 at $4 a million: the first request of a session is its start.
  const row = { timestamp: "2026-11-20T11:59:00.000Z", id: "msg_late", usage: usage({ input_tokens: 1000 }) };
  writeFileSync(path, `${JSON.stringify(assistantRow(row))}\n`);
  data.fold(scanReference(path, 0, NOON), path, false);
  expect(workOut(data, ui)).toBe(true);
  const start = (causes: typeof before): bigint => causes?.causes?.find(({ id }) => id === "start")?.costPico ?? 0n;
  expect(start(data.snapshot(ui).causes)).toBe(start(before) + 4_000_000_000n);
  data.fold(scanReference(path, 0, NOON), path, false);
  pass(29_999);
  expect(workOut(data, ui), "a moment too soon").toBe(false);
  expect(data.snapshot(INITIAL_UI).causes, "Now asks for none").toBeNull();
}, 60_000);
