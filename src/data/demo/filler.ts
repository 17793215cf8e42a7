/** Text of any length that looks like a tool's output, escaped once for all so that fat rows cost only a copy. */

import { Random } from "./random.ts";

const WORDS = [
  "const",
  "order",
  "await",
  "return",
  "refund",
  "invoice",
  "=>",
  "if",
  "total",
  "export",
  "type",
  "//",
  "map",
];

/** Where the text goes in a row before it is made fat. */
export const SLOT = "@@filler@@";

let escaped = "";

function source(): string {
  if (escaped) return escaped;
  const random = new Random("filler");
  let text = "";
  for (let line = 1; text.length < 70_000; line++) {
    text += `${String(line).padStart(5)}\t${"  ".repeat(random.int(0, 3))}`;
    for (let w = random.int(2, 9); w > 0; w--) text += `${random.pick(WORDS)} `;
    text += random.chance(0.3) ? `"${random.pick(WORDS)}";\n` : ";\n";
  }
  escaped = JSON.stringify(text).slice(1, -1);
  // A cut may not fall into an escape: cut only after a `;`.
  escaped = escaped.slice(0, escaped.lastIndexOf(";") + 1);
  return escaped;
}

/** Replaces every slot of a row by about `bytes` bytes of text. */
export function fill(row: string, bytes: number): string {
  return row.includes(SLOT) ? row.replaceAll(SLOT, () => filler(bytes)) : row;
}

function filler(bytes: number): string {
  const all = source();
  if (bytes >= all.length) return all.repeat(Math.ceil(bytes / all.length));
  return all.slice(0, all.indexOf(";", bytes) + 1);
}
