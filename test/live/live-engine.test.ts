import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { writeDemoTree } from "../../src/app/demo/demo-tree.ts";
import { LiveEngine } from "../../src/app/live/engine.ts";
import { createLiveStore } from "../../src/app/live/store.ts";
import type { LoadOptions } from "../../src/app/load/load-history.ts";
import { Zone } from "../../src/core/calendar/zone.ts";
import type { DashboardData } from "../../src/core/dashboard/dashboard-data.ts";
import { PicoSum, usdString } from "../../src/core/pricing/money.ts";
import type { LiveState } from "../../src/view/dashboard/ui-state.ts";
import { loadAndSave } from "../helpers/load-history.ts";
import { assistantRow, lines, makeTree, SESSION, userRow } from "../helpers/make-tree.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const zone = new Zone("UTC");
const io = { env: {}, homeDir: "/nowhere", now: () => Date.now() };

function follow(root: string) {
  const load = { configDirs: [root], dataDir: join(root, "own"), archive: false, index: false, demo: false };
  const live = createLiveStore(Date.now, zone);
  const engine = new LiveEngine({ live, load, io, zone });
  const started = engine.start();
  onTestFinished(() => engine.stop());
  const state = (): LiveState => live.store.getState();
  const data = (): DashboardData => state().data as DashboardData;
  return { live, load, engine, started, state, data };
}

/** Logged spend over all days, exactly. */
const spent = (data: DashboardData): string =>
  usdString([...data.days.values()].reduce((sum, d) => sum + d.costPico, 0n));

async function loadedSpent(load: Omit<LoadOptions, "progress" | "zone">): Promise<string> {
  const { table } = await loadAndSave({ ...load, progress: () => {} }, io);
  const sum = new PicoSum();
  for (let i = 0; i < table.columns.length; i++)
    if (!Number.isNaN(table.columns.costPico[i])) sum.add(table.columns.costPico[i] as number);
  return usdString(sum.value);
}

const log = (root: string, name = `${SESSION}.jsonl`): string => join(root, "projects", "-home-dev-app", name);
const recent = (minutesAgo: number): string => new Date(Date.now() - minutesAgo * 60_000).toISOString();

it("shows a row soon after it is appended, each response once, with its turn", async () => {
  const root = tempDir();
  makeTree(root, {
    [`${SESSION}.jsonl`]: [
      userRow("Count the lines", { timestamp: recent(3) }),
      assistantRow({ timestamp: recent(2) }),
    ],
  });
  const { started, data } = follow(root);
  await started;
  expect(spent(data())).toBe("0.00204");
  const streamed = { id: "msg_streamed", timestamp: recent(1) };
  appendFileSync(log(root), lines(assistantRow({ ...streamed, stopReason: null })));
  await expect.poll(() => spent(data())).toBe("0.00408");
  appendFileSync(log(root), lines(assistantRow(streamed), assistantRow(streamed)));
  appendFileSync(log(root), lines(userRow("And now?", { timestamp: recent(0) })));
  await expect
    .poll(() =>
      data()
        .details.get(SESSION)
        ?.timeline?.turns.map((t) => t.prompt),
    )
    .toEqual(["Count the lines", "And now?"]);
  expect(spent(data())).toBe("0.00408");
  const titled = data().sessions.map((s) => [s.sessionId, s.requests, s.title]);
  expect(titled, "the first prompt stays the title").toEqual([[SESSION, 2, "Count the lines"]]);
});

it("shows a row of a log that had rested for days, in a folder that had too", async () => {
  const root = tempDir();
  makeTree(root, { [`${SESSION}.jsonl`]: [userRow("Count the lines"), assistantRow()] });
  const longAgoS = Date.now() / 1000 - 10 * 86_400;
  for (const path of [log(root), dirname(log(root)), dirname(dirname(log(root)))]) utimesSync(path, longAgoS, longAgoS);
  const { started, data } = follow(root);
  await started;
  expect(spent(data())).toBe("0.00204");
  appendFileSync(log(root), lines(assistantRow({ id: "msg_awake", timestamp: recent(0) })));
  await expect.poll(() => spent(data())).toBe("0.00408");
});

it("waits for a row that is written in two halves", async () => {
  const root = tempDir();
  makeTree(root, { [`${SESSION}.jsonl`]: [assistantRow()] });
  const { started, data } = follow(root);
  await started;
  const row = lines(assistantRow());
  appendFileSync(log(root), row.slice(0, 200));
  appendFileSync(log(root, "other.jsonl"), lines(assistantRow({ sessionId: "other" })));
  await expect.poll(() => spent(data())).toBe("0.00408");
  appendFileSync(log(root), row.slice(200));
  await expect.poll(() => spent(data())).toBe("0.00612");
});

it("follows new projects, new subagents and a root that did not exist", async () => {
  const root = join(tempDir(), "later");
  const { started, data } = follow(root);
  await started;
  expect(data().sessions).toEqual([]);
  makeTree(root, { [`${SESSION}.jsonl`]: [assistantRow()] });
  await expect.poll(() => data().sessions.length, { timeout: 10_000 }).toBe(1);
  makeTree(root, {
    "projects/-home-dev-new/22222222-2222-4333-8444-555555555555.jsonl": [
      assistantRow({ sessionId: "22222222-2222-4333-8444-555555555555" }),
    ],
  });
  await expect.poll(() => data().sessions.length, { timeout: 10_000 }).toBe(2);
  makeTree(root, {
    [`projects/-home-dev-app/${SESSION}/subagents/agent-a1.jsonl`]: [
      assistantRow({ row: { isSidechain: true, agentId: "a1" } }),
    ],
  });
  await expect.poll(() => spent(data()), { timeout: 10_000 }).toBe("0.00612");
});

it("sees a session's first subagent, whose folders are made one after the other", async () => {
  const root = tempDir();
  makeTree(root, { [`${SESSION}.jsonl`]: [assistantRow({ timestamp: recent(2) })] });
  const { started, data } = follow(root);
  await started;
  const own = log(root, SESSION);
  const main = async (total: string): Promise<void> => {
    appendFileSync(log(root), lines(assistantRow({ timestamp: recent(1) })));
    await expect.poll(() => spent(data())).toBe(total);
  };
  mkdirSync(own);
  await main("0.00408");
  mkdirSync(join(own, "subagents"));
  await main("0.00612");
  writeFileSync(join(own, "subagents", "agent-a1.jsonl"), lines(assistantRow({ row: { isSidechain: true } })));
  await expect.poll(() => spent(data()), { timeout: 5_000 }).toBe("0.00816");
});

it("stays true when a log shrinks, is replaced, or vanishes", async () => {
  const root = tempDir();
  makeTree(root, {
    [`${SESSION}.jsonl`]: [assistantRow(), assistantRow()],
    "gone.jsonl": [assistantRow({ sessionId: "gone" })],
  });
  const { started, data, live, state } = follow(root);
  await started;
  expect(spent(data())).toBe("0.00612");
  rmSync(log(root, "gone.jsonl"));
  truncateSync(log(root), 0);
  appendFileSync(log(root), lines(assistantRow({ id: "msg_new" })));
  const replacement = log(root, "new.tmp");
  writeFileSync(
    replacement,
    lines(
      assistantRow({ id: "msg_new" }),
      assistantRow({ id: "msg_newer" }),
      assistantRow({ id: "msg_newest" }),
      userRow("longer than it was before"),
    ),
  );
  renameSync(replacement, log(root));
  live.dispatch({ type: "key", key: "r", text: "r" });
  await expect.poll(() => state().watch.updating).toBe(false);
  await expect.poll(() => spent(data())).toBe("0.00612");
  expect(data().sessions.map((s) => s.sessionId)).toEqual([SESSION]);
});

it("goes on with what it has where it cannot load again, says why, and loads again when asked", async () => {
  const root = tempDir();
  makeTree(root, { [`${SESSION}.jsonl`]: [assistantRow()] });
  const { started, data, live, state } = follow(root);
  await started;
  const prices = join(root, "own", "prices.json");
  mkdirSync(dirname(prices), { recursive: true });
  writeFileSync(prices, '{"version": 1, "mod');
  live.dispatch({ type: "key", key: "r", text: "r" });
  await expect.poll(() => state().watch.trouble).toContain(`cannot load again: ${prices}`);
  expect(state().watch).toMatchObject({ phase: "live", updating: false });
  expect(spent(data())).toBe("0.00204");
  appendFileSync(log(root), lines(assistantRow()));
  await expect.poll(() => spent(data())).toBe("0.00408");

  const rate = { input: 0, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 };
  const models = [{ id: "claude-opus-5-5", rates: [{ from: null, rate }] }];
  writeFileSync(prices, JSON.stringify({ version: 1, models }));
  live.dispatch({ type: "key", key: "r", text: "r" });
  await expect.poll(() => spent(data())).toBe("0");
  expect(state().watch.trouble).toBe("");
});

it("loads once more where that was asked for while it loaded", async () => {
  const root = tempDir();
  makeTree(root, { [`${SESSION}.jsonl`]: [assistantRow()] });
  const { started, live, state } = follow(root);
  let loads = 0;
  live.store.subscribe(({ watch }, { watch: before }) => {
    if (watch.updating && !before.updating) loads++;
  });
  live.dispatch({ type: "key", key: "r", text: "r" });
  live.dispatch({ type: "key", key: "r", text: "r" });
  await started;
  await expect.poll(() => [loads, state().watch.updating]).toEqual([1, false]);
});

it("says what it cannot read and keeps the rest", async () => {
  const root = tempDir();
  makeTree(root, {
    [`${SESSION}.jsonl`]: [assistantRow()],
    "projects/-home-dev-closed/x.jsonl": [assistantRow({ sessionId: "x" })],
  });
  const closed = join(root, "projects", "-home-dev-closed");
  chmodSync(closed, 0o000);
  onTestFinished(() => chmodSync(closed, 0o700));
  const { started, data, state } = follow(root);
  await started;
  if (process.getuid?.() === 0) return expect(data().sessions).toHaveLength(2);
  expect(spent(data())).toBe("0.00204");
  expect(state().watch.trouble).toContain("-home-dev-closed");
});

it("says who runs and what they do as the client lists it", async () => {
  const root = tempDir();
  makeTree(root, { [`${SESSION}.jsonl`]: [assistantRow()] });
  mkdirSync(join(root, "sessions"));
  const entry = join(root, "sessions", `${process.pid}.json`);
  const say = (status: string): void =>
    writeFileSync(entry, JSON.stringify({ pid: process.pid, sessionId: SESSION, cwd: "/home/dev/app", status }));
  say("busy");
  const { started, data } = follow(root);
  await started;
  expect(data().sessions[0]?.status).toBe("busy");
  say("waiting");
  await expect.poll(() => data().sessions[0]?.status, { timeout: 10_000 }).toBe("waiting");
  rmSync(entry);
  await expect.poll(() => data().sessions[0]?.status, { timeout: 10_000 }).toBe("closed");
});

it("comes to the same as a fresh load when a whole history is appended piece by piece", async () => {
  const whole = tempDir();
  writeDemoTree(whole, { seed: "live", endMs: Date.now(), days: 6, offsetMs: 0, bytesPerToken: 0.01 });
  const root = tempDir();
  const files = readdirSync(whole, { recursive: true, encoding: "utf8" })
    .filter((f) => f.endsWith(".jsonl"))
    .sort();
  const put = (file: string, part: Buffer): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    appendFileSync(join(root, file), part);
  };
  const cut = (content: Buffer, third: 1 | 2): number => Math.floor((content.length * third) / 3);
  for (const [i, file] of files.entries()) {
    const content = readFileSync(join(whole, file));
    if (i % 4 !== 0) put(file, content.subarray(0, cut(content, 1)));
  }
  const { started, data, load, state } = follow(root);
  await started;
  for (const third of [1, 2] as const) {
    for (const [i, file] of [...files.entries()].reverse()) {
      const content = readFileSync(join(whole, file));
      const from = third === 1 ? (i % 4 === 0 ? 0 : cut(content, 1)) : cut(content, 2);
      put(file, content.subarray(from, third === 1 ? cut(content, 2) : content.length));
    }
  }
  const expected = await loadedSpent(load);
  await expect.poll(() => spent(data()), { timeout: 20_000 }).toBe(expected);
  expect(state().watch.mode).toBe("events");
  const fresh = await loadAndSave({ ...load, progress: () => {} }, io);
  expect(data().responses).toBe(fresh.table.columns.length);
  const bySession = new Map<string, bigint>();
  const { columns, origins } = fresh.table;
  for (let i = 0; i < columns.length; i++) {
    const id = origins[columns.origin[i] as number]?.sessionId ?? "";
    const price = columns.costPico[i] as number;
    bySession.set(id, (bySession.get(id) ?? 0n) + BigInt(Number.isNaN(price) ? 0 : price));
  }
  expect(new Map(data().sessions.map((s) => [s.sessionId, s.costPico]))).toEqual(bySession);
});

it("goes on where a folder stands in the place of a file of ours", async () => {
  const root = tempDir();
  makeTree(root, { [`${SESSION}.jsonl`]: [assistantRow()] });
  const { started, data } = follow(root);
  await started;
  mkdirSync(join(root, "own", "feeds", "statusline", "odd.json"), { recursive: true });
  appendFileSync(log(root), lines(assistantRow()));
  await expect.poll(() => spent(data()), { timeout: 10_000 }).toBe("0.00408");
});

it("knows the folder of a session that has just started, from the client's list of running sessions", async () => {
  const root = tempDir();
  makeTree(root, { [`${SESSION}.jsonl`]: [assistantRow()] });
  const { started, data } = follow(root);
  await started;
  const fresh = {
    pid: process.pid,
    sessionId: "aaaaaaaa-0000-4000-8000-000000000000",
    cwd: "/home/dev/fresh",
    status: "idle",
  };
  mkdirSync(join(root, "sessions"), { recursive: true });
  writeFileSync(join(root, "sessions", `${process.pid}.json`), JSON.stringify(fresh));
  const listed = () => data().sessions.map((s) => `${s.sessionId.slice(0, 8)} ${s.status} ${s.project}`);
  await expect.poll(listed, { timeout: 10_000 }).toContain("aaaaaaaa idle /home/dev/fresh");
});
