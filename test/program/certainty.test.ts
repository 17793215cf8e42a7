/** How much of the money is exact: every report of one history says the same, with an index and without. */

import { describe, expect, test } from "vitest";
import { STATUSES, weakest } from "../../src/core/background/status.ts";
import type { BackgroundStatus } from "../../src/core/background/types.ts";
import { parseUsd, usdString } from "../../src/core/pricing/money.ts";
import { runHere } from "../helpers/run-here.ts";

async function json(...args: string[]) {
  const { stdout, stderr, code } = await runHere([...args, "--json", "--demo"]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

const sum = (amounts: readonly string[]): string =>
  usdString(amounts.reduce((total, usd) => total + (parseUsd(usd) as bigint), 0n));

type SessionJson = { totalUsd: string; sessionId: string; background: { status: BackgroundStatus } };

describe("how much of the money is exact", () => {
  test("sessions, days, months and the summary agree, and a sum is as weak as its weakest session", async () => {
    const { sessions, totals } = await json("sessions");
    const exact = (sessions as SessionJson[]).filter((s) => s.background.status === "exact");
    const status = weakest((sessions as SessionJson[]).map((s) => s.background.status));
    expect(exact.length).toBeGreaterThan(0);
    expect(totals.exactUsd).toBe(sum(exact.map((s) => s.totalUsd)));
    expect(totals.background.status).toBe(status);
    for (const command of ["daily", "weekly", "monthly"]) {
      const { periods, totals: whole } = await json(command);
      expect([whole.exactUsd, whole.status, whole.totalUsd]).toEqual([totals.exactUsd, status, totals.totalUsd]);
      expect(sum(periods.map((p: { exactUsd: string }) => p.exactUsd))).toBe(totals.exactUsd);
      for (const p of periods) {
        expect(STATUSES).toContain(p.status);
        if (p.status === "exact") expect(p.exactUsd).toBe(p.totalUsd);
      }
    }
    expect((await json()).totals.exactUsd).toBe(totals.exactUsd);
  });

  test("a session's models, its background's among them, sum to its total", async () => {
    const { sessions } = await json("sessions");
    const some = (sessions as SessionJson[]).filter((_, k) => k % 8 === 0);
    for (const { sessionId, totalUsd } of some) {
      const [detail] = (await json("sessions", sessionId)).sessions;
      expect(sum(detail.modelUsage.map((m: { totalUsd: string }) => m.totalUsd)), sessionId).toBe(totalUsd);
      expect(detail.models).toEqual(detail.modelUsage.map((m: { model: string }) => m.model));
    }
  });
});
