/** Where one side of a comparison ends and the other begins: the value itself, and one step to each side of it. */

import { describe, expect, test } from "vitest";
import { limitsPolicy } from "../../src/app/limits/limits-policy.ts";
import { apiCreditsLimit } from "../../src/core/limits/api-credits.ts";
import { burnFrom } from "../../src/core/limits/burn.ts";
import { utcMonth } from "../../src/core/limits/calendar.ts";
import { balanceOf } from "../../src/core/limits/credits/balance.ts";
import { advanceLedger, type Ledger, type Purchase, runLedger } from "../../src/core/limits/credits/credit-ledger.ts";
import { reloadMistake, reloadState } from "../../src/core/limits/credits/reload.ts";
import { DEFAULT_THRESHOLDS, type Limit, PLAIN_LIMIT, percentUsed } from "../../src/core/limits/limit.ts";
import { noFacts } from "../../src/core/limits/limits-facts.ts";
import { accountLimits } from "../../src/core/limits/limits-state.ts";
import { outlookOf, withOutlook } from "../../src/core/limits/outlook.ts";
import { advanceFacts } from "../../src/core/limits/quick.ts";
import { EVERYTHING, spendIn, visitSessions } from "../../src/core/limits/spending.ts";
import { mergeReports, type WindowReport, windowLimit } from "../../src/core/limits/windows.ts";
import type { Pico } from "../../src/core/pricing/money.ts";
import { at, DAY, HOUR, spendingOf, UTC, usd } from "./spend-table.ts";

const NOW = at("2026-11-20T12:00:00Z");

describe("percent of a whole", () => {
  test.each([
    ["0", "0", 0],
    ["0.000000000001", "0", 100],
    ["0", "10", 0],
    ["9.999999999999", "10", 99.999],
    ["10", "10", 100],
    ["10.1", "10", 101],
  ])("$%s of $%s are %d %%", (used, whole, percent) => {
    expect(percentUsed(usd(used), usd(whole))).toBeCloseTo(percent, 9);
  });
});

describe("a span of spend", () => {
  const span = { fromMs: NOW - HOUR, toMs: NOW };
  const at1 = (ms: number) => spendingOf([{ at: ms, usd: "1" }]);
  test.each([
    ["a millisecond before it", span.fromMs - 1, 0],
    ["at its beginning", span.fromMs, 1],
    ["in its last millisecond", span.toMs - 1, 1],
    ["at its end", span.toMs, 0],
  ])("what was spent %s counts %#", (_name, ms, rows) => {
    expect(spendIn(at1(ms), EVERYTHING, span).pico).toBe(usd(String(rows)));
    let seen = 0;
    visitSessions(at1(ms), span, () => seen++);
    expect(seen).toBe(rows);
  });

  test("the same for a background request", () => {
    for (const [ms, rows] of [
      [span.fromMs - 1, 0],
      [span.fromMs, 1],
      [span.toMs - 1, 1],
      [span.toMs, 0],
    ] as const) {
      const entry = {
        kind: "title",
        requests: 1,
        tokens: null,
        costPico: usd("1"),
        model: "m",
        source: "ledger" as const,
      };
      const session = { entries: [{ ...entry, timeMs: ms }] };
      const spending = { ...spendingOf([]), background: new Map([["s", session]]) } as unknown as Parameters<
        typeof spendIn
      >[0];
      expect(spendIn(spending, EVERYTHING, span).pico).toBe(usd(String(rows)));
      let seen = 0;
      visitSessions(spending, span, () => seen++);
      expect(seen).toBe(rows);
    }
  });
});

describe("auto-reload", () => {
  test.each([
    ["target", "9.99", "fills the balance up to more than its threshold"],
    ["target", "10", "fills the balance up to more than its threshold"],
    ["target", "10.01", null],
    ["amount", "0", "buys more than nothing"],
    ["amount", "0.01", null],
  ] as const)("of a %s of $%s below $10", (buys, amount, mistake) => {
    const found = reloadMistake({ belowPico: usd("10"), buys, pico: usd(amount) });
    expect(found).toEqual(mistake === null ? null : expect.stringContaining(mistake));
  });

  test.each([
    ["10.01", null],
    ["10", "due"],
    ["9.99", "due"],
  ])("at a balance of $%s", (left, kind) => {
    const reload = { belowPico: usd("10"), buys: "amount" as const, pico: usd("5") };
    expect(reloadState(reload, usd(left), 0n)?.kind ?? null).toBe(kind);
  });
});

const lot = (id: string, atMs: number, amount: string, expiresAtMs: number): Purchase => ({
  id,
  atMs,
  pico: usd(amount),
  expiresAtMs,
});

function ledgerOf(purchases: readonly Purchase[], spent: Pico = 0n, nowMs = NOW): Ledger {
  const spentIn = (fromMs: number, toMs: number): Pico => (fromMs <= NOW - HOUR && NOW - HOUR < toMs ? spent : 0n);
  return runLedger({ purchases, reconciliations: [], spentIn, nowMs });
}

describe("what expires", () => {
  test.each([
    [-1, "0"],
    [0, "0"],
    [1, "5"],
  ])("%d ms from now leaves $%s when a ledger is brought up to date", (later, left) => {
    const before = ledgerOf([lot("a", NOW - DAY, "5", NOW + later)], 0n, NOW - 2);
    expect(advanceLedger(before, 0n, NOW).balancePico).toBe(usd(left));
  });

  test("is not given back to, when a balance is read at its end", () => {
    const readAt = (expiresAtMs: number): Ledger =>
      runLedger({
        purchases: [lot("a", NOW - DAY, "5", expiresAtMs)],
        reconciliations: [{ id: "r", atMs: NOW, balancePico: usd("5") }],
        spentIn: (fromMs, toMs) => (fromMs <= NOW - HOUR && NOW - HOUR < toMs ? usd("2") : 0n),
        nowMs: NOW,
      });
    expect(readAt(NOW + 1)).toMatchObject({ givenBackPico: usd("2"), foundPico: 0n });
    // Its last $3 expired at that moment; all $5 that were read are of a purchase that nobody entered.
    expect(readAt(NOW)).toMatchObject({ givenBackPico: 0n, expiredPico: usd("3"), foundPico: usd("5") });
  });

  test("is announced until its last millisecond, and from the day of the threshold", () => {
    const expiring = (inMs: number): number => {
      const ledger = { ...ledgerOf([lot("a", NOW - DAY, "5", NOW + 400 * DAY)]) };
      const lots = ledger.lots.map((l) => ({ ...l, expiresAtMs: NOW + inMs }));
      const options = { reload: null, burn: null, cap: null, zone: UTC, nowMs: NOW, thresholds: DEFAULT_THRESHOLDS };
      return balanceOf({ ...options, ledger: { ...ledger, lots } })?.expiring.length ?? -1;
    };
    expect([-1, 0, 1].map(expiring)).toEqual([0, 0, 1]);
    expect([30 * DAY - 1, 30 * DAY, 30 * DAY + 1].map(expiring)).toEqual([1, 1, 0]);
  });
});

describe("notes of API credits", () => {
  const notes = (ledger: Ledger, unpriced = 0): readonly string[] =>
    apiCreditsLimit({
      ledger,
      drawsOnIt: true,
      reload: null,
      burn: null,
      zone: UTC,
      nowMs: NOW,
      thresholds: DEFAULT_THRESHOLDS,
      unpriced,
    })?.notes ?? [];
  const whole = ledgerOf([lot("a", NOW - DAY, "5", NOW + DAY)], usd("5"));

  test("are the assumptions alone where all is accounted for, to the last pico-dollar", () => {
    expect(notes(whole)).toEqual([expect.stringContaining("(assumed)")]);
  });
  test("name one pico-dollar that no purchase paid for, one that was found, and one response without a price", () => {
    const beyond = ledgerOf([lot("a", NOW - DAY, "5", NOW + DAY)], usd("5") + 1n);
    expect(notes(beyond)[1]).toContain("more was spent than was bought");
    expect(notes({ ...whole, foundPico: 1n })[1]).toContain("has no purchase");
    expect(notes(whole, 1)[1]).toContain("1 response has no price");
  });
});

describe("what was foretold", () => {
  const limit = (runsOutMs: number): Limit => ({
    ...PLAIN_LIMIT,
    id: "budget:month",
    kind: "budget",
    label: "Budget",
    usedPercent: 50,
    usedPico: usd("5"),
    counts: EVERYTHING,
    limitPico: usd("10"),
    leftPico: usd("5"),
    startsAtMs: null,
    resetsAtMs: null,
    runsOut: { atMs: runsOutMs, earliestMs: runsOutMs, latestMs: null },
    asOfMs: NOW,
    source: "logs",
    severity: "ok",
    hard: false,
    consequence: "nothing",
    expiring: [{ id: "a", pico: 1n, atMs: runsOutMs }],
  });

  test.each([
    [-1, false],
    [0, false],
    [1, true],
  ])("for %d ms from now still stands: %s", (later, stands) => {
    const bare = { ...limit(NOW), runsOut: null, expiring: [] };
    const [found] = withOutlook([bare], outlookOf([limit(NOW + later)]), NOW);
    expect([found?.runsOut !== null, found?.expiring.length]).toEqual([stands, stands ? 1 : 0]);
  });
});

function report(usedPercent: number, rest: Partial<WindowReport> = {}): WindowReport {
  return {
    id: "five_hour",
    usedPercent,
    resetsAtMs: NOW + 3 * HOUR,
    usedPico: null,
    limitPico: null,
    period: null,
    atMs: NOW,
    source: "statusline",
    ...rest,
  };
}

describe("the pace of a window", () => {
  const runsOut = (usedPercent: number, elapsedMs: number): number | null => {
    const r = report(usedPercent, { resetsAtMs: NOW + 5 * HOUR - elapsedMs });
    return windowLimit(r, { nowMs: NOW, thresholds: DEFAULT_THRESHOLDS, habit: null }).runsOut?.atMs ?? null;
  };
  test("says something from a tenth of the window on, and from a tenth of it used", () => {
    // 30 minutes are a tenth of five hours; 90 % at that pace run out after 33 minutes and 20 seconds.
    expect(runsOut(90, HOUR / 2 - 1)).toBeNull();
    expect(runsOut(90, HOUR / 2)).toBe(NOW + 200_000);
    expect(runsOut(9.99, HOUR / 2)).toBeNull();
    // A tenth used in a tenth of the time lasts to the end.
    expect(runsOut(11, HOUR / 2)).not.toBeNull();
  });
  test("has run out at 100 %", () => {
    expect(runsOut(100, HOUR)).toBe(NOW);
    expect(runsOut(99.9, HOUR)).toBeGreaterThan(NOW);
  });
});

describe("reports of one window", () => {
  test("of the same moment, the higher one counts, in either order", () => {
    const [low, high] = [report(40), report(41)];
    for (const both of [
      [low, high],
      [high, low],
    ])
      expect(mergeReports(both).map((r) => r.usedPercent)).toEqual([41]);
  });
  test("of different moments, the later one counts, though it is lower", () => {
    const [earlier, later] = [report(41, { atMs: NOW - 1 }), report(40)];
    expect(mergeReports([earlier, later]).map((r) => r.usedPercent)).toEqual([40]);
    expect(mergeReports([later, earlier]).map((r) => r.usedPercent)).toEqual([40]);
  });
});

test("a day on which nothing was spent is none of the days that a burn is known from", () => {
  const days = (costs: readonly number[]) =>
    burnFrom((_span, visit) => costs.forEach((pico, i) => void visit(NOW - (i + 1) * DAY, pico)), UTC, NOW)?.days ??
    null;
  expect(days([1e12, 1e12, 1e12, 1e12])).toBe(days([1e12, 1e12, 1e12, 1e12, 0, 0, 0]));
  expect(days([1e12, 0, 0, 0])).toBeNull();
});

test("a month of usage credits begins with its first millisecond", () => {
  const { fromMs, toMs } = utcMonth(NOW);
  expect([utcMonth(fromMs).fromMs, utcMonth(fromMs - 1).toMs]).toEqual([fromMs, fromMs]);
  expect(utcMonth(toMs - 1).fromMs).toBe(fromMs);
  expect(noFacts(NOW).spent.month).toMatchObject({ fromMs, toMs });
});

describe("facts brought up to date without the logs", () => {
  const policy = limitsPolicy({ plan: { kind: "max" } });
  const quick = (resetsInMs: number, usedPercent: number, usedUpAfterMs: number | null) => {
    const last = { ...noFacts(NOW), atMs: NOW, reports: [report(usedPercent, { resetsAtMs: NOW + resetsInMs })] };
    const usedUp = usedUpAfterMs === null ? null : { usd: 2, atMs: NOW + usedUpAfterMs };
    const spent = { sessionId: "s", project: "/p", usd: 5, sinceMs: NOW, usedUp };
    return advanceFacts({ last, reports: [], spent, policy, nowMs: NOW }).credits.monthPico;
  };
  test("all drew on credits where a window was used up, until it resets", () => {
    expect([99.9, 100, 100.1].map((percent) => quick(HOUR, percent, null))).toEqual([0n, usd("5"), usd("5")]);
    expect([0, 1].map((resetsInMs) => quick(resetsInMs, 100, null))).toEqual([0n, usd("5")]);
  });
  test("a part did where a window was used up after the last look", () => {
    expect([-1, 0, 1].map((after) => quick(HOUR, 50, after))).toEqual([0n, 0n, usd("2")]);
  });
});

describe("a sum of a period that ends", () => {
  const policy = limitsPolicy({
    limits: { spend: [{ kind: "workspace", usd: "10", per: "day" }] },
    budgets: [{ id: "day", usd: "10", per: "day" }],
    plan: { kind: "console" },
  });
  test.each([
    [-1, usd("0"), 0],
    [0, usd("0"), 0],
    [1, usd("4"), 1],
  ])("%d ms from now counts so much", (later, used, budgets) => {
    const span = { fromMs: NOW - DAY, toMs: NOW + later };
    const spent = { pico: usd("4"), unpriced: 0 };
    const facts = noFacts(NOW);
    const budget = { budgetId: "day", per: "day" as const, scope: EVERYTHING, spent, period: span, burn: null };
    const found = accountLimits(
      { ...facts, spent: { ...facts.spent, day: { ...spent, ...span } }, budgets: [budget] },
      policy,
      UTC,
      NOW,
    ).limits;
    expect(found.find(({ kind }) => kind === "spend-limit")?.usedPico).toBe(used);
    expect(found.filter(({ kind }) => kind === "budget")).toHaveLength(budgets);
  });
});
