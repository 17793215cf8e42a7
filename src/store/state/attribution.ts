/** `state/attribution.json`: which project for usage reports the settings of a folder named, and since when. */

import { join } from "node:path";
import { type AttributionLog, type NamedSince, NO_ATTRIBUTION } from "../../core/attribution/attribution-log.ts";
import { readText } from "../../runtime/regular-file.ts";
import { writeFileAtomic } from "../files/atomic-file.ts";

const VERSION = 1;

const fileIn = (stateDir: string): string => join(stateDir, "attribution.json");

export type StoredAttribution = {
  readonly log: AttributionLog;
  /** Of the history that was looked at last; "" = not known. */
  readonly stamp: string;
};

const NOTHING: StoredAttribution = { log: NO_ATTRIBUTION, stamp: "" };

/** Nothing where there is none that can be used: it begins anew then. */
export function readAttribution(stateDir: string): StoredAttribution {
  let value: { version?: unknown; stamp?: unknown; lookedMs?: unknown; folders?: unknown } | null;
  try {
    value = JSON.parse(readText(fileIn(stateDir)));
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code) return NOTHING;
    throw error;
  }
  if (value?.version !== VERSION || !isTime(value.lookedMs)) return NOTHING;
  const folders = typeof value.folders === "object" && value.folders !== null ? Object.entries(value.folders) : [];
  const log = {
    lookedMs: value.lookedMs,
    folders: new Map(folders.filter((entry): entry is [string, NamedSince[]] => isHistory(entry[1]))),
  };
  return { log, stamp: typeof value.stamp === "string" ? value.stamp : "" };
}

const isTime = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

function isHistory(value: unknown): boolean {
  return Array.isArray(value) && value.every((named) => typeof named?.code === "string" && isTime(named.afterMs));
}

/** A report must not fail where our folder cannot be written. */
export function writeAttribution(stateDir: string, { log, stamp }: StoredAttribution): void {
  const { lookedMs, folders } = log;
  const text = JSON.stringify({ version: VERSION, stamp, lookedMs, folders: Object.fromEntries(folders) });
  try {
    writeFileAtomic(fileIn(stateDir), text, { durable: false });
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code) throw error;
  }
}
