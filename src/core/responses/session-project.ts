import type { ResponseTable } from "./columns.ts";
import type { Origin } from "./origin.ts";
import type { SessionFacts } from "./session-facts.ts";

/**
 * A session belongs to the project it started in: after a `cd` into another folder, or in a subagent's worktree, it is
 * still in that project.
 */
export function homeProjects(table: ResponseTable, sessions: ReadonlyMap<string, SessionFacts>): ResponseTable {
  return { ...table, origins: table.origins.map((origin) => homeOrigin(origin, sessions)) };
}

export function homeOrigin(origin: Origin, sessions: { get(id: string): SessionFacts | undefined }): Origin {
  const project = sessions.get(origin.sessionId)?.project;
  return project && project !== origin.project ? { ...origin, project } : origin;
}
