/** How far each log has been read. A watcher's word is a hint; what `stat` says here is the truth. */

import { closeSync, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";
import type { LogFile } from "../../claude-code/log-files.ts";

export type FileChange =
  | { readonly kind: "same" | "gone" | "replaced" }
  | { readonly kind: "unreadable"; readonly code: string }
  /** `from`: the byte to read on at. */
  | { readonly kind: "grown"; readonly from: number; readonly mtimeMs: number };

type Known = {
  ino: number;
  sizeBytes: number;
  mtimeMs: number /** NaN = to be found: the start of the line at `sizeBytes`. */;
  offset: number;
};

export class FileBook {
  readonly #files = new Map<string, Known>();

  /** Files that a load has read up to their size, or further. */
  constructor(files: readonly LogFile[]) {
    for (const f of files) {
      this.#files.set(f.path, { ino: f.ino, sizeBytes: f.sizeBytes, mtimeMs: f.mtimeMs, offset: Number.NaN });
    }
  }

  get count(): number {
    return this.#files.size;
  }

  paths(): Iterable<string> {
    return this.#files.keys();
  }

  /** Logs written to since then: the ones worth a look every second. */
  changedSince(sinceMs: number): readonly string[] {
    const paths: string[] = [];
    for (const [path, known] of this.#files) if (known.mtimeMs >= sinceMs) paths.push(path);
    return paths;
  }

  check(path: string): FileChange {
    let stat: Stats;
    try {
      stat = statSync(path);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? "";
      if (code === "ENOENT" || code === "ENOTDIR") return { kind: "gone" };
      if (code === "") throw error;
      return { kind: "unreadable", code };
    }
    return this.compare(path, { ino: stat.ino, sizeBytes: stat.size, mtimeMs: stat.mtimeMs });
  }

  compare(path: string, now: Pick<LogFile, "ino" | "sizeBytes" | "mtimeMs">): FileChange {
    const known = this.#files.get(path);
    if (!known) {
      this.#files.set(path, { ino: now.ino, sizeBytes: 0, mtimeMs: now.mtimeMs, offset: 0 });
      return now.sizeBytes === 0 ? { kind: "same" } : { kind: "grown", from: 0, mtimeMs: now.mtimeMs };
    }
    if (known.ino !== now.ino || now.sizeBytes < known.sizeBytes) return { kind: "replaced" };
    if (now.sizeBytes === known.sizeBytes) return { kind: "same" };
    if (Number.isNaN(known.offset)) known.offset = lineStart(path, known.sizeBytes);
    known.mtimeMs = now.mtimeMs;
    return { kind: "grown", from: known.offset, mtimeMs: now.mtimeMs };
  }

  /** @param consumed bytes up to the last whole line; @param sizeBytes at the time of the reading */
  read(path: string, consumed: number, sizeBytes: number): void {
    const known = this.#files.get(path);
    if (!known) return;
    known.offset = consumed;
    known.sizeBytes = sizeBytes;
  }
}

const BLOCK_BYTES = 1 << 16;
const FURTHEST_BYTES = 1 << 24;

/** Start of the line that byte `at` is in: after the last newline before it. */
function lineStart(path: string, at: number): number {
  const fd = openSync(path, "r");
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
