/** Texts for which sessions used up a window, and for today's share of it. Every figure is marked as an estimate. */

import { cleanText } from "../../core/clean-text.ts";
import type { DayShare, SessionUse, WindowUse } from "../../core/limits/window-use.ts";
import { counted } from "../text/format.ts";
import { projectLabel } from "../text/project-label.ts";
import { shortSessionId } from "../text/session-id.ts";

/** Percent of a window: `41%`, `<1%`, `0%`. */
export function aboutPercent(percent: number): string {
  return percent > 0 && percent < 1 ? "<1%" : `${Math.round(Math.max(0, percent))}%`;
}

/** `billing-api: Fix invoices`. */
export function sessionUseName({ sessionId, project, title }: SessionUse): string {
  const name = cleanText(title) || shortSessionId(sessionId);
  return project === "" ? name : `${projectLabel(project)}: ${name}`;
}

/** `today's share 12%, 5% used`. */
export function dayShareText({ percent, usedPercent }: DayShare): string {
  if (usedPercent === null) return `share for the rest of today ${aboutPercent(percent)}`;
  return `today's share ${aboutPercent(percent)}, ${aboutPercent(usedPercent)} used`;
}

/**
 * `about 41% billing-api: Fix invoices`, `15% web: Menu`, `3% in 4 others`, `6% elsewhere`; empty where nothing was
 * used.
 */
export function usedByParts({ sessions, beforePercent, elsewherePercent }: WindowUse, most: number): readonly string[] {
  const others = sessions.slice(most);
  const rest = others.reduce((sum, { percent }) => sum + percent, 0);
  const [first, ...parts] = [
    ...sessions.slice(0, most).map((use) => `${aboutPercent(use.percent)} ${sessionUseName(use)}`),
    ...(others.length === 0 ? [] : [`${aboutPercent(rest)} in ${counted(others.length, "other")}`]),
    ...(beforePercent > 0 ? [`${aboutPercent(beforePercent)} before the first report`] : []),
    ...(elsewherePercent > 0 ? [`${aboutPercent(elsewherePercent)} elsewhere`] : []),
  ];
  return first === undefined ? [] : [`about ${first}`, ...parts];
}
