/** Makes a text of the bytes of a JSON string. */

import type { Buffer } from "node:buffer";

/** @param from after the opening quote @param to at the closing one; the string is valid */
export function textAt(b: Buffer, from: number, to: number): string {
  return isPlain(b, from, to)
    ? b.toString("latin1", from, to)
    : (JSON.parse(b.toString("utf8", from - 1, to + 1)) as string);
}

/** ASCII without escapes: its bytes are its text. */
function isPlain(b: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const c = b[i] as number;
    if (c >= 0x80 || c === 0x5c) return false;
  }
  return true;
}
