/** Where a forecast begins and ends, with a burn of exactly a dollar an hour. */

import { describe, expect, test } from "vitest";
import { type Burn, expectedBurn, reach, reachEmpty } from "../../src/core/limits/burn.ts";
import { at, DAY, HOUR, UTC, usd } from "./spend-table.ts";

const NOW = at("2026-11-20T00:00:00Z");
const hourly = (dollars: number): Burn => ({
  weekday: new Array<number>(7).fill(dollars * 32e12),
  // A part that a double holds exactly: of 32 hours a day has 24.
  hour: new Array<number>(24).fill(1 / 32),
  spread: 0,
  days: 30,
});
const BURN = hourly(1);

const hoursUntil = (remaining: number, untilMs: number, burn = BURN): number | null => {
  const found = reach(burn, UTC, { remaining: remaining * 1e12, nowMs: NOW, untilMs });
  return found === null ? null : (found.atMs - NOW) / HOUR;
};

describe("a forecast", () => {
  test("adds up whole and broken hours", () => {
    const dollars = [0, 1, HOUR, 2.5 * HOUR].map((ms) => expectedBurn(BURN, UTC, NOW, NOW + ms) / 1e12);
    expect(dollars).toEqual([0, 1 / HOUR, 1, 2.5]);
  });

  test("is of now where nothing is left, also while nothing is spent", () => {
    expect([-1, 0].map((left) => hoursUntil(left, NOW + DAY))).toEqual([0, 0]);
    expect([-1, 0, 1].map((left) => hoursUntil(left, NOW + DAY, hourly(0)))).toEqual([0, 0, null]);
  });

  test("ends with the moment asked about, which it may reach", () => {
    expect([1.5, 2, 2.5].map((left) => hoursUntil(left, NOW + 2 * HOUR))).toEqual([1.5, 2, null]);
    expect(hoursUntil(1, NOW)).toBeNull();
  });
});

describe("prepaid lots", () => {
  const emptyAfter = (dollars: number, expiresAtMs: number | null = null): number | null => {
    const lots = [{ leftPico: usd(String(dollars)), expiresAtMs }];
    const found = reachEmpty(BURN, UTC, { lots, nowMs: NOW, cap: null });
    return found === null ? null : (found.atMs - NOW) / HOUR;
  };

  test("are empty now where nothing is left, and when the last of it is spent or expires", () => {
    expect([emptyAfter(0), emptyAfter(3), emptyAfter(3, NOW + 2 * HOUR), emptyAfter(3, NOW)]).toEqual([0, 3, 2, 0]);
    expect([2.999, 3, 3.001].map((hours) => emptyAfter(3, NOW + hours * HOUR))).toEqual([2.999, 3, 3]);
  });

  test("are not foretold to be empty later than in 400 days", () => {
    const hours = 400 * 24;
    expect([hours - 1, hours, hours + 0.5].map((dollars) => emptyAfter(dollars))).toEqual([hours - 1, hours, null]);
  });
});
