/** Which responses a report is about. */

import type { Origin, ResponseTable } from "./columns.ts";
import type { DayNumber, Zone } from "./zone.ts";

export type Filter = {
  /** Local days, inclusive; null = open. */
  readonly since: DayNumber | null;
  readonly until: DayNumber | null;
  /** Part of the project's path, ignoring case; "" = all. */
  readonly project: string;
  /** A model's exact id as resolved by `matchesModel`; "" = all. */
  readonly model: string;
  /** A session id or its beginning; "" = all. */
  readonly session: string;
};

/** Marks the rows that pass. */
export function selectRows(
  table: ResponseTable,
  filter: Filter,
  zone: Zone,
  matchesModel: (logged: string, wanted: string) => boolean,
): Uint8Array {
  const { columns, models, origins } = table;
  const modelPasses = models.map((m) => filter.model === "" || matchesModel(m, filter.model));
  const originPasses = origins.map((o) => originMatches(o, filter));
  const from = filter.since === null ? Number.NEGATIVE_INFINITY : zone.startOfDayMs(filter.since);
  const before = filter.until === null ? Number.POSITIVE_INFINITY : zone.startOfDayMs(filter.until + 1);
  const selected = new Uint8Array(columns.length);
  for (let i = 0; i < columns.length; i++) {
    const timeMs = columns.timeMs[i] as number;
    const passes =
      timeMs >= from &&
      timeMs < before &&
      modelPasses[columns.model[i] as number] &&
      originPasses[columns.origin[i] as number];
    if (passes) selected[i] = 1;
  }
  return selected;
}

export function originMatches(origin: Origin, filter: Filter): boolean {
  return projectMatches(origin.project, filter.project) && origin.sessionId.startsWith(filter.session);
}

export function projectMatches(project: string, wanted: string): boolean {
  return wanted === "" || project.toLowerCase().includes(wanted.toLowerCase());
}
