/** Loads everything that limits need, and says what is wrong with the settings. */

import type { Command } from "commander";
import type { Alert } from "../core/alerts.ts";
import type { LimitsState } from "../core/limits/all-accounts.ts";
import { dataPaths } from "../store/files/data-dir.ts";
import { loadSettings, type Settings } from "../store/settings.ts";
import type { LimitsFrame } from "../view/tables/limit-lines.ts";
import { alertsOf, contextsOf } from "./contexts-of.ts";
import type { Io } from "./io.ts";
import { openReport, type Report } from "./report.ts";
import { say } from "./say.ts";

export type OpenLimits = {
  readonly report: Report;
  readonly state: LimitsState;
  /** Of limits and of contexts, the worst first. */
  readonly alerts: readonly Alert[];
  readonly settings: Settings;
  readonly frame: LimitsFrame;
};

export async function openLimits(command: Command, io: Io): Promise<OpenLimits> {
  const report = await openReport(command, io, false);
  const { state, problems } = report.limits();
  for (const problem of problems) say(io.stderr, problem);
  const { settings } = loadSettings(dataPaths(report.options.dataDir, io.env).settingsFile);
  const { zone, nowMs, history } = report.query;
  const alerts = alertsOf(report, contextsOf(report, history.open));
  return {
    report,
    state,
    alerts,
    settings,
    frame: { width: report.width, unicode: report.style.unicode, nowMs, zone },
  };
}
