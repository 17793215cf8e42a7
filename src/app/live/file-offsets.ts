/** How far each log has been read. A watcher's word is a hint; what `stat` says here is the truth. */

import { closeSync, fstatSync, readSync, type Stats, statSync } from "node:fs";
import type { LogFile } from "../../core/responses/log-files.ts";
import type { FileScan, ScanState } from "../../core/responses/scan.ts";
import { openRegular } from "../../runtime/regular-file.ts";

export type FileChange =
  | { readonly kind: "same" | "gone" | "replaced" }
  | { readonly kind: "unreadable"; readonly code: string }
  /** `from`: the byte to read on at. */
  | { readonly kind: "grown"; readonly from: number; readonly mtimeMs: number };

type Known = {
  ino: number;
  sizeBytes: number;
  mtimeMs: number;
  /** NaN = to be found: the start of the line at `sizeBytes`. */
  offset: number;
  /** What was read ended with; null = a load read it, which does not say. */
  state: ScanState | null;
};

export class FileOffsets {
  readonly #files = new Map<string, Known>();
  /** The few that may have been written to lately. */
  readonly #late = new Set<string>();

  /** Files that a load has read up to their size, or further. @param unread those that it could not read */
  constructor(files: readonly LogFile[], unread: ReadonlySet<string> = new Set()) {
    for (const { path, ino, sizeBytes, mtimeMs } of files) {
      const known = unread.has(path) ? { sizeBytes: 0, offset: 0 } : { sizeBytes, offset: Number.NaN };
      this.#files.set(path, { ino, mtimeMs, ...known, state: null });
      this.#late.add(path);
    }
  }

  get count(): number {
    return this.#files.size;
  }

  paths(): Iterable<string> {
    return this.#files.keys();
  }

  mtimeMs(path: string): number {
    return this.#files.get(path)?.mtimeMs ?? 0;
  }

  /** Logs written to since then: the ones worth a look every second. @param sinceMs goes only on */
  changedSince(sinceMs: number): readonly string[] {
    for (const path of this.#late) if (this.mtimeMs(path) < sinceMs) this.#late.delete(path);
    return [...this.#late];
  }

  check(path: string): FileChange {
    let stat: Stats | undefined;
    try {
      stat = statSync(path, { throwIfNoEntry: false });
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? "";
      if (code === "") throw error;
      return code === "ENOTDIR" ? { kind: "gone" } : { kind: "unreadable", code };
    }
    if (stat === undefined) return { kind: "gone" };
    return this.compare(path, { ino: stat.ino, sizeBytes: stat.size, mtimeMs: stat.mtimeMs });
  }

  compare(path: string, now: Pick<LogFile, "ino" | "sizeBytes" | "mtimeMs">): FileChange {
    const known = this.#files.get(path);
    if (!known) {
      this.#files.set(path, { ino: now.ino, sizeBytes: 0, mtimeMs: now.mtimeMs, offset: 0, state: null });
      this.#late.add(path);
      return now.sizeBytes === 0 ? { kind: "same" } : { kind: "grown", from: 0, mtimeMs: now.mtimeMs };
    }
    if (known.ino !== now.ino || now.sizeBytes < known.sizeBytes) return { kind: "replaced" };
    if (now.sizeBytes === known.sizeBytes) return { kind: "same" };
    if (Number.isNaN(known.offset)) {
      const start = lineStart(path, known.sizeBytes);
      if (typeof start === "string") return { kind: "unreadable", code: start };
      known.offset = start;
    }
    known.mtimeMs = now.mtimeMs;
    this.#late.add(path);
    return { kind: "grown", from: known.offset, mtimeMs: now.mtimeMs };
  }

  state(path: string): ScanState | null {
    return this.#files.get(path)?.state ?? null;
  }

  /** @param from where the reading began */
  read(path: string, from: number, { consumedBytes, report, state }: FileScan): void {
    const known = this.#files.get(path);
    if (!known) return;
    known.offset = consumedBytes;
    known.sizeBytes = Math.max(consumedBytes, from + report.bytes);
    known.state = state;
  }
}

const BLOCK_BYTES = 1 << 16;
const FURTHEST_BYTES = 1 << 24;

/** Start of the line that byte `at` is in: after the last newline before it. @returns the system's reason where it cannot be read */
function lineStart(path: string, at: number): number | string {
  let fd: number;
  try {
    fd = openRegular(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code) return code;
    throw error;
  }
  try {
    let end = Math.min(at, fstatSync(fd).size);
    const block = Buffer.allocUnsafe(BLOCK_BYTES);
    while (end > 0 && at - end < FURTHEST_BYTES) {
      const start = Math.max(0, end - BLOCK_BYTES);
      const read = readSync(fd, block, 0, end - start, start);
      const newline = block.subarray(0, read).lastIndexOf(0x0a);
      if (newline >= 0) return start + newline + 1;
      end = start;
    }
    return end;
  } finally {
    closeSync(fd);
  }
}
