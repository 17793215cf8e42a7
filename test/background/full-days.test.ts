/** Every report whose range includes a day on which the telemetry reached its size limit mentions that day. */

import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { dataPaths } from "../../src/store/files/data-dir.ts";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { jsonHere, runHere } from "../helpers/run-here.ts";
import { sharedTempDir } from "../helpers/temp-dir.ts";

const DAY_BYTES = 64 * 1024 * 1024;
const FULL = "2026-11-20";
const NOTE = `the telemetry of ${FULL} has reached its size limit (64 MiB); later events are not counted`;

const home = sharedTempDir();
const dataDir = join(home, "ours");
const ask = (...args: string[]) => runHere([...args, "--data-dir", dataDir], { home });
const notesOf = async (...args: string[]): Promise<readonly string[]> =>
  (await jsonHere<{ notes?: readonly string[] }>([...args, "--data-dir", dataDir], { home })).notes ?? [];

/** A file of blank lines. */
function dayFile(name: string, bytes: number): void {
  const { otelDir } = dataPaths(dataDir, {});
  mkdirSync(otelDir, { recursive: true });
  writeFileSync(join(otelDir, name), "\n");
  truncateSync(join(otelDir, name), bytes);
}

beforeAll(() => {
  makeTree(join(home, ".claude"), { "a.jsonl": [assistantRow({ timestamp: `${FULL}T10:00:00Z` })] });
  dayFile(`${FULL}.jsonl`, DAY_BYTES - 1);
  dayFile(`${FULL}.1.jsonl`, 1);
  dayFile("2026-11-19.jsonl", DAY_BYTES - 1);
});

describe("a full day", () => {
  test.each([["daily"], ["sessions"], ["by", "model"], ["background"], ["why"]])("is named by %s", async (...args) => {
    const { code, stdout, stderr } = await ask(...args);
    expect([code, stderr]).toEqual([0, `claude-cost: ${NOTE}\n`]);
    expect(stdout).not.toContain("64 MiB");
    expect(await notesOf(...args)).toEqual([NOTE]);
  });

  test.each([
    [["--since", "2026-11-20", "--until", "2026-11-20", "--timezone", "UTC"], 1],
    [["--since", "2026-11-21", "--timezone", "UTC"], 0],
    [["--until", "2026-11-19", "--timezone", "UTC"], 0],
    // In Auckland (UTC+13) the UTC day lasts to the afternoon of the 21st, in Honolulu (UTC-10) it began on the 19th.
    [["--since", "2026-11-21", "--timezone", "Pacific/Auckland"], 1],
    [["--since", "2026-11-22", "--timezone", "Pacific/Auckland"], 0],
    [["--until", "2026-11-19", "--timezone", "Pacific/Honolulu"], 1],
    [["--until", "2026-11-18", "--timezone", "Pacific/Honolulu"], 0],
  ])("is of the range %j: %i", async (range, notes) => {
    expect(await notesOf("daily", ...range)).toHaveLength(notes);
  });
});
