import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { NO_ARCHIVE } from "../../src/app/load/archive-source.ts";
import { loadLogs } from "../../src/app/load/load-logs.ts";
import { parseStatuslineInput } from "../../src/claude-code/feeds/statusline-input.ts";
import { findLogFiles } from "../../src/claude-code/logs/log-files.ts";
import { PriceBook } from "../../src/core/pricing/price-book.ts";
import { nextFeed } from "../../src/core/statusline/feed.ts";
import { generateDemo } from "../../src/data/demo/generate.ts";
import { Random } from "../../src/data/demo/random.ts";
import { shippedCards } from "../../src/data/rate-cards.ts";
import { VERSION } from "../../src/data/version.ts";
import { readStatuslineFeed, writeStatuslineFeed } from "../../src/store/feeds/statusline-feed.ts";
import { dataPaths } from "../../src/store/files/data-dir.ts";
import { indexFileOf } from "../../src/store/index/write-index.ts";
import { loadAndSave } from "../helpers/load-history.ts";
import { runs } from "../helpers/runs.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { statuslineJson } from "../inside/statusline-input.ts";
import { NOW, readable, ZONE } from "./readable.ts";

type Log = { readonly path: string; readonly rows: readonly string[]; shown: number };

/** A history with forks and resumes, of which each log has only its beginning yet. */
function start(seed: number, random: Random) {
  const [root, dataDir] = [tempDir(), tempDir()];
  const { files } = generateDemo({ seed, endMs: NOW, days: 12, scale: 0.9, bytesPerToken: 0.004 });
  const logs: Log[] = [];
  for (const { path, text } of files) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    if (!path.endsWith(".jsonl")) writeFileSync(file, text);
    else logs.push({ path: file, rows: text.split(/(?<=\n)/), shown: 0 });
  }
  for (const log of logs) {
    // A log that is all there ends with its client's ledger.
    if (random.chance(0.9)) grow(log, random.chance(0.4) ? log.rows.length : random.int(1, log.rows.length));
  }
  return { root, dataDir, logs };
}

function grow(log: Log, rows: number): void {
  const next = log.rows.slice(log.shown, log.shown + rows).join("");
  if (log.shown === 0) writeFileSync(log.path, next);
  else appendFileSync(log.path, next);
  log.shown = Math.min(log.rows.length, log.shown + rows);
}

let made = 0;

/** A response that is in no invented history: after a ledger, in the time that it covers, or late. */
function goOn(log: Log, random: Random): void {
  const whole = log.rows.slice(0, log.shown).filter((text) => text.endsWith("}\n"));
  const shown = whole.map((text) => JSON.parse(text));
  const last = shown.findLast((row) => row.message?.usage);
  const endMs = Date.parse(shown.findLast((row) => row.timestamp)?.timestamp ?? "");
  if (!last || Number.isNaN(endMs)) return;
  const timestamp = new Date(
    Math.min(NOW, endMs + random.pick([-600_000, -1, 0, 1, 900, 60_000, 9_000_000])),
  ).toISOString();
  const message = { ...last.message, id: `msg_more_${made++}` };
  appendFileSync(log.path, `${JSON.stringify({ ...last, timestamp, requestId: `req_more_${made}`, message })}\n`);
}

function feed(dataDir: string, log: Log, random: Random): void {
  const sessionId = /([0-9a-f-]{36})\.jsonl$/.exec(log.path)?.[1];
  const input = parseStatuslineInput(
    statuslineJson({ ...(sessionId ? { sessionId } : {}), usd: random.int(1, 40) / 8 }),
  );
  const dir = dataPaths(dataDir, {}).statuslineDir;
  if (input && sessionId) writeStatuslineFeed(dir, nextFeed(readStatuslineFeed(dir, sessionId), input, NOW, null));
}

async function load(root: string, dataDir: string, index: boolean, archive = false): Promise<string> {
  const options = { configDirs: [root], dataDir, archive, index, zone: ZONE, demo: false, progress: () => {} };
  return readable(await loadAndSave(options, { env: {}, homeDir: dataDir, now: () => NOW }));
}

/** Whether all logs had to be read. */
async function wasRead(root: string, dataDir: string): Promise<boolean> {
  const roots = [{ path: root, reason: "" }];
  const { logs } = await loadLogs({
    find: (known) => findLogFiles(roots, known),
    indexFile: indexFileOf(dataPaths(dataDir, {}).indexFile, ["false", root]),
    ...{ writer: VERSION, book: new PriceBook(shippedCards()), archive: NO_ARCHIVE, archivable: 0, progress: () => {} },
    ...{ nowMs: NOW, needsResponses: false, zone: ZONE },
  });
  return logs.wasRead;
}

describe("logs that grow a little", () => {
  test("give what all logs give, and mostly without going through them all", async () => {
    const read = { all: 0, grown: 0 };
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 500 }), fc.nat(), async (seed, luck) => {
        const random = new Random(luck);
        const { root, dataDir, logs } = start(seed, random);
        const archive = random.chance(0.4);
        for (let i = 0; i < 3; i++) await load(root, dataDir, true, archive);
        for (let step = 0; step < 6; step++) {
          for (let k = random.int(1, 3); k > 0; k--) {
            const log = random.pick(logs);
            if (random.chance(0.2)) feed(dataDir, log, random);
            else if (random.chance(0.5)) goOn(log, random);
            else grow(log, random.int(1, 6));
          }
          if (!archive) read[(await wasRead(root, dataDir)) ? "all" : "grown"]++;
          const quick = await load(root, dataDir, true, archive);
          expect(quick, `step ${step}`).toBe(await load(root, dataDir, false, archive));
        }
      }),
      {
        numRuns: runs({ ci: 16, here: 3 }),
        examples: [
          [354, 1616566221],
          [298, 1337671665],
        ],
      },
    );
    expect(read.grown).toBeGreaterThan(read.all * 2);
  });

  test("what has come since the index was written stands beside it, until it is damaged or the index is another", async () => {
    const random = new Random(11);
    const { root, dataDir, logs } = start(5, random);
    await load(root, dataDir, true);
    const tail = `${indexFileOf(dataPaths(dataDir, {}).indexFile, ["false", root])}.journal.json`;
    expect(existsSync(tail)).toBe(false);
    const longer = logs.find((log) => log.shown > 0 && log.shown < log.rows.length) as Log;
    grow(longer, 3);
    const fresh = await load(root, dataDir, false);
    expect(await load(root, dataDir, true)).toBe(fresh);
    // A log that was read within the tick of the clock in which it was written is looked at once more.
    await vi.waitFor(async () => {
      const { ino } = statSync(tail);
      expect(await load(root, dataDir, true)).toBe(fresh);
      expect(statSync(tail).ino).toBe(ino);
    });
    const text = readFileSync(tail, "utf8");
    for (const bad of ["", text.slice(0, -9), "{}", "[]", "null", '{"format":1,"logs":0}']) {
      writeFileSync(tail, bad);
      expect(await load(root, dataDir, true), bad).toBe(fresh);
    }
    goOn(longer, random);
    expect(await load(root, dataDir, true)).toBe(await load(root, dataDir, false));
    writeFileSync(tail, text);
    expect(await load(root, dataDir, true)).toBe(await load(root, dataDir, false));
  });

  test("a parent that goes on after its fork ended changes who had their responses first: then all is gone through", async () => {
    const [root, dataDir] = [tempDir(), tempDir()];
    const log = (session: string): string => join(root, "projects", "-app", `${session}.jsonl`);
    const row = (sessionId: string, n: number): string => {
      const usage = { input_tokens: 10, output_tokens: n };
      const message = { id: `msg_${n}`, model: "claude-opus-5-5", stop_reason: "end_turn", content: [], usage };
      const timestamp = new Date(NOW - 3_600_000 + n * 60_000).toISOString();
      return `${JSON.stringify({ type: "assistant", sessionId, requestId: `r${n}`, timestamp, cwd: "/app", message })}\n`;
    };
    mkdirSync(dirname(log("parent")), { recursive: true });
    writeFileSync(log("parent"), row("parent", 1) + row("parent", 2));
    writeFileSync(log("fork"), row("fork", 1) + row("fork", 2) + row("fork", 5));
    await load(root, dataDir, true);
    appendFileSync(log("parent"), row("parent", 3));
    expect(await wasRead(root, dataDir)).toBe(false);
    expect(await load(root, dataDir, true)).toBe(await load(root, dataDir, false));
    appendFileSync(log("parent"), row("parent", 6));
    expect(await wasRead(root, dataDir)).toBe(true);
    expect(await load(root, dataDir, true)).toBe(await load(root, dataDir, false));
  });

  test("a response that another log has already: then all is gone through", async () => {
    const random = new Random(7);
    const { root, dataDir, logs } = start(3, random);
    for (const log of logs) grow(log, log.rows.length);
    const before = await load(root, dataDir, true);
    const [one, other] = [logs[0] as Log, logs[1] as Log];
    appendFileSync(one.path, readFileSync(other.path));
    expect(await wasRead(root, dataDir)).toBe(true);
    const after = await load(root, dataDir, true);
    expect(after).not.toBe(before);
    expect(after).toBe(await load(root, dataDir, false));
  });
});
