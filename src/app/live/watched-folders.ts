/** Which folders the dashboard watches: a watch on each of thousands would cost more than it tells. */

import { dirname, join, sep } from "node:path";
import { logsFolder } from "../../claude-code/logs/roots.ts";
import type { DataPaths } from "../../store/files/data-dir.ts";

const LOG_ENDING = ".jsonl";
/** Sessions and subagents whose logs were written to within this are at work. */
const BUSY_MS = 2 * 3_600_000;

export type WatchedFoldersOptions = {
  /** The config folders. */
  readonly roots: readonly string[];
  readonly paths: DataPaths;
  readonly logs: readonly string[];
  /** When a log was last written to, epoch milliseconds. */
  mtimeMs(log: string): number;
  readonly nowMs: number;
};

/** Folders of projects, of our feeds, and of sessions and subagents that were lately at work. */
export function watchedFolders({ roots, paths, logs, mtimeMs, nowMs }: WatchedFoldersOptions): ReadonlySet<string> {
  const sinceMs = nowMs - BUSY_MS;
  const folders = new Set<string>([paths.statuslineDir, paths.otelDir, dirname(paths.settingsFile)]);
  for (const root of roots) {
    folders.add(logsFolder(root));
    folders.add(join(root, "sessions"));
  }
  for (const path of logs) {
    const folder = dirname(path);
    const isSubagents = folder.includes(`${sep}subagents`);
    const isLate = mtimeMs(path) >= sinceMs;
    if (!isSubagents || isLate) folders.add(folder);
    // A session's first subagent makes these two folders, one after the other.
    if (!isSubagents && isLate) {
      const ownFolder = path.slice(0, -LOG_ENDING.length);
      folders.add(ownFolder).add(join(ownFolder, "subagents"));
    }
  }
  return folders;
}
