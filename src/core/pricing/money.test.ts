import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mulDiv, PicoSum, parseUsd, picoFromFloat, usdString } from "./money.ts";

const pico = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n });

describe("money", () => {
  it("reads back what it writes, to the pico-dollar", () => {
    fc.assert(fc.property(pico, (p) => parseUsd(usdString(p)) === p));
  });

  it("writes exact decimals without an exponent or trailing zeros", () => {
    expect(usdString(147_379_600_000n)).toBe("0.1473796");
    expect(usdString(1n)).toBe("0.000000000001");
    expect(usdString(-2_500_000_000_000n)).toBe("-2.5");
    expect(usdString(0n)).toBe("0");
  });

  it("reads amounts as people type them", () => {
    expect(parseUsd("$1,234.50")).toBe(1_234_500_000_000_000n);
    expect(parseUsd(".5")).toBe(500_000_000_000n);
    expect(parseUsd("-3")).toBe(-3_000_000_000_000n);
    for (const wrong of ["", "$", "1.2.3", "12,34", "1e3", "five", "1.0000000000001"])
      expect(parseUsd(wrong)).toBeNull();
  });

  it("sums doubles without losing a pico-dollar, far above 2^53", () => {
    const costs = fc.array(fc.integer({ min: 0, max: 3_600_000_000_000_000 }), { maxLength: 60 });
    fc.assert(
      fc.property(costs, (list) => {
        const sum = new PicoSum();
        for (const cost of list) sum.add(cost);
        return sum.value === list.reduce((n, c) => n + BigInt(c), 0n);
      }),
    );
  });

  it("rounds ratios half to even", () => {
    expect([1, 3, 5, 7, 8].map((n) => mulDiv(n, 1, 2))).toEqual([0, 2, 2, 4, 4]);
    // 2^53 - 1 is odd: half of it is between 4503599627370495 and ...496, and the even one is the result.
    expect(mulDiv(Number.MAX_SAFE_INTEGER, 1, 2)).toBe(4_503_599_627_370_496);
    expect(mulDiv(Number.MAX_SAFE_INTEGER, 121, 242)).toBe(4_503_599_627_370_496);
    const amount = fc.oneof(fc.maxSafeNat(), fc.nat(1000));
    fc.assert(
      fc.property(amount, fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1000 }), (pico, top, bottom) => {
        fc.pre(pico * top < Number.MAX_SAFE_INTEGER * bottom);
        const rounded = BigInt(mulDiv(pico, top, bottom));
        const twiceOff = 2n * (rounded * BigInt(bottom) - BigInt(pico) * BigInt(top));
        const size = twiceOff < 0n ? -twiceOff : twiceOff;
        return size < BigInt(bottom) || (size === BigInt(bottom) && rounded % 2n === 0n);
      }),
    );
  });

  it("takes a client's float for the decimal it stands for", () => {
    expect(picoFromFloat(0.03471200000000001)).toBe(34_712_000_000n);
  });
});
