/** Shares with the team once a day in a separate process, if the member switched that on. */

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { attempt } from "../runtime/try-file.ts";
import { dataPaths } from "../store/files/data-dir.ts";
import { quickBoolean, readSettingsQuick } from "../store/settings/settings-quick.ts";
import { takeShareNotice } from "../store/team/share-notice.ts";
import { claimAttempt, readSharedOn } from "../store/team/shared-on.ts";
import { ownProgram } from "./own-program.ts";

const DAY_MS = 86_400_000;
/** A missing folder may be available again after this time. */
const RETRY_MS = 3_600_000;
/** A member is notified when sharing has failed for this many days. */
const FAILED_DAYS = 3;

type Env = Readonly<Record<string, string | undefined>>;

/**
 * @param options.isRead whether a message will be read: what is told once is not spent on a report in the background
 * @returns a message for the member; null = none
 */
export function shareLater(
  dataDir: string | undefined,
  env: Env,
  { nowMs, isRead }: { readonly nowMs: number; readonly isRead: boolean },
): string | null {
  const { teamDir, settingsFile } = dataPaths(dataDir, env);
  if (!existsSync(join(teamDir, "membership.json"))) return null;
  if (!quickBoolean(readSettingsQuick(settingsFile), ["team", "daily"], false)) return null;
  const notice = isRead ? takeShareNotice(teamDir) : null;
  const sharedOn = readSharedOn(teamDir);
  const today = new Date(nowMs).toISOString().slice(0, 10);
  if (sharedOn >= today) return notice?.text ?? null;
  attempt(() => {
    if (claimAttempt(teamDir, nowMs, RETRY_MS)) start(dataDir, env);
  });
  if (notice !== null) return notice.text;
  const hasFailed = sharedOn !== "" && nowMs - Date.parse(sharedOn) >= FAILED_DAYS * DAY_MS + DAY_MS;
  return hasFailed
    ? `sharing with the team has not succeeded since ${sharedOn}; \`claude-cost team share\` says why`
    : null;
}

function start(dataDir: string | undefined, env: Env): void {
  const { node, main } = ownProgram();
  const args = [main, "team", "share", "--unattended", ...(dataDir === undefined ? [] : ["--data-dir", dataDir])];
  const child = spawn(node, args, { detached: true, stdio: "ignore", windowsHide: true, env: { ...env } });
  child.once("error", () => {});
  child.unref();
}
