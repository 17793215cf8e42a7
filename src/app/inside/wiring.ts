/** How claude-cost is set up in Claude Code, and the evidence that it works, for `doctor`. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { managedLocks } from "../../claude-code/settings/managed-settings.ts";
import { isTooLoose, settingsProblem } from "../../claude-code/settings/settings-text.ts";
import { enablesPlugin, wiredHookEvents, wiringState } from "../../claude-code/settings/wiring.ts";
import { telemetryPort } from "../../core/background/otlp-port.ts";
import { wiredEvents } from "../../core/hooks.ts";
import type { Wiring } from "../../core/wiring-parts.ts";
import { readTextOrNull, statIfAny } from "../../runtime/regular-file.ts";
import { namesIn } from "../../runtime/try-file.ts";
import type { DataPaths } from "../../store/files/data-dir.ts";
import { hookOptions } from "../../store/settings/inside-settings.ts";
import { readSettingsQuick } from "../../store/settings/settings-quick.ts";
import { readHookRuns } from "../../store/state/hook-runs.ts";
import { launcherPath } from "../../store/state/launcher-script.ts";
import { modState } from "./mod-state.ts";

export type WiringOptions = {
  /** Claude Code's folder. */
  readonly root: string;
  readonly cwd: string;
  readonly paths: DataPaths;
  readonly managed: readonly string[];
  readonly platform: string;
};

export function readWiring({ root, cwd, paths, managed, platform }: WiringOptions): Wiring {
  const settingsFile = join(root, "settings.json");
  const source = readTextOrNull(settingsFile) ?? "";
  const problem = settingsProblem(source);
  const parts = problem === null ? wiringState(source) : [];
  const isWired = parts.some((p) => p.part !== "telemetry" && p.state === "wired");
  return {
    settingsFile,
    problem,
    tooLoose: isTooLoose(source),
    parts,
    locks: managedLocks(managed),
    overriddenBy: ["settings.json", "settings.local.json"]
      .map((name) => join(cwd, ".claude", name))
      .filter((file) => file !== settingsFile && wiringState(readTextOrNull(file) ?? "")[0]?.state === "others"),
    missingEvents: missingEvents(problem === null ? wiredHookEvents(source) : [], paths.settingsFile),
    pluginEnabled: enablesPlugin(source),
    launcherMissing: isWired && !existsSync(launcherPath({ dataDir: paths.dataDir, platform })),
    lastStatuslineMs: newest(paths.statuslineDir, ".json"),
    lastHookMs: readHookRuns(paths.stateDir),
    lastTelemetryMs: newest(paths.otelDir, ".jsonl"),
    mod: modState({ root, projectDir: cwd, managed }, paths.stateDir),
  };
}

/** @param wired the events with a hook; empty = `setup` was not run */
function missingEvents(wired: readonly string[], settingsFile: string): readonly string[] {
  if (wired.length === 0) return [];
  return wiredEvents(hookOptions(readSettingsQuick(settingsFile))).filter((event) => !wired.includes(event));
}

/** The local port that a folder's settings send telemetry to; null = none, or to another host. */
export function wiredTelemetryPort(root: string): number | null {
  const source = readTextOrNull(join(root, "settings.json")) ?? "";
  const telemetry = settingsProblem(source) === null ? wiringState(source).find((p) => p.part === "telemetry") : null;
  return telemetry?.state === "wired" ? telemetryPort(telemetry.note) : null;
}

/** The time of the newest file in a folder. */
function newest(dir: string, suffix: string): number | null {
  const times = namesIn(dir)
    .filter((name) => name.endsWith(suffix))
    .map((name) => statIfAny(join(dir, name))?.mtimeMs ?? 0);
  return times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b));
}
