/** Blocks of five hours: where they begin and end, and that they sum to the range. */

import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { listBlocks } from "../../src/core/reports/block-list.ts";
import { listedOrigins, usageColumns } from "../../src/core/reports/usage-rollup.ts";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { jsonHere, runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

type Answer = {
  blocks: { startsAt: string; endsAt: string; running: boolean; requests: number; costUsd: string; totalUsd: string }[];
  totals: { requests: number; totalUsd: string };
};

function homeWith(...times: readonly string[]): string {
  const home = tempDir();
  makeTree(join(home, ".claude"), { "a.jsonl": times.map((timestamp) => assistantRow({ timestamp })) });
  return home;
}

const HOUR = 3_600_000;
const QUARTER = HOUR / 4;

test("a block begins at the first use's quarter, ends after five hours, and the next one begins with the use after that", async () => {
  const home = homeWith(
    "2026-11-18T09:20:00Z",
    // The last instant of the block that began at 09:15, and the first one after it.
    "2026-11-18T14:14:59.999Z",
    "2026-11-18T14:15:00.000Z",
    "2026-11-20T23:50:00Z",
    "2026-11-21T01:00:00Z",
  );
  const at = (time: string) => runHere(["blocks", "--timezone", "UTC", "--json"], { home, nowMs: Date.parse(time) });
  const { blocks, totals } = JSON.parse((await at("2026-11-21T04:44:59.999Z")).stdout) as Answer;
  expect(blocks.map((b) => [b.startsAt, b.endsAt, b.requests, b.costUsd, b.running])).toEqual([
    ["2026-11-18T09:15:00.000Z", "2026-11-18T14:15:00.000Z", 2, "0.00408", false],
    ["2026-11-18T14:15:00.000Z", "2026-11-18T19:15:00.000Z", 1, "0.00204", false],
    ["2026-11-20T23:45:00.000Z", "2026-11-21T04:45:00.000Z", 2, "0.00408", true],
  ]);
  expect(totals).toMatchObject({ requests: 5, totalUsd: "0.0102" });
  const over = JSON.parse((await at("2026-11-21T04:45:00.000Z")).stdout) as Answer;
  expect(over.blocks.at(-1)?.running).toBe(false);
});

test("blocks are whole: at least five hours apart, every use in one, and they sum to all that was used", () => {
  const use = fc.record({ quarter: fc.nat(400), cost: fc.nat(1_000_000) });
  fc.assert(
    fc.property(fc.array(use, { maxLength: 60 }), (uses) => {
      const columns = usageColumns(uses.length);
      columns.length = uses.length;
      uses.forEach(({ quarter, cost }, i) => {
        columns.timeMs[i] = quarter * QUARTER;
        columns.costPico[i] = cost;
        columns.requests[i] = 1;
      });
      const table = { columns, models: ["claude-opus-5-5"], origins: listedOrigins([]) };
      const selected = new Uint8Array(uses.length).fill(1);
      const { blocks, totals } = listBlocks({ table, selected, background: new Map(), nameOf: (m) => m });
      expect(blocks.reduce((sum, b) => sum + b.totals.costPico, 0n)).toBe(totals.costPico);
      expect(totals.costPico).toBe(uses.reduce((sum, u) => sum + BigInt(u.cost), 0n));
      blocks.forEach((block, i) => {
        const own = uses.filter(({ quarter }) => quarter * QUARTER >= block.fromMs && quarter * QUARTER < block.toMs);
        expect([block.toMs - block.fromMs, block.totals.requests]).toEqual([5 * HOUR, own.length]);
        expect(own.some(({ quarter }) => quarter * QUARTER === block.fromMs)).toBe(true);
        expect(block.fromMs).toBeGreaterThanOrEqual(blocks[i - 1]?.toMs ?? 0);
      });
    }),
  );
});

describe("of the demo", () => {
  const ask = <T>(...args: string[]): Promise<T> => jsonHere<T>([...args, "--demo", "--timezone", "UTC"]);

  test.each([[[]], [["--since", "7d"]], [["--model", "opus"]]])("sum to what `daily` sums to: %j", async (args) => {
    const { blocks, totals } = await ask<Answer>("blocks", ...args);
    const daily = await ask<Answer>("daily", ...args);
    expect([totals.totalUsd, totals.requests]).toEqual([daily.totals.totalUsd, daily.totals.requests]);
    expect(blocks.reduce((sum, block) => sum + block.requests, 0)).toBe(totals.requests);
  });

  test("--last takes the last ones, with their own total", async () => {
    const all = await ask<Answer>("blocks");
    const last = await ask<Answer>("blocks", "--last", "3");
    expect(last.blocks).toEqual(all.blocks.slice(-3));
    expect(last.totals.requests).toBe(last.blocks.reduce((sum, block) => sum + block.requests, 0));
  });

  test.each([40, 60, 80, 120, 160])(
    "at %i columns no line is wider, and it says that they are no windows",
    async (columns) => {
      const { stdout } = await runHere(["blocks", "--demo", "--last", "5", "--ascii"], { columns });
      for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(columns);
      expect(stdout).toContain("Activity by blocks of five hours");
      expect(stdout.replace(/\s+/g, " ")).toContain("not the plan's windows");
    },
  );
});
