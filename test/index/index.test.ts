import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { History } from "../../src/app/history.ts";
import { loadHistory } from "../../src/app/load.ts";
import { query } from "../../src/app/query.ts";
import { rowAt } from "../../src/core/usage/columns.ts";
import { listPeriods } from "../../src/core/usage/period-list.ts";
import { Zone } from "../../src/core/usage/zone.ts";
import { generateDemo } from "../../src/data/demo/generate.ts";
import { Random } from "../../src/data/demo/random.ts";
import { writeIndex } from "../../src/store/index/write-index.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const NOW = Date.parse("2026-11-20T12:00:00Z");
const ZONE = new Zone("Asia/Kolkata");

function load(root: string, dataDir: string, index = true, each = false): Promise<History> {
  const options = {
    configDirs: [root],
    dataDir,
    archive: false,
    index,
    each,
    zone: ZONE,
    demo: false,
    progress: () => {},
  };
  return loadHistory(options, { env: {}, homeDir: dataDir, now: () => NOW });
}

/** All that a history says of the logs, without the order of rows and without codes. */
function readable(history: History): string {
  const { table, usage, sessions, report, copies, inherited, basis, background } = history;
  const row = (i: number): string => {
    const { model, origin, ...rest } = rowAt(table.columns, i);
    const cost = table.columns.costPico[i];
    return JSON.stringify([rest, table.models[model], table.origins[origin], cost, table.extras.get(i) ?? null]);
  };
  const rows = Array.from({ length: table.columns.length }, (_, i) => row(i));
  const held = [...copies].map(([id, list]) => [id, list.map((i) => rows[i]).sort()]).sort();
  const versions = Object.entries(report.versions).sort();
  const facts = [...sessions.values()].map((f) => JSON.stringify(f)).sort();
  const spent = [...background.values()].map((b) => `${b.sessionId} ${b.status} ${b.source} ${b.costPico}`).sort();
  const numbers = { ...report, versions, inherited: [...inherited].sort() };
  const listed = periods(history);
  return JSON.stringify([rows.sort(), sums(usage), facts, numbers, held, basis, spent, listed], null, 1);
}

/** Days and weeks as a report lists them: from the sums by day, which must say the same as all else. */
function periods(history: History): string {
  const everything = { since: null, until: null, project: "", model: "", session: "" };
  const { days, selected, background } = query(history, everything, ZONE, NOW);
  const nameOf = (model: string): string => history.book.nameOf(model);
  const inputs = { table: history.usage, selected, background, zone: ZONE, nameOf };
  const text = (list: unknown): string => JSON.stringify(list, (_, v) => (typeof v === "bigint" ? `${v}` : v), 1);
  for (const kind of ["day", "week"] as const) {
    if (days) expect(text(listPeriods({ ...inputs, days }, kind))).toBe(text(listPeriods(inputs, kind)));
  }
  expect(days).not.toBeNull();
  return text(listPeriods({ ...inputs, days }, "day"));
}

/** What was used, by time, model and origin. */
function sums({ columns: c, models, origins }: History["usage"]): readonly string[] {
  const byKey = new Map<string, number[]>();
  for (let i = 0; i < c.length; i++) {
    const isPriced = !Number.isNaN(c.costPico[i]);
    const key = JSON.stringify([
      c.timeMs[i],
      isPriced,
      models[c.model[i] as number],
      origins.get(c.origin[i] as number),
    ]);
    const row = [c.requests, c.input, c.output, c.cacheWrite5m, c.cacheWrite1h, c.cacheRead, c.webSearches, c.costPico];
    const before = byKey.get(key);
    byKey.set(
      key,
      row.map((column, k) => (column[i] as number) + (before?.[k] ?? 0)),
    );
  }
  return [...byKey].map(([key, sum]) => `${key} ${sum}`).sort();
}

type Place = { readonly root: string; readonly dataDir: string; readonly logs: string[] };

function place(seed: number, days = 6): Place {
  const root = tempDir();
  const tree = generateDemo({ seed, endMs: NOW, days, scale: 1.2, bytesPerToken: 0.01 });
  for (const { path, text } of tree.files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const logs = tree.files.filter((f) => f.path.endsWith(".jsonl")).map((f) => join(root, f.path));
  return { root, dataDir: tempDir(), logs };
}

const indexOf = (dataDir: string): string => {
  const folder = join(dataDir, "cache");
  const name = readdirSync(folder).find((n) => n.endsWith(".bin"));
  return join(folder, name as string);
};

async function expectSame({ root, dataDir }: Place, what = ""): Promise<History> {
  const [kept, fresh] = [await load(root, dataDir), await load(root, dataDir, false)];
  expect(readable(kept), what).toBe(readable(fresh));
  return kept;
}

/** What may happen to logs between two runs. */
function disturb(random: Random, logs: string[]): string {
  const log = random.pick(logs);
  const other = random.pick(logs);
  const text = readFileSync(log, "utf8");
  const lines = text.split("\n");
  const kind = random.int(0, 9);
  if (kind === 0) appendFileSync(log, readFileSync(other));
  if (kind === 1) appendFileSync(log, `${lines[random.int(0, lines.length - 1)]}\n`);
  if (kind === 2) appendFileSync(log, (lines[0] ?? "").slice(0, 50));
  if (kind === 3) truncateSync(log, random.int(0, text.length));
  if (kind === 4) renameSync(log, log.replace(".jsonl", "-moved.jsonl"));
  if (kind === 5) rmSync(log);
  if (kind === 6) writeFileSync(log, readFileSync(other));
  if (kind === 7) {
    writeFileSync(`${log}.new`, `${text}${lines[0]}\n`);
    renameSync(`${log}.new`, log);
  }
  if (kind === 8) utimesSync(log, 1_500_000_000, 1_500_000_000);
  if (kind === 4) logs[logs.indexOf(log)] = log.replace(".jsonl", "-moved.jsonl");
  if (kind === 5) logs.splice(logs.indexOf(log), 1);
  return `${kind}`;
}

describe("the index", () => {
  test("gives what the logs give: built, unchanged, and after anything that may happen to the logs", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 1000 }), fc.nat(), async (seed, luck) => {
        const here = place(seed, 2);
        const random = new Random(luck);
        await expectSame(here);
        await expectSame(here);
        let done = "";
        for (let k = 0; k < 5; k++) {
          done += ` ${disturb(random, here.logs)}`;
          await expectSame(here, done);
          if (random.chance(0.5)) await expectSame(here, `${done} again`);
        }
      }),
      { numRuns: 4 },
    );
  });

  test("is not written again where nothing changed, and is left alone by --no-index", async () => {
    const here = place(1);
    await load(here.root, here.dataDir, false);
    expect(readdirSync(here.dataDir)).not.toContain("cache");
    await load(here.root, here.dataDir);
    const before = statSync(indexOf(here.dataDir)).mtimeMs;
    await load(here.root, here.dataDir);
    expect(statSync(indexOf(here.dataDir)).mtimeMs).toBe(before);
  });

  test("cut or broken at any byte, is rebuilt and says so", async () => {
    const here = place(2, 2);
    const right = readable(await load(here.root, here.dataDir));
    const file = indexOf(here.dataDir);
    const whole = readFileSync(file);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: whole.length - 1 }), fc.boolean(), async (at, isCut) => {
        const bad = isCut ? whole.subarray(0, at) : Buffer.from(whole);
        if (!isCut) bad[at] = (bad[at] as number) ^ 0x40;
        writeFileSync(file, bad);
        // A change makes the second part needed too.
        appendFileSync(here.logs[0] as string, "\n");
        const history = await load(here.root, here.dataDir, true, true);
        expect(readable(history)).toBe(readable(await load(here.root, here.dataDir, false)));
        expect(history.notes.join()).toMatch(/^the index was .*; it has been rebuilt$/);
        expect((await load(here.root, here.dataDir)).notes).toEqual([]);
      }),
      { numRuns: 12 },
    );
    expect(right.length).toBeGreaterThan(1000);
  });

  test("of another program version is read anew without a word", async () => {
    const here = place(3, 2);
    await load(here.root, here.dataDir);
    const file = indexOf(here.dataDir);
    rmSync(file);
    writeIndex(file, [Buffer.from("CCINDEX\n")]);
    expect((await load(here.root, here.dataDir)).notes).toHaveLength(1);
    await expectSame(here);
  });

  test("prices again where the overlay changed", async () => {
    const here = place(4, 3);
    await load(here.root, here.dataDir);
    const rate = { input: 1, output: 2, cacheWrite5m: 3, cacheWrite1h: 4, cacheRead: 5 };
    const models = [{ id: "claude-opus-5-5", rates: [{ from: null, rate }] }];
    writeFileSync(join(here.dataDir, "prices.json"), JSON.stringify({ version: 1, models }));
    expect((await expectSame(here)).basis).toBe("overlay");
    expect((await expectSame(here)).basis).toBe("overlay");
    rmSync(join(here.dataDir, "prices.json"));
    expect((await expectSame(here)).basis).toBe("list");
  });

  test("is skipped, not waited for, while another process writes it; a dead one's lock goes away", async () => {
    const here = place(5, 2);
    await load(here.root, here.dataDir);
    const file = indexOf(here.dataDir);
    rmSync(file);
    writeFileSync(`${file}.lock`, "");
    await expectSame(here);
    expect(readdirSync(dirname(file))).not.toContain(file.split("/").at(-1));
    utimesSync(`${file}.lock`, 1_000_000_000, 1_000_000_000);
    await expectSame(here);
    await expectSame(here);
    expect(readdirSync(dirname(file)).filter((n) => n.endsWith(".bin"))).toEqual([file.split("/").at(-1)]);
  });

  test("of no logs at all, and of logs without any copies, is whole", async () => {
    const here: Place = { root: tempDir(), dataDir: tempDir(), logs: [] };
    const log = join(here.root, "projects", "p", "s1.jsonl");
    for (const text of ["", '{"type":"user"}\n', '{"type":"summary","summary":"A"}\n']) {
      if (text !== "") {
        mkdirSync(dirname(log), { recursive: true });
        appendFileSync(log, text);
      }
      expect((await expectSame(here)).notes).toEqual([]);
      expect((await expectSame(here)).notes).toEqual([]);
    }
  });

  test("of other folders is another index", async () => {
    const here = place(6, 2);
    const copy = tempDir();
    cpSync(here.root, copy, { recursive: true });
    await load(here.root, here.dataDir);
    await load(copy, here.dataDir);
    expect(readdirSync(join(here.dataDir, "cache")).filter((n) => n.endsWith(".bin"))).toHaveLength(2);
  });

  test("many loads at once agree", async () => {
    const here = place(7, 3);
    const all = await Promise.all(Array.from({ length: 4 }, () => load(here.root, here.dataDir)));
    expect(new Set(all.map(readable)).size).toBe(1);
  });
});
