import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { combine, scanFiles } from "../../src/app/load/scan-logs.ts";
import { findLogFiles } from "../../src/claude-code/logs/log-files.ts";
import { ScanPool } from "../../src/claude-code/scan/scan-pool.ts";
import { PriceBook } from "../../src/core/pricing/price-book.ts";
import { priceColumns } from "../../src/core/pricing/price-columns.ts";
import { generateDemo } from "../../src/data/demo/generate.ts";
import { Random } from "../../src/data/demo/random.ts";
import type { DemoFile, DemoTree } from "../../src/data/demo/types.ts";
import { shippedCards } from "../../src/data/rate-cards.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { toText } from "../oracle/decimal.ts";
import { readTree } from "../oracle/read-tree.ts";
import { loggedBy, type Totals } from "../oracle/totals.ts";
import { historyTotals } from "./history-totals.ts";

type Text = Pick<DemoFile, "path" | "text">;

/** A small history with every client generation in it. */
let tree: DemoTree;
beforeAll(() => {
  tree = generateDemo({
    seed: 12,
    endMs: Date.parse("2026-11-20T12:00:00Z"),
    days: 8,
    scale: 1.2,
    bytesPerToken: 0.01,
  });
});

async function totalsOf(files: readonly Text[], shuffle: (n: number) => number = (n) => n) {
  const dir = tempDir();
  for (const { path, text } of files) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  const found = findLogFiles([{ path: dir, reason: "test" }]).files;
  const order = found.map((file, i) => [shuffle(i), file] as const).sort((a, b) => a[0] - b[0]);
  const { scans } = await scanFiles(
    order.map(([, file]) => file),
    { progress: () => {}, threads: new ScanPool(), forIndex: true },
    () => "new",
  );
  const { table } = combine(scans).resolution;
  priceColumns(table, new PriceBook(shippedCards()));
  return readable(historyTotals(table, (r) => `${r.sessionId} ${r.model}`));
}

function readable(totals: ReadonlyMap<string, Totals>) {
  return Object.fromEntries([...totals].sort().map(([key, t]) => [key, { ...t, usd: toText(t.usd) }]));
}

const expected = () => readable(loggedBy(tree.truth.items, (i) => `${i.sessionId} ${i.model}`));

describe("the same totals", () => {
  test("whatever the order of the files", async () => {
    expect(tree.files.length).toBeGreaterThan(20);
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const random = new Random(seed);
        expect(await totalsOf(tree.files, () => random.fraction())).toEqual(expected());
      }),
      { numRuns: 4 },
    );
  });

  test("however often and in whatever files rows are repeated", async () => {
    const rows = tree.files.filter((f) => f.path.endsWith(".jsonl")).flatMap((f) => f.text.split("\n").slice(0, -1));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 60 }), async (copies) => {
        const extra = new Map<string, string>();
        for (const [from, to] of copies) {
          const { path } = tree.files[to % tree.files.length] as DemoFile;
          const name = path.replace(/\.(jsonl|meta\.json)$/, "-copy.jsonl");
          extra.set(name, `${extra.get(name) ?? ""}${rows[from % rows.length]}\n`);
        }
        const repeated = [...extra].map(([path, text]) => ({ path, text }));
        expect(await totalsOf([...tree.files, ...repeated])).toEqual(expected());
      }),
      { numRuns: 6 },
    );
  });

  test("as a plain reading of what is left when files are torn anywhere", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const random = new Random(seed);
        const torn = tree.files.map(({ path, text }) => ({
          path,
          text: random.chance(0.5) ? text : cut(random, text),
        }));
        const sums = (key: (r: { model: string }) => string) => readable(loggedBy(readTree(torn), key));
        const found = await totalsOf(torn);
        const byModel = new Map<string, { requests: number; output: number }>();
        for (const [key, t] of Object.entries(found)) {
          const model = key.split(" ")[1] as string;
          const old = byModel.get(model) ?? { requests: 0, output: 0 };
          byModel.set(model, { requests: old.requests + t.requests, output: old.output + t.tokens.output });
        }
        const plain = Object.entries(sums((r) => r.model)).map(([model, t]) => [
          model,
          { requests: t.requests, output: t.tokens.output },
        ]);
        expect(Object.fromEntries(byModel)).toEqual(Object.fromEntries(plain));
      }),
      { numRuns: 4 },
    );
  });
});

function cut(random: Random, text: string): string {
  return text.slice(0, random.int(0, text.length));
}
