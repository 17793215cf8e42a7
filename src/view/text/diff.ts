/** The lines that differ between two texts, with a little of what surrounds them. */

import { escapeUnsafe } from "../../core/clean-text.ts";
import type { TerminalStyle } from "./terminal-style.ts";

export type DiffLine = { readonly sign: " " | "+" | "-"; readonly text: string };

const AROUND = 2;

/** Lines of both texts in order, by the longest common subsequence. */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const a = before === "" ? [] : before.split(/\r?\n/);
  const b = after === "" ? [] : after.split(/\r?\n/);
  const common = lengths(a, b);
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const same = i < a.length && j < b.length && a[i] === b[j];
    if (same) {
      lines.push({ sign: " ", text: a[i] as string });
      i++;
      j++;
    } else if (j >= b.length || (i < a.length && at(common, i + 1, j) >= at(common, i, j + 1))) {
      lines.push({ sign: "-", text: a[i++] as string });
    } else lines.push({ sign: "+", text: b[j++] as string });
  }
  return lines;
}

const at = (table: readonly Uint32Array[], i: number, j: number): number => table[i]?.[j] ?? 0;

/** `table[i][j]`: how many lines the rests of both from there on have in common. */
function lengths(a: readonly string[], b: readonly string[]): readonly Uint32Array[] {
  const table = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const row = table[i] as Uint32Array;
      row[j] = a[i] === b[j] ? at(table, i + 1, j + 1) + 1 : Math.max(at(table, i + 1, j), at(table, i, j + 1));
    }
  }
  return table;
}

/** The diff for a terminal: signs as well as colour, far lines left out. */
export function diffText(before: string, after: string, style: TerminalStyle): readonly string[] {
  const lines = diffLines(before, after);
  const near = lines.map((_, i) => lines.slice(Math.max(0, i - AROUND), i + AROUND + 1).some((l) => l.sign !== " "));
  const shown: string[] = [];
  lines.forEach(({ sign, text }, i) => {
    const tone = sign === "+" ? "ok" : sign === "-" ? "danger" : "muted";
    if (near[i]) shown.push(style.paint(tone, `${sign} ${visible(text)}`));
    else if (i === 0 || near[i - 1]) shown.push(style.paint("muted", style.unicode ? "  ⋯" : "  ..."));
  });
  return shown;
}

/** What would hide or reorder text is shown as JSON escapes it, so that the reader sees what is in the file. */
const visible = (line: string): string => line.split("\t").map(escapeUnsafe).join("\t");
