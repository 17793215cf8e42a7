/** Numbers as a reader sees them. Strings for drawing only: nothing here feeds a sum. */

import type { Pico } from "../../core/pricing/money.ts";

/** `1,234.50`. Not by `Intl.NumberFormat`, which takes 17 ms to make: as long as a whole status line may take. */
function cents(dollars: number): string {
  const [whole = "", fraction = ""] = dollars.toFixed(2).split(".");
  return `${whole.replace(/\B(?=(?:\d{3})+$)/g, ",")}.${fraction}`;
}

/** `$12.34`; below a cent up to four decimals; never a false `$0.00`. */
export function money(pico: Pico): string {
  if (pico === 0n) return "$0.00";
  const sign = pico < 0n ? "-" : "";
  const dollars = Math.abs(Number(pico)) / 1e12;
  if (dollars < 0.00005) return `${sign}<$0.0001`;
  if (dollars < 0.01) return `${sign}$${dollars.toFixed(4)}`;
  return `${sign}$${cents(dollars)}`;
}

/** As `money`, with four decimals below $10: for single sessions and requests, as in Claude Code's own `/cost`. */
export function fineMoney(pico: Pico): string {
  const dollars = Math.abs(Number(pico)) / 1e12;
  return dollars >= 0.01 && dollars < 10 ? `${pico < 0n ? "-" : ""}$${dollars.toFixed(4)}` : money(pico);
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

/** `1 session`, `1,234 sessions`. */
export function counted(n: number, thing: string): string {
  return `${wholeNumber(n)} ${thing}${n === 1 ? "" : "s"}`;
}

/** `42 %` style without the space; over 100 is shown as it is. */
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

/** `2h14m`, `3m`, `45s`, `3d4h`: as `duration`, where every column counts; no seconds above a minute. */
export function bareDuration(ms: number): string {
  const text = duration(ms);
  return (ms >= 60_000 ? text.replace(/ \d+s$/, "") : text).replace(" ", "");
}
