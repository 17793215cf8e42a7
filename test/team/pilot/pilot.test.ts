import { describe, expect, test } from "vitest";
import type { MemberUse } from "../../../src/core/team/pilot/factors.ts";
import { describePilot, type PilotInputs } from "../../../src/core/team/pilot/pilot.ts";
import { rateLimitsFor } from "../../../src/core/team/pilot/rate-limits.ts";
import type { MachineShare } from "../../../src/core/team/sums.ts";

const PICO = 1e12;
/** A window of 61 days. */
const WINDOW = { from: 20_700, to: 20_760 };

/** A member observed for `days` days up to the window's end. */
function use(member: string, usd: number, activeDays: number, days = 61, backgroundUsd = 0): MemberUse {
  return {
    member,
    members: 1,
    activeDays,
    requests: activeDays * 10,
    sessions: activeDays,
    webSearches: 0,
    tokens: { input: 0, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 },
    costPico: BigInt(Math.round((usd - backgroundUsd) * PICO)),
    backgroundPico: BigInt(Math.round(backgroundUsd * PICO)),
    unpricedTokens: 0,
    firstDay: WINDOW.to - days + 1,
    lastDay: WINDOW.to,
  };
}

const share = (member: string): MachineShare => ({
  member,
  machine: "m-1",
  firstDay: WINDOW.from,
  lastDay: WINDOW.to,
});

function pilot(uses: readonly MemberUse[], more: Partial<PilotInputs> = {}) {
  const machines = more.machines ?? uses.map(({ member }) => share(member));
  return describePilot({
    window: WINDOW,
    machines,
    uses,
    weeks: [],
    missing: [],
    managed: null,
    rollout: null,
    least: 1,
    ...more,
  });
}

/** Dollars a month; estimate and interval of these are the golden case of statistics.test.ts. */
const MONTHS = [42.1, 310.55, 128, 96.4, 15.75, 220.3, 64.9, 180.2];
const eight = MONTHS.map((usd, i) => use(`dev-${i}`, (usd * 61) / 30.4, 30));

describe("a pilot", () => {
  test("golden: eight members, all with use", () => {
    const { factors, rollout, isEnoughToTell, cap } = pilot(eight, { rollout: 100 });
    expect(isEnoughToTell).toBe(true);
    expect(factors.adoption).toMatchObject({ estimate: 1, high: 1 });
    // 30 active days of 61, of 30.4: 14.95
    expect(factors.activeDaysPerMonth).toBeCloseTo((30 * 30.4) / 61, 9);
    expect(factors.perMonth?.mean).toBeCloseTo(132.275, 9);
    expect(factors.perMonth?.estimate?.estimate).toBeCloseTo(161.913707, 5);
    // 132.275 × 61 / 30.4 ÷ 30 days
    expect(factors.perActiveDay?.mean).toBeCloseTo((132.275 * 61) / 30.4 / 30, 9);
    const [asIs, published, cautious, managed] = rollout.scenarios;
    // 161.913707 × 100 members × adoption 1
    expect(asIs?.perMonthUsd).toBeCloseTo(16_191.3707, 3);
    // $150, $200 and $250 × 100
    expect(published).toMatchObject({ perMonthUsd: 20_000, lowUsd: 15_000, highUsd: 25_000 });
    expect(cautious?.perMonthUsd).toBe(asIs?.highUsd);
    expect(managed).toMatchObject({ perMonthUsd: null });
    // Sorted: … 180.20, 220.30, 310.55; P90 at place 6.3: 220.30 + 0.3 × 90.25 = 247.375, rounded up to 250.
    expect(cap?.perMemberUsd).toBe(250);
    // 60.55 above 250, of 1058.20: 5.7 %
    expect(cap?.shareBlocked).toBe(0.06);
    expect(cap?.membersAbove).toBe(1);
  });

  test("members without use are data: adoption times the mean of those with use", () => {
    const machines = [...eight.map(({ member }) => share(member)), ...["a", "b", "c", "d"].map(share)];
    const { factors, rollout } = pilot(eight, { machines, rollout: 12 });
    expect(factors).toMatchObject({ members: 12, active: 8 });
    expect(factors.adoption?.estimate).toBeCloseTo(8 / 12, 12);
    expect(factors.perMonth?.perMember?.estimate).toBeCloseTo((161.913707 * 8) / 12, 4);
    expect(rollout.scenarios[0]?.perMonthUsd).toBeCloseTo(161.913707 * 8, 3);
  });

  test("days that a machine knows without use are observed: they lower the month", () => {
    // 30 days of 61 with logs, all of them known: 70 / 61 × 30.4
    const { factors } = pilot([use("early", 70, 2, 30)]);
    expect(factors.monthsUsd).toEqual([expect.closeTo((70 / 61) * 30.4, 9)]);
    expect(factors.memberDays).toBe(61);
  });

  test("what was before the first log is unknown, and a first day is no month", () => {
    const late = { ...share("late"), firstDay: WINDOW.to - 2 };
    const machines = [...eight.map(({ member }) => share(member)), late];
    const { factors, biases } = pilot([...eight, use("late", 70, 2, 3)], { machines });
    // Observed for 3 days, taken as 7: 70 / 7 × 30.4 = 304
    expect(factors.monthsUsd.at(-2)).toBeCloseTo(304, 9);
    expect(biases.find(({ id }) => id === "brief")?.text).toContain("1 member");
  });

  test("with and without the member who spent most", () => {
    const result = pilot([...eight, use("top", (2000 * 61) / 30.4, 60)]);
    expect(result.factors.perMonth?.mean).toBeCloseTo((1058.2 + 2000) / 9, 9);
    expect(result.withoutTop?.perMonth?.mean).toBeCloseTo(132.275, 9);
    // 2000 of 3058.20: 65 %
    expect(result.biases.find(({ id }) => id === "top-member")?.text).toContain("65 %");
  });

  test("of fewer than k members, statistics are of rounded amounts, and nobody is taken out or capped", () => {
    const four = pilot(eight.slice(0, 4), { least: 5 });
    expect(four).toMatchObject({ isCoarse: true, withoutTop: null, cap: null });
    // $42.10, $310.55, $128 and $96.40
    expect(four.factors.monthsUsd).toEqual([42, 96, 130, 310]);
    expect(four.distribution.map(({ usd }) => usd)).toEqual(
      [58.2, 82.5, 113, 175, 256].map((x) => expect.closeTo(x, 9)),
    );
    // The total is exact: (42.10 + 310.55 + 128 + 96.40) × 61 / 30.4
    expect(Number(four.factors.totalPico) / PICO).toBeCloseTo((577.05 * 61) / 30.4, 6);
    const two = pilot(eight.slice(0, 2), { least: 5 });
    expect(two.distribution).toEqual([]);
    expect(two.factors.perActiveDay).toMatchObject({ median: null, p90: null });
    expect(two.biases.map(({ id }) => id)).not.toContain("top-member");
  });

  test("without the top member: only where k are left, and of rounded amounts", () => {
    expect(pilot(eight, { least: 8 })).toMatchObject({ isCoarse: false, withoutTop: null });
    const { withoutTop, factors } = pilot(eight, { least: 7 });
    expect(factors.monthsUsd).toContainEqual(expect.closeTo(310.55, 9));
    expect(withoutTop?.monthsUsd).toEqual([16, 42, 65, 96, 130, 180, 220]);
  });

  test.each([
    [2, null, false],
    [3, "interval", false],
    [4, "interval", false],
    [5, "interval", true],
  ])("%i members with use: estimate %s, enough to tell %s", (n, estimate, enough) => {
    const { factors, isEnoughToTell, rollout, biases } = pilot(eight.slice(0, n));
    expect(factors.perMonth?.estimate === null).toBe(estimate === null);
    expect(isEnoughToTell).toBe(enough);
    expect(rollout.scenarios[0]?.perMonthUsd === null).toBe(estimate === null);
    expect(rollout.scenarios[1]?.perMonthUsd).toBe(200 * n);
    expect(biases[0]?.text).toContain(enough ? "factor of 2 to 3" : "too few to tell");
  });

  test("nobody, or nobody with use", () => {
    expect(pilot([]).factors).toMatchObject({ members: 0, adoption: null, perMonth: null, perActiveDay: null });
    const { factors, seats, cap } = pilot([], { machines: [share("a")] });
    expect(factors.adoption).toMatchObject({ estimate: 0 });
    expect(cap).toBeNull();
    expect(seats.every((seat) => seat.breakEvenActiveDays === null)).toBe(true);
  });

  test("seats: both bounds, and the days from which on one is cheaper", () => {
    const { seats, factors } = pilot(eight);
    const premium = seats.find(({ id }) => id === "team-premium");
    expect(premium).toMatchObject({ feeUsd: 125, lowUsd: 125 });
    expect(premium?.highUsd).toBeCloseTo(125 + 161.913707, 5);
    expect(premium?.breakEvenActiveDays).toBeCloseTo(125 / (factors.perActiveDay?.mean ?? 0), 12);
    expect(seats[0]).toMatchObject({ id: "api", feeUsd: 0, breakEvenActiveDays: null });
    expect(seats[0]?.highUsd).toBeCloseTo(359.878878, 4);
  });

  test("the pilot's tokens at another model's prices scale the scenario and its ends", () => {
    const [asIs, , , managed] = pilot(eight, { managed: { model: "Sonnet", ratio: 0.5 } }).rollout.scenarios;
    expect(managed?.perMonthUsd).toBeCloseTo((asIs?.perMonthUsd ?? 0) / 2, 9);
    expect(managed?.highUsd).toBeCloseTo((asIs?.highUsd ?? 0) / 2, 9);
    expect(managed?.assumptions.join()).toContain("50 %");
  });

  test("a novelty that is measured is named with its amounts", () => {
    const weeks = [
      { week: 1, members: 8, activeDays: 10, totalPico: 200n * 10n ** 12n },
      { week: 2, members: 8, activeDays: 10, totalPico: 200n * 10n ** 12n },
      { week: 3, members: 8, activeDays: 20, totalPico: 300n * 10n ** 12n },
    ];
    // $20 a day, then $15: exactly a quarter less is worth a word; a cent less of a difference is not.
    expect(pilot(eight, { weeks }).biases.find(({ id }) => id === "novelty")?.text).toContain("falls");
    const flat = weeks.map((w) => (w.week === 3 ? { ...w, totalPico: w.totalPico + 10n ** 10n } : w));
    expect(pilot(eight, { weeks: flat }).biases.some(({ id }) => id === "novelty")).toBe(false);
  });
});

describe("rate limits by team size", () => {
  // Both sides of each edge of the published table.
  test.each([
    [5, 1_000_000, 25],
    [6, 600_000, 15],
    [20, 2_000_000, 50],
    [21, 1_050_000, 27],
    [50, 2_500_000, 63],
    [51, 1_275_000, 32],
    [100, 2_500_000, 62],
    [101, 1_515_000, 38],
    [500, 7_500_000, 185],
    [501, 5_010_000, 126],
  ])("%i members: %i tokens and %i requests a minute at least", (members, tokens, requests) => {
    const limits = rateLimitsFor(members);
    expect(limits.tokensPerMinute[0]).toBe(tokens);
    expect(limits.requestsPerMinute[0]).toBe(requests);
  });
});
