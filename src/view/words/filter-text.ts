/** Describes the filter of a report for its title. */

import { dayKey } from "../../core/calendar/period.ts";
import type { DayNumber } from "../../core/calendar/zone.ts";
import { cleanText } from "../../core/clean-text.ts";
import type { Filter } from "../../core/reports/filter.ts";
import { shortSessionId } from "../text/session-id.ts";

/** `project api or web, 2026-11-01 to 2026-11-07`; "" where nothing is filtered. */
export function filterText(filter: Filter): string {
  const { projects, models, sessions } = filter;
  return [
    names("project", projects.map(cleanText)),
    names("model", models.map(cleanText)),
    names("session", sessions.map(shortSessionId)),
    rangeText(filter),
  ]
    .filter((text) => text !== "")
    .join(", ");
}

/** `2026-11-01 to 2026-11-07`, `since 2026-11-01`, `until 2026-11-07`, or one day; "" where the range has no bounds. */
export function rangeText({ since, until }: { since: DayNumber | null; until: DayNumber | null }): string {
  if (since !== null && until !== null) return since === until ? dayKey(since) : `${dayKey(since)} to ${dayKey(until)}`;
  if (since !== null) return `since ${dayKey(since)}`;
  return until === null ? "" : `until ${dayKey(until)}`;
}

const names = (what: string, list: readonly string[]): string =>
  list.length === 0 ? "" : `${what} ${list.join(" or ")}`;
