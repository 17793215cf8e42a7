/** The archive as one more file of the scan: what the client has deleted since counts as if it still stood there. */

import { Flag, pushRow } from "../../core/responses/columns.ts";
import { agentOf, ORIGIN_DETAILS, recordOf, UNNAMED_AGENT } from "../../core/responses/origin.ts";
import { projectFolder } from "../../core/responses/project-path.ts";
import { ARCHIVE_FILE, emptyReport, type FileScan } from "../../core/responses/scan.ts";
import { mergeFacts, type SessionFacts, withArchived } from "../../core/responses/session-facts.ts";
import { TableDraft } from "../../core/responses/table-draft.ts";
import type { Tokens } from "../../core/responses/tokens.ts";
import { type ArchiveRow, folderOfSource, isImported } from "../../store/archive/archive-row.ts";
import { mergeRows } from "../../store/archive/merge-rows.ts";
import { factsFromText } from "../../store/index/codec.ts";

/** Which rows of the archive are counted. */
export type ArchiveScope = {
  /** Claude Code folders that are looked at, as they are written and as they are linked, and those that they adopted. */
  readonly folders: ReadonlySet<string>;
  /** Whether rows count that earlier versions imported for no folder. */
  readonly imported: boolean;
};

export function isInScope({ source }: ArchiveRow, { folders, imported }: ArchiveScope): boolean {
  const folder = folderOfSource(source);
  return folder === null ? imported : folders.has(folder);
}

/** @param rows of several months and folders; a response or a session that is there more than once counts once */
export function archiveScan(rows: readonly ArchiveRow[]): FileScan {
  const byKey = new Map<string, ArchiveRow>();
  for (const row of rows) {
    const key = `${row.kind} ${row.id}`;
    const known = byKey.get(key);
    byKey.set(key, known ? oneOf(known, row) : row);
  }
  const draft = new TableDraft(byKey.size + 1);
  const sessions: SessionFacts[] = [];
  for (const row of byKey.values()) {
    if (row.kind === "response") addResponse(draft, row);
    else if (row.kind === "session") sessions.push(factsFromText(row.detail));
  }
  const { table } = draft;
  return {
    fileSession: ARCHIVE_FILE,
    slices: [{ table, from: 0, to: table.columns.length }],
    state: { lastMs: Number.NaN, last: null, awaitingMs: Number.NaN, lastRequest: 0 },
    sessions,
    report: emptyReport(),
    consumedBytes: 0,
    isResumed: false,
    fingerprint: 0,
  };
}

/** Of two folders' rows one; an imported one gives way. Which of them was read first does not matter. */
function oneOf(a: ArchiveRow, b: ArchiveRow): ArchiveRow {
  if (isImported(a) !== isImported(b)) return isImported(a) ? b : a;
  return a.sessionId <= b.sessionId ? mergeRows(a, b) : mergeRows(b, a);
}

function addResponse(draft: TableDraft, row: ArchiveRow): void {
  const { project } = projectFolder(row.project);
  const agent = agentOf(row.agent, (row.flags & Flag.sidechain) !== 0, () => UNNAMED_AGENT);
  const origin = { ...recordOf(ORIGIN_DETAILS, (field) => row[field]), project, agent };
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
    flags: (row.flags & ~(Flag.inherited | Flag.imported)) | (isImported(row) ? Flag.imported : 0),
  });
  if (row.detail !== "") draft.iterationsByRow.set(i, JSON.parse(row.detail) as readonly Tokens[]);
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
