/** Writes what a load worked out: the caches, so that the next start is quick, and settled days into the archive. */

import { VERSION } from "../../data/version.ts";
import { stampOf } from "../../store/files/file-stamps.ts";
import { writeJournal } from "../../store/index/journal.ts";
import { writeIndex } from "../../store/index/write-index.ts";
import { cacheBackground } from "../load/cached-background.ts";
import { type LoadedHistory, MANY_RESPONSES } from "../load/load-history.ts";
import { withArchive } from "../load/load-logs.ts";
import { type ArchiveUpdate, updateArchive } from "./update-archive.ts";

export type SaveOptions = {
  readonly nowMs: number;
  /** Has many settled days put into the archive by another process; left out = they wait for another report. */
  readonly archiveLater?: (() => void) | undefined;
};

/** @returns one line for each thing that the user should know */
export async function saveLoaded(loaded: LoadedHistory, options: SaveOptions): Promise<readonly string[]> {
  const { archive, notes } = await archiveSettled(loaded, options);
  if (archive === null || loaded.content === null || loaded.backgroundFrom.indexFile === null) {
    saveCaches(loaded);
    return notes;
  }
  // What was put into the archive is in the index as it is there, or the next start would have to read it.
  const { book, zone } = loaded.backgroundFrom;
  const content = await withArchive(loaded.content, archive, { book, zone, nowMs: options.nowMs });
  saveCaches({ ...loaded, indexUpdate: { kind: "index", content } });
  return notes;
}

const NOTHING_DONE: ArchiveUpdate = { archive: null, notes: [] };

async function archiveSettled(loaded: LoadedHistory, options: SaveOptions): Promise<ArchiveUpdate> {
  const { archive, content, logs } = loaded;
  if (archive === null || archive.due === "no") return NOTHING_DONE;
  if (archive.due === "few" && logs.responses > MANY_RESPONSES) {
    // The run that has just read all logs for the first time took long enough.
    if (!logs.isFirst) options.archiveLater?.();
    return NOTHING_DONE;
  }
  return content === null ? NOTHING_DONE : updateArchive(archive, content, options.nowMs);
}

/** The index, and the background that goes with it. Where they cannot be written, the next start reads more. */
export function saveCaches({ logs, indexUpdate, background, backgroundFrom }: LoadedHistory): void {
  const { indexFile, indexStamp } = backgroundFrom;
  if (indexFile === null) return;
  if (indexUpdate?.kind === "index") {
    if (!writeIndex(indexFile, indexUpdate.content, VERSION)) return;
    cacheBackground(backgroundFrom, background, stampOf([indexFile]));
    return;
  }
  if (indexUpdate?.kind === "journal") writeJournal(indexFile, VERSION, indexStamp, indexUpdate.logs);
  if (logs.changedSessions !== null) cacheBackground(backgroundFrom, background, indexStamp);
}
