import { describe, expect, test } from "vitest";
import { bulkSessions } from "../../src/data/demo/bulk.ts";
import { generateDemo } from "../../src/data/demo/generate.ts";
import type { TruthItem } from "../../src/data/demo/types.ts";
import { runs } from "../helpers/runs.ts";
import { toText } from "../oracle/decimal.ts";
import { readTree } from "../oracle/read-tree.ts";
import { loggedBy, loggedTotals } from "../oracle/totals.ts";

const NOON = Date.parse("2026-11-20T12:00:00Z");

const made = new Map<number, ReturnType<typeof generateDemo>>();

/** The usual history of a seed, made once. */
function history(seed: number): ReturnType<typeof generateDemo> {
  const known = made.get(seed) ?? generateDemo({ seed, endMs: NOON, bytesPerToken: 0.01 });
  made.set(seed, known);
  return known;
}

function keyed(items: readonly TruthItem[]) {
  return items
    .filter((i) => i.logged)
    .map(({ kind, logged, ...rest }) => ({ ...rest, part: kind === "search" || kind === "advisor" ? kind : "" }))
    .sort((a, b) => (a.id + a.part < b.id + b.part ? -1 : 1));
}

describe("the demo generator", () => {
  test("gives the same bytes for the same options, and others for another seed", () => {
    const once = generateDemo({ seed: 5, endMs: NOON, days: 20 });
    expect(generateDemo({ seed: 5, endMs: NOON, days: 20 })).toEqual(once);
    expect(generateDemo({ seed: 6, endMs: NOON, days: 20 }).files[0]?.text).not.toBe(once.files[0]?.text);
  });

  test.each(runs({ ci: [1, 2, 3], here: [1] }))("what the logs of seed %i bear is what its truth says", (seed) => {
    const { files, truth } = history(seed);
    const isOldCopy = new Set(
      truth.sessions.filter((s) => s.parentId && !s.version.startsWith("2.1")).map((s) => s.sessionId),
    );
    const parents = new Set(truth.sessions.filter((s) => isOldCopy.has(s.sessionId)).map((s) => s.parentId));
    // Old resumes do not say whose rows they repeat: their session is not compared here.
    const blind = (i: TruthItem) => ({
      ...i,
      sessionId: isOldCopy.has(i.sessionId) || parents.has(i.sessionId) ? "" : i.sessionId,
    });
    expect(keyed(readTree(files)).map((i) => blind(i as never))).toEqual(
      keyed(truth.items).map((i) => blind(i as never)),
    );
  });

  test("shows every kind of thing that makes counting hard", () => {
    const { files, truth } = history(1);
    const text = files.map((f) => f.text).join("");
    for (const mark of [
      '"version":"1.0.21"',
      '"version":"2.0.46"',
      '"version":"2.1.330"',
      '"type":"cost-state"',
      '"requestSessionId"',
      '"trigger":"auto"',
      '"trigger":"manual"',
      '"advisor_message"',
      '"searchCount"',
      '"<synthetic>"',
      '"type":"progress"',
      '"fork-context-ref"',
      '"inference_geo":"us"',
      '"speed":"fast"',
      '"attributionSkill"',
      '"attributionMcpServer"',
      "acme/house-model-2",
    ]) {
      expect(text.includes(mark), mark).toBe(true);
    }
    expect(truth.sessions.some((s) => s.ending === "open")).toBe(true);
    expect(truth.items.some((i) => !i.logged)).toBe(true);
    expect(files.filter((f) => f.path.endsWith(".jsonl") && !f.text.endsWith("\n"))).toHaveLength(1);
  });

  test("costs what a busy developer spends: some hundred dollars a month", () => {
    const { truth } = history(1);
    const months = loggedBy(truth.items, (i) => new Date(i.timeMs).toISOString().slice(0, 7));
    for (const month of ["2026-09", "2026-10"]) {
      const usd = Number(toText(months.get(month)?.usd ?? { digits: 0n, scale: 0 }));
      expect(usd).toBeGreaterThan(100);
      expect(usd).toBeLessThan(900);
    }
    expect(loggedTotals(truth.items).unpricedRequests).toBeGreaterThan(0);
  });

  test("nothing lies after the end", () => {
    for (let seed = 0; seed < runs({ ci: 12, here: 4 }); seed++) {
      const { truth } = generateDemo({ seed, endMs: NOON + seed * 3_600_000, days: 5, scale: 2 });
      expect(truth.items.at(-1)?.timeMs).toBeLessThanOrEqual(NOON + seed * 3_600_000);
      expect(truth.items.at(-1)?.timeMs).toBeGreaterThan(NOON + (seed - 1) * 3_600_000);
    }
  });

  test("a benchmark tree has the size that was asked for, and its truth", () => {
    const made = [...bulkSessions({ seed: 8, endMs: NOON, bytes: 3_000_000 })];
    const files = made.flatMap((m) => m.files);
    const bytes = files.reduce((sum, file) => sum + file.text.length, 0);
    expect(bytes).toBeGreaterThan(3_000_000);
    expect(bytes).toBeLessThan(5_000_000);
    expect(keyed(readTree(files))).toEqual(keyed(made.flatMap((m) => m.items)));
  });
});
