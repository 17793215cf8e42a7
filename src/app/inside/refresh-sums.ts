/**
 * Brings the sums up to date behind a hook's back: a report of its own process, at most one in ten minutes, started
 * after the hook has answered. Without it "today" would be as old as the last report that somebody asked for.
 */

import { spawn } from "node:child_process";
import { existsSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeFolder } from "../../runtime/make-folder.ts";
import { statIfAny } from "../../runtime/regular-file.ts";
import type { DataPaths } from "../../store/files/data-dir.ts";
import { launcherPath } from "../../store/state/launcher-script.ts";
import { readSummarySnapshot } from "../../store/state/summary-snapshot.ts";

const STALE_MS = 10 * 60_000;

/** Estimates change slowly, and take longer to make than the sums. */
const ESTIMATES_STALE_MS = 86_400_000;

export type RefreshOptions = {
  /** With the folder of the session's account. */
  readonly paths: DataPaths;
  /** When the estimates were made; null = never; undefined = nobody wants them. */
  readonly estimatedAtMs?: number | null;
  readonly platform: string;
  readonly nowMs: number;
};

/** Only where `setup` has made a launcher: a plugin alone does not know where the program is. */
export function refreshSums({ paths, estimatedAtMs, platform, nowMs }: RefreshOptions): void {
  const summary = readSummarySnapshot(paths.stateDir);
  if (summary !== null && nowMs - summary.asOfMs < STALE_MS && nowMs < summary.dayEndMs) return;
  const launcher = launcherPath({ dataDir: paths.dataDir, platform });
  if (!existsSync(launcher) || !claim(join(paths.stateDir, "refreshed"), nowMs)) return;
  // A script of the command shell needs that shell; our own path holds nothing that it would take for its own.
  const options = { detached: true, stdio: "ignore", windowsHide: true, shell: platform === "win32" } as const;
  const isOld = estimatedAtMs !== undefined && nowMs - (estimatedAtMs ?? 0) > ESTIMATES_STALE_MS;
  // Every report brings the sums up to date; this one makes the estimates, too.
  const args = isOld ? ["estimate", "--json"] : ["--json"];
  const child = spawn(platform === "win32" ? `"${launcher}"` : launcher, args, options);
  child.on("error", () => {});
  child.unref();
}

/** Two that look at the same moment may both go: the loads take turns by their own lock. */
function claim(file: string, nowMs: number): boolean {
  const lastMs = statIfAny(file)?.mtimeMs ?? 0;
  if (nowMs - lastMs < STALE_MS) return false;
  const at = new Date(nowMs);
  if (lastMs === 0) {
    makeFolder(dirname(file), 0o700);
    writeFileSync(file, "");
  } else utimesSync(file, at, at);
  return true;
}
