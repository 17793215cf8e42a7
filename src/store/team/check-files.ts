/**
 * Finds the files of a team's folder that are intact and have the columns of cells. A database would fail on a torn
 * file, checks no checksum, and confuses types. The Parquet library is loaded with this file, so load it only when
 * needed.
 */

import { readBytes, statIfAny } from "../../runtime/regular-file.ts";
import { DamagedFile, parquetSchema } from "../files/parquet-file.ts";
import { reasonAgainstSchema } from "./cell-schema.ts";
import { MAX_CELL_FILE_BYTES } from "./read-cells.ts";
import type { ForeignFile } from "./team-folder.ts";
import { stampOf, type WholeFile } from "./verified-files.ts";

/** @param isKnown whether a file was found intact before, and has not changed since */
export async function wholeFiles(
  paths: readonly string[],
  isKnown: (file: WholeFile) => boolean,
): Promise<{ readonly whole: readonly WholeFile[]; readonly foreign: readonly ForeignFile[] }> {
  const whole: WholeFile[] = [];
  const foreign: ForeignFile[] = [];
  for (const path of paths) {
    const file = { path, stamp: stampOf(path) };
    const reason = isKnown(file) ? null : await reasonAgainst(path);
    if (reason === null) whole.push(file);
    else foreign.push({ path, reason });
  }
  return { whole, foreign };
}

async function reasonAgainst(path: string): Promise<string | null> {
  if ((statIfAny(path)?.size ?? 0) > MAX_CELL_FILE_BYTES) return "it is too large";
  try {
    return reasonAgainstSchema(await parquetSchema(readBytes(path)));
  } catch (error) {
    if (error instanceof DamagedFile) return error.message;
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return `it cannot be read (${code})`;
  }
}
