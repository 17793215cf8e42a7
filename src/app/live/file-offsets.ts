/** How far each log has been read. A watcher's event is only a hint; `stat` decides whether a log has changed. */

import { closeSync, fstatSync, readSync, type Stats, statSync } from "node:fs";
import { sep } from "node:path";
import { type FileNumbers, type LogFile, pathAt, STAMP_NUMBERS } from "../../core/responses/log-files.ts";
import type { FileScan, ScanState } from "../../core/responses/scan.ts";
import { openRegular } from "../../runtime/regular-file.ts";
import { FilePlaces } from "./file-places.ts";

export type FileChange =
  | { readonly kind: "same" | "gone" | "replaced" }
  | { readonly kind: "unreadable"; readonly code: string }
  /** `from`: the byte at which to continue. */
  | { readonly kind: "grown"; readonly from: number; readonly mtimeMs: number };

type Known = {
  ino: number;
  sizeBytes: number;
  mtimeMs: number;
  /** NaN = still to be found: the start of the line at `sizeBytes`. */
  offset: number;
  /** The state after the last row that was read; null = a load read it, and has no state. */
  state: ScanState | null;
};

const NO_FILES: FileNumbers = {
  length: 0,
  stamps: new Float64Array(0),
  places: new Int32Array(0),
  folders: [],
  loose: [],
};

export class FileOffsets {
  /** The files that a load has read. Few of 100,000 logs ever grow again, so they stay numbers. */
  readonly #loaded: FileNumbers;
  readonly #places: FilePlaces;
  /** Logs that were added or grew since, and those that the load could not read. */
  readonly #followed = new Map<string, Known>();
  /** The few that may have been written to recently; null = not computed yet. */
  #late: Set<string> | null = null;
  #count: number;

  /** Files that a load has read up to their size, or further. @param unread those that it could not read */
  constructor(loaded: FileNumbers = NO_FILES, unread: ReadonlySet<string> = new Set()) {
    this.#loaded = loaded;
    this.#count = loaded.length;
    this.#places = new FilePlaces(loaded);
    for (const path of unread) {
      const known = this.#known(path);
      if (known) this.#followed.set(path, { ...known, sizeBytes: 0, offset: 0 });
    }
  }

  get count(): number {
    return this.#count;
  }

  mtimeMs(path: string): number {
    return this.#known(path)?.mtimeMs ?? 0;
  }

  /** Logs written to since then, which are checked every second. @param sinceMs only ever increases */
  changedSince(sinceMs: number): readonly string[] {
    this.#late ??= new Set(this.writtenSince(this.#loaded, sinceMs));
    for (const path of this.#late) if (this.mtimeMs(path) < sinceMs) this.#late.delete(path);
    return [...this.#late];
  }

  /** Files of a listing that were written to since then, as far as is known without checking again. */
  writtenSince(listed: FileNumbers, sinceMs: number): readonly string[] {
    const paths = new Set<string>();
    for (let i = 0; i < listed.length; i++) {
      if ((listed.stamps[i * STAMP_NUMBERS + 3] as number) >= sinceMs) paths.add(pathAt(listed, i, sep));
    }
    for (const [path, { mtimeMs }] of this.#followed) if (mtimeMs >= sinceMs) paths.add(path);
    return [...paths];
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
    const known = this.#known(path);
    if (!known) {
      this.#count++;
      this.#follow(path, { ino: now.ino, sizeBytes: 0, mtimeMs: now.mtimeMs, offset: 0, state: null });
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
    this.#follow(path, known);
    return { kind: "grown", from: known.offset, mtimeMs: now.mtimeMs };
  }

  state(path: string): ScanState | null {
    return this.#followed.get(path)?.state ?? null;
  }

  /** @param from where reading began */
  read(path: string, from: number, { consumedBytes, report, state }: FileScan): void {
    const known = this.#followed.get(path);
    if (!known) return;
    known.offset = consumedBytes;
    known.sizeBytes = Math.max(consumedBytes, from + report.bytes);
    known.state = state;
  }

  #follow(path: string, known: Known): void {
    this.#followed.set(path, known);
    this.#late?.add(path);
  }

  #known(path: string): Known | undefined {
    const followed = this.#followed.get(path);
    if (followed) return followed;
    const place = this.#places.of(path);
    if (place < 0) return undefined;
    const at = place * STAMP_NUMBERS;
    const stamp = (k: number): number => this.#loaded.stamps[at + k] as number;
    return { ino: stamp(1), sizeBytes: stamp(2), mtimeMs: stamp(3), offset: Number.NaN, state: null };
  }
}

const BLOCK_BYTES = 1 << 16;
const FURTHEST_BYTES = 1 << 24;

/** Start of the line that contains byte `at`. @returns the system's error code where it cannot be read */
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
