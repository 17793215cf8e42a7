/** What is known of the sessions of changed logs, gathered again from all files that say something of them. */

import { mergeFacts, type SessionBook, type SessionFacts } from "../../core/responses/session-facts.ts";
import type { LogIndex } from "../../store/index/log-index.ts";
import { withArchived } from "./archive-scan.ts";
import type { Grown } from "./log-changes.ts";
import { ChangedSessions } from "./session-overlay.ts";

export type GrownSessions = { readonly sessions: SessionBook; readonly changed: ReadonlySet<string> };

/** A file's word on a session. */
type SessionClaim = { readonly order: number; readonly isArchive: boolean; readonly facts: SessionFacts };

/** @returns null where a session turns out to belong to another project than before, or is gone */
export function regatherSessions(
  index: LogIndex,
  grown: readonly Grown[],
  /** Gives the place among the files that there are now of one in the index. */
  orderOf: (place: number) => number,
): GrownSessions | null {
  const words = new Map<string, SessionClaim[]>();
  for (const { earlier, scan } of grown) {
    for (const { sessionId } of [...(earlier?.sessions ?? []), ...scan.sessions]) words.set(sessionId, []);
  }
  const replaced = new Set(grown.map((g) => g.place));
  for (const [sessionId, list] of words) {
    for (const place of index.filesOf(sessionId)) {
      if (replaced.has(place)) continue;
      const isArchive = place === index.files.length;
      const at = isArchive ? Number.MAX_SAFE_INTEGER : orderOf(place);
      for (const facts of isArchive ? index.archivedFacts(sessionId) : index.facts(place))
        if (facts.sessionId === sessionId) list.push({ order: at, isArchive, facts });
    }
  }
  for (const { order, scan } of grown) {
    for (const facts of scan.sessions) {
      words.get(facts.sessionId)?.push({ order, isArchive: false, facts });
    }
  }
  const gathered = new Map<string, SessionFacts>();
  const changed = new Set(grown.flatMap(({ rows }) => [...rows.sessions]));
  for (const [sessionId, list] of words) {
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
function merged(words: readonly SessionClaim[]): SessionFacts | null {
  return [...words]
    .sort((a, b) => a.order - b.order)
    .reduce<SessionFacts | null>((sum, { facts, isArchive }) => {
      if (!sum) return facts;
      return isArchive ? withArchived(sum, facts) : mergeFacts(sum, facts);
    }, null);
}
