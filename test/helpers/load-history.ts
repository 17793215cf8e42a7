/** Loads a history and saves what was worked out, as a report does. */

import { saveLoaded } from "../../src/app/archive/save-loaded.ts";
import type { History } from "../../src/app/load/history.ts";
import { type LoadIo, type LoadOptions, loadHistory } from "../../src/app/load/load-history.ts";

export type LoadAndSaveOptions = LoadOptions & { readonly archiveNow?: boolean; readonly archiveLater?: () => void };

export async function loadAndSave(options: LoadAndSaveOptions, io: LoadIo): Promise<History> {
  const loaded = await loadHistory(options, io);
  const { archiveNow = false, archiveLater } = options;
  await saveLoaded(loaded, { nowMs: io.now(), archiveNow, archiveLater });
  return loaded.history;
}
