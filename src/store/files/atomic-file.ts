/** Writes a small file so that a reader sees either the old or the new one, complete, even after a crash. */

import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "../../runtime/make-folder.ts";
import { attempt } from "../../runtime/try-file.ts";

/** A name beside `file` that no other process or thread uses. */
export function temporaryName(file: string): string {
  // The file is created with O_EXCL, so collisions are harmless; `node:crypto` takes as long to load as a report.
  const chance = Math.floor(Math.random() * 2 ** 48);
  return `${file}.${process.pid}-${chance.toString(16).padStart(12, "0")}.tmp`;
}

export type FileData = string | Uint8Array | readonly Uint8Array[];

export type WriteOptions = {
  /** fsync the file and its folder, so that it survives a power cut; not for feeds. */
  readonly durable: boolean;
  /** Readable by others, as the umask permits: a team's folder. undefined = mode 0600. */
  readonly shared?: boolean;
};

/** Writes to a temporary file beside the target and renames it. Creates the folder. */
export function writeFileAtomic(file: string, data: FileData, options: WriteOptions): void {
  makeFolder(dirname(file), options.shared ? 0o777 : 0o700);
  replaceFile(temporaryName(file), file, data, options);
}

/** Writes a file that only saves time or work. @returns false where the file system refuses it, which must not fail a report */
export function writeDisposable(file: string, text: string): boolean {
  return attempt(() => writeFileAtomic(file, text, { durable: false }));
}

/**
 * Writes to `temporary`, which must not exist, and renames it to `file`. Removes it on failure.
 * @param options.beforeRename an error thrown from it leaves `file` unchanged
 */
export function replaceFile(
  temporary: string,
  file: string,
  data: FileData,
  options: WriteOptions & { readonly beforeRename?: () => void },
): void {
  try {
    const fd = openSync(temporary, "wx", options.shared ? 0o666 : 0o600);
    try {
      if (typeof data === "string" || data instanceof Uint8Array) writeFileSync(fd, data);
      else for (const part of data) writeFileSync(fd, part);
      if (options.durable) fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    options.beforeRename?.();
    renameOver(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  if (options.durable) syncFolder(dirname(file));
}

/** Windows refuses for a moment while a reader has the target open. */
function renameOver(from: string, to: string): void {
  for (let attempt = 1; ; attempt++) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      if (process.platform !== "win32" || attempt === 20) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

function syncFolder(dir: string): void {
  // Windows cannot open a folder to sync it; its rename is journalled.
  if (process.platform === "win32") return;
  const fd = openSync(dir, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
