import { sessionContexts } from "../app/context/contexts.ts";
import { alertList } from "../app/limits/alert-list.ts";
import type { Alert } from "../core/alerts.ts";
import type { SessionContext } from "../core/context/session-context.ts";
import { readStatuslineFeeds } from "../store/feeds/statusline-feed.ts";
import { dataPaths } from "../store/files/data-dir.ts";
import { contextPolicy } from "../store/settings/inside-settings.ts";
import { readSettingsQuick } from "../store/settings/settings-quick.ts";
import type { Report } from "./report.ts";

/** The contexts of the given sessions, fullest first. */
export function contextsOf({ query, options, io }: Report, sessionIds: ReadonlySet<string>): readonly SessionContext[] {
  const paths = dataPaths(options.dataDir, io.env);
  return sessionContexts(query.history, sessionIds, {
    env: io.env,
    policy: contextPolicy(readSettingsQuick(paths.settingsFile)),
    feeds: readStatuslineFeeds(paths.statuslineDir),
    stateDir: paths.stateDir,
    nowMs: query.nowMs,
  });
}

/** All alerts: about limits, and about the contexts of open sessions. */
export function alertsOf(report: Report, contexts: readonly SessionContext[]): readonly Alert[] {
  const settings = readSettingsQuick(dataPaths(report.options.dataDir, report.io.env).settingsFile);
  const open = contexts.filter((c) => c.isOpen);
  return alertList(report.limits().state.alerts, open, settings, report.query.nowMs);
}
