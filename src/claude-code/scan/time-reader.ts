/** Reads `2026-11-21T20:42:02.296Z` from its bytes; the day is worked out once. */

import { parseTimestamp } from "../timestamp.ts";
import { textAt } from "./text-cache.ts";

const LENGTH = 24;
const DIGITS_OF_DAY = [0, 1, 2, 3, 5, 6, 8, 9];

export class TimeReader {
  #day = -1;
  #dayMs = Number.NaN;

  /** @returns epoch milliseconds; NaN where the text is no time */
  read(b: Buffer, from: number, to: number): number {
    if (to - from !== LENGTH || b[from + 10] !== 0x54 || b[from + 23] !== 0x5a)
      return parseTimestamp(textAt(b, from, to));
    let day = 0;
    for (const k of DIGITS_OF_DAY) day = day * 10 + digit(b, from + k);
    const hour = digit(b, from + 11) * 10 + digit(b, from + 12);
    const minute = digit(b, from + 14) * 10 + digit(b, from + 15);
    const second = digit(b, from + 17) * 10 + digit(b, from + 18);
    const ms = digit(b, from + 20) * 100 + digit(b, from + 21) * 10 + digit(b, from + 22);
    const isPunctuated =
      b[from + 4] === 0x2d &&
      b[from + 7] === 0x2d &&
      b[from + 13] === 0x3a &&
      b[from + 16] === 0x3a &&
      b[from + 19] === 0x2e;
    const total = ((hour * 60 + minute) * 60 + second) * 1000 + ms;
    if (!isPunctuated || !(hour < 24 && minute < 60 && second < 60) || Number.isNaN(total + day))
      return parseTimestamp(textAt(b, from, to));
    if (day !== this.#day) {
      this.#day = day;
      this.#dayMs = parseTimestamp(`${b.toString("latin1", from, from + 10)}T00:00:00.000Z`);
    }
    return this.#dayMs + total;
  }
}

function digit(b: Uint8Array, at: number): number {
  const d = (b[at] as number) - 0x30;
  return d >= 0 && d <= 9 ? d : Number.NaN;
}
