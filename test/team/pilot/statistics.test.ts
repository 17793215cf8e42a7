import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  estimateMean,
  estimateShare,
  multiply,
  quantile,
  widenForTotal,
} from "../../../src/core/team/pilot/estimate.ts";
import { studentQuantile } from "../../../src/core/team/pilot/student-t.ts";

describe("Student's t", () => {
  // Published tables, nine digits: t with 95 % below it.
  test.each([
    [1, 6.313751515],
    [2, 2.91998558],
    [3, 2.353363435],
    [4, 2.131846786],
    [7, 1.894578605],
    [11, 1.795884819],
    [30, 1.697260887],
    [120, 1.657650899],
  ])("95 %% of %i degrees of freedom", (df, expected) => {
    expect(studentQuantile(0.95, df)).toBeCloseTo(expected, 8);
  });

  // One and two degrees of freedom have closed forms.
  test("agrees with the closed forms", () => {
    for (const p of [0.51, 0.6, 0.75, 0.9, 0.99, 0.999, 0.999999]) {
      expect(studentQuantile(p, 1) / Math.tan(Math.PI * (p - 0.5))).toBeCloseTo(1, 10);
      const alpha = 4 * p * (1 - p);
      expect(studentQuantile(p, 2) / ((2 * p - 1) * Math.sqrt(2 / alpha))).toBeCloseTo(1, 10);
    }
  });

  test("is where the integral of the density says", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.double({ min: 0.55, max: 0.995, noNaN: true }), (df, p) => {
        expect(0.5 + integral(df, studentQuantile(p, df))).toBeCloseTo(p, 7);
      }),
    );
  });

  test("is symmetric", () => {
    expect(studentQuantile(0.05, 9)).toBe(-studentQuantile(0.95, 9));
    expect(studentQuantile(0.5, 9)).toBe(0);
  });
});

/** Simpson's rule on the density, normalised by the same rule: shares no code with what it checks. */
function integral(df: number, to: number): number {
  // x = tan θ takes the whole axis to a finite range.
  const density = (theta: number): number => {
    const x = Math.tan(theta);
    return (1 + (x * x) / df) ** (-(df + 1) / 2) * (1 + x * x);
  };
  return simpson(density, Math.atan(to)) / (2 * simpson(density, Math.PI / 2 - 1e-9));
}

function simpson(f: (x: number) => number, to: number): number {
  const steps = 20_000;
  const h = to / steps;
  let sum = f(0) + f(to);
  for (let i = 1; i < steps; i++) sum += f(i * h) * (i % 2 === 1 ? 4 : 2);
  return (sum * h) / 3;
}

describe("the mean of a few developers", () => {
  test("golden: eight developers", () => {
    const amounts = [42.1, 310.55, 128, 96.4, 15.75, 220.3, 64.9, 180.2];
    const mean = estimateMean(amounts);
    expect(mean?.estimate).toBeCloseTo(161.913707, 5);
    expect(mean?.low).toBeCloseTo(72.846866, 5);
    expect(mean?.high).toBeCloseTo(359.878878, 5);
    // se 0.421573, v 1.069708
    expect(mean?.standardError).toBeCloseTo(0.421573, 6);
    expect((mean?.sigma ?? 0) ** 2).toBeCloseTo(1.069708, 6);
  });

  test("golden: three developers", () => {
    const mean = estimateMean([20, 80, 320]);
    expect(mean?.estimate).toBeCloseTo(160.132747, 5);
    expect(mean?.low).toBeCloseTo(17.225063, 5);
    expect(mean?.high).toBeCloseTo(1488.673642, 4);
  });

  test("two developers have no interval", () => {
    expect(estimateMean([20, 80])).toBeNull();
    expect(estimateMean([])).toBeNull();
  });

  test("a nominal 90 % interval holds the true mean in at least 87 of 100 pilots", () => {
    const random = mulberry(7);
    for (const sigma of [0.8, 1.28]) {
      for (const n of [3, 5, 8, 12, 20, 50]) {
        const trueMean = Math.exp(sigma ** 2 / 2);
        let held = 0;
        for (let run = 0; run < 1000; run++) {
          const mean = estimateMean(Array.from({ length: n }, () => Math.exp(sigma * gauss(random))));
          if (mean && mean.low <= trueMean && trueMean <= mean.high) held++;
        }
        expect(held / 1000, `σ ${sigma}, ${n} developers`).toBeGreaterThanOrEqual(0.87);
      }
    }
  });

  test("scales with the unit, and does not depend on the order", () => {
    const amount = fc.double({ min: 0.01, max: 10_000, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(amount, { minLength: 3, maxLength: 30 }),
        fc.double({ min: 0.1, max: 50, noNaN: true }),
        (list, k) => {
          const mean = estimateMean(list);
          const scaled = estimateMean([...list].reverse().map((x) => x * k));
          expect((scaled?.high ?? 0) / (mean?.high ?? 1) / k).toBeCloseTo(1, 9);
          expect((scaled?.low ?? 0) / (mean?.low ?? 1) / k).toBeCloseTo(1, 9);
        },
      ),
    );
  });
});

describe("shares and products", () => {
  test("golden: 9 of 12, Wilson at 90 %", () => {
    // z = 1.644854, z² = 2.705543; centre (0.75 + 2.705543/24) / (1 + 2.705543/12) = 0.862731/1.225462 = 0.704005
    // margin 1.644854/1.225462 × √(0.75×0.25/12 + 2.705543/576) = 1.342232 × √0.0203221 = 0.191342
    const share = estimateShare(9, 12);
    expect(share.estimate).toBe(0.75);
    expect(share.low).toBeCloseTo(0.704005 - 0.191342, 5);
    expect(share.high).toBeCloseTo(0.704005 + 0.191342, 5);
  });

  test("everybody or nobody is no certainty", () => {
    expect(estimateShare(12, 12)).toMatchObject({ estimate: 1, high: 1 });
    expect(estimateShare(12, 12).low).toBeCloseTo(12 / (12 + 2.705543), 5);
    expect(estimateShare(0, 12)).toMatchObject({ estimate: 0, low: 0 });
  });

  test("a product is wider than either factor and narrower than the products of the ends", () => {
    const a = { estimate: 2, low: 1, high: 4 };
    const b = { estimate: 3, low: 1.5, high: 6 };
    // Each end is a factor of 2 away: √2 × ln 2 = 0.980258 together, a factor of 2.665144.
    const product = multiply(a, b);
    expect(product.estimate).toBe(6);
    expect(product.high).toBeCloseTo(6 * 2.665144, 5);
    expect(product.low).toBeCloseTo(6 / 2.665144, 5);
  });

  test("many members hide the scatter of each, few do not", () => {
    const mean = { estimate: 100, low: 50, high: 200 };
    const few = widenForTotal(mean, 1.1, 1, 5);
    const many = widenForTotal(mean, 1.1, 1, 5000);
    expect(few.high).toBeGreaterThan(280);
    expect(many.high).toBeCloseTo(200, 0);
    expect(many.high).toBeGreaterThan(200);
  });

  test("quantiles are interpolated", () => {
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantile([10], 0.9)).toBe(10);
    expect(quantile([0, 10], 0.9)).toBeCloseTo(9, 12);
    expect(quantile([], 0.5)).toBeNull();
  });
});

/** A small seeded generator, so that a run can be repeated. */
function mulberry(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function gauss(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
