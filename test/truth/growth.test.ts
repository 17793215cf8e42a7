import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { generateDemo } from "../../src/data/demo/generate.ts";
import { Random } from "../../src/data/demo/random.ts";
import { loadAndSave } from "../helpers/load-history.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { toText } from "../oracle/decimal.ts";
import { historyTotals } from "./history-totals.ts";

const NOON = Date.parse("2026-11-20T12:00:00Z");

async function totals(root: string, dataDir: string, index: boolean) {
  const history = await loadAndSave(
    { configDirs: [root], dataDir, archive: false, index, demo: false, progress: () => {} },
    { env: {}, homeDir: dataDir, now: () => NOON },
  );
  const sums = historyTotals(history.table, (r) => `${r.sessionId} ${r.model}`);
  const background = [...history.background.values()].map(
    (b) => [b.sessionId, b.status, b.costPico, b.tokens] as const,
  );
  return {
    sums: Object.fromEntries([...sums].sort().map(([key, t]) => [key, { ...t, usd: toText(t.usd) }])),
    background: Object.fromEntries(background.sort().map(([id, ...rest]) => [id, rest])),
    titles: Object.fromEntries([...history.sessions].sort().map(([id, s]) => [id, s.title?.text])),
  };
}

test("what is kept between runs never shows: logs that grow, are torn, rewritten, removed and come back", async () => {
  const { files } = generateDemo({ seed: 30, endMs: NOON, days: 6, scale: 0.7, bytesPerToken: 0.01 });
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const random = new Random(seed);
      const [root, dataDir] = [tempDir(), tempDir()];
      const shown = new Map<string, number>();
      for (let step = 0; step < 5; step++) {
        for (const { path, text } of files) {
          const file = join(root, path);
          const before = shown.get(path) ?? 0;
          const isLast = step === 4;
          if (!isLast && random.chance(0.4)) continue;
          if (!isLast && random.chance(0.08)) {
            rmSync(file, { force: true });
            shown.set(path, 0);
            continue;
          }
          // Mostly longer, cut anywhere; sometimes shorter than before, as when a log is written again.
          const end = isLast ? text.length : random.int(random.chance(0.1) ? 0 : before, text.length);
          mkdirSync(dirname(file), { recursive: true });
          writeFileSync(file, text.slice(0, end));
          shown.set(path, end);
        }
        expect(await totals(root, dataDir, true), `step ${step}`).toEqual(await totals(root, tempDir(), false));
      }
    }),
    { numRuns: 4 },
  );
});
