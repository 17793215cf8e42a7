/** Writes what a report counts to files, and imports such files into the archive. */

import { join } from "node:path";
import { UserError } from "../../core/user-error.ts";
import { makeFolder } from "../../runtime/make-folder.ts";
import { readText, statIfAny } from "../../runtime/regular-file.ts";
import { archiveFiles, readArchive } from "../../store/archive/archive-files.ts";
import { type ArchiveRow, IMPORTED, importedFor, monthOf } from "../../store/archive/archive-row.ts";
import { rowOfObject } from "../../store/archive/check-row.ts";
import type { TextColumn } from "../../store/archive/parquet.ts";
import { mergeIntoArchive } from "../../store/archive/write-archive.ts";
import { writeFileAtomic } from "../../store/files/atomic-file.ts";
import type { DataPaths } from "../../store/files/data-dir.ts";
import { type Query, selectResponses } from "../load/query.ts";
import { responseRow, sessionRow } from "./archive-rows.ts";
import { backgroundRows, takeBackground } from "./background-rows.ts";
import { rowsOfMessages } from "./import-messages.ts";

/** Exported rows do not contain a folder of this machine. */
const EXPORTED = { source: IMPORTED, account: "" };

const nameOf = ({ kind, id }: ArchiveRow): string => `${kind} ${id}`;

/**
 * Rows that pass the filter, oldest first.
 * @param otelDir the telemetry feed
 * @param withPullRequests whether to include the pull requests of sessions
 */
export function exportRows(query: Query, otelDir: string, withPullRequests: boolean): readonly ArchiveRow[] {
  const { history } = query;
  const selected = selectResponses(query);
  const rows: ArchiveRow[] = [];
  for (let i = 0; i < selected.length; i++) {
    if (selected[i] === 1) rows.push(responseRow(history.table, i, EXPORTED));
  }
  for (const id of new Set(rows.map((row) => row.sessionId))) {
    const facts = history.sessions.get(id);
    if (!facts || Number.isNaN(facts.lastMs)) continue;
    rows.push(sessionRow(withPullRequests ? facts : { ...facts, pullRequests: [] }, EXPORTED));
  }
  rows.push(...backgroundRows(query, otelDir, EXPORTED));
  return rows.sort((a, b) => a.timeMs - b.timeMs || (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** @param more additional columns @returns the files written, one per month */
export async function exportParquet(
  rows: readonly ArchiveRow[],
  folder: string,
  more: readonly TextColumn[],
): Promise<readonly string[]> {
  const { parquetOf } = await import("../../store/archive/parquet.ts");
  const months = [...new Set(rows.map((row) => monthOf(row.timeMs)))];
  return months.map((month) => {
    const dir = join(folder, `year=${month.slice(0, 4)}`, `month=${month.slice(5)}`);
    const path = join(dir, "responses.parquet");
    makeFolder(dir);
    const ofMonth = rows.filter((row) => monthOf(row.timeMs) === month);
    const bytes = parquetOf(ofMonth, more);
    writeFileAtomic(path, bytes, { durable: true });
    return path;
  });
}

export type Imported = {
  readonly responses: number;
  readonly sessions: number;
  /** Background requests that are new to the telemetry feed; null = the rows contained none. */
  readonly backgroundRequests: number | null;
  readonly files: number;
  /** Invalid rows that were left out, by reason. */
  readonly refused: ReadonlyMap<string, number>;
};

/**
 * Merges the Parquet files of a folder, a JSON export, or the messages of a headless run into the archive, and
 * background that only telemetry reported into the telemetry feed. Existing data is not changed.
 * @param folder the Claude Code folder that they should count with
 * @throws UserError where there is nothing to import, a file cannot be read, or the archive is locked
 */
export async function importInto(
  { archiveDir, otelDir }: Pick<DataPaths, "archiveDir" | "otelDir">,
  from: string,
  folder: string,
): Promise<Imported> {
  const { rows: all, files, refused } = statIfAny(from)?.isDirectory() ? await readFolder(from) : readFile(from);
  const rows = all.filter((row) => row.kind !== "background");
  const background = all.filter((row) => row.kind === "background");
  const archived = await readArchive(archiveFiles(archiveDir));
  const known = new Set(archived.flatMap((file) => file.rows.map(nameOf)));
  const source = importedFor(folder);
  const fresh = rows.filter((row) => !known.has(nameOf(row))).map((row) => ({ ...row, source }));
  const written = await mergeIntoArchive(archiveDir, fresh);
  if (written === null) {
    throw new UserError("the archive is being written by another process", { hint: "Try again in a moment." });
  }
  const [first] = written.failed;
  if (first) throw new UserError(`cannot write ${first.path}: ${first.reason}`);
  const responses = new Set(fresh.filter((r) => r.kind === "response").map(nameOf)).size;
  const sessions = new Set(fresh.map(nameOf)).size - responses;
  const taken = takeBackground(otelDir, background);
  const full = taken.refused === 0 ? refused : new Map([...refused, [FULL_DAY, taken.refused] as const]);
  const backgroundRequests = background.length === 0 ? null : taken.added;
  return { responses, sessions, backgroundRequests, files, refused: full };
}

const FULL_DAY = "the telemetry of their day has reached its size limit";

type Read = {
  readonly rows: readonly ArchiveRow[];
  readonly files: number;
  readonly refused: ReadonlyMap<string, number>;
};

async function readFolder(folder: string): Promise<Read> {
  const files = archiveFiles(folder);
  if (files.length === 0) {
    throw new UserError(`no Parquet files in ${folder}`, {
      hint: "Name a folder made by `claude-cost export --parquet`.",
    });
  }
  const read = await readArchive(files);
  const damaged = read.find((file) => file.state === "damaged");
  if (damaged) throw new UserError(`${damaged.path} is not a claude-cost archive: ${damaged.reason}`);
  const refused = new Map<string, number>();
  for (const file of read) for (const [reason, count] of file.refused) addTo(refused, reason, count);
  return { rows: read.flatMap((file) => file.rows), files: files.length, refused };
}

function readFile(path: string): Read {
  let text: string;
  try {
    text = readText(path);
  } catch (error) {
    throw new UserError(`cannot import ${path}: ${(error as Error).message}`, { cause: error });
  }
  const messages = rowsOfMessages(text, statIfAny(path)?.mtimeMs ?? 0, EXPORTED);
  return messages ? { ...messages, files: 1 } : readExport(path, text);
}

function readExport(path: string, text: string): Read {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    const hint = "It takes what `export --json` or `export --parquet` wrote; CSV is for other programs.";
    throw new UserError(`cannot import ${path}: ${(error as Error).message}`, { hint, cause: error });
  }
  const list: unknown = typeof file === "object" && file !== null ? (file as Record<string, unknown>)["rows"] : null;
  if (!Array.isArray(list)) {
    throw new UserError(`cannot import ${path}: it has neither rows nor messages`, {
      hint: "Name a file made by `claude-cost export --json`, or the result file of a headless run.",
    });
  }
  const rows: ArchiveRow[] = [];
  const refused = new Map<string, number>();
  for (const object of list) {
    const row = rowOfObject(object);
    if (typeof row === "string") addTo(refused, row, 1);
    else rows.push(row);
  }
  return { rows, files: 1, refused };
}

function addTo(counts: Map<string, number>, reason: string, count: number): void {
  counts.set(reason, (counts.get(reason) ?? 0) + count);
}
