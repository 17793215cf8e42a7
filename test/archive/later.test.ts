import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { archiveLaterLock } from "../../src/cli/archive-later.ts";
import { archiveFiles, readArchive } from "../../src/store/archive/archive-files.ts";
import { isFileLocked, withFileLock } from "../../src/store/files/file-lock.ts";
import { loadAndSave } from "../helpers/load-history.ts";
import { assistantRow, lines, makeTree } from "../helpers/make-tree.ts";
import { runBuilt } from "../helpers/run-built.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const DAY_MS = 86_400_000;
/** More than a report goes through while someone waits for it. */
const MANY = 20_500;

const ROWS = lines(
  ...Array.from({ length: MANY }, (_, i) =>
    assistantRow({
      ...{ sessionId: `session-${i % 7}`, id: `msg_${i}`, requestId: `req_${i}` },
      timestamp: new Date(Date.now() - 5 * DAY_MS - (i % 60) * DAY_MS).toISOString(),
    }),
  ),
);

/** Responses of three months, all settled. */
function place() {
  const home = tempDir();
  makeTree(join(home, ".claude"), { "session-0.jsonl": ROWS });
  const dataDir = join(home, "data");
  return { home, dataDir, archive: join(dataDir, "archive") };
}

/** Resolves when the process that was left running has recorded what it did and released its lock. */
async function finished(archive: string): Promise<void> {
  const isDone = (): boolean =>
    readdirSync(archive).some((name) => name.startsWith(".archived-")) && !isFileLocked(archiveLaterLock(archive));
  await expect.poll(isDone, { timeout: 30_000, interval: 10 }).toBe(true);
}

test("many settled days are put into the archive behind the reports, and no report waits for them", async () => {
  const { home, dataDir, archive } = place();
  const env = { HOME: home, CLAUDE_COST_DIR: dataDir, CLAUDE_COST_ARCHIVE_DELAY: "0", TZ: "UTC" };
  const totals = async (): Promise<unknown> => JSON.parse((await runBuilt(["daily", "--json"], { env })).stdout).totals;
  const first = await totals();
  expect(archiveFiles(archive)).toEqual([]);
  expect(await totals()).toEqual(first);
  await finished(archive);
  const files = await readArchive(archiveFiles(archive));
  expect(new Set(files.map((file) => file.state))).toEqual(new Set(["whole"]));
  const rows = files.flatMap((file) => file.rows);
  expect(new Set(rows.map((row) => row.id)).size).toBeGreaterThanOrEqual(MANY);
  expect(await totals()).toEqual(first);
  // The process has summed the days too, for the next report.
  const options = { configDirs: [], dataDir, archive: true, index: true, demo: false, progress: () => {} };
  const history = await loadAndSave(options, { env: {}, homeDir: home, now: () => Date.now() });
  expect([...(history.days?.usage.columns.requests ?? [])].reduce((a, b) => a + b, 0)).toBe(MANY);
  // It has been looked at today: no process is started again.
  expect(isFileLocked(archiveLaterLock(archive))).toBe(false);
}, 60_000);

test("asked for once where it is due, and not again on that day", async () => {
  const { home, dataDir, archive } = place();
  const io = { env: { CLAUDE_CONFIG_DIR: join(home, ".claude") }, homeDir: home, now: () => Date.now() };
  const asked: string[] = [];
  const options = { configDirs: [], dataDir, archive: true, index: true, demo: false, progress: () => {} };
  for (let i = 0; i < 3; i++) await loadAndSave({ ...options, archiveLater: () => void asked.push("later") }, io);
  expect(asked).toEqual(["later", "later"]);
  expect(archiveFiles(archive)).toEqual([]);
  await loadAndSave({ ...options, archivable: "all" }, io);
  expect(archiveFiles(archive).length).toBeGreaterThan(1);
  await loadAndSave({ ...options, archiveLater: () => void asked.push("again") }, io);
  expect(asked).toEqual(["later", "later"]);
}, 60_000);

test("where a process waits already, no other is started", async () => {
  const { home, dataDir, archive } = place();
  const env = { HOME: home, CLAUDE_COST_DIR: dataDir, CLAUDE_COST_ARCHIVE_DELAY: "0", TZ: "UTC" };
  await withFileLock(archiveLaterLock(archive), async () => {
    for (let i = 0; i < 2; i++) await runBuilt(["daily", "--json"], { env });
  });
  expect(archiveFiles(archive)).toEqual([]);
}, 60_000);
