/**
 * The archive as one more file of the scan, so that what the client has deleted counts as if it were still in a log.
 */

import { Flag, pushRow, type ResponseRow, setRow } from "../../core/responses/columns.ts";
import { agentOf, ORIGIN_DETAILS, recordOf, UNNAMED_AGENT } from "../../core/responses/origin.ts";
import { projectFolder } from "../../core/responses/project-path.ts";
import { ARCHIVE_FILE, emptyReport, type FileScan } from "../../core/responses/scan.ts";
import { mergeFacts, type SessionFacts, withArchived } from "../../core/responses/session-facts.ts";
import { TableDraft } from "../../core/responses/table-draft.ts";
import type { Tokens } from "../../core/responses/tokens.ts";
import { type ArchiveRow, folderOfSource, IMPORTED, isImported } from "../../store/archive/archive-row.ts";
import { mergeRows } from "../../store/archive/merge-rows.ts";
import { factsFromText } from "../../store/index/codec.ts";
import { responseRow } from "../archive/archive-rows.ts";

/** Which rows of the archive are counted. */
export type ArchiveScope = {
  /** Claude Code folders that are read, as given and as resolved links, and those that they adopted. */
  readonly folders: ReadonlySet<string>;
  /** Whether rows that earlier versions imported without a folder count. */
  readonly imported: boolean;
};

export function isInScope({ source }: ArchiveRow, { folders, imported }: ArchiveScope): boolean {
  const folder = folderOfSource(source);
  return folder === null ? imported : folders.has(folder);
}

/** Collects rows of several months and folders; a response or a session that is there more than once counts once. */
export class ArchiveScan {
  readonly #draft = new TableDraft();
  readonly #sessions = new Map<string, ArchiveRow>();

  add(row: ArchiveRow): void {
    if (row.kind === "response") this.#addResponse(row);
    else if (row.kind === "session") {
      const known = this.#sessions.get(row.id);
      this.#sessions.set(row.id, known ? oneOf(known, row) : row);
    }
  }

  finish(): FileScan {
    const { table } = this.#draft;
    return {
      fileSession: ARCHIVE_FILE,
      slices: [{ table, from: 0, to: table.columns.length }],
      state: { lastMs: Number.NaN, last: null, awaitingMs: Number.NaN, lastRequest: 0 },
      sessions: Array.from(this.#sessions.values(), ({ detail }) => factsFromText(detail)),
      report: emptyReport(),
      consumedBytes: 0,
      isResumed: false,
      fingerprint: 0,
    };
  }

  #addResponse(row: ArchiveRow): void {
    const { table, columns, rows, iterationsByRow } = this.#draft;
    const known = rows.find(Number.parseInt(row.id.slice(8), 16), Number.parseInt(row.id.slice(0, 8), 16));
    if (known < 0) {
      const i = pushRow(columns, this.#numbersOf(row));
      rows.findOrAdd(i);
      if (row.detail !== "") iterationsByRow.set(i, JSON.parse(row.detail) as readonly Tokens[]);
      return;
    }
    const isKnownImported = ((columns.flags[known] as number) & Flag.imported) !== 0;
    const one = oneOf(responseRow(table, known, { source: isKnownImported ? IMPORTED : "", account: "" }), row);
    setRow(columns, known, this.#numbersOf(one));
    if (one.detail === "") iterationsByRow.delete(known);
    else iterationsByRow.set(known, JSON.parse(one.detail) as readonly Tokens[]);
  }

  #numbersOf(row: ArchiveRow): ResponseRow {
    const { models, origins } = this.#draft;
    const { project } = projectFolder(row.project);
    const agent = agentOf(row.agent, (row.flags & Flag.sidechain) !== 0, () => UNNAMED_AGENT);
    const origin = { ...recordOf(ORIGIN_DETAILS, (field) => row[field]), project, agent };
    const { timeMs, spanMs, requestHash, input, output, cacheWrite5m, cacheWrite1h, cacheRead, webSearches } = row;
    return {
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
      model: models.code(row.model),
      origin: origins.code({ sessionId: row.sessionId, loggedIn: row.sessionId, ...origin }),
      flags: (row.flags & ~(Flag.inherited | Flag.imported)) | (isImported(row) ? Flag.imported : 0),
    };
  }
}

/** Chooses one of two folders' rows; an imported one is replaced. The order of reading does not matter. */
function oneOf(a: ArchiveRow, b: ArchiveRow): ArchiveRow {
  if (isImported(a) !== isImported(b)) return isImported(a) ? b : a;
  return a.sessionId <= b.sessionId ? mergeRows(a, b) : mergeRows(b, a);
}

/** The facts about a session from one file. */
export type SessionClaim = { readonly facts: SessionFacts; readonly isArchive: boolean };

/**
 * Merges the facts about a session from all files.
 * @param claims in the order of the files, the archive's last; a log that is in two places counts once
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

/** A log and its copy have equal facts, to the millisecond. */
function isCopy(a: SessionFacts, b: SessionFacts): boolean {
  return a.firstMs === b.firstMs && a.lastMs === b.lastMs && JSON.stringify(a) === JSON.stringify(b);
}
