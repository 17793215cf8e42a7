/** Loads everything that limits need, and reports problems with the settings. */

import type { Command } from "commander";
import { foundPaths, signedInAccounts } from "../app/limits/accounts.ts";
import { limitsPolicy } from "../app/limits/limits-policy.ts";
import { ownSourcesDir } from "../app/sources/open-fetch.ts";
import { type OrganizationLimits, readOrgLimits } from "../app/sources/org-limits.ts";
import type { Alert } from "../core/alerts.ts";
import { worstFirst } from "../core/limits/alerts.ts";
import type { LimitsState } from "../core/limits/all-accounts.ts";
import { dataPaths } from "../store/files/data-dir.ts";
import { loadSettings, type Settings } from "../store/settings.ts";
import { readMemberships } from "../store/team/membership-file.ts";
import { teamSourcesDir } from "../store/team/team-folder.ts";
import type { LimitsFrame } from "../view/tables/limit-lines.ts";
import { alertsOf, contextsOf } from "./contexts-of.ts";
import type { Io } from "./io.ts";
import { openReport, type Report } from "./report.ts";
import { printMessage } from "./terminal/messages.ts";

export type OpenLimits = {
  readonly report: Report;
  readonly state: LimitsState;
  /** Alerts about limits and about contexts, worst first. */
  readonly alerts: readonly Alert[];
  /** What was fetched of an organisation's limits, by source. */
  readonly organization: readonly OrganizationLimits[];
  readonly settings: Settings;
  readonly frame: LimitsFrame;
};

export async function openLimits(command: Command, io: Io): Promise<OpenLimits> {
  const report = await openReport(command, io, false);
  const { state, problems } = report.limits();
  for (const problem of problems) printMessage(io.stderr, problem);
  const { settings } = loadSettings(dataPaths(report.options.dataDir, io.env).settingsFile);
  const { zone, nowMs, history } = report.query;
  const organization = await orgLimitsOf(report, settings, io);
  const alerts = worstFirst([
    ...alertsOf(report, contextsOf(report, history.open)),
    ...organization.flatMap((source) => source.alerts),
  ]);
  return {
    report,
    state,
    alerts,
    organization,
    settings,
    frame: { width: report.width, unicode: report.style.unicode, nowMs, zone },
  };
}

/**
 * The limits that `fetch` stored. The user's own are found by the email addresses that the client is signed in with. In
 * the folder of a joined team, where the team's lead stored them, they are found by pseudonym, and no other member's
 * are shown.
 */
async function orgLimitsOf(
  { query: { history, nowMs }, options }: Report,
  settings: Settings,
  io: Io,
): Promise<readonly OrganizationLimits[]> {
  if (history.demo) return [];
  const paths = dataPaths(options.dataDir, io.env);
  const accounts = signedInAccounts(foundPaths(history.roots), io.homeDir);
  const emails = accounts.flatMap(({ states }) => states.map(({ account }) => account?.email.toLowerCase() ?? ""));
  const { thresholds, quiet } = limitsPolicy(settings);
  const shared = { thresholds, quiet, nowMs };
  const own = await readOrgLimits({
    ...shared,
    sourcesDir: ownSourcesDir(paths),
    own: new Set(emails.filter((email) => email !== "")),
    onlyOwn: false,
  });
  const { member } = readMemberships(paths.teamDir);
  if (member === null) return own;
  const ofTeam = await readOrgLimits({
    ...shared,
    sourcesDir: teamSourcesDir(member.dir),
    own: new Set([member.member]),
    onlyOwn: true,
  });
  return [...own, ...ofTeam.filter(({ source }) => own.every((other) => other.source !== source))];
}
