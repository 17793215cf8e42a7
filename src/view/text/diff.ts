/** The lines that differ between two texts, with a few surrounding lines. */

import { escapeUnsafe } from "../../core/clean-text.ts";
import type { TerminalStyle } from "./terminal-style.ts";

export type DiffLine = { readonly sign: " " | "+" | "-"; readonly text: string };

/** Unchanged lines shown before and after a change. */
const AROUND = 2;
/** With more changed lines than this, the shortest difference is not computed. */
const MOST_CHANGES = 2_000;
/** Of a longer line only the part around its change is shown. */
const LONG_LINE = 400;
const AROUND_IN_LINE = 60;
const MOST_OF_LINE = 4_000;

/** Lines of both texts in order, with the fewest removals and insertions (Myers' algorithm, O((N+M)·D)). */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const a = before === "" ? [] : before.split(/\r?\n/);
  const b = after === "" ? [] : after.split(/\r?\n/);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const same = (lines: readonly string[]): DiffLine[] => lines.map((text) => ({ sign: " ", text }));
  return [
    ...same(a.slice(0, head)),
    ...changes(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...same(a.slice(a.length - tail)),
  ];
}

function changes(a: readonly string[], b: readonly string[]): readonly DiffLine[] {
  const reached = furthestPaths(a, b);
  const lines: DiffLine[] = [];
  if (reached === null) {
    for (const text of a) lines.push({ sign: "-", text });
    for (const text of b) lines.push({ sign: "+", text });
    return lines;
  }
  let x = a.length;
  let y = b.length;
  for (let d = reached.length - 1; d >= 0; d--) {
    const before = reached[d] as Int32Array;
    const k = x - y;
    const down = k === -d || (k !== d && at(before, k - 1) < at(before, k + 1));
    const fromK = down ? k + 1 : k - 1;
    const fromX = d === 0 ? 0 : at(before, fromK);
    const fromY = d === 0 ? 0 : fromX - fromK;
    while (x > fromX && y > fromY) {
      lines.push({ sign: " ", text: a[--x] as string });
      y--;
    }
    if (d === 0) break;
    lines.push(down ? { sign: "+", text: b[--y] as string } : { sign: "-", text: a[--x] as string });
  }
  return lines.reverse();
}

/** Furthest `x` on each diagonal before the d-th change; the middle of each array is diagonal 0. */
const at = (furthest: Int32Array, k: number): number => furthest[k + (furthest.length >> 1)] as number;

/** @returns for each number of changes, what was reached before it; null where there are too many */
function furthestPaths(a: readonly string[], b: readonly string[]): readonly Int32Array[] | null {
  const most = Math.min(a.length + b.length, MOST_CHANGES);
  const reached: Int32Array[] = [];
  const furthest = new Int32Array(2 * most + 3);
  const middle = furthest.length >> 1;
  for (let d = 0; d <= most; d++) {
    // Only the diagonals that this many changes can reach are stored.
    reached.push(furthest.slice(middle - d - 1, middle + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && at(furthest, k - 1) < at(furthest, k + 1));
      let x = down ? at(furthest, k + 1) : at(furthest, k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest[k + middle] = x;
      if (x >= a.length && x - k >= b.length) return reached;
    }
  }
  return null;
}

/** The diff for a terminal: signs as well as colour; distant lines are left out. */
export function diffText(before: string, after: string, style: TerminalStyle): readonly string[] {
  const lines = diffLines(before, after);
  const near = new Uint8Array(lines.length);
  lines.forEach(({ sign }, i) => {
    if (sign !== " ") near.fill(1, Math.max(0, i - AROUND), i + AROUND + 1);
  });
  const gap = style.paint("muted", style.unicode ? "  ⋯" : "  ...");
  const shown: string[] = [];
  lines.forEach((line, i) => {
    const { sign } = line;
    const tone = sign === "+" ? "ok" : sign === "-" ? "danger" : "muted";
    if (near[i] === 1) shown.push(style.paint(tone, `${sign} ${visible(excerpt(lines, i, style.unicode))}`));
    else if (i === 0 || near[i - 1] === 1) shown.push(gap);
  });
  return shown;
}

/** Characters that hide or reorder text are shown escaped as in JSON, so that the reader sees what is in the file. */
const visible = (line: string): string => line.split("\t").map(escapeUnsafe).join("\t");

/** A line; for a long one, the part that differs from the line that it replaces or is replaced by. */
function excerpt(lines: readonly DiffLine[], i: number, unicode: boolean): string {
  const { sign, text } = lines[i] as DiffLine;
  if (text.length <= LONG_LINE) return text;
  const other = sign === "-" ? lines[i + 1] : sign === "+" ? lines[i - 1] : undefined;
  const isPair = other !== undefined && other.sign !== " " && other.sign !== sign;
  const [from, to] = isPair ? differing(text, other.text) : [0, 0];
  const start = Math.max(0, from - AROUND_IN_LINE);
  const end = Math.min(text.length, to + AROUND_IN_LINE, start + MOST_OF_LINE);
  const mark = unicode ? "…" : "~";
  return `${start > 0 ? mark : ""}${text.slice(start, end)}${end < text.length ? mark : ""}`;
}

/** The part of `text` that differs from `other`: a common beginning and end are left out. */
function differing(text: string, other: string): readonly [from: number, to: number] {
  const least = Math.min(text.length, other.length);
  let from = 0;
  while (from < least && text[from] === other[from]) from++;
  let tail = 0;
  while (tail < least - from && text[text.length - 1 - tail] === other[other.length - 1 - tail]) tail++;
  return [from, text.length - tail];
}
