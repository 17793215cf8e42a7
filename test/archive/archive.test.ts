import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import type { History } from "../../src/app/load/history.ts";
import { totalOf } from "../../src/core/reports/group.ts";
import { generateDemo } from "../../src/data/demo/generate.ts";
import { archiveFiles } from "../../src/store/archive/archive-files.ts";
import { tryFileLock } from "../../src/store/files/file-lock.ts";
import { loadAndSave } from "../helpers/load-history.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const NOW = Date.parse("2026-11-20T12:00:00Z");
const DAY = 86_400_000;
const SETTLED = NOW - 3 * DAY;

type Options = { archive?: boolean; index?: boolean; nowMs?: number; named?: boolean };

function load(root: string, dataDir: string, options: Options = {}): Promise<History> {
  const { archive = true, index = true, nowMs = NOW, named = false } = options;
  return loadAndSave(
    { configDirs: named ? [root] : [], dataDir, archive, index, demo: false, progress: () => {} },
    { env: { CLAUDE_CONFIG_DIR: root }, homeDir: dataDir, now: () => nowMs },
  );
}

function place(seed: number, days = 40) {
  const root = tempDir();
  const tree = generateDemo({ seed, endMs: SETTLED, days, scale: 0.4, bytesPerToken: 0.005 });
  for (const { path, text } of tree.files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return { root, dataDir: tempDir(), logs: tree.files.map((f) => join(root, f.path)) };
}

/** Sums of everything, and of each session with its background. */
function sums(history: History) {
  const { table, quarterHourRollup: usage, sessions, background } = history;
  const whole = totalOf(usage, new Uint8Array(usage.columns.length).fill(1));
  const bySession = [...background.values()]
    .map((b) => [b.sessionId, b.status, b.costPico, sessions.get(b.sessionId)?.title?.text])
    .sort();
  return { rows: table.columns.length, whole, bySession };
}

describe("the archive", () => {
  test("keeps what the client deletes, to the token, with titles and background", async () => {
    const { root, dataDir, logs } = place(1);
    const before = sums(await load(root, dataDir));
    expect(before.rows).toBeGreaterThan(200);
    const months = archiveFiles(join(dataDir, "archive")).map((f) => f.path.slice(-40));
    expect(months.every((m) => /year=2026\/month=\d\d\/responses\.parquet$/.test(m))).toBe(true);
    for (const log of logs.slice(0, logs.length >> 1)) rmSync(log);
    expect(sums(await load(root, dataDir))).toEqual(before);
    expect(sums(await load(root, dataDir))).toEqual(before);
    expect(sums(await load(root, dataDir, { index: false }))).toEqual(before);
    rmSync(join(root, "projects"), { recursive: true });
    expect(sums(await load(root, dataDir))).toEqual(before);
    expect((await load(root, dataDir, { archive: false })).table.columns.length).toBe(0);
  });

  test("does not count twice, and is not written again where nothing changed", async () => {
    const { root, dataDir } = place(2, 20);
    const first = sums(await load(root, dataDir));
    const files = archiveFiles(join(dataDir, "archive"));
    expect(files.length).toBeGreaterThan(0);
    expect(sums(await load(root, dataDir, { index: false }))).toEqual(first);
    expect(sums(await load(root, dataDir, { nowMs: NOW + DAY }))).toEqual(first);
    expect(archiveFiles(join(dataDir, "archive"))).toEqual(files);
  });

  test("leaves days that are not settled to the logs", async () => {
    const { root, dataDir } = place(3, 12);
    await load(root, dataDir, { nowMs: SETTLED });
    const { columns } = (await load(root, dataDir, { archive: false })).table;
    const rows = columns.timeMs.subarray(0, columns.length);
    rmSync(join(root, "projects"), { recursive: true });
    const kept = (await load(root, dataDir, { nowMs: SETTLED })).table.columns;
    const until = (Math.floor(SETTLED / DAY) - 1) * DAY;
    expect(kept.length).toBe(rows.filter((t) => t < until).length);
    expect(kept.length).toBeLessThan(rows.length);
  });

  test("of folders that were named once stays apart from the user's own", async () => {
    const [own, other] = [place(4, 10), place(5, 10)];
    const mine = sums(await load(own.root, own.dataDir));
    const theirs = sums(await load(other.root, own.dataDir, { named: true }));
    for (const { root } of [own, other]) rmSync(join(root, "projects"), { recursive: true });
    expect(sums(await load(own.root, own.dataDir))).toEqual(mine);
    expect(sums(await load(other.root, own.dataDir, { named: true })).whole).toEqual(theirs.whole);
  });

  test("with a broken month says which, leaves it as it is, and has the rest", async () => {
    const { root, dataDir } = place(6);
    await load(root, dataDir);
    const files = archiveFiles(join(dataDir, "archive"));
    expect(files.length).toBeGreaterThan(1);
    const broken = files[0]?.path as string;
    const bytes = readFileSync(broken).subarray(0, -7);
    writeFileSync(broken, bytes);
    const history = await load(root, dataDir);
    expect(history.notes.some((n) => n.includes(broken))).toBe(true);
    expect(sums(history).whole).toEqual(sums(await load(root, dataDir, { archive: false })).whole);
    expect(readFileSync(broken)).toEqual(bytes);
    rmSync(join(root, "projects"), { recursive: true });
    expect((await load(root, dataDir)).table.columns.length).toBeGreaterThan(0);
  });

  test("survives an interrupted write: a temporary file is nobody's", async () => {
    const { root, dataDir } = place(7, 10);
    const before = sums(await load(root, dataDir));
    const [file] = archiveFiles(join(dataDir, "archive"));
    writeFileSync(`${file?.path}.123-abc.tmp`, readFileSync(file?.path as string).subarray(0, 100));
    rmSync(join(root, "projects"), { recursive: true });
    expect(sums(await load(root, dataDir))).toEqual(before);
  });

  test("of two processes at once, the second leaves it to the first", async () => {
    const { root, dataDir } = place(8, 10);
    await tryFileLock(join(dataDir, "archive", "archive.lock"), async () => {
      await load(root, dataDir);
      expect(archiveFiles(join(dataDir, "archive"))).toEqual([]);
    });
    await load(root, dataDir, { index: false });
    expect(archiveFiles(join(dataDir, "archive")).length).toBeGreaterThan(0);
  });

  test("has the columns that are documented, and sums in dollars as reported", async () => {
    const { root, dataDir } = place(9, 10);
    const history = await load(root, dataDir);
    const objects = [];
    for (const { path } of archiveFiles(join(dataDir, "archive"))) {
      const bytes = readFileSync(path);
      const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
      objects.push(
        ...(await parquetReadObjects({ file: { byteLength: buffer.byteLength, slice: (a, b) => buffer.slice(a, b) } })),
      );
    }
    const documented = readFileSync(new URL("../../docs/archive.md", import.meta.url), "utf8");
    for (const name of Object.keys(objects[0] as object)) expect(documented).toContain(`| \`${name}\` |`);
    const usd = objects.reduce((sum, o) => sum + Number(o["cost_usd"] ?? 0), 0);
    const { costPico } = totalOf(
      history.quarterHourRollup,
      new Uint8Array(history.quarterHourRollup.columns.length).fill(1),
    );
    expect(usd).toBeCloseTo(Number(costPico) / 1e12, 6);
    expect(readdirSync(join(dataDir, "archive")).some((n) => n.startsWith("year="))).toBe(true);
  });
});
