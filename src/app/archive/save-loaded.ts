/** Writes what a load worked out: the caches, so that the next start is quick, and settled days into the archive. */

import { VERSION } from "../../data/version.ts";
import { stampOf } from "../../store/files/file-stamps.ts";
import { encodeIndex } from "../../store/index/encode-index.ts";
import { writeJournal } from "../../store/index/journal.ts";
import { writeIndex } from "../../store/index/write-index.ts";
import { cacheBackground } from "../load/cached-background.ts";
import type { LoadedHistory } from "../load/load-history.ts";
import { keepArchive } from "./keep-archive.ts";

export type SaveOptions = {
  readonly nowMs: number;
  /** Whether settled days are put into the archive now, however many there are and whenever that was done last. */
  readonly archiveNow?: boolean;
  /** Has many settled days put into the archive by another process; left out = this one does it. */
  readonly archiveLater?: (() => void) | undefined;
};

/** @returns one line for each thing that the user should know */
export async function saveLoaded(
  loaded: LoadedHistory,
  { nowMs, archiveNow = false, archiveLater }: SaveOptions,
): Promise<readonly string[]> {
  saveCaches(loaded);
  const { logs, archive } = loaded;
  return archive ? keepArchive({ ...archive, logs, nowMs, isNow: archiveNow, later: archiveLater }) : [];
}

/** The index, and the background that goes with it. Where they cannot be written, the next start reads more. */
export function saveCaches({ logs, indexUpdate, background, backgroundFrom }: LoadedHistory): void {
  const { indexFile, indexStamp } = backgroundFrom;
  if (indexFile === null) return;
  if (indexUpdate?.kind === "index") {
    if (!writeIndex(indexFile, encodeIndex(indexUpdate.content, VERSION))) return;
    cacheBackground(backgroundFrom, background, stampOf([indexFile]));
    return;
  }
  if (indexUpdate?.kind === "journal") writeJournal(indexFile, VERSION, indexStamp, indexUpdate.logs);
  if (logs.changedSessions !== null) cacheBackground(backgroundFrom, background, indexStamp);
}
