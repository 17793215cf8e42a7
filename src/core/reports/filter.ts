/** Selects the responses of a report. */

import type { DayNumber, Zone } from "../calendar/zone.ts";
import { folderPath, type ProjectFolder } from "../responses/project-path.ts";
import type { Origins } from "./usage-rollup.ts";

export type Filter = {
  /** Local days, inclusive; null = no bound. */
  readonly since: DayNumber | null;
  readonly until: DayNumber | null;
  /** Parts of project paths, ignoring case: at least one must be contained. Empty = all. */
  readonly projects: readonly string[];
  /** Models in any spelling that `matchesModel` accepts: at least one must match. Empty = all. */
  readonly models: readonly string[];
  /** Session ids or prefixes of them: at least one must match. Empty = all. */
  readonly sessions: readonly string[];
};

/** A table of responses, or of sums of responses. */
export type Filterable = {
  readonly columns: {
    readonly length: number;
    readonly timeMs: Float64Array;
    readonly model: Uint32Array;
    readonly origin: Uint32Array;
  };
  readonly models: readonly string[];
  readonly origins: Origins;
};

/** Names that a filter is compared with and that are not in the table. */
export type FilterNames = {
  matchesModel(logged: string, wanted: string): boolean;
  /** The worktree that a session began in; "" = none. */
  worktreeOf(sessionId: string): string;
};

/** Marks the rows that pass the filter with 1. */
export function selectRows(
  table: Filterable,
  filter: Filter,
  zone: Zone,
  { matchesModel, worktreeOf }: FilterNames,
): Uint8Array {
  const { columns, models, origins } = table;
  if (isOpen(filter)) return new Uint8Array(columns.length).fill(1);
  const modelPasses = models.map((m) => passes(filter.models, (wanted) => matchesModel(m, wanted)));
  const originPasses = passingOrigins(origins, filter, worktreeOf);
  const from = filter.since === null ? Number.NEGATIVE_INFINITY : zone.startOfDayMs(filter.since);
  const before = filter.until === null ? Number.POSITIVE_INFINITY : zone.startOfDayMs(filter.until + 1);
  const selected = new Uint8Array(columns.length);
  for (let i = 0; i < columns.length; i++) {
    const timeMs = columns.timeMs[i] as number;
    const isIn =
      timeMs >= from &&
      timeMs < before &&
      modelPasses[columns.model[i] as number] &&
      (originPasses === null || originPasses[columns.origin[i] as number]);
    if (isIn) selected[i] = 1;
  }
  return selected;
}

/** Whether the filter lets everything through. */
export function isOpen(filter: Filter): boolean {
  return filter.since === null && filter.until === null && !namesAny(filter);
}

/** Whether the filter contains projects, models or sessions. */
export function namesAny({ projects, models, sessions }: Filter): boolean {
  return projects.length + models.length + sessions.length > 0;
}

/** Whether one of the wanted names fits; with an empty list everything passes. */
export function passes(wanted: readonly string[], fits: (name: string) => boolean): boolean {
  return wanted.length === 0 || wanted.some(fits);
}

/** null = all of them pass. */
function passingOrigins(
  origins: Origins,
  filter: Filter,
  worktreeOf: FilterNames["worktreeOf"],
): readonly boolean[] | null {
  if (filter.projects.length + filter.sessions.length === 0) return null;
  return Array.from({ length: origins.length }, (_, code) => {
    const [project, sessionId] = [origins.part(code, "project"), origins.part(code, "sessionId")];
    return folderPasses({ project, worktree: worktreeOf(sessionId) }, filter) && sessionPasses(sessionId, filter);
  });
}

/** Whether the project or its worktree passes the filter. */
export function folderPasses(folder: ProjectFolder, { projects }: Filter): boolean {
  return passes(projects, (wanted) => folderMatches(folder, wanted));
}

/** Whether the text is part of the project's path, or of the worktree's, which can be elsewhere. */
export function folderMatches(folder: ProjectFolder, wanted: string): boolean {
  return projectMatches(folder.project, wanted) || projectMatches(folderPath(folder), wanted);
}

/** Whether the text is part of a project's path, ignoring case; "" is part of every path. */
export function projectMatches(project: string, wanted: string): boolean {
  return project.toLowerCase().includes(wanted.toLowerCase());
}

export function sessionPasses(sessionId: string, { sessions }: Filter): boolean {
  return passes(sessions, (wanted) => sessionId.startsWith(wanted));
}
