import { describe, expect, test } from "vitest";
import { writeDemoTree } from "../../src/app/demo/demo-tree.ts";
import type { DemoTruth, TruthItem } from "../../src/data/demo/types.ts";
import { runs } from "../helpers/runs.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { sum, toNumber, ZERO } from "../oracle/decimal.ts";
import { oracleUsd } from "../oracle/price.ts";
import { loadTree } from "./load-tree.ts";

const NOON = Date.parse("2026-11-20T12:00:00Z");

describe("background is what the truth says left no row", () => {
  test.each(runs({ ci: [1, 2, 3], here: [1] }))("seed %i", async (seed) => {
    const root = tempDir();
    const truth = writeDemoTree(root, { seed, endMs: NOON, bytesPerToken: 0.01 });
    const history = await loadTree(root, NOON);
    const unlogged = unloggedBySession(truth);
    const exact = truth.sessions.filter((s) => s.hasLedger && !s.crashed);
    expect(exact.length).toBeGreaterThan(20);
    for (const { sessionId } of exact) {
      const expected = unlogged.get(sessionId) ?? [];
      const found = history.background.get(sessionId);
      const count = (key: "input" | "output" | "cacheRead") => expected.reduce((n, i) => n + i[key], 0);
      expect(found, sessionId).toMatchObject({ status: "exact", source: "cost-state" });
      expect(found?.tokens, sessionId).toMatchObject({
        input: count("input"),
        output: count("output"),
        cacheRead: count("cacheRead"),
      });
      const usd = toNumber(sum(expected.map((i) => oracleUsd(i) ?? ZERO)));
      expect(Math.abs(Number(found?.costPico ?? 0n) / 1e12 - usd), sessionId).toBeLessThan(1e-9);
    }
    for (const s of truth.sessions.filter((s) => !s.hasLedger)) {
      expect(history.background.get(s.sessionId)?.status ?? "unrecorded", s.sessionId).toBe("unrecorded");
    }
  });
});

function unloggedBySession(truth: DemoTruth): Map<string, TruthItem[]> {
  const out = new Map<string, TruthItem[]>();
  for (const item of truth.items) {
    if (!item.logged) out.set(item.sessionId, [...(out.get(item.sessionId) ?? []), item]);
  }
  return out;
}
