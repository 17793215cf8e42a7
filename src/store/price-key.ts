/** Computes a key that changes whenever a price may have changed: caches with prices are stored under it. */

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
