/** Facts as a report writes them down, made by hand. */

import type { BudgetFacts, LimitsFacts } from "../../src/core/limits/limits-facts.ts";
import { noFacts } from "../../src/core/limits/limits-facts.ts";
import { EVERYTHING } from "../../src/core/limits/spending.ts";
import { writeLimitsSnapshot } from "../../src/store/state/limits-snapshot.ts";

/** What the last report found. */
export function writeFacts(stateDir: string, nowMs: number, facts: Partial<LimitsFacts>): void {
  writeLimitsSnapshot(stateDir, { madeFrom: null, facts: { ...noFacts(nowMs), atMs: nowMs, ...facts }, outlook: [] });
}

/** What was spent against the budget `month`, which resets in an hour. */
export function monthSpent(usd: number, nowMs: number): BudgetFacts {
  return {
    budgetId: "month",
    per: "month",
    scope: EVERYTHING,
    spent: { pico: BigInt(Math.round(usd * 100)) * 10_000_000_000n, unpriced: 0 },
    period: { fromMs: nowMs - 86_400_000, toMs: nowMs + 3_600_000 },
    burn: null,
  };
}
