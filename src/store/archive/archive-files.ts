/** The archive's files: `year=YYYY/month=MM/responses.parquet`, so that other programs open the folder as one table. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readBytes, statIfAny } from "../../runtime/regular-file.ts";
import { type HeldLock, tryFileLock } from "../files/file-lock.ts";
import { type ArchiveRow, keyOfRow, monthOf, NAMED } from "./archive-row.ts";

const FILE = "responses.parquet";

export type ArchiveFile = { readonly path: string; readonly sizeBytes: number; readonly mtimeMs: number };
export type BadArchiveFile = { readonly path: string; readonly reason: string };

function fileOfMonth(archiveDir: string, month: string): string {
  return join(archiveDir, `year=${month.slice(0, 4)}`, `month=${month.slice(5)}`, FILE);
}

/** Every Parquet file below a folder, in order of name. */
export function archiveFiles(folder: string): readonly ArchiveFile[] {
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EACCES") return [];
    throw error;
  }
  return names.flatMap((name): readonly ArchiveFile[] => {
    const path = join(folder, name);
    const stat = statIfAny(path);
    if (stat?.isDirectory()) return archiveFiles(path);
    // One that cannot be asked what it is (a loop of links) is named when it is read.
    return name.endsWith(".parquet") ? [{ path, sizeBytes: stat?.size ?? 0, mtimeMs: stat?.mtimeMs ?? 0 }] : [];
  });
}

/** A file that cannot be read is named, and left as it is. */
export async function readArchive(
  files: readonly ArchiveFile[],
): Promise<{ readonly rows: readonly ArchiveRow[]; readonly bad: readonly BadArchiveFile[] }> {
  const rows: ArchiveRow[] = [];
  const bad: BadArchiveFile[] = [];
  for (const { path } of files) {
    try {
      for (const row of await readFile(path)) rows.push(row);
    } catch (error) {
      bad.push({ path, reason: (error as Error).message });
    }
  }
  return { rows, bad };
}

async function readFile(path: string): Promise<readonly ArchiveRow[]> {
  const { rowsOfParquet } = await import("./parquet.ts");
  return rowsOfParquet(readBytes(path));
}

/**
 * Puts rows into the months they belong to, each month whole or not at all. Rows replace those of the same id, but a
 * row that came from the user's own folders stays theirs.
 * @returns null where another process is at it
 */
export async function mergeIntoArchive(
  archiveDir: string,
  rows: readonly ArchiveRow[],
): Promise<readonly BadArchiveFile[] | null> {
  const months = new Map<string, ArchiveRow[]>();
  for (const row of rows) {
    const month = monthOf(row.timeMs);
    const list = months.get(month);
    if (list) list.push(row);
    else months.set(month, [row]);
  }
  return tryFileLock(join(archiveDir, "archive.lock"), async (lock) => {
    const bad: BadArchiveFile[] = [];
    for (const [month, fresh] of months) {
      const path = fileOfMonth(archiveDir, month);
      try {
        await rewrite(lock, path, fresh);
      } catch (error) {
        bad.push({ path, reason: (error as Error).message });
      }
    }
    return bad;
  });
}

async function rewrite(lock: HeldLock, path: string, fresh: readonly ArchiveRow[]): Promise<void> {
  const { parquetOf } = await import("./parquet.ts");
  const kept = statIfAny(path) ? await readFile(path) : [];
  const rows = new Map(kept.map((row) => [keyOfRow(row), row]));
  for (const row of fresh) {
    const old = rows.get(keyOfRow(row));
    const isOwn = old !== undefined && !old.source.startsWith(NAMED) && row.source.startsWith(NAMED);
    rows.set(keyOfRow(row), isOwn ? { ...row, source: old.source } : row);
  }
  const sorted = [...rows.values()].sort((a, b) => a.timeMs - b.timeMs || (a.id < b.id ? -1 : 1));
  lock.replace(path, parquetOf(sorted), { durable: true });
}
