/**
 * Money is integer pico-dollars (1e-12 dollars): a rate of $1 per million tokens is 1,000,000 pico-dollars per token,
 * so every list price times a token count is a whole number and sums are exact. Floats are only used to draw charts.
 */

export type Pico = bigint;

export const PICO_PER_USD = 1_000_000_000_000n;

/** Exact decimal string of dollars, no exponent, no trailing zeros: `147379600000n` → `"0.1473796"`. */
export function usdString(pico: Pico): string {
  const negative = pico < 0n;
  const abs = negative ? -pico : pico;
  const whole = abs / PICO_PER_USD;
  const fraction = (abs % PICO_PER_USD).toString().padStart(12, "0").replace(/0+$/, "");
  return `${negative ? "-" : ""}${whole}${fraction ? `.${fraction}` : ""}`;
}

/** Dollars as a float, for charts only. */
export function usdNumber(pico: Pico): number {
  return Number(pico) / 1e12;
}

/**
 * Parses a decimal amount of dollars, exactly. Accepts `12`, `12.5`, `$1,234.50`.
 * @returns null where the text is not an amount or has more than 12 decimals
 */
export function parseUsd(text: string): Pico | null {
  const m = /^(-?)\$?(-?)(\d+|\d{1,3}(?:,\d{3})+)?(?:\.(\d{1,12}))?$/.exec(text.trim());
  if (!m || (m[3] === undefined && m[4] === undefined)) return null;
  const whole = BigInt((m[3] ?? "0").replaceAll(",", ""));
  const pico = whole * PICO_PER_USD + BigInt((m[4] ?? "").padEnd(12, "0"));
  return m[1] || m[2] ? -pico : pico;
}

/**
 * Converts a client's float of dollars to the nearest pico-dollar. The client sums binary floats, so the last digits
 * are noise.
 */
export function picoFromFloat(usd: number): Pico {
  return BigInt(Math.round(usd * 1e12));
}

/**
 * `pico * numerator / denominator`, rounded half to even: the only rounding rule for prices. List prices never need it;
 * a user's rates with many decimals and a multiplier do.
 * @param pico a whole number, not negative, like the others; exact even where the product exceeds 2^53
 */
export function mulDiv(pico: number, numerator: number, denominator: number): number {
  if (numerator === denominator) return pico;
  const product = pico * numerator;
  if (Number.isSafeInteger(product)) {
    const rest = product % denominator;
    const quotient = (product - rest) / denominator;
    const isUp = rest * 2 > denominator || (rest * 2 === denominator && quotient % 2 === 1);
    return isUp ? quotient + 1 : quotient;
  }
  return Number(divideHalfEven(BigInt(pico) * BigInt(numerator), BigInt(denominator)));
}

/** The same rounding for whole numbers of any size. @param top not negative @param bottom positive */
export function divideHalfEven(top: bigint, bottom: bigint): bigint {
  const quotient = top / bottom;
  const doubled = (top % bottom) * 2n;
  return doubled > bottom || (doubled === bottom && quotient % 2n === 1n) ? quotient + 1n : quotient;
}

/** Sums integer pico amounts held in doubles without losing one: a double is exact only below 2^53 (about $9,007). */
export class PicoSum {
  #high = 0n;
  #low = 0;

  add(pico: number): void {
    this.#low += pico;
    if (this.#low > 4e15 || this.#low < -4e15) {
      this.#high += BigInt(this.#low);
      this.#low = 0;
    }
  }

  /** Adds another sum, which is not changed. */
  merge(other: PicoSum): void {
    this.#high += other.#high;
    this.add(other.#low);
  }

  get value(): Pico {
    return this.#high + BigInt(this.#low);
  }
}
