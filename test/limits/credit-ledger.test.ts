import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { yearAfter } from "../../src/core/limits/calendar.ts";
import {
  advanceLedger,
  type Ledger,
  type Purchase,
  type Reconciliation,
  runLedger as run,
} from "../../src/core/limits/credits/credit-ledger.ts";
import type { Pico } from "../../src/core/pricing/money.ts";
import { at, DAY, usd } from "./spend-table.ts";

type Spend = { readonly atMs: number; readonly pico: Pico };

const spentIn =
  (spend: readonly Spend[]) =>
  (fromMs: number, toMs: number): Pico =>
    spend.filter((s) => s.atMs >= fromMs && s.atMs < toMs).reduce((sum, s) => sum + s.pico, 0n);

const purchase = (id: string, atMs: number, pico: Pico): Purchase => ({ id, atMs, pico, expiresAtMs: yearAfter(atMs) });

const bought = (id: string, on: string, amount: string): Purchase => purchase(id, at(`${on}T00:00:00Z`), usd(amount));

const runLedger = (
  purchases: readonly Purchase[],
  reconciliations: readonly Reconciliation[],
  spent: (fromMs: number, toMs: number) => Pico,
  nowMs: number,
): Ledger => run({ purchases, reconciliations, spentIn: spent, nowMs });
const spent = (on: string, amount: string): Spend => ({ atMs: at(on), pico: usd(amount) });

describe("by hand", () => {
  const now = at("2026-11-22T12:00:00Z");

  test("the oldest purchase pays first, and is used from the moment it was bought", () => {
    const purchases = [bought("b", "2026-11-10", "50"), bought("a", "2026-11-01", "10")];
    const spend = [spent("2026-11-05T10:00Z", "4"), spent("2026-11-12T10:00Z", "16")];
    const ledger = runLedger(purchases, [], spentIn(spend), now);
    // 4 + 6 of a, then 10 of b.
    expect(ledger.lots.map((l) => [l.id, l.drawnPico, l.leftPico])).toEqual([
      ["a", usd("10"), 0n],
      ["b", usd("10"), usd("40")],
    ]);
    expect(ledger.balancePico).toBe(usd("40"));
  });

  test("spend before the first purchase is not the ledger's; spend with nothing left is unfunded, never a debt", () => {
    const spend = [spent("2026-10-31T23:59Z", "7"), spent("2026-11-02T10:00Z", "15"), spent("2026-11-20T10:00Z", "1")];
    const ledger = runLedger(
      [bought("a", "2026-11-01", "10"), bought("b", "2026-11-15", "5")],
      [],
      spentIn(spend),
      now,
    );
    expect(ledger).toMatchObject({ drawnPico: usd("11"), unfundedPico: usd("5"), balancePico: usd("4") });
  });

  test("after one year what is left expires, leap day included", () => {
    const purchases = [bought("leap", "2028-02-29", "10"), bought("next", "2028-03-01", "10")];
    const spend = [spent("2028-06-01T00:00Z", "3")];
    const before = runLedger(purchases, [], spentIn(spend), at("2029-02-27T23:59:59Z"));
    expect([before.balancePico, before.expiredPico]).toEqual([usd("17"), 0n]);
    const after = runLedger(purchases, [], spentIn(spend), at("2029-02-28T00:00:00Z"));
    expect([after.balancePico, after.expiredPico]).toEqual([usd("10"), usd("7")]);
    const later = runLedger(purchases, [], spentIn(spend), at("2029-03-01T00:00:00Z"));
    expect([later.balancePico, later.expiredPico]).toEqual([0n, usd("17")]);
  });

  test("reconciling downwards says what others drew", () => {
    const checks: Reconciliation[] = [{ id: "2", atMs: at("2026-11-10T00:00Z"), balancePico: usd("60.5") }];
    const spend = [spent("2026-11-05T00:00Z", "30"), spent("2026-11-11T00:00Z", "0.5")];
    const ledger = runLedger([bought("1", "2026-11-01", "100")], checks, spentIn(spend), now);
    expect(ledger).toMatchObject({ balancePico: usd("60"), drawnElsewherePico: usd("9.5"), drawnPico: usd("30.5") });
  });

  test("reconciling upwards gives back what was not drawn, and calls the rest found", () => {
    const checks: Reconciliation[] = [{ id: "2", atMs: at("2026-11-10T00:00Z"), balancePico: usd("120") }];
    const ledger = runLedger([bought("1", "2026-11-01", "100")], checks, spentIn([spent("2026-11-05", "30")]), now);
    expect(ledger).toMatchObject({ balancePico: usd("120"), givenBackPico: usd("30"), foundPico: usd("20") });
    expect(ledger.lots.at(-1)).toMatchObject({ id: "found 2", expiresAtMs: null });
  });
});

const day = fc.integer({ min: 0, max: 900 }).map((d) => at("2026-01-01T00:00Z") + d * DAY);
const amount = fc.bigInt({ min: 0n, max: 200_000_000_000_000n });
const history = fc.record({
  purchases: fc.uniqueArray(
    fc.tuple(fc.stringMatching(/^[a-z]{1,4}$/), day, amount).map((p) => purchase(...p)),
    {
      maxLength: 8,
      selector: (p) => p.id,
    },
  ),
  checks: fc.uniqueArray(
    fc.record({
      id: fc.stringMatching(/^[0-9]{1,4}$/),
      atMs: fc.tuple(day, fc.nat(DAY)).map(([d, ms]) => d + ms),
      balancePico: amount,
    }),
    { maxLength: 5, selector: (r) => r.id },
  ),
  spend: fc.array(fc.record({ atMs: fc.tuple(day, fc.nat(DAY)).map(([d, ms]) => d + ms), pico: amount }), {
    maxLength: 25,
  }),
  nowMs: day,
});

function sides(l: Ledger): [Pico, Pico] {
  return [
    l.boughtPico + l.foundPico,
    l.balancePico + l.expiredPico + l.drawnPico + l.drawnElsewherePico - l.givenBackPico,
  ];
}

describe("what there was to spend", () => {
  const now = at("2026-11-26T12:00:00Z");

  test("is what is left and what was drawn since money last came in, not a year of purchases", () => {
    // Ten purchases of $50, each spent before the next but the last, of which $5 were drawn.
    const months = ["02", "03", "04", "05", "06", "07", "08", "09", "10", "11"];
    const purchases = months.map((m) => bought(m, `2026-${m}-01`, "50"));
    const spend = months.map((m) => spent(`2026-${m}-05T00:00Z`, m === "11" ? "5" : "50"));
    const ledger = runLedger(purchases, [], spentIn(spend), now);
    expect(ledger).toMatchObject({ balancePico: usd("45"), drawnSinceFundedPico: usd("5"), drawnPico: usd("455") });
  });

  test("counts what others drew, by the balance that was read", () => {
    const checks = [{ id: "r", atMs: at("2026-11-10T00:00Z"), balancePico: usd("10") }];
    const ledger = runLedger([bought("a", "2026-11-01", "40")], checks, spentIn([spent("2026-11-12", "2")]), now);
    expect(ledger).toMatchObject({ balancePico: usd("8"), drawnSinceFundedPico: usd("32"), readAtMs: checks[0]?.atMs });
  });

  test("begins anew when a balance is read that is higher than what was bought", () => {
    const checks = [{ id: "r", atMs: at("2026-11-20T00:00Z"), balancePico: usd("60") }];
    const ledger = runLedger([bought("a", "2026-11-01", "40")], checks, spentIn([spent("2026-11-12", "30")]), now);
    expect(ledger).toMatchObject({ balancePico: usd("60"), drawnSinceFundedPico: 0n, fundedAtMs: checks[0]?.atMs });
  });

  test("is unfunded only until the balance is read", () => {
    const spend = spentIn([spent("2026-11-05", "55"), spent("2026-11-12", "1")]);
    const purchases = [bought("a", "2026-11-01", "40")];
    expect(runLedger(purchases, [], spend, now).unfundedSinceReadPico).toBe(usd("16"));
    const read = { id: "r", atMs: at("2026-11-10T00:00Z"), balancePico: usd("35") };
    expect(runLedger(purchases, [read], spend, now)).toMatchObject({
      unfundedSinceReadPico: 0n,
      balancePico: usd("34"),
    });
  });
});

test("a ledger that is brought up to date is the ledger of that time", () => {
  fc.assert(
    fc.property(history, amount, fc.nat(400), ({ purchases, spend, nowMs }, later, days) => {
      const whole = purchases.filter((p) => p.atMs <= nowMs);
      const then = runLedger(whole, [], spentIn(spend.filter((s) => s.atMs < nowMs)), nowMs);
      const thenMs = nowMs + days * DAY;
      // What comes later is drawn at the end: what expired meanwhile cannot pay for it.
      const advanced = advanceLedger(then, then.fromMs === null ? 0n : later, thenMs);
      const past = spend.filter((s) => s.atMs < nowMs);
      // In the millisecond after, as a lot may expire just then: all else happens on whole days.
      const all = [...past, { atMs: thenMs, pico: then.fromMs === null ? 0n : later }];
      const direct = runLedger(whole, [], spentIn(all), thenMs + 1);
      if (days > 0) expect(advanced.balancePico).toBe(direct.balancePico);
    }),
  );
});

describe("whatever happens", () => {
  test("no pico-dollar is lost or made, and nothing is negative", () => {
    fc.assert(
      fc.property(history, ({ purchases, checks, spend, nowMs }) => {
        const ledger = runLedger(purchases, checks, spentIn(spend), nowMs);
        const [came, went] = sides(ledger);
        expect(went).toBe(came);
        // All that was spent since the ledger began was paid by a lot or by nobody.
        const total = ledger.fromMs === null ? 0n : spentIn(spend)(ledger.fromMs, nowMs);
        expect(ledger.drawnPico + ledger.unfundedPico).toBe(total);
        expect(ledger.boughtPico).toBe(purchases.filter((p) => p.atMs <= nowMs).reduce((s, p) => s + p.pico, 0n));
        for (const lot of ledger.lots) {
          expect(lot.leftPico >= 0n && lot.drawnPico >= 0n && lot.expiredPico >= 0n).toBe(true);
          expect(lot.leftPico + lot.drawnPico + lot.expiredPico).toBe(lot.boughtPico);
          if (lot.expiresAtMs !== null && lot.expiresAtMs <= nowMs) expect(lot.leftPico).toBe(0n);
        }
        expect(ledger.givenBackPico >= 0n && ledger.unfundedPico >= 0n && ledger.foundPico >= 0n).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test("the order in which things were entered does not matter", () => {
    fc.assert(
      fc.property(history, ({ purchases, checks, spend, nowMs }) => {
        const one = runLedger(purchases, checks, spentIn(spend), nowMs);
        const other = runLedger(purchases.toReversed(), checks.toReversed(), spentIn(spend.toReversed()), nowMs);
        expect(other).toEqual(one);
      }),
    );
  });

  test("right after a reconciliation the balance is what the Console showed", () => {
    fc.assert(
      fc.property(history, amount, ({ purchases, checks, spend, nowMs }, balancePico) => {
        const last = { id: "99999", atMs: nowMs, balancePico };
        const past = checks.filter((c) => c.atMs < nowMs);
        expect(runLedger(purchases, [...past, last], spentIn(spend), nowMs).balancePico).toBe(balancePico);
      }),
    );
  });

  test("an expired lot is not drawn on", () => {
    fc.assert(
      fc.property(day, amount, amount, (onMs, pico, later) => {
        const spend = [{ atMs: yearAfter(onMs), pico: later }];
        const ledger = runLedger([purchase("a", onMs, pico)], [], spentIn(spend), yearAfter(onMs) + DAY);
        expect([ledger.expiredPico, ledger.unfundedPico]).toEqual([pico, later]);
      }),
    );
  });
});
