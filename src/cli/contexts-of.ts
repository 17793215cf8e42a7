import { sessionContexts } from "../app/context/contexts.ts";
import type { SessionContext } from "../core/context/session-context.ts";
import { readStatuslineFeeds } from "../store/feeds/statusline-feed.ts";
import { dataPaths } from "../store/files/data-dir.ts";
import { contextPolicy } from "../store/settings/inside-settings.ts";
import { readSettingsQuick } from "../store/settings/settings-quick.ts";
import type { Report } from "./report.ts";

/** The context of the sessions named, the fullest first. */
export function contextsOf({ query, options, io }: Report, sessionIds: ReadonlySet<string>): readonly SessionContext[] {
  const paths = dataPaths(options.dataDir, io.env);
  return sessionContexts(query.history, sessionIds, {
    env: io.env,
    policy: contextPolicy(readSettingsQuick(paths.settingsFile)),
    feeds: readStatuslineFeeds(paths.statuslineDir),
    nowMs: query.nowMs,
  });
}
