/**
 * Archives settled days, because the client deletes its transcripts after a month. Done once a day; a month is written
 * only where it has changed.
 */

import type { SessionFacts } from "../../core/responses/session-facts.ts";
import { archiveFiles, fileOfMonth } from "../../store/archive/archive-files.ts";
import type { ArchiveRow } from "../../store/archive/archive-row.ts";
import { dayOf, readArchiveState, stampOf, writeArchiveState } from "../../store/archive/archive-state.ts";
import { mergeIntoArchive } from "../../store/archive/write-archive.ts";
import type { IndexContent } from "../../store/index/encode-index.ts";
import { archiveSource, realFolder } from "../load/archive-source.ts";
import type { ArchiveView } from "../load/load-history.ts";
import type { ArchiveSource } from "../load/loaded-logs.ts";
import { type RowOwner, responseRow, sessionRow } from "./archive-rows.ts";
import { type LoggedMonth, loggedByMonth } from "./logged-by-folder.ts";

const DAY_MS = 86_400_000;

/** The result of archiving rows. */
export type ArchiveUpdate = {
  /** The archive after the update; null = unchanged. */
  readonly archive: ArchiveSource | null;
  /** One line for each month, or folder, that could not be written. */
  readonly notes: readonly string[];
};

export async function updateArchive(view: ArchiveView, content: IndexContent, nowMs: number): Promise<ArchiveUpdate> {
  try {
    return await keep(view, content, dayOf(nowMs));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!code) throw error;
    return { archive: null, notes: [`cannot write the archive in ${view.archiveDir} (${code}); ${LOGS_ONLY}`] };
  }
}

const LOGS_ONLY = "the figures are of what the logs and the archive hold now";

async function keep(view: ArchiveView, content: IndexContent, today: number): Promise<ArchiveUpdate> {
  const { archiveDir, scope, scopeName, roots } = view;
  const state = readArchiveState(archiveDir, scopeName);
  const months = new Map(Object.entries(state.months));
  const notes: string[] = [];
  let changed = 0;
  // Sequentially, because the rows of several months would take too much memory.
  for (const [month, part] of loggedByMonth(content, roots, (today - 1) * DAY_MS)) {
    const sumWith = (): string => `${part.lo}-${part.hi} ${stampOfMonth(archiveDir, month)}`;
    if (months.get(month) === sumWith()) continue;
    const written = await mergeIntoArchive(archiveDir, rowsOf(view, content, part));
    // Another process is doing the same.
    if (written === null) return { archive: null, notes };
    for (const { path, reason } of written.failed) notes.push(`cannot write ${path} (${reason}); ${LOGS_ONLY}`);
    for (const [reason, count] of written.refused) {
      notes.push(`${count === 1 ? "1 row" : `${count} rows`} of ${month} cannot be archived, because ${reason}`);
    }
    changed += written.changed;
    if (written.failed.length === 0) months.set(month, sumWith());
  }
  writeArchiveState(archiveDir, scopeName, { day: today, months: Object.fromEntries(months) });
  return { archive: changed > 0 ? archiveSource(archiveDir, scope) : null, notes };
}

function stampOfMonth(archiveDir: string, month: string): string {
  const path = fileOfMonth(archiveDir, month);
  return stampOf(archiveFiles(archiveDir).filter((file) => file.path === path));
}

function rowsOf(view: ArchiveView, { table, sessions: facts }: IndexContent, { folders }: LoggedMonth): ArchiveRow[] {
  return [...folders.values()].flatMap(({ folder, rows, sessions }) => {
    const owner: RowOwner = { source: realFolder(folder), account: view.accountOf(folder) };
    return [
      ...rows.map((i) => responseRow(table, i, owner)),
      ...sessions.map((id) => sessionRow(facts.get(id) as SessionFacts, owner)),
    ];
  });
}
