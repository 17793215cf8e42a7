/**
 * Charts of braille dots, with four levels per row: a setting for finer horizontal detail than blocks. Sizes as in
 * `charts.ts`.
 */

import { gather, largest, type Value } from "./charts.ts";

/** Dots of the left and of the right half of a cell, from the bottom up. */
const LEFT = [0x40, 0x04, 0x02, 0x01] as const;
const RIGHT = [0x80, 0x20, 0x10, 0x08] as const;
const BASE = 0x2800;
const LEVELS = 4;
const ZERO = "·";

/** Two values per column, so twice as many fit; exactly `width` columns. Missing values are blank, zero is a dot. */
export function brailleSparkline(values: readonly Value[], width: number, max?: number): string {
  if (width <= 0) return "";
  const points = gather(values, width * 2);
  const top = max ?? largest(points);
  const cells = Array.from({ length: Math.ceil(points.length / 2) }, (_, i) =>
    cellOf(points[i * 2] ?? null, points[i * 2 + 1] ?? null, (value) => levelOf(value, top, LEVELS)),
  );
  return cells.join("").padEnd(width);
}

/** One column per value, top row first, like `columnRows`. */
export function brailleRows(values: readonly Value[], height: number, max?: number): string[] {
  const top = max ?? largest(values);
  return Array.from({ length: height }, (_, row) => {
    const below = (height - 1 - row) * LEVELS;
    const level = (value: number): number => Math.max(0, levelOf(value, top, height * LEVELS) - below);
    return values
      .map((value) => (value !== null && value <= 0 && below > 0 ? " " : cellOf(value, value, level)))
      .join("");
  });
}

/** Any value above zero has at least one dot. */
function levelOf(value: number, top: number, levels: number): number {
  if (value <= 0 || top <= 0) return 0;
  return Math.min(levels, Math.max(1, Math.round((value / top) * levels)));
}

function cellOf(left: Value, right: Value, level: (value: number) => number): string {
  const dots = dotsOf(left, LEFT, level) | dotsOf(right, RIGHT, level);
  if (dots > 0) return String.fromCharCode(BASE + dots);
  return left === 0 || right === 0 ? ZERO : " ";
}

function dotsOf(value: Value, dots: readonly number[], level: (value: number) => number): number {
  if (value === null || Number.isNaN(value)) return 0;
  return dots.slice(0, level(value)).reduce((sum, dot) => sum | dot, 0);
}
