/** Which files look like whole Parquet files, by their ends: for engines that would fail on one that is torn. */

import { closeSync, fstatSync, readSync } from "node:fs";
import { openRegular } from "../../runtime/regular-file.ts";
import type { ForeignFile } from "./team-folder.ts";

const MAGIC = "PAR1";
/** Magic, length of the metadata, magic. */
const LEAST_BYTES = 12;

export function wholeParquetFiles(paths: readonly string[]): {
  readonly whole: readonly string[];
  readonly torn: readonly ForeignFile[];
} {
  const whole: string[] = [];
  const torn: ForeignFile[] = [];
  for (const path of paths) {
    const reason = reasonAgainst(path);
    if (reason === null) whole.push(path);
    else torn.push({ path, reason });
  }
  return { whole, torn };
}

function reasonAgainst(path: string): string | null {
  let file: number;
  try {
    file = openRegular(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return `it cannot be read (${code})`;
  }
  try {
    const { size } = fstatSync(file);
    const isWhole = size >= LEAST_BYTES && textAt(file, 0) === MAGIC && textAt(file, size - MAGIC.length) === MAGIC;
    return isWhole ? null : "it is no whole Parquet file";
  } finally {
    closeSync(file);
  }
}

function textAt(file: number, position: number): string {
  const bytes = new Uint8Array(MAGIC.length);
  readSync(file, bytes, 0, bytes.length, position);
  return String.fromCharCode(...bytes);
}
