/** The list of all alerts, by the user's settings. Fast, because the status line and the hooks use it. */

import { type Alert, listAlerts } from "../../core/alerts.ts";
import type { SessionInContext } from "../../core/context/alerts.ts";
import type { LimitAlert, Quiet } from "../../core/limits/alerts.ts";
import { hookOptions } from "../../store/settings/inside-settings.ts";
import { type QuickSettings, quickValue } from "../../store/settings/settings-quick.ts";

/** @param contexts of running sessions; the others cannot be compacted any more */
export function alertList(
  limits: readonly LimitAlert[],
  contexts: readonly SessionInContext[],
  settings: QuickSettings,
  nowMs: number,
): readonly Alert[] {
  const contextFrom = hookOptions(settings).promptFrom;
  return listAlerts(limits, contexts, { contextFrom, quiet: quickQuiet(settings), nowMs });
}

export function quickQuiet(settings: QuickSettings): Quiet {
  const silenced = quickValue(settings, "alerts", "silenced");
  const snoozed = quickValue(settings, "alerts", "snoozed");
  return {
    silenced: Array.isArray(silenced) ? silenced.filter((id): id is string => typeof id === "string") : [],
    snoozed: (Array.isArray(snoozed) ? snoozed : []).map((s: { id?: unknown; until?: unknown } | null) => ({
      id: String(s?.id ?? ""),
      untilMs: Date.parse(String(s?.until ?? "")) || 0,
    })),
  };
}
