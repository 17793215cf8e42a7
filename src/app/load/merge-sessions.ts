/** Merges the facts of the sessions of changed logs again, from all files with rows of them. */

import type { SessionBook, SessionFacts } from "../../core/responses/session-facts.ts";
import type { LogIndex } from "../../store/index/log-index.ts";
import { mergeClaims, type SessionClaim } from "./archive-scan.ts";
import type { ReadChange } from "./log-changes.ts";
import { ChangedSessions } from "./session-overlay.ts";

export type MergedSessions = { readonly sessions: SessionBook; readonly changed: ReadonlySet<string> };

type OrderedClaim = SessionClaim & { readonly order: number };

/** @returns null where a session now belongs to another project, or no longer exists */
export function mergeSessions(
  index: LogIndex,
  changes: readonly ReadChange[],
  /** Returns a file's index among the present files, from its index in the log index. */
  orderOf: (place: number) => number,
): MergedSessions | null {
  const claims = new Map<string, OrderedClaim[]>();
  for (const { earlier, scan } of changes) {
    for (const { sessionId } of [...(earlier?.sessions ?? []), ...scan.sessions]) claims.set(sessionId, []);
  }
  const replaced = new Set(changes.map((g) => g.place));
  for (const [sessionId, list] of claims) {
    for (const place of index.filesOf(sessionId)) {
      if (replaced.has(place)) continue;
      const isArchive = place === index.files.length;
      const at = isArchive ? Number.MAX_SAFE_INTEGER : orderOf(place);
      for (const facts of isArchive ? index.archivedFacts(sessionId) : index.facts(place))
        if (facts.sessionId === sessionId) list.push({ order: at, isArchive, facts });
    }
  }
  for (const { order, scan } of changes) {
    for (const facts of scan.sessions) {
      claims.get(facts.sessionId)?.push({ order, isArchive: false, facts });
    }
  }
  const gathered = new Map<string, SessionFacts>();
  const changed = new Set(changes.flatMap(({ rows }) => [...rows.sessions]));
  for (const [sessionId, list] of claims) {
    const facts = merged(list);
    const before = index.sessions.get(sessionId);
    if (!facts || (before && before.project !== facts.project)) return null;
    if (JSON.stringify(before) === JSON.stringify(facts)) continue;
    gathered.set(sessionId, facts);
    changed.add(sessionId);
  }
  return { sessions: new ChangedSessions(index.sessions, gathered), changed };
}

/** In the order of the files, as when all of them are read. */
function merged(claims: readonly OrderedClaim[]): SessionFacts | null {
  const [first, ...others] = [...claims].sort((a, b) => a.order - b.order);
  return first ? mergeClaims([first, ...others]) : null;
}
