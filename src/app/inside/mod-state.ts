/** The state of the mod in Claude Code: what prevents it from being loaded, and when it last requested figures. */

import { managedLocks, managedModLock } from "../../claude-code/settings/managed-settings.ts";
import { drawsStatusline, switchesHooksOff } from "../../claude-code/settings/our-commands.ts";
import { type LayerPlaces, settingsLayers } from "../../claude-code/settings/settings-layers.ts";
import type { ModState } from "../../core/wiring-parts.ts";
import { readTextOrNull } from "../../runtime/regular-file.ts";
import { readModRun } from "../../store/state/mod-run.ts";

export function modState(places: LayerPlaces, stateDir: string): ModState {
  const run = readModRun(stateDir);
  return {
    blockedBy: blockedBy(places),
    lastMs: run?.atMs ?? null,
    clientVersion: run?.clientVersion ?? "",
    hasStatusline: hasStatusline(places),
  };
}

/** Whether Claude Code draws our status line; settings that switch off hooks also switch it off. */
export function hasStatusline(places: LayerPlaces): boolean {
  const sources = settingsLayers(places).map((file) => readTextOrNull(file) ?? "");
  return drawsStatusline(sources) && !sources.some(switchesHooksOff);
}

function blockedBy(places: LayerPlaces): string {
  const lock = managedLocks(places.managed).find(({ part }) => part === "hooks");
  if (lock !== undefined) return `managed settings: ${lock.reason} (${lock.file})`;
  const modLock = managedModLock(places.managed);
  if (modLock !== null) return `managed settings: it allows only managed mods (${modLock})`;
  const off = settingsLayers(places).find((file) => switchesHooksOff(readTextOrNull(file) ?? ""));
  return off === undefined ? "" : `all hooks are switched off (disableAllHooks in ${off})`;
}
