/** The archive's rows that belong to the folders of the logs. */

import { sep } from "node:path";
import { sessionOfPath } from "../../claude-code/logs/reference-scanner.ts";
import { logsFolder } from "../../claude-code/logs/roots.ts";
import { shortName } from "../../core/responses/identity.ts";
import type { LogFile } from "../../core/responses/log-files.ts";
import { type ArchiveFile, archiveFiles, readArchive } from "../../store/archive/archive-files.ts";
import { NAMED } from "../../store/archive/archive-row.ts";
import { type Kept, saysNoMore, stampOf } from "../../store/archive/archive-state.ts";
import { archiveScan, isInScope } from "./archive-scan.ts";
import type { ArchiveSource } from "./loaded-logs.ts";

export const NO_ARCHIVE: ArchiveSource = {
  stamp: "",
  hasNothingNewSince: (earlier) => earlier === "",
  read: () => Promise.resolve({ scan: archiveScan([]), notes: [] }),
};

/** @param named the folders named by `--config-dir`; empty = none was */
export function archiveSource(archiveDir: string, named: readonly string[], kept: Kept): ArchiveSource {
  const files = archiveFiles(archiveDir);
  const stamp = stampOf(files);
  return {
    stamp,
    hasNothingNewSince: (earlier) => saysNoMore(kept, earlier, stamp),
    read: () => readScope(files, named),
  };
}

async function readScope(files: readonly ArchiveFile[], named: readonly string[]): ReturnType<ArchiveSource["read"]> {
  const { rows, bad } = await readArchive(files);
  const scan = archiveScan(rows.filter((row) => isInScope(row, named)));
  return { scan, notes: bad.map(({ path, reason }) => `cannot read ${path} (${reason}); it is left as it is`) };
}

/** A short name for a choice of roots. */
export function scopeOf(roots: readonly string[], isNamed: boolean): string {
  return shortName(`${isNamed} ${roots.join("\0")}`);
}

/** Gives the `source` of a session's rows: the root whose logs have it. */
export function sourcesOf(
  found: { readonly files: readonly LogFile[] },
  roots: readonly string[],
  isNamed: boolean,
): (sessionId: string) => string {
  let sources: Map<string, string> | null = null;
  const prefix = isNamed ? NAMED : "";
  return (sessionId) => {
    sources ??= new Map(found.files.map((file) => [sessionOfPath(file.path), rootOf(file.path, roots)]));
    return prefix + (sources.get(sessionId) ?? roots[0] ?? "");
  };
}

function rootOf(path: string, roots: readonly string[]): string {
  return roots.find((root) => path.startsWith(logsFolder(root) + sep)) ?? roots[0] ?? "";
}
