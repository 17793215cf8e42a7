/** A list of files that several threads read: each takes the next one, the largest first. */

import { COLUMN_TYPES, type ResponseColumns, type ResponseTable } from "../../core/responses/columns.ts";
import { FastScanner, type ScanRequest } from "./fast-scanner.ts";
import { type IndexedScan, type PackedScans, packScans, unpackScans } from "./packed-scans.ts";
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

/** What one thread did. */
export type Share = {
  readonly scans: readonly IndexedScan[];
  readonly failed: readonly (readonly [index: number, code: string])[];
  /** Has the rows of all scans. */
  readonly table: ResponseTable;
};

/** The same on its way to another thread. */
export type PackedShare = Pick<Share, "failed"> & {
  readonly scans: PackedScans;
  readonly table: Omit<ResponseTable, "origins">;
};

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
  return { scans, failed, table: scanner.settle() };
}

/** @returns what is to be sent, and its buffers, to be transferred */
export function packShare({ scans, failed, table }: Share): readonly [PackedShare, ArrayBuffer[]] {
  const columns: Record<string, unknown> = { length: table.columns.length };
  const packed = packScans(scans, table);
  const buffers: ArrayBuffer[] = [packed.files, packed.versions, packed.facts].map((a) => a.buffer as ArrayBuffer);
  for (const [name] of COLUMN_TYPES) {
    const whole = table.columns[name];
    const column = whole.length === table.columns.length ? whole : whole.slice(0, table.columns.length);
    columns[name] = column;
    buffers.push(column.buffer as ArrayBuffer);
  }
  const { models, iterationsByRow } = table;
  return [{ scans: packed, failed, table: { columns: columns as ResponseColumns, models, iterationsByRow } }, buffers];
}

export function unpackShare({ scans, failed, table }: PackedShare): Pick<Share, "scans" | "failed"> {
  return { scans: unpackScans(scans, table), failed };
}
