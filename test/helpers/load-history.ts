/** Loads a history and saves what was computed, as a report does. */

import { saveLoaded } from "../../src/app/archive/save-loaded.ts";
import type { History } from "../../src/app/load/history.ts";
import { type LoadIo, type LoadOptions, loadHistory } from "../../src/app/load/load-history.ts";
import { Zone } from "../../src/core/calendar/zone.ts";

export type LoadAndSaveOptions = Omit<LoadOptions, "zone"> & {
  /** Default: UTC. */
  readonly zone?: Zone;
  readonly archiveLater?: () => void;
};

export async function loadAndSave(options: LoadAndSaveOptions, io: LoadIo): Promise<History> {
  const loaded = await loadHistory({ archivable: "few", zone: new Zone("UTC"), ...options }, io);
  await saveLoaded(loaded, { nowMs: io.now(), archiveLater: options.archiveLater });
  return loaded.history;
}
