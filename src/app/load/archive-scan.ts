/** The archive as one more file of the scan: what the client has deleted since counts as if it still stood there. */

import { Flag, pushRow } from "../../core/responses/columns.ts";
import { ORIGIN_DETAILS, recordOf } from "../../core/responses/origin.ts";
import { projectFolder } from "../../core/responses/project-path.ts";
import { ARCHIVE_FILE, emptyReport, type FileScan } from "../../core/responses/scan.ts";
import { mergeFacts, type SessionFacts } from "../../core/responses/session-facts.ts";
import { TableDraft } from "../../core/responses/table-draft.ts";
import type { Tokens } from "../../core/responses/tokens.ts";
import { type ArchiveRow, IMPORTED, NAMED } from "../../store/archive/archive-row.ts";
import { factsFromText } from "../../store/index/codec.ts";

/**
 * Whether a row is of the folders looked at. Folders that were named by `--config-dir` are looked at only when they
 * are named again; without one, everything else counts, so that moving Claude Code's folder loses nothing.
 * @param named the folders named by `--config-dir`; empty = none was
 */
export function isInScope(row: ArchiveRow, named: readonly string[]): boolean {
  const isNamed = row.source.startsWith(NAMED);
  if (named.length === 0) return !isNamed;
  return row.source !== IMPORTED && named.includes(isNamed ? row.source.slice(NAMED.length) : row.source);
}

export function archiveScan(rows: readonly ArchiveRow[]): FileScan {
  const draft = new TableDraft(rows.length + 1);
  const sessions = new Map<string, SessionFacts>();
  for (const row of rows) {
    if (row.kind === "response") addResponse(draft, row);
    else addSession(sessions, row);
  }
  const { table } = draft;
  return {
    fileSession: ARCHIVE_FILE,
    slices: [{ table, from: 0, to: table.columns.length }],
    state: { lastMs: Number.NaN, last: null, awaitingMs: Number.NaN },
    sessions: [...sessions.values()],
    report: emptyReport(),
    consumedBytes: 0,
    isResumed: false,
    fingerprint: 0,
  };
}

function addResponse(draft: TableDraft, row: ArchiveRow): void {
  const { project } = projectFolder(row.project);
  const origin = { ...recordOf(ORIGIN_DETAILS, (field) => row[field]), project };
  const { timeMs, spanMs, requestHash, input, output, cacheWrite5m, cacheWrite1h, cacheRead, webSearches } = row;
  const i = pushRow(draft.columns, {
    idHi: Number.parseInt(row.id.slice(0, 8), 16),
    idLo: Number.parseInt(row.id.slice(8), 16),
    requestHash,
    timeMs,
    spanMs,
    input,
    output,
    cacheWrite5m,
    cacheWrite1h,
    cacheRead,
    webSearches,
    model: draft.models.code(row.model),
    origin: draft.origins.code({ sessionId: row.sessionId, loggedIn: row.sessionId, ...origin }),
    flags: row.flags & ~Flag.inherited,
  });
  if (row.detail !== "") draft.iterationsByRow.set(i, JSON.parse(row.detail) as readonly Tokens[]);
}

/** A session that went on in another month has a row in each: the later one knows all. */
function addSession(sessions: Map<string, SessionFacts>, row: ArchiveRow): void {
  const known = sessions.get(row.id);
  const facts = factsFromText(row.detail);
  if (!known || facts.lastMs > known.lastMs) sessions.set(row.id, facts);
}

/** What one file says of a session. */
export type SessionClaim = { readonly facts: SessionFacts; readonly isArchive: boolean };

/**
 * What is known of a session from all files that tell of it.
 * @param claims in the order of the files, the archive's last; a log that stands in two places tells of it once
 */
export function mergeClaims(claims: readonly [SessionClaim, ...SessionClaim[]]): SessionFacts {
  const told: SessionFacts[] = [];
  let merged: SessionFacts | null = null;
  for (const { facts, isArchive } of claims) {
    if (merged === null) merged = facts;
    else if (isArchive) merged = withArchived(merged, facts);
    else if (!told.some((earlier) => isCopy(earlier, facts))) merged = mergeFacts(merged, facts);
    told.push(facts);
  }
  return merged ?? claims[0].facts;
}

/** Logs of which one is a copy say the same, to the millisecond. */
function isCopy(a: SessionFacts, b: SessionFacts): boolean {
  return a.firstMs === b.firstMs && a.lastMs === b.lastMs && JSON.stringify(a) === JSON.stringify(b);
}

/** Facts of a session that has logs as well: what the logs still say counts, what they no longer say is added. */
function withArchived(logged: SessionFacts, archived: SessionFacts): SessionFacts {
  const merged = mergeFacts(archived, logged);
  const more = <T>(a: readonly T[], b: readonly T[]): readonly T[] => (a.length >= b.length ? a : b);
  return {
    ...merged,
    ledgers: more(logged.ledgers, archived.ledgers),
    compactions: more(logged.compactions, archived.compactions),
    apiErrors: Math.max(logged.apiErrors, archived.apiErrors),
    awaitingMs: logged.awaitingMs,
    turns: Math.max(logged.turns, archived.turns),
    turnMs: Math.max(logged.turnMs, archived.turnMs),
  };
}
