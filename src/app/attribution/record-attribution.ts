/** Records which project for usage reports Claude Code's settings set for new sessions, before the settings change. */

import { readAttributionProject } from "../../claude-code/settings/attribution-project.ts";
import { managedFolders } from "../../claude-code/settings/managed-files.ts";
import { lookAt, lookFrom } from "../../core/attribution/attribution-log.ts";
import { readAttribution, writeAttribution } from "../../store/state/attribution.ts";
import type { History } from "../load/history.ts";

/** A history that was already checked, by its stamp, is skipped. */
export function recordAttribution(
  { sessions, roots, stamp }: Pick<History, "sessions" | "roots" | "stamp">,
  stateDir: string,
  { homeDir, platform }: { readonly homeDir: string; readonly platform: string },
): void {
  const { log, stamp: looked } = readAttribution(stateDir);
  if (stamp !== null && stamp === looked) return;
  const root = roots.find(({ found }) => found)?.path ?? null;
  const managed = managedFolders(platform);
  const recent = sessions.idsSince(lookFrom(log)).flatMap((id) => sessions.get(id) ?? []);
  const after = lookAt(log, recent, (projectDir) => readAttributionProject({ root, homeDir, projectDir, managed }));
  // With a stamp the next start can skip the check; without one nothing is written for a log that only grew.
  if (after !== log || stamp !== null) writeAttribution(stateDir, { log: after, stamp: stamp ?? "" });
}
