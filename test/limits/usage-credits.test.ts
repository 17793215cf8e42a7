import { describe, expect, test } from "vitest";
import { DEFAULT_THRESHOLDS } from "../../src/core/limits/limit.ts";
import {
  type ExtraUsageReport,
  type UsageCreditsInput,
  type UsageCreditsPolicy,
  usageCreditsLimit,
} from "../../src/core/limits/usage-credits.ts";
import type { Pico } from "../../src/core/pricing/money.ts";
import { at, HOUR, UTC, usd } from "./spend-table.ts";

const NOW = at("2026-11-20T12:00:00Z");

const POLICY: UsageCreditsPolicy = { enabled: true, balance: null, autoReload: null, caps: {}, capsSetMs: 0 };

type Given = Partial<Omit<UsageCreditsInput, "policy">> & {
  readonly policy?: Partial<UsageCreditsPolicy>;
  /** What drew on credits: time and dollars. */
  readonly drawn?: readonly (readonly [string, string])[];
};

function limitOf({ policy, drawn = [], ...given }: Given) {
  const nowMs = given.nowMs ?? NOW;
  const limit = usageCreditsLimit({
    plan: "max",
    seat: null,
    policy: { ...POLICY, ...policy },
    report: null,
    drawnSince: (fromMs) =>
      drawn.filter(([t]) => at(t) >= fromMs && at(t) <= nowMs).reduce<Pico>((sum, [, d]) => sum + usd(d), 0n),
    unknownPico: 0n,
    burn: null,
    zone: UTC,
    nowMs,
    thresholds: DEFAULT_THRESHOLDS,
    ...given,
  });
  if (limit === null) throw new Error("no limit");
  return limit;
}

const reported = (rest: Partial<ExtraUsageReport> = {}): ExtraUsageReport => ({
  enabled: true,
  limitPico: usd("50"),
  usedPico: usd("20"),
  usedPercent: 40,
  disabledReason: null,
  atMs: NOW - 10 * 60_000,
  ...rest,
});

describe("the smaller of limit left and balance left", () => {
  test("the limit is nearer: $15 of $20, with $40 of balance", () => {
    const limit = limitOf({
      drawn: [["2026-11-10T00:00Z", "15"]],
      policy: { caps: { member: "20" }, balance: { pico: usd("40"), asOfMs: NOW } },
    });
    expect(limit).toMatchObject({ leftPico: usd("5"), usedPercent: 75, severity: "warn" });
  });

  test("the balance is nearer: $15 of $20, with $1 of balance", () => {
    const limit = limitOf({
      drawn: [["2026-11-10T00:00Z", "15"]],
      policy: { caps: { member: "20" }, balance: { pico: usd("1"), asOfMs: NOW } },
    });
    // 15 of 16 that can be spent.
    expect(limit).toMatchObject({ leftPico: usd("1"), usedPercent: 93.75, severity: "warn" });
  });

  test("the balance falls by what was drawn since it was entered, never below nothing", () => {
    const balance = { pico: usd("10"), asOfMs: at("2026-11-15T00:00Z") };
    const before = ["2026-11-14T00:00Z", "100"] as const;
    expect(limitOf({ drawn: [before, ["2026-11-16T00:00Z", "4"]], policy: { balance } }).leftPico).toBe(usd("6"));
    const gone = limitOf({ drawn: [before, ["2026-11-16T00:00Z", "40"]], policy: { balance } });
    expect(gone).toMatchObject({ leftPico: 0n, severity: "over" });
  });

  test("a balance of nothing is over, though nothing was drawn", () => {
    expect(limitOf({ policy: { balance: { pico: 0n, asOfMs: NOW } } }).severity).toBe("over");
  });
});

describe("limits", () => {
  test("unlimited has no percentage and no warning", () => {
    const limit = limitOf({
      plan: "enterprise",
      drawn: [["2026-11-10T00:00Z", "900"]],
      policy: { caps: { member: "unlimited" } },
    });
    expect(limit).toMatchObject({ usedPercent: null, leftPico: null, limitPico: null, severity: "ok" });
    expect(limit.usedPico).toBe(usd("900"));
    expect(limit.notes).toContain("unlimited");
  });

  test("one lowered below what is spent is over at once", () => {
    const limit = limitOf({
      plan: "team",
      drawn: [["2026-11-10T00:00Z", "30"]],
      policy: { caps: { organization: "25" } },
    });
    expect(limit).toMatchObject({ severity: "over", leftPico: 0n, usedPercent: 120 });
  });

  test("a change counts at once, before the client's cache knows it", () => {
    const caps = { member: "100" };
    expect(limitOf({ report: reported(), policy: { caps, capsSetMs: NOW } }).limitPico).toBe(usd("100"));
    expect(limitOf({ report: reported(), policy: { caps, capsSetMs: NOW - HOUR } }).limitPico).toBe(usd("50"));
  });

  test.each([
    [74.9, "ok"],
    [75, "warn"],
    [95, "critical"],
    [100, "over"],
  ])("%s of $100 is %s", (used, severity) => {
    const limit = limitOf({ drawn: [["2026-11-10T00:00Z", String(used)]], policy: { caps: { member: "100" } } });
    expect(limit.severity).toBe(severity);
  });
});

describe("prepaid and in arrears", () => {
  test("Enterprise by seats accrues: a balance means nothing to it", () => {
    const limit = limitOf({
      plan: "enterprise",
      drawn: [["2026-11-10T00:00Z", "12"]],
      policy: { balance: { pico: usd("1"), asOfMs: NOW } },
    });
    expect(limit).toMatchObject({ leftPico: null, usedPico: usd("12"), severity: "ok" });
    expect(limit.notes).toContain("accrued; billed at the end of the month");
  });

  test("below the auto-reload threshold is news, no alarm of its own", () => {
    const limit = limitOf({
      plan: "team",
      policy: {
        balance: { pico: usd("9"), asOfMs: NOW },
        autoReload: { belowPico: usd("10"), toPico: usd("50") },
      },
    });
    expect(limit).toMatchObject({ reloadsTo: usd("50"), severity: "ok" });
  });

  test("switched off, there is nothing to say", () => {
    const off = { policy: { ...POLICY, enabled: false }, drawn: [] };
    expect(() => limitOf(off)).toThrow("no limit");
  });

  test("usage-based Enterprise needs no switch: all of it is spend", () => {
    const limit = limitOf({
      plan: "enterprise-usage",
      drawn: [["2026-11-10T00:00Z", "12"]],
      policy: { enabled: null },
    });
    expect(limit.usedPico).toBe(usd("12"));
  });
});

describe("the month turns at 00:00 UTC on the 1st", () => {
  const drawn = [
    ["2026-11-30T23:59:59.999Z", "30"],
    ["2026-12-01T00:00:00.000Z", "4"],
  ] as const;

  test.each([
    ["2026-11-30T23:59:59.999Z", "30", "2026-12-01T00:00:00.000Z"],
    ["2026-12-01T00:00:00.000Z", "4", "2027-01-01T00:00:00.000Z"],
  ])("at %s $%s are used, until %s", (now, used, resets) => {
    const limit = limitOf({ nowMs: at(now), drawn, policy: { caps: { member: "100" } } });
    expect([limit.usedPico, limit.resetsAtMs]).toEqual([usd(used), at(resets)]);
  });

  test("the client's figure of last month is not of this one", () => {
    const nowMs = at("2026-12-01T00:10:00Z");
    const report = reported({ atMs: at("2026-11-30T23:50:00Z"), usedPico: usd("49") });
    expect(limitOf({ nowMs, report, drawn }).usedPico).toBe(usd("4"));
  });
});

describe("the client's figure", () => {
  test("goes before our evidence while it is fresh, with what was drawn since", () => {
    const drawn = [
      ["2026-11-20T11:00Z", "3"],
      ["2026-11-20T11:55Z", "0.25"],
    ] as const;
    expect(limitOf({ report: reported(), drawn })).toMatchObject({ usedPico: usd("20.25"), source: "client" });
  });

  test("when it is old, the larger of the two counts", () => {
    const old = reported({ atMs: NOW - 5 * HOUR });
    expect(limitOf({ report: old, drawn: [["2026-11-10T00:00Z", "33"]] })).toMatchObject({
      usedPico: usd("33"),
      source: "logs",
    });
    expect(limitOf({ report: old, drawn: [["2026-11-20T08:00Z", "1"]] }).usedPico).toBe(usd("21"));
  });
});
