/** Who costs are charged to, by the user's settings and by what was recorded of Claude Code's. */

import type { AttributionRules } from "../app/attribution/rules.ts";
import { NO_ATTRIBUTION } from "../core/attribution/attribution-log.ts";
import { DEFAULT_TICKET_PATTERN, ticketPattern } from "../core/attribution/tickets.ts";
import { DEMO_TAGS } from "../data/demo/cast.ts";
import { dataPaths } from "../store/files/data-dir.ts";
import { loadSettings } from "../store/settings.ts";
import { readAttribution } from "../store/state/attribution.ts";
import type { Report } from "./report.ts";
import { printMessage } from "./terminal/messages.ts";

export function readAttributionRules({ io, options, query: { history } }: Report): AttributionRules {
  const paths = dataPaths(options.dataDir, io.env);
  const { settings, problems } = loadSettings(paths.settingsFile);
  for (const problem of problems) printMessage(io.stderr, problem);
  return {
    tags: history.demo ? DEMO_TAGS : settings.tags,
    pattern: ticketPattern(settings.tickets.pattern) ?? new RegExp(DEFAULT_TICKET_PATTERN, "u"),
    attribution: history.demo ? NO_ATTRIBUTION : readAttribution(paths.stateDir).log,
  };
}
