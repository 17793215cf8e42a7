/** Writes what a report counts to files, and takes such files into the archive. */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../core/user-error.ts";
import { readText } from "../../runtime/regular-file.ts";
import { archiveFiles, mergeIntoArchive, readArchive } from "../../store/archive/archive-files.ts";
import { type ArchiveRow, IMPORTED, keyOfRow, monthOf } from "../../store/archive/archive-row.ts";
import { writeFileAtomic } from "../../store/files/atomic-file.ts";
import { type Query, selectResponses } from "../load/query.ts";
import { responseRow, sessionRow } from "./archive-rows.ts";

/** Rows of what passes the filter, oldest first. */
export function exportRows(query: Query): readonly ArchiveRow[] {
  const { history } = query;
  const selected = selectResponses(query);
  const sourceOf = (): string => IMPORTED;
  const rows: ArchiveRow[] = [];
  for (let i = 0; i < selected.length; i++) {
    if (selected[i] === 1) rows.push(responseRow(history.table, i, sourceOf));
  }
  for (const id of new Set(rows.map((row) => row.sessionId))) {
    const facts = history.sessions.get(id);
    if (facts && !Number.isNaN(facts.lastMs)) rows.push(sessionRow(facts, sourceOf));
  }
  return rows.sort((a, b) => a.timeMs - b.timeMs || (keyOfRow(a) < keyOfRow(b) ? -1 : 1));
}

/** @returns the files written, a month each */
export async function exportParquet(rows: readonly ArchiveRow[], folder: string): Promise<readonly string[]> {
  const { parquetOf } = await import("../../store/archive/parquet.ts");
  const months = [...new Set(rows.map((row) => monthOf(row.timeMs)))];
  return months.map((month) => {
    const dir = join(folder, `year=${month.slice(0, 4)}`, `month=${month.slice(5)}`);
    const path = join(dir, "responses.parquet");
    mkdirSync(dir, { recursive: true });
    const bytes = parquetOf(rows.filter((row) => monthOf(row.timeMs) === month));
    writeFileAtomic(path, bytes, { durable: true });
    return path;
  });
}

export type Imported = { readonly responses: number; readonly sessions: number; readonly files: number };

/**
 * Merges the Parquet files of a folder, or a JSON export, into the archive.
 * @throws UserError where there is nothing to import, a file cannot be read, or the archive is busy
 */
export async function importInto(archiveDir: string, from: string): Promise<Imported> {
  const { rows, files } = from.endsWith(".json") ? await readJson(from) : await readFolder(from);
  const known = new Set((await readArchive(archiveFiles(archiveDir))).rows.map(keyOfRow));
  const fresh = rows.filter((row) => !known.has(keyOfRow(row))).map((row) => ({ ...row, source: IMPORTED }));
  const bad = await mergeIntoArchive(archiveDir, fresh);
  if (bad === null) {
    throw new UserError("the archive is being written by another process", { hint: "Try again in a moment." });
  }
  const [first] = bad;
  if (first) throw new UserError(`cannot write ${first.path}: ${first.reason}`);
  const responses = new Set(fresh.filter((r) => r.kind === "response").map(keyOfRow)).size;
  return { responses, sessions: new Set(fresh.map(keyOfRow)).size - responses, files };
}

type Read = { readonly rows: readonly ArchiveRow[]; readonly files: number };

async function readFolder(folder: string): Promise<Read> {
  const files = archiveFiles(folder);
  if (files.length === 0) {
    throw new UserError(`no Parquet files in ${folder}`, {
      hint: "Name a folder made by `claude-cost export --parquet`.",
    });
  }
  const { rows, bad } = await readArchive(files);
  const [first] = bad;
  if (first) throw new UserError(`${first.path} is not a claude-cost archive: ${first.reason}`);
  return { rows, files: files.length };
}

async function readJson(path: string): Promise<Read> {
  const { rowOfObject } = await import("../../store/archive/parquet.ts");
  try {
    const file = JSON.parse(readText(path)) as { rows: Record<string, unknown>[] };
    return { rows: file.rows.map(rowOfObject), files: 1 };
  } catch (error) {
    throw new UserError(`cannot import ${path}: ${(error as Error).message}`, { cause: error });
  }
}
