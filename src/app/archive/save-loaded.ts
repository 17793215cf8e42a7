/** Saves the results of a load: the caches, so that the next start is fast, and settled days in the archive. */

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
  /** Starts another process that archives many settled days; undefined = they wait for another report. */
  readonly archiveLater?: (() => void) | undefined;
};

/** @returns notes for the user, one line each */
export async function saveLoaded(loaded: LoadedHistory, options: SaveOptions): Promise<readonly string[]> {
  const { archive, notes } = await archiveSettled(loaded, options);
  if (archive === null || loaded.content === null || loaded.backgroundFrom.indexFile === null) {
    saveCaches(loaded);
    return notes;
  }
  // The index must contain the archive's rows as they are now, or the next start would have to read the archive.
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
    // Not in the run that has just read all logs for the first time, which took long enough.
    if (!logs.isFirst) options.archiveLater?.();
    return NOTHING_DONE;
  }
  return content === null ? NOTHING_DONE : updateArchive(archive, content, options.nowMs);
}

/** Writes the index, and the background that belongs to it. Where that fails, the next start reads more. */
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
