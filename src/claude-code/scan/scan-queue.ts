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
};

/** What one thread read. */
export type Share = {
  readonly scans: readonly IndexedScan[];
  readonly failed: readonly (readonly [index: number, code: string])[];
};

/** @param index of the request */
type IndexedScan = { readonly index: number; readonly scan: FileScan };

/** @param onDone called after each file; left out = this is not the first thread */
export function scanQueue(work: SharedWork, onDone?: (index: number) => void): Share {
  const { requests, order, lastFrom, next, module } = work;
  const end = onDone ? order.length : lastFrom;
  const scanner = new FastScanner(module);
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
    onDone?.(index);
  }
  scanner.finish();
  return { scans, failed };
}

/** @returns the buffers of the rows' columns, which are transferred to another thread rather than copied */
export function columnBuffers({ scans }: Share): readonly ArrayBuffer[] {
  const tables = new Set(scans.flatMap(({ scan }) => scan.slices.map(({ table }) => table)));
  return [...tables].flatMap(({ columns }) => COLUMN_TYPES.map(([name]) => columns[name].buffer as ArrayBuffer));
}
