/** Text of any length that resembles a tool's output, escaped once in advance so that large rows only cost a copy. */

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

/** The placeholder for the text in a row before it is filled. */
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
  // Cut only after a `;`, so that no escape is cut in two.
  escaped = escaped.slice(0, escaped.lastIndexOf(";") + 1);
  return escaped;
}

/** Replaces every placeholder in a row by about `bytes` bytes of text. */
export function fill(row: string, bytes: number): string {
  return row.includes(SLOT) ? row.replaceAll(SLOT, () => filler(bytes)) : row;
}

function filler(bytes: number): string {
  const all = source();
  if (bytes >= all.length) return all.repeat(Math.ceil(bytes / all.length));
  return all.slice(0, all.indexOf(";", bytes) + 1);
}
