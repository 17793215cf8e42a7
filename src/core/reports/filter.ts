/** Which responses a report is about. */

import type { DayNumber, Zone } from "../calendar/zone.ts";
import type { Origins } from "./usage-rollup.ts";

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

/** A table of responses or of their sums. */
export type Filterable = {
  readonly columns: {
    readonly length: number;
    readonly timeMs: Float64Array;
    readonly model: Uint16Array;
    readonly origin: Uint32Array;
  };
  readonly models: readonly string[];
  readonly origins: Origins;
};

/** Marks the rows that pass. */
export function selectRows(
  table: Filterable,
  filter: Filter,
  zone: Zone,
  matchesModel: (logged: string, wanted: string) => boolean,
): Uint8Array {
  const { columns, models, origins } = table;
  if (isOpen(filter)) return new Uint8Array(columns.length).fill(1);
  const modelPasses = models.map((m) => filter.model === "" || matchesModel(m, filter.model));
  const originPasses = passingOrigins(origins, filter);
  const from = filter.since === null ? Number.NEGATIVE_INFINITY : zone.startOfDayMs(filter.since);
  const before = filter.until === null ? Number.POSITIVE_INFINITY : zone.startOfDayMs(filter.until + 1);
  const selected = new Uint8Array(columns.length);
  for (let i = 0; i < columns.length; i++) {
    const timeMs = columns.timeMs[i] as number;
    const passes =
      timeMs >= from &&
      timeMs < before &&
      modelPasses[columns.model[i] as number] &&
      (originPasses === null || originPasses[columns.origin[i] as number]);
    if (passes) selected[i] = 1;
  }
  return selected;
}

/** Lets everything through. */
export function isOpen(filter: Filter): boolean {
  return Object.values(filter).every((wanted) => wanted === null || wanted === "");
}

/** null = all of them. */
function passingOrigins(origins: Origins, filter: Filter): readonly boolean[] | null {
  if (filter.project === "" && filter.session === "") return null;
  return Array.from({ length: origins.length }, (_, code) => {
    const [project, sessionId] = [origins.part(code, "project"), origins.part(code, "sessionId")];
    return projectMatches(project, filter.project) && sessionId.startsWith(filter.session);
  });
}

export function projectMatches(project: string, wanted: string): boolean {
  return wanted === "" || project.toLowerCase().includes(wanted.toLowerCase());
}
