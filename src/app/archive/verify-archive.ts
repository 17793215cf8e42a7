/** Checks every file of the archive: whether it is intact, and what it contains. */

import type { ArchiveCheck, ArchivedMonth } from "../../core/archive-check.ts";
import { picoFromFloat } from "../../core/pricing/money.ts";
import { readAdopted } from "../../store/archive/adopted-folders.ts";
import {
  archiveFiles,
  filesSetAside,
  monthOfFile,
  type ReadFile,
  readArchiveFile,
} from "../../store/archive/archive-files.ts";
import { folderOfSource, isImported } from "../../store/archive/archive-row.ts";

export async function verifyArchive(archiveDir: string): Promise<ArchiveCheck> {
  const adopted = readAdopted(archiveDir);
  const folders = new Map<string, { responses: number; imported: number }>();
  const months: ArchivedMonth[] = [];
  // Sequentially, because the rows of several months would take too much memory.
  for (const { path, sizeBytes } of archiveFiles(archiveDir)) {
    const file = await readArchiveFile(path);
    months.push(monthOf(file, sizeBytes));
    for (const row of file.rows) {
      if (row.kind !== "response") continue;
      const name = folderOfSource(row.source) ?? "";
      const folder = folders.get(name) ?? { responses: 0, imported: 0 };
      folder.responses++;
      if (isImported(row)) folder.imported++;
      folders.set(name, folder);
    }
  }
  return {
    archiveDir,
    months,
    folders: [...folders].sort().map(([folder, counts]) => ({
      folder,
      responses: counts.responses,
      imported: counts.imported,
      adoptedBy: adopted.get(folder) ?? "",
    })),
    setAside: filesSetAside(archiveDir),
    isWhole: months.every(({ state, refusedRows }) => state !== "damaged" && refusedRows === 0),
  };
}

function monthOf(file: ReadFile, sizeBytes: number): ArchivedMonth {
  let costPico = 0n;
  let responses = 0;
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const { kind, costUsd, timeMs } of file.rows) {
    if (kind !== "response") continue;
    responses++;
    if (costUsd !== null) costPico += picoFromFloat(costUsd);
    firstMs = Math.min(firstMs, timeMs);
    lastMs = Math.max(lastMs, timeMs);
  }
  const [refused] = file.refused.keys();
  return {
    month: monthOfFile(file.path),
    path: file.path,
    sizeBytes,
    state: file.state,
    reason: file.reason || (refused ?? ""),
    isLastGoodCopy: file.isLastGoodCopy,
    refusedRows: [...file.refused.values()].reduce((a, b) => a + b, 0),
    responses,
    sessions: file.rows.length - responses,
    costPico,
    firstMs,
    lastMs,
  };
}
