import { describe, expect, test } from "vitest";
import { bought, limitOf, NOW, POLICY, read, reported } from "./credits-case.ts";
import { at, HOUR, usd } from "./spend-table.ts";

describe("the smaller of limit left and balance left", () => {
  test("the limit is nearer: $15 of $20, with $40 of balance", () => {
    const limit = limitOf({
      drawn: [["2026-11-10T00:00Z", "15"]],
      policy: { caps: { member: "20" }, ...read("40") },
    });
    expect(limit).toMatchObject({ leftPico: usd("5"), usedPercent: 75, severity: "warn" });
  });

  test("the balance is nearer: $15 of $20, with $1 of balance", () => {
    const limit = limitOf({
      drawn: [["2026-11-10T00:00Z", "15"]],
      policy: { caps: { member: "20" }, ...read("1") },
    });
    // 15 of 16 that can be spent.
    expect(limit).toMatchObject({ leftPico: usd("1"), usedPercent: 93.75, severity: "warn" });
  });

  test("the balance falls by what was drawn since it was entered, never below nothing", () => {
    const balance = read("10", at("2026-11-15T00:00Z"));
    const before = ["2026-11-14T00:00Z", "100"] as const;
    expect(limitOf({ drawn: [before, ["2026-11-16T00:00Z", "4"]], policy: balance }).leftPico).toBe(usd("6"));
    const gone = limitOf({ drawn: [before, ["2026-11-16T00:00Z", "40"]], policy: balance });
    expect(gone).toMatchObject({ leftPico: 0n, severity: "over" });
  });

  test("a balance of nothing is over, though nothing was drawn", () => {
    expect(limitOf({ policy: read("0") }).severity).toBe("over");
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
    // Entered at the very time of the client's word: that is the newer one.
    const { atMs } = reported();
    const decided = (capsSetMs: number) => limitOf({ report: reported(), policy: { caps, capsSetMs } }).limitPico;
    expect([atMs - 1, atMs, atMs + 1].map(decided)).toEqual([usd("50"), usd("50"), usd("100")]);
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
      policy: read("1"),
    });
    expect(limit).toMatchObject({ leftPico: null, usedPico: usd("12"), severity: "ok" });
    expect(limit.notes).toContain("accrued; billed at the end of the month");
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

describe("a balance is no monthly limit", () => {
  test("it has no reset, and what was drawn last month counts: $5 of $20 left on December 1st", () => {
    const nowMs = at("2026-12-01T09:00:00Z");
    const drawn = [["2026-11-20T10:00Z", "15"]] as const;
    const policy = { caps: { member: "100" }, ...read("20", at("2026-11-10T00:00Z")) };
    expect(limitOf({ nowMs, drawn, policy })).toMatchObject({
      decidedBy: "balance",
      leftPico: usd("5"),
      usedPercent: 75,
      severity: "warn",
      resetsAtMs: null,
      // The month's own figures are beside it.
      usedPico: 0n,
      limitPico: usd("100"),
      balance: { leftPico: usd("5"), wholePico: usd("20") },
    });
  });

  test.each([
    ["4.99", "balance", null],
    ["5", "balance", null],
    ["5.01", "limit", "2026-12-01T00:00:00Z"],
  ])("with $%s of balance and $5 of the limit left the %s decides", (left, decidedBy, resets) => {
    const limit = limitOf({ drawn: [["2026-11-10T00:00Z", "15"]], policy: { caps: { member: "20" }, ...read(left) } });
    expect(limit).toMatchObject({ decidedBy, resetsAtMs: resets === null ? null : at(resets) });
  });

  test("ten purchases of $50 of which $45 are left are no alarm", () => {
    const months = ["02", "03", "04", "05", "06", "07", "08", "09", "10", "11"];
    const drawn = months.map((m) => [`2026-${m}-05T00:00Z`, m === "11" ? "5" : "50"] as const);
    const policy = { purchases: months.map((m) => bought("50", `2026-${m}-01`)) };
    expect(limitOf({ drawn, policy })).toMatchObject({ leftPico: usd("45"), usedPercent: 10, severity: "ok" });
  });

  test("what others drew by the next reading counts as used", () => {
    const at10 = { id: "1", atMs: at("2026-11-10T00:00Z"), balancePico: usd("40") };
    const at15 = { id: "2", atMs: at("2026-11-15T00:00Z"), balancePico: usd("10") };
    const limit = limitOf({ plan: "team", policy: { readings: [at10, at15] } });
    expect(limit).toMatchObject({ leftPico: usd("10"), usedPercent: 75, shared: true, othersKnown: false });
  });

  test("gone by expiry is gone", () => {
    const purchases = [{ ...bought("100", "2026-01-10"), expiresAtMs: at("2026-11-19T00:00Z") }];
    expect(limitOf({ policy: { purchases } })).toMatchObject({
      severity: "over",
      leftPico: 0n,
      usedPercent: 100,
      balance: { isExpired: true },
    });
  });

  test("by the client's own word nothing is left", () => {
    const report = reported({ enabled: false, disabledReason: "out_of_credits" });
    const limit = limitOf({ report });
    expect(limit).toMatchObject({ severity: "over", leftPico: 0n, decidedBy: "balance", resetsAtMs: null });
    expect(limit.notes).toContain("off: the prepaid balance is used up");
  });
});

describe("auto-reload", () => {
  const target = { belowPico: usd("10"), buys: "target", pico: usd("50") } as const;
  const amount = { belowPico: usd("10"), buys: "amount", pico: usd("40") } as const;
  const from = at("2026-11-10T00:00Z");
  const left = (drawn: string, reload: typeof target | typeof amount) =>
    limitOf({
      plan: "team",
      drawn: [["2026-11-12T00:00Z", drawn]],
      policy: { purchases: [bought("40", "2026-11-10")], reload },
      nowMs: from + 5 * 24 * HOUR,
    });

  test.each([
    // $40 less what was drawn; it buys at $10 or below.
    ["29.99", "10.01", null],
    ["30", "10", { kind: "due", buysPico: usd("40"), balancePico: usd("50") }],
    ["30.01", "9.99", { kind: "due", buysPico: usd("40.01"), balancePico: usd("50") }],
    ["32", "8", { kind: "due", buysPico: usd("42"), balancePico: usd("50") }],
  ])("with $%s drawn $%s are left: news, never an alarm", (drawn, rest, reload) => {
    expect(left(drawn, target)).toMatchObject({ leftPico: usd(rest), severity: "ok", reload });
  });

  test("a fixed amount comes on top of what is left", () => {
    expect(left("30", amount).reload).toEqual({ kind: "due", buysPico: usd("40"), balancePico: usd("50") });
    expect(left("32", amount).reload).toEqual({ kind: "due", buysPico: usd("40"), balancePico: usd("48") });
  });

  test.each([
    // Bought 40. At 10 left it bought 40: 80 less 55.
    ["55", target, "40", "25"],
    // 80 less 70 reaches the threshold again: it has bought twice.
    ["70", target, "80", "50"],
    ["69.99", target, "40", "10.01"],
    ["55", amount, "40", "25"],
  ])(
    "$%s drawn of $40: it must have bought, and the balance is not known until that is entered",
    (drawn, reload, buys, after) => {
      expect(left(drawn, reload)).toMatchObject({
        leftPico: null,
        usedPercent: null,
        severity: "unknown",
        reload: { kind: "missed", buysPico: usd(buys), balancePico: usd(after) },
      });
    },
  );

  test("the monthly limit beside it still warns", () => {
    const limit = limitOf({
      plan: "team",
      drawn: [["2026-11-12T00:00Z", "32"]],
      policy: { purchases: [bought("40", "2026-11-10")], reload: target, caps: { member: "40" } },
    });
    expect(limit).toMatchObject({ decidedBy: "limit", usedPercent: 80, severity: "warn", reload: { kind: "due" } });
  });
});

describe("an organisation's limit", () => {
  const drawn = [["2026-11-10T00:00Z", "50"]] as const;

  test("is shared: with one's own use alone so much is used at least", () => {
    const limit = limitOf({ plan: "team", drawn, policy: { caps: { organization: "200" } } });
    expect(limit).toMatchObject({ usedPico: usd("50"), leftPico: usd("150"), shared: true, othersKnown: false });
    expect(limit.notes).toContain("the organisation's limit is shared by everyone; only your own use is seen here");
  });

  test("with everybody's use told, that decides, and the own share stands beside it", () => {
    const organizationUsed = { pico: usd("140"), asOfMs: at("2026-11-09T00:00Z") };
    const limit = limitOf({ plan: "team", drawn, policy: { caps: { organization: "200" }, organizationUsed } });
    // 140 by the 9th, and 50 of one's own since.
    expect(limit).toMatchObject({
      usedPico: usd("190"),
      ownPico: usd("50"),
      leftPico: usd("10"),
      severity: "critical",
    });
  });

  test("last month's figure is not of this month", () => {
    const organizationUsed = { pico: usd("190"), asOfMs: at("2026-10-31T00:00Z") };
    const month = at("2026-11-01T00:00Z");
    const isKnown = (asOfMs: number) =>
      limitOf({
        plan: "team",
        drawn,
        policy: { caps: { organization: "200" }, organizationUsed: { ...organizationUsed, asOfMs } },
      }).othersKnown;
    expect([month - 1, month, month + 1].map(isKnown)).toEqual([false, true, true]);
    const limit = limitOf({ plan: "team", drawn, policy: { caps: { organization: "200" }, organizationUsed } });
    expect(limit).toMatchObject({ usedPico: usd("50"), othersKnown: false });
  });

  test("the one with less left decides: the member's $60 or the organisation's $200", () => {
    const caps = { member: "60", organization: "200" };
    expect(limitOf({ plan: "team", drawn, policy: { caps } })).toMatchObject({ limitPico: usd("60"), shared: false });
    const organizationUsed = { pico: usd("195"), asOfMs: NOW };
    expect(limitOf({ plan: "team", drawn, policy: { caps, organizationUsed } })).toMatchObject({
      limitPico: usd("200"),
      leftPico: usd("5"),
    });
  });
});

describe("another currency", () => {
  const foreign = { currency: "EUR", used: "3.05", limit: "5.00" };

  test("is of the month in which the client told of it, from its first millisecond on", () => {
    const month = at("2026-11-01T00:00Z");
    const told = (atMs: number) =>
      limitOf({ report: reported({ limit: null, usedPico: null, usedPercent: 61, foreign, atMs }) }).foreign;
    expect([month - 1, month, month + 1].map(told)).toEqual([null, foreign, foreign]);
  });

  test("keeps its amounts and the client's percentage; dollars are not made up", () => {
    const report = reported({ limit: null, usedPico: null, usedPercent: 61, foreign });
    const limit = limitOf({ report, drawn: [["2026-11-10T00:00Z", "50"]] });
    expect(limit).toMatchObject({ usedPercent: 61, usedPico: null, limitPico: null, leftPico: null, foreign });
    expect(limit.notes).not.toContain("unlimited");
  });

  test.each([
    [74.9, "ok"],
    [75, "warn"],
    [100, "over"],
    [null, "unknown"],
  ])("%s %% is %s", (usedPercent, severity) => {
    expect(limitOf({ report: reported({ limit: null, usedPico: null, usedPercent, foreign }) }).severity).toBe(
      severity,
    );
  });
});

test("a limit that could not be read is not unlimited", () => {
  const limit = limitOf({ report: reported({ limit: null }) });
  expect(limit).toMatchObject({ limitPico: null, usedPico: usd("20") });
  expect(limit.notes).not.toContain("unlimited");
  expect(limitOf({ report: reported({ limit: "unlimited" }) }).notes).toContain("unlimited");
});

test("a seat tier's limit without the seat asks for it, and does not warn", () => {
  const policy = { caps: { standard: "100" } };
  const drawn = [["2026-11-10T00:00Z", "80"]] as const;
  const limit = limitOf({ plan: "enterprise", drawn, policy });
  expect(limit.severity).toBe("ok");
  expect(limit.notes).toContain(
    "which seat is it? The standard seat's limit ($100) needs it: claude-cost plan set enterprise --seat standard",
  );
  expect(limitOf({ plan: "enterprise", seat: "standard", drawn, policy }).severity).toBe("warn");
  expect(limitOf({ plan: "enterprise", seat: "premium", drawn, policy }).limitPico).toBeNull();
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
