/**
 * Reads log files as bytes into the memory of a WebAssembly module that walks their rows. Unusual rows are passed to
 * the reference decoder one by one, so that the result is the same; without WebAssembly all rows are.
 */

import { closeSync } from "node:fs";
import { FileScanBuilder } from "../../core/responses/file-scan-builder.ts";
import type { FileScan } from "../../core/responses/scan.ts";
import { TableDraft } from "../../core/responses/table-draft.ts";
import { openFound } from "../../runtime/regular-file.ts";
import { builderOptions, streamReference } from "../logs/reference-scanner.ts";
import { fingerprintOf, fingerprintOfBytes } from "./fingerprint.ts";
import { RowStream } from "./row-stream.ts";
import type { ScanModule } from "./scan-module.ts";

export type ScanRequest = {
  readonly path: string;
  readonly mtimeMs: number;
  /** An earlier scan of the file, resumed if the bytes that it read are unchanged; null = read from the start. */
  readonly earlier: FileScan | null;
};

export type FastScannerOptions = {
  /** The number of bytes read at once, unless rows are larger. */
  readonly usualBytes?: number | undefined;
  /** Whether the scans are for an index, so that a file has to be known again. Default: yes. */
  readonly forIndex?: boolean;
};

export class FastScanner {
  readonly #draft = new TableDraft();
  readonly #rows: RowStream | null;
  readonly #forIndex: boolean;

  /** @param module null = no WebAssembly: the reference scanner reads all files */
  constructor(module: ScanModule | null, { usualBytes, forIndex = true }: FastScannerOptions = {}) {
    this.#forIndex = forIndex;
    this.#rows = module && RowStream.over(module, { draft: this.#draft, usualBytes });
  }

  /**
   * The file's rows are in the table once `finish` was called.
   * @throws the file system's error where the file cannot be read
   */
  scan({ path, mtimeMs, earlier }: ScanRequest): FileScan {
    const fd = openFound(path);
    try {
      const rows = this.#rows;
      const builder = new FileScanBuilder(builderOptions(path, mtimeMs), this.#draft, rows?.table);
      const known = earlier && mayResume(earlier, fd) ? earlier : null;
      rows?.table.clear();
      if (known) builder.resume(known);
      const from = known?.consumedBytes ?? 0;
      const consumed = rows ? rows.read(fd, from, builder) : streamReference(fd, from, builder);
      builder.report.files = 1;
      builder.report.bytes = consumed;
      if (!this.#forIndex) return builder.finish(consumed);
      const bytes = rows?.allBytes;
      return builder.finish(consumed, bytes ? fingerprintOfBytes(bytes) : fingerprintOf(fd, consumed));
    } finally {
      closeSync(fd);
    }
  }

  /** Completes the table of the scans of all files. */
  finish(): void {
    this.#rows?.table.fillDraft();
  }
}

/** False where a response without a time got another row's, because later rows may give it another one. */
function mayResume(earlier: FileScan, fd: number): boolean {
  return earlier.report.undated === 0 && fingerprintOf(fd, earlier.consumedBytes) === earlier.fingerprint;
}
