/** What every command that changes settings does: find the file, change it under its lock, say what happened. */

import type { Command } from "commander";
import { dataPaths } from "../store/files/data-dir.ts";
import { type Settings, updateSettings } from "../store/settings.ts";
import type { Io } from "./io.ts";
import { readCommonOptions } from "./options/common-options.ts";
import { say } from "./say.ts";

export async function changeSettings<T>(command: Command, io: Io, change: (settings: Settings) => T): Promise<T> {
  const { dataDir } = readCommonOptions(command);
  const { result, notes } = await updateSettings(dataPaths(dataDir, io.env).settingsFile, change);
  for (const note of notes) say(io.stderr, note);
  return result;
}
