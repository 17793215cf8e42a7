/**
 * Converts a file's bytes to text and back without loss: each byte that is not valid UTF-8 becomes a lone surrogate
 * (U+DC80 to U+DCFF), which valid text never contains.
 */

import { isUtf8 } from "node:buffer";

const LONE = 0xdc00;
const STRAY = /[\udc80-\udcff]/u;

export function textOfBytes(bytes: Uint8Array): string {
  if (isUtf8(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
  let text = "";
  let at = 0;
  while (at < bytes.length) {
    const end = endOfValid(bytes, at);
    text += Buffer.from(bytes.subarray(at, end)).toString("utf8");
    at = end;
    if (at < bytes.length) text += String.fromCharCode(LONE + (bytes[at++] as number));
  }
  return text;
}

export function bytesOfText(text: string): Buffer {
  if (!STRAY.test(text)) return Buffer.from(text, "utf8");
  const parts = text.split(/([\udc80-\udcff])/u);
  return Buffer.concat(
    parts.map((part, i) => (i % 2 === 0 ? Buffer.from(part, "utf8") : Buffer.from([part.charCodeAt(0) - LONE]))),
  );
}

/** Where the valid UTF-8 that begins at `from` ends: at the first invalid byte. */
function endOfValid(bytes: Uint8Array, from: number): number {
  let end = from;
  while (end < bytes.length) {
    const size = sizeOf(bytes[end] as number);
    if (size === 0 || !isUtf8(bytes.subarray(end, end + size)) || end + size > bytes.length) return end;
    end += size;
  }
  return end;
}

/** Number of bytes of a character by its first byte; 0 = invalid. */
function sizeOf(first: number): number {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}
