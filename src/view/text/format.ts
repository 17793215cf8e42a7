/** Numbers formatted for display. The strings are never parsed back into a sum. */

import type { Pico } from "../../core/pricing/money.ts";

const DOLLAR = 1_000_000_000_000n;
const CENT = DOLLAR / 100n;
const HALF_TENTH_OF_MILL = DOLLAR / 20_000n;

/**
 * `1,234.50`: rounded half up from the exact amount, so that equal amounts always look equal. Does not use
 * `Intl.NumberFormat`, because creating one takes 17 ms: as long as a whole status line may take.
 * @param size not negative
 */
function decimals(size: Pico, places: 2 | 4): string {
  const unit = DOLLAR / 10n ** BigInt(places);
  const rounded = (size + unit / 2n) / unit;
  const digits = String(rounded).padStart(places + 1, "0");
  const whole = digits.slice(0, -places).replace(/\B(?=(?:\d{3})+$)/g, ",");
  return `${whole}.${digits.slice(-places)}`;
}

/** `$12.34`; below a cent up to four decimals; a positive amount is never shown as `$0.00`. */
export function money(pico: Pico): string {
  if (pico === 0n) return "$0.00";
  const sign = pico < 0n ? "-" : "";
  const size = pico < 0n ? -pico : pico;
  if (size < HALF_TENTH_OF_MILL) return `${sign}<$0.0001`;
  return `${sign}$${size < CENT ? decimals(size, 4) : decimals(size, 2)}`;
}

/** Like `money`, with four decimals below $10: for single sessions and requests, as in Claude Code's own `/cost`. */
export function fineMoney(pico: Pico): string {
  const size = pico < 0n ? -pico : pico;
  return size >= CENT && size < 10n * DOLLAR ? `${pico < 0n ? "-" : ""}$${decimals(size, 4)}` : money(pico);
}

/** For a column whose rows a reader may add up: four decimals in every row, whatever its size. */
export function exactCellMoney(pico: Pico): string {
  return aligned(pico, 4, HALF_TENTH_OF_MILL);
}

/**
 * For a table column: two decimals in every row, `<$0.01` for less than a cent, never `$0.00` for a positive amount.
 */
export function cellMoney(pico: Pico): string {
  return aligned(pico, 2, CENT);
}

/** @param least smaller amounts are shown as less than one unit of the last decimal */
function aligned(pico: Pico, places: 2 | 4, least: Pico): string {
  const size = pico < 0n ? -pico : pico;
  const shown = size > 0n && size < least ? `<$0.${"1".padStart(places, "0")}` : `$${decimals(size, places)}`;
  return pico < 0n ? `-${shown}` : shown;
}

/** `950`, `12.3k`, `1.2M`, `3.4B`: at most five characters. */
export function compactTokens(n: number): string {
  if (n < 1000) return String(n);
  for (const [size, unit] of [
    [1e9, "B"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const) {
    if (n < size * 0.9995) continue;
    const scaled = n / size;
    return `${scaled < 99.95 ? scaled.toFixed(1) : Math.round(scaled)}${unit}`;
  }
  return String(n);
}

export function wholeNumber(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 session`, `1,234 sessions`, `2 branches`. */
export function counted(n: number, thing: string): string {
  const ending = /(?:ch|sh|s|x)$/.test(thing) ? "es" : "s";
  return `${wholeNumber(n)} ${thing}${n === 1 ? "" : ending}`;
}

/** `42%`; values over 100 are shown unchanged. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return "–";
  const value = (part / whole) * 100;
  return value > 0 && value < 1 ? "<1%" : `${Math.round(value)}%`;
}

/** `2h 14m`, `3m 20s`, `45s`, `3d 4h`: two units, largest first. */
export function duration(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 60) return `${s}s`;
  if (s < 3600) return `${Math.floor(s / 60)}m ${s % 60}s`;
  if (s < 86_400) return `${Math.floor(s / 3600)}h ${Math.floor((s % 3600) / 60)}m`;
  return `${Math.floor(s / 86_400)}d ${Math.floor((s % 86_400) / 3600)}h`;
}

export function bytes(n: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let value = n;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** `2h14m`, `3m`, `45s`, `3d4h`: a shorter `duration` for narrow places; no seconds above a minute. */
export function bareDuration(ms: number): string {
  const text = duration(ms);
  return (ms >= 60_000 ? text.replace(/ \d+s$/, "") : text).replace(" ", "");
}

/** With a capital letter in front, as a sentence begins. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
