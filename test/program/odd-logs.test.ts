import { join } from "node:path";
import { expect, test } from "vitest";
import { assistantRow, makeTree, usage } from "../helpers/make-tree.ts";
import { jsonHere, type RunOptions, runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

type Totals = { requests: number; costUsd: string; tokens: Record<string, number> };

function treeOf(files: Parameters<typeof makeTree>[1]): RunOptions {
  const home = tempDir();
  makeTree(join(home, ".claude"), files);
  return { home };
}

const totalsOf = async (files: Parameters<typeof makeTree>[1]): Promise<Totals> =>
  (await jsonHere<{ totals: Totals }>(["sessions"], treeOf(files))).totals;

test("a compaction on the server is billed on top of its response, and is no request", async () => {
  const compaction = { type: "compaction", input_tokens: 100_000, output_tokens: 2_000 };
  const message = { type: "message", input_tokens: 20_000, output_tokens: 1_000 };
  const iterations = [compaction, message];
  const row = assistantRow({ usage: usage({ input_tokens: 20_000, output_tokens: 1_000, iterations }) });
  // Opus 5.5: 20,000 x $4 + 1,000 x $20 a million = $0.10; 100,000 x $4 + 2,000 x $20 = $0.44.
  expect(await totalsOf({ "a.jsonl": [row] })).toMatchObject({ requests: 1, costUsd: "0.54" });
  // Of another model, which it names: Haiku 4.5, 100,000 x $1 + 2,000 x $5 = $0.11.
  const named = [{ ...compaction, model: "claude-haiku-4-5-20251001" }, message];
  const other = assistantRow({ usage: usage({ input_tokens: 20_000, output_tokens: 1_000, iterations: named }) });
  expect(await totalsOf({ "a.jsonl": [other] })).toMatchObject({ requests: 1, costUsd: "0.21" });
});

test("every whole record of a line counts, and only what is cut off is a bad row", async () => {
  const [a, b, c, d, e] = Array.from({ length: 5 }, () => JSON.stringify(assistantRow())) as [
    string,
    string,
    string,
    string,
    string,
  ];
  const files = {
    // Two on a line; one cut off inside a text by the next; NULs before a whole one.
    "a.jsonl": `${a}${b}\n${a.slice(0, 150)}${c}\n${"\0".repeat(3000)}${d}\n`,
    // Without a newline: the first is whole, the second is still being written.
    "b.jsonl": `${e}${e.slice(0, 90)}`,
  };
  // Five of $0.00204.
  expect(await totalsOf(files)).toMatchObject({ requests: 5, costUsd: "0.0102" });
  const { sections } = await jsonHere<{ sections: { findings: { name: string; text: string }[] }[] }>(
    ["doctor"],
    treeOf(files),
  );
  const skipped = sections.flatMap((s) => s.findings).filter((f) => f.name.startsWith("skipped: "));
  expect(skipped.map((f) => [f.name, Number.parseInt(f.text, 10)])).toEqual([
    ["skipped: not-json", 1],
    ["skipped: torn-tail", 1],
  ]);
});

type ByProject = {
  groups: { key: string; requests: number; costUsd: string; worktrees: { key: string; costUsd: string }[] }[];
};

test("one folder spelled in two ways is one project, and a worktree is a row below its repository", async () => {
  const rowIn = (session: string, cwd: string) => assistantRow({ sessionId: session, cwd });
  const options = treeOf({
    "s1.jsonl": [rowIn("s1", "C:\\Users\\mia\\till")],
    "s2.jsonl": [rowIn("s2", "c:\\Users\\mia\\till")],
    "s3.jsonl": [rowIn("s3", "/home/dev/caf\u00e9")],
    "s4.jsonl": [rowIn("s4", "/home/dev/cafe\u0301")],
    "s5.jsonl": [rowIn("s5", "/home/dev/shop")],
    "s6.jsonl": [rowIn("s6", "/home/dev/shop/.claude/worktrees/elastic-cori"), rowIn("s6", "/home/dev/other")],
    "s7.jsonl": [rowIn("s7", "/home/dev/shop/.claude/worktrees/calm-bee/src")],
  });
  // Each response is $0.00204; what a session does elsewhere stays with the project in which it began.
  const shop = { key: "/home/dev/shop", requests: 4, costUsd: "0.00816" };
  const two = (key: string) => ({ key, requests: 2, costUsd: "0.00408", worktrees: [] });
  const worktrees = [
    { key: "elastic-cori", costUsd: "0.00408" },
    { key: "calm-bee", costUsd: "0.00204" },
  ];
  const requestsIn = async (project: string): Promise<number> =>
    (await jsonHere<{ totals: Totals }>(["sessions", "--project", project], options)).totals.requests;
  expect([await requestsIn("elastic-cori"), await requestsIn("shop"), await requestsIn("worktrees")]).toEqual([
    2, 4, 3,
  ]);
  for (const again of ["read", "from the index"]) {
    const { groups } = await jsonHere<ByProject>(["by", "project"], options);
    expect(groups, again).toMatchObject([
      { ...shop, worktrees },
      two("/home/dev/caf\u00e9"),
      two("C:\\Users\\mia\\till"),
    ]);
  }
  const { stdout } = await runHere(["by", "project"], options);
  expect(stdout).toMatch(
    /^shop +<\$0\.01 +50%.*\n {2}worktree elastic-cori +<\$0\.01 +25%.*\n {2}worktree calm-bee .*\ncaf\u00e9 /m,
  );
});

test("of more model names than 16 bits can tell apart, each has its own price", async () => {
  const names = 65_536;
  const row = JSON.stringify(assistantRow({ id: "m-N", model: "acme/model-N" }));
  const rows = Array.from({ length: names }, (_, i) => row.replaceAll(/(m-|model-)N/g, `$1${i}`));
  // The 65,537th, whose number is the first one's in 16 bits: 10 x $4 + 100 x $20 a million.
  const options = treeOf({ "a.jsonl": [...rows, assistantRow({ model: "claude-opus-5-5" })] });
  for (const again of ["read", "from the index"]) {
    const { totals } = await jsonHere<{ totals: Totals & { unpriced: { requests: number } } }>(["sessions"], options);
    expect(totals, again).toMatchObject({ requests: names + 1, costUsd: "0.00204", unpriced: { requests: names } });
  }
}, 60_000);
