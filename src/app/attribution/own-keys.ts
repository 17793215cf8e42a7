/** The groups of `by pr`, `by ticket` and `by tag`: which request is whose, from a history and the settings. */

import { type AttributionLog, attributedTo } from "../../core/attribution/attribution-log.ts";
import { pullRequestAt } from "../../core/attribution/pull-requests.ts";
import { type Tag, TagBook } from "../../core/attribution/tags.ts";
import { ticketOf } from "../../core/attribution/tickets.ts";
import { keysBySession, type OwnKeys } from "../../core/reports/group-list.ts";
import type { UsageTable } from "../../core/reports/usage-rollup.ts";
import type { SessionFacts } from "../../core/responses/session-facts.ts";

export type Attributed = {
  readonly table: UsageTable;
  readonly sessions: ReadonlyMap<string, SessionFacts>;
};

/** Of a session and a time: its pull request; "" = none. Background counts as the requests at its time do. */
export function pullRequestKeys({ table, sessions }: Attributed): OwnKeys {
  return keysBySession(table, (sessionId, timeMs) =>
    pullRequestAt(sessions.get(sessionId)?.pullRequests ?? [], timeMs),
  );
}

/** Of a branch: its ticket; "" = none. Nothing says which branch a background request belongs to. */
export function ticketKeys({ origins, columns }: UsageTable, pattern: RegExp): OwnKeys {
  const tickets = Array.from({ length: origins.length }, (_, code) => ticketOf(origins.part(code, "branch"), pattern));
  return { ofRow: (i) => tickets[columns.origin[i] as number] as string, ofBackground: () => null };
}

/** Of a session, its branch and its project: their code; "" = none. */
export function tagKeys(attributed: Attributed, tags: readonly Tag[], log: AttributionLog): OwnKeys {
  const { origins, columns } = attributed.table;
  const book = tagBook(attributed, tags, log);
  const codes = Array.from({ length: origins.length }, (_, code) =>
    book.codeOf({
      sessionId: origins.part(code, "sessionId"),
      project: origins.part(code, "project"),
      branch: origins.part(code, "branch"),
    }),
  );
  return {
    ofRow: (i) => codes[columns.origin[i] as number] as string,
    ofBackground: backgroundTags(attributed, book),
  };
}

export function tagBook(
  { sessions }: Pick<Attributed, "sessions">,
  tags: readonly Tag[],
  log: AttributionLog,
): TagBook {
  return new TagBook(tags, (sessionId) => {
    const facts = sessions.get(sessionId);
    return facts ? attributedTo(log, facts) : "";
  });
}

/** The code of a session's background, whose requests name neither project nor branch. */
export function backgroundTags({ table, sessions }: Attributed, book: TagBook): (sessionId: string) => string {
  const branches = onlyBranches(table);
  return (sessionId) => {
    const project = sessions.get(sessionId)?.project ?? "";
    return book.codeOf({ sessionId, project, branch: branches.get(sessionId) ?? "" });
  };
}

/** The branch of sessions that were on one all the time: their background is of that branch too. */
function onlyBranches({ origins }: UsageTable): ReadonlyMap<string, string> {
  const branches = new Map<string, string>();
  for (let code = 0; code < origins.length; code++) {
    const [sessionId, branch] = [origins.part(code, "sessionId"), origins.part(code, "branch")];
    branches.set(sessionId, (branches.get(sessionId) ?? branch) === branch ? branch : "");
  }
  return branches;
}
