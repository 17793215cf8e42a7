/** Holds the fast scanner against the reference scanner. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { scanReference } from "../../src/claude-code/logs/reference-scanner.ts";
import { FastScanner } from "../../src/claude-code/scan/fast-scanner.ts";
import { type ScanModule, scanModule } from "../../src/claude-code/scan/scan-module.ts";
import { rowAt } from "../../src/core/responses/columns.ts";
import type { FileScan } from "../../src/core/responses/scan.ts";

export const MTIME = Date.UTC(2026, 10, 21);

/** The module that the build made: without it there would be nothing to compare. */
export function builtModule(): ScanModule {
  const module = scanModule();
  if (!module) throw new Error("dist/scan.wasm is missing");
  return module;
}

/** All that a scan says, with codes replaced by what they mean. */
export function readable(scan: FileScan): string {
  const rows = scan.slices.flatMap(({ table, from, to }) =>
    Array.from({ length: to - from }, (_, k) => {
      const row = rowAt(table.columns, from + k);
      const parts = table.iterationsByRow.get(from + k) ?? null;
      return { ...row, model: table.models[row.model], origin: table.origins[row.origin], parts };
    }),
  );
  const report = { ...scan.report, versions: Object.entries(scan.report.versions).sort() };
  return JSON.stringify({ ...scan, slices: rows, report, fingerprint: 0 }, (_, v) => (Number.isNaN(v) ? "NaN" : v), 1);
}

/** @param module default: as in use @param usualBytes what is read at once; default: as in use */
export function scannerOf(module: ScanModule | null = builtModule(), usualBytes?: number): FastScanner {
  return new FastScanner(module, { usualBytes });
}

export function scanWith(scanner: FastScanner, path: string, earlier: FileScan | null = null): FileScan {
  const scan = scanner.scan({ path, mtimeMs: MTIME, earlier });
  scanner.finish();
  return scan;
}

/** What a file comes to by the other two ways: as the reference scanner reads it, with JavaScript's fingerprint. */
export function expected(path: string): { readonly scan: string; readonly fingerprint: number } {
  const { fingerprint } = scanWith(scannerOf(null), path);
  return { scan: readable(scanReference(path, 0, MTIME)), fingerprint };
}

/** The module, JavaScript and the reference scanner agree on a file; the first two on its fingerprint too. */
export function agree(fast: FileScan, path: string, others = expected(path)): void {
  expect(readable(fast)).toBe(others.scan);
  expect(fast.fingerprint).toBe(others.fingerprint);
}

/** @param chunkBytes what the fast scanner reads at once; default: as in use */
export function both(dir: string, name: string, bytes: Uint8Array, chunkBytes?: number): void {
  const path = join(dir, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  agree(scanWith(scannerOf(builtModule(), chunkBytes), path), path);
}
