import { describe, expect, test } from "vitest";
import { writeDemoTree } from "../../src/app/demo/demo-tree.ts";
import { runs } from "../helpers/runs.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { toText } from "../oracle/decimal.ts";
import { loggedBy, type Totals } from "../oracle/totals.ts";
import { historyTotals } from "./history-totals.ts";
import { loadTree } from "./load-tree.ts";

const NOON = Date.parse("2026-11-20T12:00:00Z");

/** Plain values, dollars to the last digit. */
function readable(totals: Map<string, Totals>) {
  return Object.fromEntries([...totals].sort().map(([key, t]) => [key, { ...t, usd: toText(t.usd) }]));
}

describe("a generated tree agrees with its truth to the token and to 1e-12 dollars", () => {
  const trees = [
    { seed: 1, endMs: NOON },
    { seed: 2, endMs: NOON, days: 150 },
    { seed: 3, endMs: Date.parse("2026-10-08T15:00:00Z"), days: 120 },
    { seed: 4, endMs: Date.parse("2027-02-01T09:00:00Z"), days: 45, scale: 2 },
  ];
  test.each(runs({ ci: trees, here: trees.slice(0, 2) }))("$seed", async (options) => {
    const root = tempDir();
    const { items, sessions } = writeDemoTree(root, { bytesPerToken: 0.01, ...options });
    const history = await loadTree(root, NOON);
    const byModel = (r: { model: string }) => r.model;
    expect(readable(historyTotals(history.table, byModel))).toEqual(readable(loggedBy(items, byModel)));
    const byDay = (r: { timeMs: number }) => new Date(r.timeMs).toISOString().slice(0, 10);
    expect(readable(historyTotals(history.table, byDay))).toEqual(readable(loggedBy(items, byDay)));
    const bySession = (r: { sessionId: string }) => r.sessionId;
    expect(readable(historyTotals(history.table, bySession))).toEqual(readable(loggedBy(items, bySession)));
    for (const s of sessions) expect(history.sessions.get(s.sessionId)?.title?.text, s.sessionId).toBe(s.title);
  });
});
