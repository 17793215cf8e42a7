import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Zone } from "../../src/core/calendar/zone.ts";
import { apiCreditsLimit } from "../../src/core/limits/api-credits.ts";
import { burnOf, expectedBurn, reach } from "../../src/core/limits/burn.ts";
import { yearAfter } from "../../src/core/limits/calendar.ts";
import { runLedger } from "../../src/core/limits/credits/credit-ledger.ts";
import { DEFAULT_THRESHOLDS } from "../../src/core/limits/limit.ts";
import { EVERYTHING } from "../../src/core/limits/spending.ts";
import { at, DAY, everyDay, HOUR, type Spent, spendingOf, UTC, usd } from "./spend-table.ts";

// A Friday.
const NOW = at("2026-11-20T00:00:00Z");

function burn(spent: readonly Spent[], zone = UTC, nowMs = NOW) {
  const found = burnOf(spendingOf(spent), EVERYTHING, zone, nowMs);
  if (found === null) throw new Error("nothing was spent");
  return found;
}

const weekdaysOnly = everyDay("10", 42, NOW).filter(({ at: ms }) => ![0, 6].includes(new Date(Number(ms)).getUTCDay()));

describe("the usual burn", () => {
  test("nothing spent lately is nothing known", () => {
    expect(burnOf(spendingOf([]), EVERYTHING, UTC, NOW)).toBeNull();
    expect(burnOf(spendingOf([{ at: NOW - 60 * DAY, usd: "5" }]), EVERYTHING, UTC, NOW)).toBeNull();
  });

  test("knows the days of the week: $10 on weekdays, nothing on Saturday and Sunday", () => {
    const found = burn(weekdaysOnly).weekday.map((pico) => Math.round(pico / 1e12));
    expect(found).toEqual([10, 10, 10, 10, 10, 0, 0]);
    expect(expectedBurn(burn(weekdaysOnly), UTC, NOW, NOW + 7 * DAY) / 1e12).toBeCloseTo(50, 6);
  });

  test("believes recent weeks more", () => {
    const change = [...everyDay("2", 42, NOW - 14 * DAY), ...everyDay("20", 14, NOW)];
    const day = burn(change).weekday[2] as number;
    // 20 in the last two weeks, 2 in the four before: with a half-life of two weeks nearer to 20.
    expect(day / 1e12).toBeGreaterThan(11);
    expect(day / 1e12).toBeLessThan(15);
  });

  test("takes three days to know", () => {
    const ofDays = (days: number) => burnOf(spendingOf(everyDay("5", days, NOW)), EVERYTHING, UTC, NOW);
    expect(ofDays(2)).toBeNull();
    expect(ofDays(3)?.days).toBe(3);
  });
});

describe("when a limit is reached", () => {
  test("over the weekend nothing happens: $15 left on a Friday last until Monday", () => {
    const forecast = reach(burn(weekdaysOnly), UTC, {
      remaining: Number(usd("15")),
      nowMs: NOW,
      untilMs: NOW + 30 * DAY,
    });
    const reached = new Date(forecast?.atMs ?? 0);
    expect(reached.toISOString().slice(0, 10)).toBe("2026-11-23");
    expect(forecast?.earliestMs).toBe(forecast?.atMs);
  });

  test("the same days in another zone are other hours", () => {
    const auckland = new Zone("Pacific/Auckland");
    expect(burn(weekdaysOnly, auckland).weekday.map((p) => Math.round(p / 1e12))).toEqual([0, 10, 10, 10, 10, 10, 0]);
  });

  test("what is not reached in time is not foretold", () => {
    expect(reach(burn(weekdaysOnly), UTC, { remaining: Number(usd("15")), nowMs: NOW, untilMs: NOW + DAY })).toBeNull();
  });

  test("what is reached is reached now", () => {
    const done = reach(burn(weekdaysOnly), UTC, { remaining: 0, nowMs: NOW, untilMs: NOW + DAY });
    expect(done).toEqual({ atMs: NOW, earliestMs: NOW, latestMs: NOW });
  });

  test("uneven days give a range that holds the forecast; more to burn takes longer", () => {
    const amounts = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 20, maxLength: 40 });
    fc.assert(
      fc.property(amounts, fc.integer({ min: 1, max: 500 }), (days, left) => {
        const today = NOW / DAY;
        const spent = days.map((d, i) => ({ at: (today - 1 - i) * DAY + 10 * HOUR, usd: String(d) }));
        const found = burnOf(spendingOf(spent), EVERYTHING, UTC, NOW);
        if (found === null) return;
        const options = { nowMs: NOW, untilMs: NOW + 365 * DAY };
        const one = reach(found, UTC, { ...options, remaining: left * 1e12 });
        const two = reach(found, UTC, { ...options, remaining: left * 2e12 });
        if (one === null) return expect(two).toBeNull();
        expect(one.earliestMs).toBeLessThanOrEqual(one.atMs);
        expect(one.latestMs ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(one.atMs);
        expect(two?.atMs ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(one.atMs);
      }),
    );
  });
});

describe("API credits", () => {
  function limitOf(amount: string, on: string, rest: { reload?: [string, string]; perDay?: string } = {}) {
    const spent = everyDay(rest.perDay ?? "1", 10, NOW);
    const atMs = at(`${on}T00:00:00Z`);
    const purchases = [{ id: "1", pico: usd(amount), atMs, expiresAtMs: yearAfter(atMs) }];
    const spentIn = (from: number, to: number) =>
      spent.filter((s) => Number(s.at) >= from && Number(s.at) < to).reduce((n, s) => n + usd(s.usd as string), 0n);
    const limit = apiCreditsLimit({
      ledger: runLedger({ purchases, reconciliations: [], spentIn, nowMs: NOW }),
      drawsOnIt: true,
      reload: rest.reload ? { belowPico: usd(rest.reload[0]), buys: "target", pico: usd(rest.reload[1]) } : null,
      burn: burn(spent),
      zone: UTC,
      nowMs: NOW,
      thresholds: DEFAULT_THRESHOLDS,
      unpriced: 0,
    });
    if (limit === null) throw new Error("no limit");
    return limit;
  }

  test("what is left at $1 a day: $20 bought, $10 drawn, ten days to go", () => {
    const limit = limitOf("20", "2026-11-01");
    expect(limit).toMatchObject({ leftPico: usd("10"), usedPercent: 50, severity: "ok" });
    expect(Math.round(((limit.runsOut?.atMs ?? 0) - NOW) / DAY)).toBe(10);
  });

  test("what will expire unspent is warned about 30 days ahead, not before", () => {
    // Bought on 19 December 2025: 29 days to go at $1 a day, of $50 - $10 some $11 are left over.
    const soon = limitOf("50", "2025-12-19").expiring;
    expect(soon).toHaveLength(1);
    expect(Number(soon[0]?.pico) / 1e12).toBeCloseTo(11, 1);
    expect(limitOf("50", "2025-12-21").expiring).toEqual([]);
    expect(limitOf("30", "2025-12-19").expiring).toEqual([]);
  });

  test("with auto-reload a low balance is news, without it an alarm", () => {
    expect(limitOf("10.2", "2026-11-01")).toMatchObject({ severity: "critical", reload: null });
    expect(limitOf("10.2", "2026-11-01", { reload: ["5", "50"] })).toMatchObject({
      severity: "ok",
      reload: { kind: "due", balancePico: usd("50") },
    });
  });

  test("nothing left is over: the API stops", () => {
    expect(limitOf("10", "2026-11-01")).toMatchObject({ severity: "over", leftPico: 0n, hard: true });
  });
});
