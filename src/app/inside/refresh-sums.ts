/**
 * Updates the sums after a hook has answered: a report in a separate process, at most once in ten minutes. Otherwise
 * "today" would be as old as the last report that the user ran.
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

/** Estimates change slowly, and take longer to compute than the sums. */
const ESTIMATES_STALE_MS = 86_400_000;

export type RefreshOptions = {
  /** With the folder of the session's account. */
  readonly paths: DataPaths;
  /** When the estimates were computed; null = never; undefined = they are not needed. */
  readonly estimatedAtMs?: number | null;
  readonly platform: string;
  readonly nowMs: number;
};

/** Only where `setup` has created a launcher: a plugin alone does not know the program's path. */
export function refreshSums({ paths, estimatedAtMs, platform, nowMs }: RefreshOptions): void {
  const summary = readSummarySnapshot(paths.stateDir);
  if (summary !== null && nowMs - summary.asOfMs < STALE_MS && nowMs < summary.dayEndMs) return;
  const launcher = launcherPath({ dataDir: paths.dataDir, platform });
  if (!existsSync(launcher) || !claim(join(paths.stateDir, "refreshed"), nowMs)) return;
  // A command script needs the command shell; our own path contains no characters that are special in it.
  const options = { detached: true, stdio: "ignore", windowsHide: true, shell: platform === "win32" } as const;
  const isOld = estimatedAtMs !== undefined && nowMs - (estimatedAtMs ?? 0) > ESTIMATES_STALE_MS;
  // Every report updates the sums; this one also computes the estimates.
  const args = isOld ? ["estimate", "--json"] : ["--json"];
  const child = spawn(platform === "win32" ? `"${launcher}"` : launcher, args, options);
  child.on("error", () => {});
  child.unref();
}

/** Two processes may both pass at the same moment; their loads are serialised by their own lock. */
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
