/** Converts amounts of money from the sources' formats to whole units of 1e-12 of the currency. */

import { divideHalfEven, PICO_PER_USD, type Pico } from "../pricing/money.ts";

const CENTS_PER_UNIT = 100n;

/**
 * Parses a decimal text exactly; digits beyond 1e-12 are rounded half to even.
 * @param minor the text is in hundredths of the currency: `"123.78912"` is 1.2378912
 * @returns null where the text is not an amount
 */
export function picoOfDecimal(text: string, minor = false): Pico | null {
  const match = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text.trim().replace(/^([+-]?)\./, "$10."));
  if (!match) return null;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const scale = 10n ** BigInt(fraction.length);
  const digits = BigInt(whole + fraction) * PICO_PER_USD;
  const power = 10n ** BigInt(Math.abs(Number(exponent)));
  const top = Number(exponent) > 0 ? digits * power : digits;
  const bottom = (minor ? scale * CENTS_PER_UNIT : scale) * (Number(exponent) < 0 ? power : 1n);
  const pico = divideHalfEven(top, bottom);
  return sign === "-" ? -pico : pico;
}

/**
 * Converts a number by its decimal digits, not its binary value: the last digits of a float that a program summed are
 * noise, and are rounded off.
 * @param minor the number is in hundredths of the currency
 * @returns null where it is not finite
 */
export function picoOfNumber(amount: number, minor = false): Pico | null {
  return Number.isFinite(amount) ? picoOfDecimal(String(amount), minor) : null;
}
