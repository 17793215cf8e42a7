/** Writes a benchmark tree session by session, with its truth beside it. */

import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type BulkOptions, bulkSessions } from "../src/data/demo/bulk.ts";
import type { TruthItem } from "../src/data/demo/types.ts";
import { toText } from "../test/oracle/decimal.ts";
import { addItem, emptyTotals, type Totals } from "../test/oracle/totals.ts";

/** What was written: sizes of the log files (ascending), and what they bill. */
export type Written = {
  readonly sizes: readonly number[];
  readonly total: Totals;
  readonly byModel: Map<string, Totals>;
};

/** @param dir becomes a root: `dir/projects/…`, and `dir/truth.json` */
export function writeTree(dir: string, options: BulkOptions): Written {
  const sizes: number[] = [];
  const total = emptyTotals();
  const byModel = new Map<string, Totals>();
  const made = new Set<string>();
  for (const { files, items } of bulkSessions(options)) {
    for (const { path, text, modifiedMs } of files) {
      const file = join(dir, path);
      if (!made.has(dirname(file))) mkdirSync(dirname(file), { recursive: true });
      made.add(dirname(file));
      writeFileSync(file, text);
      utimesSync(file, modifiedMs / 1000, modifiedMs / 1000);
      if (path.endsWith(".jsonl")) sizes.push(text.length);
    }
    for (const item of items) if (item.logged) count(item, total, byModel);
  }
  const written = { sizes: sizes.sort((a, b) => a - b), total, byModel };
  writeFileSync(join(dir, "truth.json"), truthText(written));
  return written;
}

function count(item: TruthItem, total: Totals, byModel: Map<string, Totals>): void {
  const model = byModel.get(item.model) ?? emptyTotals();
  byModel.set(item.model, model);
  addItem(model, item);
  addItem(total, item);
}

function truthText({ sizes, total, byModel }: Written): string {
  const plain = ({ usd, ...t }: Totals) => ({ ...t, costUsd: toText(usd) });
  const models = Object.fromEntries([...byModel].sort().map(([model, t]) => [model, plain(t)]));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return `${JSON.stringify({ files: sizes.length, bytes, totals: plain(total), models }, null, 1)}\n`;
}
