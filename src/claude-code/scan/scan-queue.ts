/** A list of files that several threads read: each takes the next one, the largest first. */

import { COLUMN_TYPES } from "../../core/responses/columns.ts";
import type { FileScan } from "../../core/responses/scan.ts";
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

/** Reads what there is to read until nothing is left. For a thread that does nothing else. */
export function scanQueue(work: SharedWork): Share {
  const reading = scanFileByFile(work, false);
  for (;;) {
    const step = reading.next();
    if (step.done) return step.value;
  }
}

/**
 * Stops after each file, so that the caller can do something else before the next one.
 * @param isFirst whether this is the first thread, which takes what the others leave
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

/** @returns the buffers of the rows' columns, which are transferred to another thread rather than copied */
export function columnBuffers({ scans }: Share): readonly ArrayBuffer[] {
  const tables = new Set(scans.flatMap(({ scan }) => scan.slices.map(({ table }) => table)));
  return [...tables].flatMap(({ columns }) => COLUMN_TYPES.map(([name]) => columns[name].buffer as ArrayBuffer));
}
