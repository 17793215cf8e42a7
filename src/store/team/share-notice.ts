/**
 * `team/share-notice.json` in our own data folder: the message of a share in the background, to be shown at the next
 * report.
 */

import { rmSync } from "node:fs";
import { join } from "node:path";
import { isObject } from "../../core/parse-json.ts";
import { readJson } from "../../runtime/regular-file.ts";
import { writeFileAtomic } from "../files/atomic-file.ts";

export type ShareNotice = {
  /** Whether nothing is sent until the member has agreed; the notice is then shown at each report until that. */
  readonly waits: boolean;
  readonly text: string;
};

const noticeFile = (teamDir: string): string => join(teamDir, "share-notice.json");

export function writeShareNotice(teamDir: string, notice: ShareNotice): void {
  writeFileAtomic(noticeFile(teamDir), `${JSON.stringify(notice)}\n`, { durable: false });
}

export function clearShareNotice(teamDir: string): void {
  rmSync(noticeFile(teamDir), { force: true });
}

/** @returns null where there is none */
export function readShareNotice(teamDir: string): ShareNotice | null {
  const read = readJson(noticeFile(teamDir));
  if (!isObject(read) || typeof read["text"] !== "string") return null;
  return { waits: read["waits"] === true, text: read["text"] };
}

/** For showing it: a notice that waits for nothing is shown once. @returns null where there is none */
export function takeShareNotice(teamDir: string): ShareNotice | null {
  const notice = readShareNotice(teamDir);
  if (notice !== null && !notice.waits) clearShareNotice(teamDir);
  return notice;
}
