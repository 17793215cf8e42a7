import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { DEMO_SHAPE } from "../../src/app/demo/demo-home.ts";
import { writeDemoTree } from "../../src/app/demo/demo-tree.ts";
import { LiveData } from "../../src/app/live/live-data.ts";
import { findLogFiles } from "../../src/claude-code/logs/log-files.ts";
import { scanReference } from "../../src/claude-code/logs/reference-scanner.ts";
import type { BackgroundSum } from "../../src/core/background/sum.ts";
import { Zone } from "../../src/core/calendar/zone.ts";
import type { ScopeSums } from "../../src/core/dashboard/dashboard-data.ts";
import { usdString } from "../../src/core/pricing/money.ts";
import { addTokens, NO_TOKENS, totalTokens } from "../../src/core/responses/tokens.ts";
import { dataPaths } from "../../src/store/files/data-dir.ts";
import { turnList } from "../../src/view/dashboard/lists/turn-list.ts";
import { EVERYTHING, type Scope } from "../../src/view/dashboard/places/place.ts";
import { INITIAL_UI, type UiState } from "../../src/view/dashboard/ui-state.ts";
import { loadAndSave } from "../helpers/load-history.ts";
import { assistantRow, makeTree, SESSION, usage, userRow } from "../helpers/make-tree.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const NOON = Date.parse("2026-11-20T12:00:00Z");

/** The dashboard's data over a folder of logs. */
async function dashboardOver(root: string) {
  const io = { env: {}, homeDir: root, now: () => NOON };
  const dataDir = join(root, "own");
  const history = await loadAndSave(
    { configDirs: [root], dataDir, archive: false, index: false, demo: false, responses: true, progress: () => {} },
    io,
  );
  const options = {
    history,
    zone: new Zone("UTC"),
    io,
    paths: dataPaths(dataDir, {}),
    roots: [root],
    onlyLogged: true,
  };
  const data = new LiveData(options);
  data.setFiles(findLogFiles([{ path: root, reason: "test" }]).numbers);
  return data;
}

/** For each session: the sum in its row, and the sum of its turns. */
function sums(data: LiveData) {
  const { sessions } = data.snapshot(INITIAL_UI);
  return sessions.map(({ sessionId, costPico, requests, input, cached, output }) => {
    const turns =
      data.snapshot({ ...INITIAL_UI, place: { kind: "session", sessionId } }).details.get(sessionId)?.timeline?.turns ??
      [];
    return {
      sessionId,
      session: [usdString(costPico), requests, input + cached + output],
      turns: [
        usdString(turns.reduce((sum, t) => sum + t.costPico, 0n)),
        turns.reduce((sum, t) => sum + t.requests, 0),
        totalTokens(turns.reduce((sum, t) => addTokens(sum, t.tokens), NO_TOKENS)),
      ],
    };
  });
}

function expectEqual(all: ReturnType<typeof sums>): void {
  expect(all.filter(({ session, turns }) => String(session) !== String(turns))).toEqual([]);
}

it("turns sum to their session, in every session of the demo's tree", async () => {
  const root = tempDir();
  writeDemoTree(root, { ...DEMO_SHAPE, endMs: NOON });
  const all = sums(await dashboardOver(root));
  expect(all.length).toBeGreaterThan(40);
  expectEqual(all);
}, 60_000);

it("and in every session of a tree with forks, resumes and hand-offs, while its logs grow", async () => {
  const source = tempDir();
  writeDemoTree(source, { seed: 23, endMs: NOON, days: 92, scale: 0.25, bytesPerToken: 0.005 });
  const root = tempDir();
  const logs = (readdirSync(source, { recursive: true, encoding: "utf8" }) as string[])
    .filter((name) => name.endsWith(".jsonl") || name.endsWith(".meta.json"))
    .map((name) => ({ path: join(root, name), text: readFileSync(join(source, name), "utf8") }));
  for (const { path, text } of logs) {
    mkdirSync(join(path, ".."), { recursive: true });
    // Half of the rows are there when the dashboard starts.
    const rows = text.split(/(?<=\n)/);
    writeFileSync(path, path.endsWith(".jsonl") ? rows.slice(0, rows.length >> 1).join("") : text);
  }
  const data = await dashboardOver(root);
  expectEqual(sums(data));
  for (const { path, text } of logs) {
    if (!path.endsWith(".jsonl")) continue;
    const rows = text.split(/(?<=\n)/);
    const before = scanReference(path, 0, NOON);
    appendFileSync(path, rows.slice(rows.length >> 1).join(""));
    data.fold(scanReference(path, before.consumedBytes, NOON, before.state), path, true);
  }
  const all = sums(data);
  expect(all.length).toBeGreaterThan(40);
  expectEqual(all);
}, 60_000);

function backgroundOf(data: LiveData, day: number): BackgroundSum {
  const scope = { ...EVERYTHING, first: day, last: day };
  return data.snapshot({ ...INITIAL_UI, place: { kind: "scope", scope } }).scope?.background as BackgroundSum;
}

/** Requests and pico-dollars of each kind, summed over the parts. */
function kindSums(parts: readonly BackgroundSum[]): ReadonlyMap<string, readonly [number, bigint]> {
  const sums = new Map<string, readonly [number, bigint]>();
  for (const { kind, requests, costPico } of parts.flatMap(({ kinds }) => kinds)) {
    const [count, pico] = sums.get(kind) ?? [0, 0n];
    sums.set(kind, [count + (requests ?? 0), pico + (costPico ?? 0n)]);
  }
  expect(sums.size).toBeGreaterThan(0);
  return sums;
}

it("sessions and days of a scope sum to what the whole has of it, while logs grow", async () => {
  const root = tempDir();
  writeDemoTree(root, { ...DEMO_SHAPE, days: 12, endMs: NOON });
  const data = await dashboardOver(root);
  const whole = data.snapshot(INITIAL_UI);
  const today = Math.floor(NOON / 86_400_000);
  const scoped = (scope: Partial<Scope>) => {
    const at: UiState = { ...INITIAL_UI, place: { kind: "scope", scope: { ...EVERYTHING, ...scope } } };
    const sums = data.snapshot(at).scope;
    const of = (rows: Iterable<{ readonly costPico: bigint; readonly requests: number }>): [bigint, number] => {
      const all = [...rows];
      return [all.reduce((sum, r) => sum + r.costPico, 0n), all.reduce((sum, r) => sum + r.requests, 0)];
    };
    return { sessions: of(sums?.sessions ?? []), days: of(sums?.days.values() ?? []) };
  };
  /** With background, summed over the sessions and over the days of the scope. */
  const totals = (scope: Partial<Scope>): readonly bigint[] => {
    const at: UiState = { ...INITIAL_UI, place: { kind: "scope", scope: { ...EVERYTHING, ...scope } } };
    const { sessions, days } = data.snapshot(at).scope as ScopeSums;
    return [sessions, [...days.values()]].map((rows) => rows.reduce((sum, { totalPico }) => sum + totalPico, 0n));
  };
  const days = [...whole.days.values()].filter(({ day }) => day > today - 10);
  expect(days.length).toBeGreaterThan(4);
  for (const { day, costPico, requests, projects, models } of days) {
    const own = scoped({ first: day, last: day });
    expect(own).toEqual({ sessions: [costPico, requests], days: [costPico, requests] });
    for (const [project, { pico }] of projects) {
      expect(totals({ first: day, last: day, project })).toEqual([pico, pico]);
    }
    for (const [model, { pico }] of models) expect(totals({ first: day, last: day, model })).toEqual([pico, pico]);
  }
  expect(kindSums([...whole.days.keys()].map((day) => backgroundOf(data, day)))).toEqual(kindSums([whole.background]));
  const before = scoped({ first: today, last: today }).sessions;
  const late = { timestamp: "2026-11-20T11:59:00.000Z" };
  // 1,000 input tokens of Opus 5.5 at $4 a million, and the usual made-up output of none.
  const row = assistantRow({ ...late, id: "msg_late", usage: usage({ input_tokens: 1000 }) });
  const path = join(root, "projects", "-late", `${SESSION}.jsonl`);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, `${JSON.stringify(row)}\n`);
  data.fold(scanReference(path, 0, NOON), path, false);
  const after = scoped({ first: today, last: today });
  expect(after.sessions).toEqual([before[0] + 4_000_000_000n, before[1] + 1]);
  expect(after.days).toEqual(after.sessions);
  expect(data.snapshot(INITIAL_UI).scope).toBeNull();
}, 60_000);

it("a fork's copied turns cost the fork nothing, and say so", async () => {
  const root = tempDir();
  const asked = userRow("Count the lines", { timestamp: "2026-11-20T09:00:00.000Z" });
  const answer = assistantRow({ id: "msg_shared", timestamp: "2026-11-20T09:00:05.000Z" });
  const fork = "22222222-2222-4333-8444-555555555555";
  const copy = { sessionId: fork, forkedFrom: { sessionId: SESSION } };
  const later = { timestamp: "2026-11-20T10:00:00.000Z", sessionId: fork };
  makeTree(root, {
    [`${SESSION}.jsonl`]: [asked, answer],
    [`${fork}.jsonl`]: [
      { ...asked, ...copy },
      { ...answer, ...copy },
      userRow("And the words?", later),
      assistantRow({ ...later, usage: usage({ input_tokens: 1000 }) }),
    ],
  });
  const data = await dashboardOver(root);
  const at: UiState = { ...INITIAL_UI, place: { kind: "session", sessionId: fork } };
  const { timeline } = data.snapshot(at).details.get(fork) ?? {};
  // 1,000 input tokens of Opus 5.5 at $4 a million.
  expect(timeline?.turns.map((t) => [t.prompt, t.requests, t.copied, usdString(t.costPico)])).toEqual([
    ["Count the lines", 0, 1, "0"],
    ["And the words?", 1, 0, "0.004"],
  ]);
  const list = turnList(fork, data.snapshot(at).details.get(fork) ?? null, at);
  const lines = list.lines(0, list.count, 60, { zone: new Zone("UTC"), unicode: true, nowMs: NOON });
  const words = lines.map((line) =>
    line
      .map((span) => span.text)
      .join("")
      .trimEnd(),
  );
  expect(words[2]).toMatch(/Count the lines +copied$/);
});
