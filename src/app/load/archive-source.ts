/** Reads the archive's rows that belong to the folders of the logs. */

import { existsSync, realpathSync } from "node:fs";
import { shortName } from "../../core/responses/identity.ts";
import { tryFile } from "../../runtime/try-file.ts";
import { readAdopted, withAdopted } from "../../store/archive/adopted-folders.ts";
import { type ArchiveFile, archiveFiles, type ReadFile, readArchiveFile } from "../../store/archive/archive-files.ts";
import { type ArchiveRow, folderOfSource } from "../../store/archive/archive-row.ts";
import { stampOf } from "../../store/archive/archive-state.ts";
import { ArchiveScan, type ArchiveScope, isInScope } from "./archive-scan.ts";
import type { ArchiveSource, ReadArchive } from "./loaded-logs.ts";

export const NO_ARCHIVE: ArchiveSource = {
  stamp: "",
  read: () => Promise.resolve({ scan: new ArchiveScan().finish(), notes: [], stamp: "" }),
};

/** The target where the path is a link, otherwise the path itself. */
export function realFolder(path: string): string {
  return tryFile(() => realpathSync(path), path);
}

/** @param isNamed whether the roots were given by `--config-dir` */
export function archiveScope(archiveDir: string, roots: readonly string[], isNamed: boolean): ArchiveScope {
  const folders = withAdopted([...roots, ...roots.map(realFolder)], readAdopted(archiveDir));
  return { folders, imported: !isNamed };
}

export function archiveSource(archiveDir: string, scope: ArchiveScope): ArchiveSource {
  const files = archiveFiles(archiveDir);
  const counted = shortName(`${scope.imported} ${[...scope.folders].sort().join("\0")}`);
  const stamp = files.length === 0 ? "" : `${stampOf(files)} ${counted}`;
  return { stamp, read: () => readScope(files, scope, stamp) };
}

/** File by file, because rows take far more memory than what is made of them. */
async function readScope(files: readonly ArchiveFile[], scope: ArchiveScope, stamp: string): Promise<ReadArchive> {
  const scan = new ArchiveScan();
  const damage: string[] = [];
  const outside = new Map<string, number>();
  for (const { path } of files) {
    const file = await readArchiveFile(path);
    damage.push(...notesOf(file));
    for (const row of file.rows) {
      if (isInScope(row, scope)) scan.add(row);
      else count(outside, row);
    }
  }
  // Every report mentions the damage: the archive is read again until it is repaired.
  const isWhole = damage.length === 0;
  return {
    scan: scan.finish(),
    notes: [...damage, ...movedNotes(outside)],
    stamp: isWhole ? stamp : `damaged ${stamp}`,
  };
}

/** Notes in reports about a file that is damaged or changed. */
export function notesOf({ path, state, reason, isLastGoodCopy, rows, refused }: ReadFile): readonly string[] {
  const notes: string[] = [];
  if (state === "damaged") {
    const way = isLastGoodCopy
      ? `its last good copy is counted instead (${rows.length} rows); \`claude-cost archive repair\` puts that in its place`
      : "it is not counted; put a backup of it in its place, or import an export of that month";
    notes.push(`${path} is damaged (${reason}): ${way}`);
  }
  const note = refusedNote(path, refused, "counted");
  return note ? [...notes, note] : notes;
}

/** @param done what was not done with them @returns null where there are none */
export function refusedNote(path: string, refused: ReadonlyMap<string, number>, done: string): string | null {
  const [first] = refused.keys();
  if (first === undefined) return null;
  const rows = [...refused.values()].reduce((a, b) => a + b, 0);
  if (rows === 1) return `${path}: 1 row was not ${done}: ${first}`;
  return `${path}: ${rows} rows were not ${done}, the first because of this: ${first}`;
}

/** Folders whose archive no report counts any more, because they no longer exist. @param responses by folder */
function movedNotes(responses: ReadonlyMap<string, number>): readonly string[] {
  return [...responses].flatMap(([folder, number]) =>
    existsSync(folder)
      ? []
      : [
          `the archive has ${number === 1 ? "1 response" : `${number} responses`} of ${folder}, which is gone; if it has moved, \`claude-cost archive adopt ${folder}\` counts ${number === 1 ? "it" : "them"}`,
        ],
  );
}

function count(responses: Map<string, number>, { kind, source }: ArchiveRow): void {
  const folder = folderOfSource(source);
  if (folder !== null && kind === "response") responses.set(folder, (responses.get(folder) ?? 0) + 1);
}

/** A short name for a selection of roots. */
export function scopeName(roots: readonly string[], isNamed: boolean): string {
  return shortName(`${isNamed} ${roots.join("\0")}`);
}
