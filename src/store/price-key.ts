/** Changes whenever a price may: what is kept with prices in it is kept under this. */

import type { PriceBook } from "../core/pricing/price-book.ts";
import { crc32 } from "../runtime/crc32.ts";

const keys = new WeakMap<PriceBook, string>();

export function priceKey(book: PriceBook): string {
  let key = keys.get(book);
  if (key === undefined) {
    const text = JSON.stringify([book.cards, book.overlay, book.served]);
    key = `${crc32(text).toString(16)}-${text.length}`;
    keys.set(book, key);
  }
  return key;
}
