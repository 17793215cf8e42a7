/** The common steps of commands that change settings: find the file, change it under its lock, print the result. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { dataPaths } from "../store/files/data-dir.ts";
import { type Settings, updateSettings } from "../store/settings.ts";
import type { Io } from "./io.ts";
import { readCommonOptions } from "./options/common-options.ts";
import { openReport } from "./report.ts";
import { printMessage } from "./terminal/messages.ts";

export async function changeSettings<T>(command: Command, io: Io, change: (settings: Settings) => T): Promise<T> {
  const { dataDir } = readCommonOptions(command);
  const { result, notes } = await updateSettings(dataPaths(dataDir, io.env).settingsFile, change);
  for (const note of notes) printMessage(io.stderr, note);
  return result;
}

/**
 * Changes the settings that limits are computed from. If a report has stored facts for hooks and status line, they are
 * measured again, so that the change takes effect at the next prompt.
 */
export async function changePolicy<T>(command: Command, io: Io, change: (settings: Settings) => T): Promise<T> {
  const result = await changeSettings(command, io, change);
  const { stateDir } = dataPaths(readCommonOptions(command).dataDir, io.env);
  if (existsSync(join(stateDir, "limits.json"))) await openReport(command, io, false);
  return result;
}
