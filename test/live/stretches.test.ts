import { appendFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { LiveHistory } from "../../src/app/live/live-history.ts";
import { scanReference } from "../../src/claude-code/logs/reference-scanner.ts";
import { stateBefore } from "../../src/claude-code/logs/scan-state.ts";
import { Zone } from "../../src/core/calendar/zone.ts";
import type { ScanState } from "../../src/core/responses/scan.ts";
import { generateDemo } from "../../src/data/demo/generate.ts";
import { Random } from "../../src/data/demo/random.ts";
import { loadAndSave } from "../helpers/load-history.ts";
import { assistantRow, lines, makeTree, SESSION, usage } from "../helpers/make-tree.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { toText } from "../oracle/decimal.ts";
import { historyTotals } from "../truth/history-totals.ts";

const NOON = Date.parse("2026-11-20T12:00:00Z");

const load = (root: string) =>
  loadAndSave(
    { configDirs: [root], dataDir: join(root, "own"), archive: false, index: false, demo: false, progress: () => {} },
    { env: {}, homeDir: root, now: () => NOON },
  );

/** Everything from logs that is shown: each response's session, model, origin and day, and the facts about sessions. */
function known({ table, sessions }: Pick<Awaited<ReturnType<typeof load>>, "table" | "sessions">) {
  const keyOf = (r: Parameters<Parameters<typeof historyTotals>[1]>[0]): string => JSON.stringify({ ...r });
  const sums = [...historyTotals(table, keyOf)].map(([key, t]) => [key, { ...t, usd: toText(t.usd) }] as const);
  return { sums: Object.fromEntries(sums.sort()), sessions: Object.fromEntries([...sessions].sort()) };
}

it("a log read in stretches, row by row, comes to what it comes to in one piece", async () => {
  const { files } = generateDemo({ seed: 41, endMs: NOON, days: 4, scale: 0.6, bytesPerToken: 0.01 });
  const logs = files.filter((f) => f.path.endsWith(".jsonl"));
  const all = logs.map((f) => f.text).join("");
  for (const marker of ['"cost-state"', '"searchCount"', '"summary"', '"isCompactSummary"']) {
    expect(all, "the history has what depends on the rows before").toContain(marker);
  }
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const random = new Random(seed);
      const root = tempDir();
      const live = new LiveHistory(await load(root), new Zone("UTC"));
      const open = logs.map(({ path, text, modifiedMs }) => {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        return {
          path: join(root, path),
          rows: text.split(/(?<=\n)/),
          modifiedMs,
          at: 0,
          state: undefined as ScanState | undefined,
        };
      });
      for (let left = [...open]; left.length > 0; left = left.filter((f) => f.rows.length > 0)) {
        const file = left[random.int(0, left.length - 1)] as (typeof open)[number];
        appendFileSync(file.path, file.rows.splice(0, random.chance(0.7) ? 1 : random.int(1, 40)).join(""));
        const before =
          file.at > 0 && random.chance(0.2) ? stateBefore(file.path, file.at, file.modifiedMs) : file.state;
        const scan = scanReference(file.path, file.at, file.modifiedMs, before);
        live.fold(scan, file.at > 0);
        file.at = scan.consumedBytes;
        file.state = scan.state;
      }
      expect(known(live.history)).toEqual(known(await load(root)));
    }),
    { numRuns: 3 },
  );
});

it("what is appended to a response comes after it in the file, though the clock stepped back", async () => {
  const root = tempDir();
  const answer = (cacheRead: number, second: number) =>
    assistantRow({
      id: "msg_a",
      usage: usage({ input_tokens: 10, output_tokens: 100, cache_read_input_tokens: cacheRead }),
      timestamp: new Date(NOON - 60_000 + second * 1000).toISOString(),
    });
  makeTree(root, { [`${SESSION}.jsonl`]: [answer(900, 30)] });
  const path = join(root, "projects", "-home-dev-app", `${SESSION}.jsonl`);
  const live = new LiveHistory(await load(root), new Zone("UTC"));
  const before = scanReference(path, 0, NOON);
  // Of one size, the last row counts; its earlier time does not.
  appendFileSync(path, lines(answer(100, 5)));
  live.fold(scanReference(path, before.consumedBytes, NOON, before.state), true);
  const { table } = live.history;
  expect([table.columns.length, table.columns.cacheRead[0], table.columns.timeMs[0]]).toEqual([1, 100, NOON - 30_000]);
  expect(known(live.history)).toEqual(known(await load(root)));
});
