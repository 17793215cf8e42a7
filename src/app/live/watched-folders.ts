/** Decides which folders the dashboard watches: watching each of thousands would be too expensive. */

import { dirname, join, sep } from "node:path";
import { logsFolder } from "../../claude-code/logs/roots.ts";
import type { FileNumbers } from "../../core/responses/log-files.ts";
import type { DataPaths } from "../../store/files/data-dir.ts";

const LOG_ENDING = ".jsonl";
/** Sessions and subagents whose logs were written to within this time count as active. */
export const BUSY_MS = 2 * 3_600_000;

export type WatchedFoldersOptions = {
  /** The client's config folders. */
  readonly roots: readonly string[];
  readonly paths: DataPaths;
  readonly listed: FileNumbers;
  /** Logs written to within `BUSY_MS`. */
  readonly late: readonly string[];
};

export type WatchedFolders = {
  /** Folders of projects, and of recently active sessions and subagents. */
  readonly logs: ReadonlySet<string>;
  /** Folders of our feeds and settings, and those that list running sessions. */
  readonly state: ReadonlySet<string>;
};

export function watchedFolders({ roots, paths, listed, late }: WatchedFoldersOptions): WatchedFolders {
  const sessions = roots.map((root) => join(root, "sessions"));
  const state = new Set([paths.statuslineDir, paths.otelDir, dirname(paths.settingsFile), ...sessions]);
  const folders = new Set(roots.map((root) => logsFolder(root)));
  const holdLogs = listed.folders.filter(({ logs }) => logs.length > 0).map(({ path }) => path);
  for (const folder of [...holdLogs, ...listed.loose.map((path) => dirname(path))]) {
    if (!isSubagents(folder)) folders.add(folder);
  }
  for (const path of late) {
    const folder = dirname(path);
    folders.add(folder);
    if (isSubagents(folder)) continue;
    // A session's first subagent creates these two folders, one after the other.
    const ownFolder = path.slice(0, -LOG_ENDING.length);
    folders.add(ownFolder).add(join(ownFolder, "subagents"));
  }
  return { logs: folders, state };
}

const isSubagents = (folder: string): boolean => folder.includes(`${sep}subagents`);

/** Whether a file contains a feed, a setting of ours, or a running session. */
export function isFeed(path: string, roots: readonly string[], paths: DataPaths): boolean {
  const folders = [...roots.map((root) => join(root, "sessions")), paths.statuslineDir, paths.otelDir];
  return folders.some((folder) => path.startsWith(folder)) || path === paths.settingsFile;
}

/** Whether a path may be a folder below `projects` that came or went; other names there are snapshots and metadata. */
export function isLogFolder(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => path.startsWith(logsFolder(root))) && !/\.[a-z]+$/.test(path);
}
