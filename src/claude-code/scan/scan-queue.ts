/** A list of files that several threads read: each takes the next one, largest first. */

import { COLUMN_TYPES } from "../../core/responses/columns.ts";
import type { FileScan } from "../../core/responses/scan.ts";
import { FastScanner, type ScanRequest } from "./fast-scanner.ts";
import type { ScanModule } from "./scan-module.ts";

export type SharedWork = {
  readonly requests: readonly ScanRequest[];
  /** Indexes of `requests` in the order in which they are taken. */
  readonly order: readonly number[];
  /** From this index in `order` on the first thread reads alone, because the others have to send their results. */
  readonly lastFrom: number;
  /** Index in `order` of the next file. */
  readonly next: Int32Array;
  /** Compiled once, for all threads. */
  readonly module: ScanModule | null;
  /** As in `FastScannerOptions`. */
  readonly forIndex: boolean;
};

/** What one thread read. */
export type Share = {
  readonly scans: readonly IndexedScan[];
  readonly failed: readonly (readonly [index: number, code: string])[];
};

/** @param index of the request */
type IndexedScan = { readonly index: number; readonly scan: FileScan };

/** Reads until nothing is left, in a thread that does nothing else. */
export function scanQueue(work: SharedWork): Share {
  const reading = scanFileByFile(work, false);
  for (;;) {
    const step = reading.next();
    if (step.done) return step.value;
  }
}

/**
 * Yields after each file, so that the caller can do something else before the next one.
 * @param isFirst whether this is the first thread, which reads what the others leave
 */
export function* scanFileByFile(work: SharedWork, isFirst: boolean): Generator<undefined, Share> {
  const { requests, order, lastFrom, next, module, forIndex } = work;
  const end = isFirst ? order.length : lastFrom;
  const scanner = new FastScanner(module, { forIndex });
  const scans: IndexedScan[] = [];
  const failed: Share["failed"][number][] = [];
  for (;;) {
    if (Atomics.load(next, 0) >= end) break;
    const index = order[Atomics.add(next, 0, 1)];
    if (index === undefined) break;
    try {
      scans.push({ index, scan: scanner.scan(requests[index] as ScanRequest) });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (!code) throw error;
      failed.push([index, code]);
    }
    yield;
  }
  scanner.finish();
  return { scans, failed };
}

/** @returns the buffers of the rows' columns, which are transferred to another thread instead of being copied */
export function columnBuffers({ scans }: Share): readonly ArrayBuffer[] {
  const tables = new Set(scans.flatMap(({ scan }) => scan.slices.map(({ table }) => table)));
  return [...tables].flatMap(({ columns }) => COLUMN_TYPES.map(([name]) => columns[name].buffer as ArrayBuffer));
}
