/** `--last N`: so many days, weeks or months, the present one included. */

import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayKey, firstOfLast, type PeriodKind, parseDay, periodKey } from "../../src/core/calendar/period.ts";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

test("begins the first of N different periods that follow each other to the present one", () => {
  const kinds = fc.constantFrom<PeriodKind>("day", "week", "month");
  const cases = [kinds, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 15_000, max: 25_000 }), fc.nat(6)] as const;
  fc.assert(
    fc.property(...cases, (kind, count, day, weekStart) => {
      const first = firstOfLast(kind, count, day, weekStart);
      const keys = new Set<string>();
      for (let d = first; d <= day; d++) keys.add(periodKey(kind, d, weekStart));
      expect(keys.size).toBe(count);
      expect(keys.has(periodKey(kind, first - 1, weekStart))).toBe(false);
    }),
  );
});

describe("in the program", () => {
  // Friday.
  const nowMs = Date.parse("2026-11-20T12:00:00Z");
  const run = (...args: string[]) => runHere([...args, "--timezone", "UTC"], { home: homeWithDays(), nowMs });
  const firstOf = async (...args: string[]): Promise<unknown> => JSON.parse((await run(...args, "--json")).stdout);

  test.each([
    [["daily", "--last", "1"], "2026-11-20", 1],
    [["daily", "--last", "7"], "2026-11-14", 7],
    [["daily", "--last", "3", "--until", "2026-11-10"], "2026-11-08", 3],
    [["weekly", "--last", "2"], "2026-11-09", 2],
    [["weekly", "--last", "2", "--start-of-week", "sunday"], "2026-11-08", 2],
    [["monthly", "--last", "3"], "2026-09-01", 3],
  ])("%j begins on %s", async (args, since, periods) => {
    const answer = await firstOf(...args);
    expect(answer).toMatchObject({ filter: { since } });
    expect((answer as { periods: unknown[] }).periods).toHaveLength(periods);
    expect((await run(...args)).stdout).toContain(since);
  });

  test.each([
    [["--last", "0"], "'0' is no whole number from 1 to 10000"],
    [["--last", "10001"], "'10001' is no whole number"],
    [["--last", "-1"], "'-1' is no whole number|unknown option|argument missing"],
    [["--last", "1.5"], "'1.5' is no whole number"],
    [["--last", "7", "--since", "today"], "--last and --since cannot be combined"],
  ])("daily %j is refused", async (args, reason) => {
    const { code, stdout, stderr } = await run("daily", ...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(new RegExp(reason));
  });

  test("the most there may be is taken", async () => {
    expect((await run("monthly", "--last", "10000")).code).toBe(0);
  });
});

/** A response each day from August on. */
function homeWithDays(): string {
  const dir = tempDir();
  const from = parseDay("2026-08-01") as number;
  const rows = Array.from({ length: 112 }, (_, i) => assistantRow({ timestamp: `${dayKey(from + i)}T10:00:00Z` }));
  makeTree(join(dir, ".claude"), { "a.jsonl": rows });
  return dir;
}
