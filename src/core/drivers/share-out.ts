import type { Pico } from "../pricing/money.ts";

/**
 * Divides an amount by weights without losing a pico-dollar: the parts sum to it. Without any weight the first part
 * takes all.
 * @param weights whole numbers, not negative; at least one
 */
export function shareOut(pico: Pico, weights: readonly number[]): readonly Pico[] {
  const whole = weights.map((w) => BigInt(Math.round(w)));
  const total = whole.reduce((a, b) => a + b, 0n);
  if (total === 0n) return whole.map((_, i) => (i === 0 ? pico : 0n));
  let before = 0n;
  let given = 0n;
  return whole.map((weight) => {
    before += weight;
    const upTo = (pico * before) / total;
    const part = upTo - given;
    given = upTo;
    return part;
  });
}
