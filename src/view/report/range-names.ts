/** The title of a report, and the names of its projects and sessions. */

import { dayKey, daysInMonth, firstOfMonth } from "../../core/calendar/period.ts";
import type { DayNumber } from "../../core/calendar/zone.ts";
import { cleanText } from "../../core/clean-text.ts";
import type { SessionSummary } from "../../core/reports/session-list.ts";
import { projectLabel } from "../text/project-label.ts";
import { shortSessionId } from "../text/session-id.ts";
import { rangeText } from "../words/filter-text.ts";

const MONTH_NAMES = [
  ...["January", "February", "March", "April", "May", "June"],
  ...["July", "August", "September", "October", "November", "December"],
];

/** `November 2026`, even where the month is not over; otherwise `2026-11-01 to 2026-11-14`. */
export function rangeName(since: DayNumber, until: DayNumber, today: DayNumber): string {
  const first = firstOfMonth(since);
  const isMonth = since === first && (until === first + daysInMonth(since) - 1 || (until === today && until >= first));
  if (!isMonth || firstOfMonth(until) !== first) return rangeText({ since, until });
  const key = dayKey(since);
  return `${MONTH_NAMES[Number(key.slice(5, 7)) - 1]} ${key.slice(0, 4)}`;
}

/**
 * Names of projects by their paths. Without paths a project is shown by its last folder, with a number where several
 * have the same; the rest of a path is then not on the page.
 */
export function projectNames(paths: readonly string[], withPaths: boolean): ReadonlyMap<string, string> {
  const seen = new Map<string, number>();
  return new Map(
    paths.map((path) => {
      if (withPaths && path !== "") return [path, cleanText(path)];
      const name = projectLabel(path);
      const times = (seen.get(name) ?? 0) + 1;
      seen.set(name, times);
      return [path, times === 1 ? name : `${name} (${times})`];
    }),
  );
}

/** The title where it may be shown and exists, otherwise the first characters of the id. */
export function sessionName({ facts }: SessionSummary, withTitle: boolean): string {
  const title = withTitle ? cleanText(facts.title?.text ?? "") : "";
  return title === "" ? shortSessionId(facts.sessionId) : title;
}
