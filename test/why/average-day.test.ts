import { join } from "node:path";
import { expect, test } from "vitest";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

test("one's own average of an active day stands beside the published ones, for all of one's use alone", async () => {
  const home = tempDir();
  const row = (timestamp: string, id: string) => assistantRow({ id, row: { timestamp, requestId: id } });
  makeTree(join(home, ".claude"), {
    "a.jsonl": [
      row("2026-11-20T10:00:00Z", "r1"),
      row("2026-11-20T11:00:00Z", "r2"),
      row("2026-11-22T10:00:00Z", "r3"),
    ],
  });
  const { stdout } = await runHere(["why", "--json"], { home });
  const { perActiveDay, totals } = JSON.parse(stdout);
  // Three requests on two days.
  expect(perActiveDay).toMatchObject({ days: 2, published: { meanUsd: 13, p90Usd: 30 } });
  expect(Number(perActiveDay.usd) * 2).toBeCloseTo(Number(totals.totalUsd), 10);
  const text = (await runHere(["why"], { home })).stdout;
  expect(text).toContain("an active day (2 days); published: $13, under $30 for 90 %");
  const part = await runHere(["why", "--json", "--model", "opus"], { home });
  expect(JSON.parse(part.stdout).perActiveDay).toBeNull();
});
