import { existsSync, mkdirSync, readFileSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadHistory } from "../../src/app/load/load-history.ts";
import { archiveFiles, readArchive } from "../../src/store/archive/archive-files.ts";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { runBuilt } from "../helpers/run-built.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const DAY_MS = 86_400_000;
/** More than a report goes through while someone waits for it. */
const MANY = 20_500;

/** Responses of three months, all settled. */
function place() {
  const home = tempDir();
  const rows = Array.from({ length: MANY }, (_, i) =>
    assistantRow({
      ...{ sessionId: `session-${i % 7}`, id: `msg_${i}`, requestId: `req_${i}` },
      timestamp: new Date(Date.now() - 5 * DAY_MS - (i % 60) * DAY_MS).toISOString(),
    }),
  );
  makeTree(join(home, ".claude"), { "session-0.jsonl": rows });
  const dataDir = join(home, "data");
  return { home, dataDir, archive: join(dataDir, "archive") };
}

/** Resolves when the process that was left behind has taken its lock away. */
function finished(archive: string): Promise<void> {
  const lock = join(archive, "keeper.lock");
  return new Promise((resolve) => {
    const watcher = watch(archive, () => look());
    const look = (): void => {
      if (existsSync(lock)) return;
      watcher.close();
      resolve();
    };
    look();
  });
}

test("many settled days are put into the archive behind the reports, and no report waits for them", async () => {
  const { home, dataDir, archive } = place();
  const env = { HOME: home, CLAUDE_COST_DIR: dataDir, CLAUDE_COST_ARCHIVE_DELAY: "0", TZ: "UTC" };
  const totals = async (): Promise<unknown> => JSON.parse((await runBuilt(["daily", "--json"], { env })).stdout).totals;
  const first = await totals();
  expect(archiveFiles(archive)).toEqual([]);
  expect(await totals()).toEqual(first);
  await finished(archive);
  const { rows, bad } = await readArchive(archiveFiles(archive));
  expect(bad).toEqual([]);
  expect(new Set(rows.map((row) => row.id)).size).toBeGreaterThanOrEqual(MANY);
  expect(await totals()).toEqual(first);
  // It has been looked at today: no process is started again.
  expect(existsSync(join(archive, "keeper.lock"))).toBe(false);
}, 60_000);

test("asked for once where it is due, and not again on that day", async () => {
  const { home, dataDir, archive } = place();
  const io = { env: { CLAUDE_CONFIG_DIR: join(home, ".claude") }, homeDir: home, now: () => Date.now() };
  const asked: string[] = [];
  const options = { configDirs: [], dataDir, archive: true, index: true, demo: false, progress: () => {} };
  for (let i = 0; i < 3; i++) await loadHistory(options, { ...io, archiveLater: () => void asked.push("later") });
  expect(asked).toEqual(["later", "later"]);
  expect(archiveFiles(archive)).toEqual([]);
  await loadHistory({ ...options, archiveNow: true }, io);
  expect(archiveFiles(archive).length).toBeGreaterThan(1);
  await loadHistory(options, { ...io, archiveLater: () => void asked.push("again") });
  expect(asked).toEqual(["later", "later"]);
}, 60_000);

test("where a process waits already, no other is started", async () => {
  const { home, dataDir, archive } = place();
  const lock = join(archive, "keeper.lock");
  mkdirSync(archive, { recursive: true });
  writeFileSync(lock, "another's");
  const env = { HOME: home, CLAUDE_COST_DIR: dataDir, CLAUDE_COST_ARCHIVE_DELAY: "0", TZ: "UTC" };
  for (let i = 0; i < 2; i++) await runBuilt(["daily", "--json"], { env });
  expect(readFileSync(lock, "utf8")).toBe("another's");
}, 60_000);
