import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

/** A home with logs whose data folder cannot be created: a file is in its place, which stops root too. */
function setUp() {
  const home = tempDir();
  mkdirSync(join(home, ".claude"), { recursive: true });
  makeTree(join(home, ".claude"), { "s-1.jsonl": [assistantRow()] });
  writeFileSync(join(home, "in-the-way"), "");
  return { home, env: { CLAUDE_COST_DIR: join(home, "in-the-way", "cost") } };
}

test.each([["daily"], ["sessions"], ["by", "model"], ["limits"], ["context"], ["background"], ["why"], []])(
  "%s counts although the archive cannot be written, and says so",
  async (...args) => {
    const { home } = setUp();
    const other = setUp().home;
    mkdirSync(join(home, "cost"));
    writeFileSync(join(home, "cost", "archive"), "");
    const kept = await runHere([...args, "--json"], { home: other });
    const refused = await runHere([...args, "--json"], { home });
    const figures = (text: string): unknown => ({ ...JSON.parse(text), generatedAt: "" });
    expect(refused.stderr).toContain("cannot write the archive");
    expect(refused.code).toBe(0);
    expect(figures(refused.stdout)).toEqual(figures(kept.stdout));
  },
);

test.each([
  ["prices", "add", "house", "--input", "1", "--output", "2"],
  ["budget", "set", "20", "--per", "day"],
  ["plan", "set", "max"],
  ["credits", "add", "10"],
])("%s %s says what is in the way, and that it is no bug of ours", async (...args) => {
  const { home, env } = setUp();
  const ran = await runHere(args, { home, env });
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain("in-the-way");
  expect(ran.stderr).toContain("--data-dir");
  expect(ran.stderr).not.toContain("bug");
});
