/**
 * The groups of `by pr`, `by ticket` and `by tag`: computes the group of each request from a history and the settings.
 */

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

/** By session and time: the pull request; "" = none. Background is grouped like requests at the same time. */
export function pullRequestKeys({ table, sessions }: Attributed): OwnKeys {
  return keysBySession(table, (sessionId, timeMs) =>
    pullRequestAt(sessions.get(sessionId)?.pullRequests ?? [], timeMs),
  );
}

/** By branch: the ticket; "" = none. */
export function ticketKeys({ table }: Pick<Attributed, "table">, pattern: RegExp): OwnKeys {
  const { origins, columns } = table;
  const tickets = Array.from({ length: origins.length }, (_, code) => ticketOf(origins.part(code, "branch"), pattern));
  return {
    ofRow: (i) => tickets[columns.origin[i] as number] as string,
    ofBackground: backgroundKeys(table, tickets, () => ""),
  };
}

/**
 * The group of a session's background, whose requests have no branch: that of the session's own requests, if they are
 * all in one; null where they are in several, because the right one is not known.
 * @param keys of the table's origins
 * @param fallback for a session that has no request of its own in the table
 */
function backgroundKeys(
  { origins }: UsageTable,
  keys: readonly string[],
  fallback: (sessionId: string) => string,
): (sessionId: string) => string | null {
  const bySession = new Map<string, string | null>();
  keys.forEach((key, code) => {
    const sessionId = origins.part(code, "sessionId");
    const known = bySession.get(sessionId);
    bySession.set(sessionId, known === undefined || known === key ? key : null);
  });
  return (sessionId) => {
    const key = bySession.get(sessionId);
    return key === undefined ? fallback(sessionId) : key;
  };
}

/** By session, branch and project: the code; "" = none. */
export function tagKeys(attributed: Attributed, tags: readonly Tag[], log: AttributionLog): OwnKeys {
  const { columns } = attributed.table;
  const book = tagBook(attributed, tags, log);
  const codes = tagCodes(attributed.table, book);
  return {
    ofRow: (i) => codes[columns.origin[i] as number] as string,
    ofBackground: backgroundTags(attributed, book, codes),
  };
}

/** By the table's origin codes. */
function tagCodes({ origins }: UsageTable, book: TagBook): readonly string[] {
  return Array.from({ length: origins.length }, (_, code) =>
    book.codeOf({
      sessionId: origins.part(code, "sessionId"),
      project: origins.part(code, "project"),
      branch: origins.part(code, "branch"),
    }),
  );
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

/** The code of a session's background; null = its requests have several. */
export function backgroundTags(
  { table, sessions }: Attributed,
  book: TagBook,
  codes = tagCodes(table, book),
): (sessionId: string) => string | null {
  return backgroundKeys(table, codes, (sessionId) =>
    book.codeOf({ sessionId, project: sessions.get(sessionId)?.project ?? "", branch: "" }),
  );
}
