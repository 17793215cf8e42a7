/** Decides whether the passing of time changes what the dashboard shows. */

import { countdown } from "../../view/dashboard/session-summary.ts";
import type { LiveState } from "../../view/dashboard/ui-state.ts";

const MINUTE_MS = 60_000;

/** Times are shown in minutes, and more finely only while a cache is about to expire, to save processor time. */
export function showsNewTime({ data, ui, nowMs: shownMs }: LiveState, nowMs: number): boolean {
  if (Math.floor(nowMs / MINUTE_MS) !== Math.floor(shownMs / MINUTE_MS)) return true;
  if (ui.toast !== null) return ui.toast.untilMs <= nowMs;
  for (const { context } of data?.details.values() ?? []) {
    const expiresAtMs = context?.cache?.expiresAtMs ?? null;
    if (expiresAtMs === null || expiresAtMs - nowMs > MINUTE_MS) continue;
    if (countdown(expiresAtMs - nowMs) !== countdown(expiresAtMs - shownMs)) return true;
  }
  return false;
}
