/** Where our own files are. Nothing is written elsewhere, except by `setup`, on request. */

import { join, resolve } from "node:path";
import envPaths from "env-paths";

export type DataPaths = {
  /** Permanent: archive, feeds, settings. */
  readonly dataDir: string;
  readonly settingsFile: string;
  readonly overlayFile: string;
  readonly archiveDir: string;
  readonly statuslineDir: string;
  readonly otelDir: string;
  /** The team that this machine belongs to, with the invite's secret, and the lead's roster. */
  readonly teamDir: string;
  /** Which alerts and prompts were already shown, so that each is shown once. */
  readonly stateDir: string;
  /** Disposable. */
  readonly indexFile: string;
};

/**
 * `--data-dir`, else `CLAUDE_COST_DIR`, else the platform's data and cache folders. If a folder is given, everything
 * (including the index) is inside it.
 */
export function dataPaths(option: string | undefined, env: Readonly<Record<string, string | undefined>>): DataPaths {
  const named = option ?? (env["CLAUDE_COST_DIR"] || undefined);
  const standard = named === undefined ? envPaths("claude-cost", { suffix: "" }) : null;
  const dataDir = standard ? standard.data : resolve(named as string);
  const cacheDir = standard ? standard.cache : join(dataDir, "cache");
  return {
    dataDir,
    settingsFile: join(dataDir, "settings.json"),
    overlayFile: join(dataDir, "prices.json"),
    archiveDir: join(dataDir, "archive"),
    statuslineDir: join(dataDir, "feeds", "statusline"),
    otelDir: join(dataDir, "feeds", "otel"),
    teamDir: join(dataDir, "team"),
    stateDir: join(dataDir, "state"),
    indexFile: join(cacheDir, "index.bin"),
  };
}
