/** Notes which project for usage reports Claude Code's settings name for new sessions, before the settings change. */

import { readAttributionProject } from "../../claude-code/settings/attribution-project.ts";
import { managedFolders } from "../../claude-code/settings/managed-files.ts";
import { type AttributionLog, lookAt, lookFrom } from "../../core/attribution/attribution-log.ts";
import { readAttribution, writeAttribution } from "../../store/state/attribution.ts";
import type { History } from "../load/history.ts";

/** @returns the log, also where it could not be written */
export function recordAttribution(
  { sessions, roots }: Pick<History, "sessions" | "roots">,
  stateDir: string,
  { homeDir, platform }: { readonly homeDir: string; readonly platform: string },
): AttributionLog {
  const log = readAttribution(stateDir);
  const root = roots.find(({ found }) => found)?.path ?? null;
  const managed = managedFolders(platform);
  const recent = sessions.idsSince(lookFrom(log)).flatMap((id) => sessions.get(id) ?? []);
  const after = lookAt(log, recent, (projectDir) => readAttributionProject({ root, homeDir, projectDir, managed }));
  if (after !== log) writeAttribution(stateDir, after);
  return after;
}
