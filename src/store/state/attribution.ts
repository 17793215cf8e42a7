/** `state/attribution.json`: which project for usage reports a folder's settings contained, and since when. */

import { join } from "node:path";
import { type AttributionLog, type NamedSince, NO_ATTRIBUTION } from "../../core/attribution/attribution-log.ts";
import { readJson } from "../../runtime/regular-file.ts";
import { writeDisposable } from "../files/atomic-file.ts";

const VERSION = 1;

const fileIn = (stateDir: string): string => join(stateDir, "attribution.json");

export type StoredAttribution = {
  readonly log: AttributionLog;
  /** The stamp of the history that was checked last; "" = not known. */
  readonly stamp: string;
};

type Saved = { version: number; stamp: string; lookedMs: number; folders: object };

const NOTHING: StoredAttribution = { log: NO_ATTRIBUTION, stamp: "" };

/** Empty where there is no valid file: recording then starts again. */
export function readAttribution(stateDir: string): StoredAttribution {
  const value = readJson(fileIn(stateDir)) as Partial<Record<keyof Saved, unknown>> | null | undefined;
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
  writeDisposable(fileIn(stateDir), text);
}
