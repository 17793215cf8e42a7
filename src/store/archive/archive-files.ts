/** The archive's files: `year=YYYY/month=MM/responses.parquet`, so that other programs open the folder as one table. */

import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { readBytes, statIfAny } from "../../runtime/regular-file.ts";
import type { ArchiveRow } from "./archive-row.ts";
import type { ParquetRows } from "./parquet.ts";

const FILE = "responses.parquet";
/** Errors of the file system for which a file or folder is left out. */
const UNREADABLE = new Set([
  "ENOENT",
  "ENOTDIR",
  "EACCES",
  "EPERM",
  "ELOOP",
  "EIO",
  "EISDIR",
  "ENAMETOOLONG",
  "ESTALE",
]);

export type ArchiveFile = { readonly path: string; readonly sizeBytes: number; readonly mtimeMs: number };

/** The result of reading a file. */
export type ReadFile = {
  readonly path: string;
  readonly rows: readonly ArchiveRow[];
  /** `unchecked`: intact as far as can be detected, but written by a version that wrote no checksum. */
  readonly state: "whole" | "unchecked" | "damaged";
  /** Why it is damaged; else "". */
  readonly reason: string;
  /** Whether the rows come from the copy made before the file was last written. */
  readonly isLastGoodCopy: boolean;
  /** Invalid rows that are left out, by reason. */
  readonly refused: ReadonlyMap<string, number>;
};

export function fileOfMonth(archiveDir: string, month: string): string {
  return join(archiveDir, `year=${month.slice(0, 4)}`, `month=${month.slice(5)}`, FILE);
}

/** `2026-11` for a file at its place in the archive; otherwise its path. */
export function monthOfFile(path: string): string {
  const match = /year=(\d{4})[\\/]month=(\d{2})[\\/][^\\/]+$/.exec(path);
  return match ? `${match[1]}-${match[2]}` : path;
}

/** Where the last good copy of a file is stored until it is written again. Hidden from other programs. */
export const lastGoodCopyOf = (path: string): string => join(dirname(path), `.${basename(path)}.previous`);

const ASIDE = ".damaged-";

/** Where a damaged file is stored when it is replaced. */
export const asidePathOf = (path: string): string =>
  join(dirname(path), `.${basename(path)}${ASIDE}${statSync(path).mtimeMs.toFixed(0)}`);

/** Damaged files that were replaced. */
export function filesSetAside(archiveDir: string): readonly string[] {
  const folders = new Set(archiveFiles(archiveDir).map(({ path }) => dirname(path)));
  return [...folders].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.startsWith(".") && name.includes(ASIDE))
      .map((name) => join(folder, name)),
  );
}

/** Every Parquet file below a folder, sorted by name, without hidden ones. */
export function archiveFiles(folder: string): readonly ArchiveFile[] {
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch (error) {
    if (isUnreadable(error)) return [];
    throw error;
  }
  return names.flatMap((name): readonly ArchiveFile[] => {
    if (name.startsWith(".")) return [];
    const path = join(folder, name);
    const stat = statIfAny(path);
    if (stat?.isDirectory()) return archiveFiles(path);
    // A file whose stat cannot be read (a loop of links) is reported when it is read.
    return name.endsWith(".parquet") ? [{ path, sizeBytes: stat?.size ?? 0, mtimeMs: stat?.mtimeMs ?? 0 }] : [];
  });
}

const isUnreadable = (error: unknown): boolean => UNREADABLE.has((error as NodeJS.ErrnoException).code ?? "");

/** Reads files; for a damaged one, its last good copy. */
export async function readArchive(files: readonly { readonly path: string }[]): Promise<readonly ReadFile[]> {
  const read: ReadFile[] = [];
  for (const { path } of files) read.push(await readArchiveFile(path));
  return read;
}

export async function readArchiveFile(path: string): Promise<ReadFile> {
  const file = await tryRead(path);
  if (typeof file !== "string") return fileOf(path, file);
  const copy = await tryRead(lastGoodCopyOf(path));
  const damage = { state: "damaged", reason: file } as const;
  if (typeof copy !== "string") return { ...fileOf(path, copy), ...damage, isLastGoodCopy: true };
  return { path, rows: [], ...damage, isLastGoodCopy: false, refused: new Map() };
}

function fileOf(path: string, { rows, refused, hasChecksum }: ParquetRows): ReadFile {
  return { path, rows, state: hasChecksum ? "whole" : "unchecked", reason: "", isLastGoodCopy: false, refused };
}

/** @returns the reason where it cannot be read */
async function tryRead(path: string): Promise<ParquetRows | string> {
  const { DamagedFile, rowsOfParquet } = await import("./parquet.ts");
  try {
    return await rowsOfParquet(readBytes(path));
  } catch (error) {
    if (error instanceof DamagedFile) return error.message;
    if ((error as NodeJS.ErrnoException).code) return (error as NodeJS.ErrnoException).code as string;
    throw error;
  }
}
