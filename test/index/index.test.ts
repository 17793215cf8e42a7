import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
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
import type { History } from "../../src/app/load/history.ts";
import { generateDemo } from "../../src/data/demo/generate.ts";
import { Random } from "../../src/data/demo/random.ts";
import { tryFileLock } from "../../src/store/files/file-lock.ts";
import { loadAndSave } from "../helpers/load-history.ts";
import { runs } from "../helpers/runs.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { NOW, readable, ZONE } from "./readable.ts";

function load(root: string, dataDir: string, index = true, responses = false): Promise<History> {
  const options = {
    configDirs: [root],
    dataDir,
    archive: false,
    index,
    responses,
    zone: ZONE,
    demo: false,
    progress: () => {},
  };
  return loadAndSave(options, { env: {}, homeDir: dataDir, now: () => NOW });
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

/** The changes that may happen to logs between two runs. */
function disturb(random: Random, logs: string[]): string {
  const log = random.pick(logs);
  const other = random.pick(logs);
  const text = readFileSync(log, "utf8");
  const lines = text.split("\n");
  // One is left to be disturbed again.
  const kind = random.int(0, logs.length > 1 ? 9 : 3);
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
      { numRuns: runs({ ci: 6, here: 2 }) },
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
      { numRuns: runs({ ci: 12, here: 6 }) },
    );
    expect(right.length).toBeGreaterThan(1000);
  });

  test.skipIf(!existsSync("/proc/self/fd"))(
    "is not left open where all of it is read, as the dashboard does",
    async () => {
      const here = place(6, 2);
      for (let k = 0; k < 2; k++) await load(here.root, here.dataDir, true, true);
      const open = readdirSync("/proc/self/fd").map((fd) => {
        const link = join("/proc/self/fd", fd);
        return existsSync(link) ? readlinkSync(link) : "";
      });
      expect(open).not.toContain(indexOf(here.dataDir));
    },
  );

  test("of another program version is read anew without a word", async () => {
    const here = place(3, 2);
    await load(here.root, here.dataDir);
    const file = indexOf(here.dataDir);
    rmSync(file);
    writeFileSync(file, "CCINDEX\n");
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
    await tryFileLock(`${file}.lock`, async () => {
      await expectSame(here);
      expect(readdirSync(dirname(file))).not.toContain(file.split("/").at(-1));
    });
    mkdirSync(`${file}.lock`);
    writeFileSync(join(`${file}.lock`, "1-dead.owner"), "");
    utimesSync(join(`${file}.lock`, "1-dead.owner"), 1_000_000_000, 1_000_000_000);
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
