/** A list of files that several threads read: each takes the next one, the largest first. */

import { PriceBook } from "../../core/pricing/price-book.ts";
import type { Extras, Origin, ResponseColumns } from "../../core/usage/columns.ts";
import { COLUMN_TYPES } from "../../core/usage/columns.ts";
import type { FileScan } from "../../core/usage/scan.ts";
import { FastScanner, type ScanRequest } from "./fast-scanner.ts";
import type { ScanModule } from "./scan-module.ts";

export type SharedWork = {
  readonly requests: readonly ScanRequest[];
  /** Indexes of `requests` in the order in which they are taken. */
  readonly order: readonly number[];
  /** Place in `order` from which on the first thread takes what is left: the others have to hand over what they have. */
  readonly lastFrom: number;
  /** Place in `order` of the next one to take. */
  readonly next: Int32Array;
  /** Compiled once, for all threads. */
  readonly module: ScanModule | null;
  readonly prices: Prices | undefined;
};

/** What a price book is made of. */
export type Prices = Pick<PriceBook, "cards" | "overlay">;

/** What one thread did; the rows of all its scans are in one table. */
export type Share = {
  readonly scans: readonly (readonly [index: number, scan: Omit<FileScan, "slices">, from: number, to: number])[];
  readonly failed: readonly (readonly [index: number, code: string])[];
  readonly columns: ResponseColumns;
  readonly models: readonly string[];
  readonly origins: readonly Origin[];
  readonly extras: Extras;
};

/** @param onDone called after each file; left out = this is not the first thread */
export function takeShare(work: SharedWork, onDone?: (index: number) => void): Share {
  const { requests, order, lastFrom, next, module, prices } = work;
  const end = onDone ? order.length : lastFrom;
  const book = prices && new PriceBook(prices.cards, prices.overlay);
  const scanner = new FastScanner(module, { book });
  const scans: Share["scans"][number][] = [];
  const failed: Share["failed"][number][] = [];
  for (;;) {
    if (Atomics.load(next, 0) >= end) break;
    const index = order[Atomics.add(next, 0, 1)];
    if (index === undefined) break;
    try {
      const { slices, ...scan } = scanner.scan(requests[index] as ScanRequest);
      scans.push([index, scan, slices[0]?.from ?? 0, slices[0]?.to ?? 0]);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (!code) throw error;
      failed.push([index, code]);
    }
    onDone?.(index);
  }
  const { columns, models, origins, extras } = scanner.settle();
  return { scans, failed, columns, models, origins, extras };
}

/** The share with arrays of just its length, and their buffers, to be transferred. */
export function packed(share: Share): { readonly share: Share; readonly buffers: ArrayBuffer[] } {
  const columns: Record<string, unknown> = { length: share.columns.length };
  const buffers: ArrayBuffer[] = [];
  for (const [name] of COLUMN_TYPES) {
    const whole = share.columns[name];
    const column = whole.length === share.columns.length ? whole : whole.slice(0, share.columns.length);
    columns[name] = column;
    buffers.push(column.buffer as ArrayBuffer);
  }
  return { share: { ...share, columns: columns as ResponseColumns }, buffers };
}

/** Scans as if one thread had made them. */
export function scansOf(share: Share): { readonly index: number; readonly scan: FileScan }[] {
  const { columns, models, origins, extras } = share;
  const table = { columns, models, origins, extras };
  return share.scans.map(([index, scan, from, to]) => ({ index, scan: { ...scan, slices: [{ table, from, to }] } }));
}
