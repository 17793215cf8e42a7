import { join } from "node:path";
import { expect, test } from "vitest";
import { assistantRow, makeTree, usage } from "../helpers/make-tree.ts";
import { type RunOptions, runJson } from "../helpers/run-cli.ts";
import { tempDir } from "../helpers/temp-dir.ts";

type Totals = { requests: number; costUsd: string; tokens: Record<string, number> };

function treeOf(files: Parameters<typeof makeTree>[1]): RunOptions {
  const home = tempDir();
  makeTree(join(home, ".claude"), files);
  return { home };
}

const totalsOf = async (files: Parameters<typeof makeTree>[1]): Promise<Totals> =>
  (await runJson<{ totals: Totals }>(["sessions"], treeOf(files))).totals;

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
  const { sections } = await runJson<{ sections: { findings: { name: string; text: string }[] }[] }>(
    ["doctor"],
    treeOf(files),
  );
  const skipped = sections.flatMap((s) => s.findings).filter((f) => f.name.startsWith("skipped: "));
  expect(skipped.map((f) => [f.name, Number.parseInt(f.text, 10)])).toEqual([
    ["skipped: not-json", 1],
    ["skipped: torn-tail", 1],
  ]);
});
