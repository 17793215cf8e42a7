/**
 * Writes rows into the months they belong to. Each month is written whole or not at all, and its last good copy is
 * kept.
 */

import { copyFileSync, linkSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { addToGroup } from "../../core/groups.ts";
import { type HeldLock, tryFileLock } from "../files/file-lock.ts";
import {
  archiveFiles,
  asidePathOf,
  fileOfMonth,
  lastGoodCopyOf,
  type ReadFile,
  readArchiveFile,
} from "./archive-files.ts";
import { type ArchiveRow, keyOfRow, monthOf } from "./archive-row.ts";
import { dayOf } from "./archive-state.ts";
import { reasonAgainst } from "./check-row.ts";
import { mergeRows } from "./merge-rows.ts";

export type ArchiveWritten = {
  /** Months that could not be written, and why. */
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
  /** Invalid rows that were not written, by reason. */
  readonly refused: ReadonlyMap<string, number>;
  /** The number of files that changed. */
  readonly changed: number;
};

/**
 * Merges rows into the archive: only the better parts of a row replace those of the existing one.
 * @returns null where another process is writing
 */
export async function mergeIntoArchive(
  archiveDir: string,
  rows: readonly ArchiveRow[],
): Promise<ArchiveWritten | null> {
  const months = new Map<string, ArchiveRow[]>();
  const refused = new Map<string, number>();
  const monthOfDay = new Map<number, string>();
  for (const row of rows) {
    const reason = reasonAgainst(row);
    if (reason !== null) {
      refused.set(reason, (refused.get(reason) ?? 0) + 1);
      continue;
    }
    const day = dayOf(row.timeMs);
    const month = monthOfDay.get(day) ?? monthOf(row.timeMs);
    monthOfDay.set(day, month);
    addToGroup(months, month, row);
  }
  return tryFileLock(join(archiveDir, "archive.lock"), async (lock) => {
    const failed: { path: string; reason: string }[] = [];
    let changed = 0;
    for (const [month, fresh] of months) {
      const path = fileOfMonth(archiveDir, month);
      try {
        if (await rewrite(lock, path, fresh)) changed++;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (!code) throw error;
        failed.push({ path, reason: code });
      }
    }
    return { failed, refused, changed };
  });
}

export type ArchiveRepaired = {
  readonly written: readonly string[];
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
};

/**
 * Rewrites each damaged file: from its last good copy, or without invalid rows. The damaged file is set aside.
 * @returns null where another process is writing
 */
export async function repairArchive(archiveDir: string): Promise<ArchiveRepaired | null> {
  return tryFileLock(join(archiveDir, "archive.lock"), async (lock) => {
    const written: string[] = [];
    const failed: { path: string; reason: string }[] = [];
    for (const { path } of archiveFiles(archiveDir)) {
      const file = await readArchiveFile(path);
      if (file.state === "damaged" && !file.isLastGoodCopy) {
        failed.push({ path, reason: `${file.reason}, and there is no good copy` });
      } else if (await rewrite(lock, path, [])) written.push(path);
    }
    return { written, failed };
  });
}

/** @returns false where the file already contains all of it */
async function rewrite(lock: HeldLock, path: string, fresh: readonly ArchiveRow[]): Promise<boolean> {
  const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined;
  const before = isThere ? await readArchiveFile(path) : null;
  const rows = new Map<string, ArchiveRow>();
  let isNew = before === null || before.state !== "whole" || before.refused.size > 0;
  for (const row of [...(before?.rows ?? []), ...fresh]) {
    const key = keyOfRow(row);
    const old = rows.get(key);
    const merged = old ? mergeRows(old, row) : row;
    if (merged === old) continue;
    rows.set(key, merged);
  }
  isNew ||= rows.size !== before?.rows.length || before.rows.some((row) => rows.get(keyOfRow(row)) !== row);
  if (!isNew) return false;
  const { parquetOf } = await import("./parquet.ts");
  const bytes = parquetOf([...rows.values()].sort(inOrder));
  if (before) backUp(before);
  lock.replace(path, bytes, { durable: true });
  return true;
}

function inOrder(a: ArchiveRow, b: ArchiveRow): number {
  if (a.timeMs !== b.timeMs) return a.timeMs - b.timeMs;
  return keyOfRow(a) < keyOfRow(b) ? -1 : 1;
}

/** A good file becomes the last good copy; a damaged one, or one with invalid rows, is set aside permanently. */
function backUp({ path, state, refused }: ReadFile): void {
  const isGood = state !== "damaged" && refused.size === 0;
  const copy = isGood ? lastGoodCopyOf(path) : asidePathOf(path);
  rmSync(copy, { force: true });
  try {
    linkSync(path, copy);
  } catch (error) {
    // Not every file system has links.
    if (!(error as NodeJS.ErrnoException).code) throw error;
    copyFileSync(path, copy);
  }
}
