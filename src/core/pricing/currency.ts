/**
 * A second currency beside dollars, by a rate that the user entered. It never replaces dollars and is never used in a
 * sum.
 */

import { divideHalfEven, type Pico } from "./money.ts";

export type CurrencyRate = {
  /** ISO 4217, such as `EUR`. */
  readonly code: string;
  /** Units of the currency for one dollar, times 10^12. */
  readonly perUsdPico: Pico;
  /** The day of the rate, `2026-11-21`; null = not given. */
  readonly asOf: string | null;
};

const PICO = 1_000_000_000_000n;

/** 10^-12 units of the currency. */
export function convert(pico: Pico, { perUsdPico }: CurrencyRate): Pico {
  const size = divideHalfEven((pico < 0n ? -pico : pico) * perUsdPico, PICO);
  return pico < 0n ? -size : size;
}
