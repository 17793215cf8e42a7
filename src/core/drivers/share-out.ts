import type { Pico } from "../pricing/money.ts";

/**
 * Divides an amount by weights without losing a pico-dollar: the parts add up to it. If all weights are zero the first
 * part is the whole amount.
 * @param weights not negative; at least one
 */
export function shareOut(pico: Pico, weights: readonly number[]): readonly Pico[] {
  return pico < QUICK_PICO ? shareOutQuick(Number(pico), weights) : shareOutLarge(pico, weights);
}

/** Up to this amount, more than any request costs, floats are exact to the pico-dollar. */
const QUICK_PICO = 10n ** 15n;

function shareOutQuick(pico: number, weights: readonly number[]): readonly Pico[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return weights.map((_, i) => (i === 0 ? BigInt(pico) : 0n));
  let before = 0;
  let given = 0;
  return weights.map((weight) => {
    before += weight;
    const upTo = Math.round(pico * (before / total));
    const part = upTo - given;
    given = upTo;
    return BigInt(part);
  });
}

function shareOutLarge(pico: Pico, weights: readonly number[]): readonly Pico[] {
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
