import { appendFileSync, closeSync, openSync, readFileSync, utimesSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fingerprintOf } from "../../src/claude-code/scan/fingerprint.ts";
import { assistantRow, makeTree, usage } from "../helpers/make-tree.ts";
import { runJson } from "../helpers/run-cli.ts";
import { tempDir } from "../helpers/temp-dir.ts";

/** Of a file of so many bytes, with one of them changed in place. */
function fingerprintWith(bytes: number, changedAt: number | null): number {
  const path = join(tempDir(), "log");
  const content = Buffer.alloc(bytes, "a row of a log\n");
  if (changedAt !== null) content[changedAt] = 0x21;
  writeFileSync(path, content);
  const fd = openSync(path, "r");
  try {
    return fingerprintOf(fd, bytes);
  } finally {
    closeSync(fd);
  }
}

describe("the fingerprint of what was read", () => {
  test.each([1, 4096, 32_767, 32_768])("of %i bytes covers every one of them", (bytes) => {
    const before = fingerprintWith(bytes, null);
    for (const at of [0, bytes >> 1, bytes - 1]) expect(fingerprintWith(bytes, at), `${at}`).not.toBe(before);
  });

  test("of more covers the first and the last bytes, and pieces between them", () => {
    const bytes = 40_000;
    const before = fingerprintWith(bytes, null);
    // 8 pieces of 4 KiB: the second begins at (40,000 - 4,096) / 7 = 5,129.
    for (const at of [0, 4095, 5129, 5129 + 4095, bytes - 1]) {
      expect(fingerprintWith(bytes, at), `${at}`).not.toBe(before);
    }
    expect(fingerprintWith(bytes, 4096)).toBe(before);
  });
});

describe("an edit in place is seen", () => {
  type Sessions = { readonly totals: { readonly tokens: { readonly output: number } } };
  const row = (n: number, output: number) => assistantRow({ id: `m${n}`, usage: usage({ output_tokens: output }) });

  function place(): { home: string; log: string; outputs: () => Promise<readonly number[]> } {
    const home = tempDir();
    makeTree(join(home, ".claude"), { "a.jsonl": [row(1, 1000), row(2, 2000), row(3, 3000)] });
    const log = join(home, ".claude", "projects", "-home-dev-app", "a.jsonl");
    const output = async (...args: string[]): Promise<number> =>
      (await runJson<Sessions>(["sessions", "--no-archive", ...args], { home })).totals.tokens.output;
    return { home, log, outputs: async () => [await output(), await output(), await output("--no-index")] };
  }

  /** As a program does that writes into the file: same size, same inode. */
  function edit(log: string): void {
    const text = readFileSync(log, "latin1").replace("2000", "9000");
    const fd = openSync(log, "r+");
    writeSync(fd, text, 0, "latin1");
    closeSync(fd);
  }

  test("in the middle of a log, before an append", async () => {
    const { log, outputs } = place();
    expect(await outputs()).toEqual([6000, 6000, 6000]);
    edit(log);
    appendFileSync(log, `${JSON.stringify(row(4, 1))}\n`);
    expect(await outputs()).toEqual([13_001, 13_001, 13_001]);
  });

  test("of the same size, with the time of before", async () => {
    const { log, outputs } = place();
    const time = new Date("2026-11-20T10:00:00Z");
    utimesSync(log, time, time);
    expect(await outputs()).toEqual([6000, 6000, 6000]);
    edit(log);
    utimesSync(log, time, time);
    expect(await outputs()).toEqual([13_000, 13_000, 13_000]);
  });
});
