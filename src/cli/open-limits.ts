/** Loads everything that limits need, and says what is wrong with the settings. */

import type { Command } from "commander";
import type { LimitsState } from "../app/limits.ts";
import { readLimits } from "../app/read-limits.ts";
import { dataPaths } from "../store/data-dir.ts";
import { loadSettings, type Settings } from "../store/settings.ts";
import type { LimitsFrame } from "../view/limits-view.ts";
import type { Io } from "./io.ts";
import { openReport, type Report } from "./report.ts";

export type OpenLimits = {
  readonly report: Report;
  readonly state: LimitsState;
  readonly settings: Settings;
  readonly frame: LimitsFrame;
};

export async function openLimits(command: Command, io: Io): Promise<OpenLimits> {
  const report = await openReport(command, io, false);
  const { zone, nowMs, history } = report.query;
  const keep = report.options.timezone === undefined && report.options.configDir.length === 0;
  const paths = dataPaths(report.options.dataDir, io.env);
  const { state, problems } = readLimits({ history, paths, homeDir: io.homeDir, zone, nowMs, keep });
  for (const problem of problems) io.stderr.write(`claude-cost: ${problem}\n`);
  const { settings } = loadSettings(paths.settingsFile);
  return { report, state, settings, frame: { width: report.width, unicode: report.style.unicode, nowMs, zone } };
}
