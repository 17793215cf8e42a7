/** What has no price is shown as "unpriced", and a sum that lacks a part as a lower bound: never as $0.00. */

import { join } from "node:path";
import { expect, test } from "vitest";
import { assistantRow, makeTree, usage } from "../helpers/make-tree.ts";
import { type RunOptions, runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

/** Opus 5.5: 50,000 x $20 a million = $1. */
const TOKENS = usage({ output_tokens: 50_000 });
const NOW = { nowMs: Date.parse("2026-11-20T12:00:00Z") };

type Row = { readonly at: string; readonly model?: string; readonly sessionId: string };

async function homeWith(rows: readonly Row[]): Promise<(...args: string[]) => Promise<string>> {
  const home = tempDir();
  const files = Object.fromEntries(
    rows.map(({ at, model = "claude-opus-5-5", sessionId }, i) => [
      `${sessionId}-${i}.jsonl`,
      [assistantRow({ timestamp: at, usage: TOKENS, model, sessionId, cwd: `/p/${sessionId}` })],
    ]),
  );
  makeTree(join(home, ".claude"), files);
  const options: RunOptions & { nowMs: number } = { home, columns: 160, ...NOW };
  await runHere(["config", "set", "currency.code", "EUR"], options);
  await runHere(["config", "set", "currency.perUsd", "0.5"], options);
  return async (...args) => {
    const { code, stdout, stderr } = await runHere([...args, "--timezone", "UTC"], options);
    expect(code, stderr).toBe(0);
    return stdout;
  };
}

const UNKNOWN = "claude-nova-9";
const all = (): ReturnType<typeof homeWith> =>
  homeWith([{ at: "2026-11-20T10:00:00Z", model: UNKNOWN, sessionId: "aaaaaaaa" }]);
/** A day without prices, and one with $1 beside what has none. */
const part = (): ReturnType<typeof homeWith> =>
  homeWith([
    { at: "2026-11-19T10:00:00Z", model: UNKNOWN, sessionId: "aaaaaaaa" },
    { at: "2026-11-20T10:00:00Z", model: UNKNOWN, sessionId: "bbbbbbbb" },
    { at: "2026-11-20T11:00:00Z", sessionId: "bbbbbbbb" },
  ]);

const REPORTS: readonly (readonly string[])[] = [
  [],
  ["daily"],
  ["weekly"],
  ["monthly"],
  ["blocks"],
  ["receipt", "current"],
  ["sessions"],
  ["sessions", "aaaaaaaa"],
  ["by", "model"],
  ["by", "project"],
  ["report", "--md"],
  ["report", "--html", "-"],
];

test.each(REPORTS)("%s %s shows no zero where nothing has a price", async (...args) => {
  const shown = await (await all())(...args.filter((arg) => arg !== undefined));
  expect(shown).toContain("unpriced");
  // The background of a client without records is not known, and no cause has a cost.
  // The charts of a page list idle days too, at $0.00.
  const [tables = "", ...charts] = shown.split("<details>");
  const texts = [tables, ...charts.map((chart) => chart.slice(chart.indexOf("</details>")))].join("");
  expect(texts).not.toMatch(/\$0\.00|\b0%/);
  for (const chart of charts) {
    const ofDay = /<th[^>]*>2026-11-20<\/th>.*|<th[^>]*>aaaaaaaa<\/th>.*/.exec(chart)?.[0] ?? "";
    expect(ofDay).toMatch(/unpriced|–/);
  }
});

test.each(REPORTS.filter(([name]) => name !== "report" && name !== "receipt"))(
  "%s %s shows no zero in another currency",
  async (...args) => {
    const shown = await (await all())(...args.filter((arg) => arg !== undefined), "--currency", "EUR");
    expect(shown).not.toMatch(/[^\d.]0\.00/);
  },
);

test.each([
  [
    ["daily"],
    /2026-11-19 +unpriced +unpriced +unpriced .*\n2026-11-20 +≥\$1\.00 +≥0\.50 +≥\$1\.00 (?:.*\n)*Total, 2 days +≥\$1\.00 +≥0\.50 /,
  ],
  [["sessions"], /bbbbbbbb .* ≥\$1\.00 +≥0\.50 (?:.*\n)*.*aaaaaaaa .* unpriced +unpriced /],
  [
    ["sessions", "bbbbbbbb"],
    /Total cost: +≥\$1\.0000\n +logged: +≥\$1\.0000 in 2 requests(?:.*\n)*Total in EUR: ≥0\.50/,
  ],
  [["by", "project"], /bbbbbbbb +≥\$1\.00 +≥0\.50 +100% (?:.*\n)*aaaaaaaa +unpriced +unpriced +– /],
  [["blocks"], /2026-11-20 10:00 .* ≥\$1\.00 +≥0\.50 /],
  [[], /Today +≥\$1\.00 {2}EUR +≥0\.50 /],
])("%j marks what lacks a part as a lower bound", async (args, shown) => {
  expect(await (await part())(...args, "--currency", "EUR")).toMatch(shown);
});

test("a report marks sums, rows and shares", async () => {
  const shown = await (await part())("report", "--md");
  expect(shown).toMatch(/- \*\*Total: ≥\$1\.00\*\* – .*without what has no price\n/);
  expect(shown).toMatch(/\| `nova-9` \| 2 \| [^|]+ \| unpriced \| – \|/);
  expect(shown).toMatch(/\| 2026-W47 \| 3 \| – \| ≥\$1\.00 \| 100% \|/);
});

test("the summary's warnings are whole on a narrow screen", async () => {
  const { stdout } = await runHere(["--demo", "--timezone", "UTC"], { columns: 40, ...NOW });
  const text = stdout.replace(/\s+/g, " ");
  expect(text).toMatch(/! Context \d+% full in [^(…]+ \(and \d+ more: claude-cost limits\)/);
  expect(text).toMatch(/! unpriced: 4 requests \([\d.]+k tokens\) of acme\/house-model-2/);
});

test("`why` does not say that unpriced requests cost nothing", async () => {
  expect(await (await all())("why")).toMatch(
    /^Why it cost an unknown amount.*\n +none of these requests has a price\n/,
  );
});
