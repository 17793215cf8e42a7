/** What a member may share in addition: lines of code, and pull requests. */

import type { ClientLedger } from "../responses/session-facts.ts";
import type { CellDrafts } from "./cell-draft.ts";
import type { CellChoices, CellSource, Logged } from "./cell-source.ts";

const DAY_MS = 86_400_000;

/**
 * Lines are in the client's ledger, which grows over a session: what a row adds is counted at the response before it.
 */
export function addLines(drafts: CellDrafts, source: CellSource, choices: CellChoices, logged: Logged): void {
  for (const [sessionId, { ledgers }] of source.sessions) {
    if (logged.isImported(sessionId)) continue;
    let before: ClientLedger | null = null;
    for (const ledger of ledgers) {
      const row = logged.lastMainBefore(sessionId, ledger.atMs);
      const day = Math.floor(ledger.atMs / DAY_MS);
      if (row !== null && day >= choices.fromDay && day <= choices.untilDay) {
        const rowDay = Math.floor((source.table.columns.timeMs[row] as number) / DAY_MS);
        const cell = drafts.cellOf(rowDay, logged.dimensionsAt(row));
        cell.linesAdded = (cell.linesAdded ?? 0) + grown(ledger.linesAdded, before?.linesAdded ?? 0);
        cell.linesRemoved = (cell.linesRemoved ?? 0) + grown(ledger.linesRemoved, before?.linesRemoved ?? 0);
      }
      before = ledger;
    }
  }
}

/** A ledger that is smaller than the previous one started again from zero. */
const grown = (now: number, before: number): number => (now >= before ? now - before : now);

/** Pull requests that the client linked, each once, at the response before its first link. */
export function addPullRequests(drafts: CellDrafts, source: CellSource, logged: Logged): void {
  const first = new Map<string, { readonly sessionId: string; readonly atMs: number }>();
  for (const [sessionId, { pullRequests }] of source.sessions) {
    if (logged.isImported(sessionId)) continue;
    for (const { key, atMs } of pullRequests) {
      const known = first.get(key);
      if (!Number.isNaN(atMs) && (known === undefined || atMs < known.atMs)) first.set(key, { sessionId, atMs });
    }
  }
  for (const { sessionId, atMs } of first.values()) {
    const row = logged.lastMainBefore(sessionId, atMs);
    if (row === null) continue;
    const day = Math.floor((source.table.columns.timeMs[row] as number) / DAY_MS);
    const cell = drafts.cellOf(day, logged.dimensionsAt(row));
    cell.prs = (cell.prs ?? 0) + 1;
  }
}
