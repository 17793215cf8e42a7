import { type Command, Option } from "commander";
import { quickQuiet } from "../../app/limits/alert-list.ts";
import { findSession } from "../../app/load/find-session.ts";
import { type Query, selectResponses } from "../../app/load/query.ts";
import { rangeCauses } from "../../app/why/range-causes.ts";
import { sumWithIdle } from "../../core/background/idle.ts";
import { ADVICE_IDS, adviceKey } from "../../core/drivers/advice.ts";
import type { BackgroundTotal } from "../../core/drivers/causes.ts";
import { explain } from "../../core/drivers/explain.ts";
import { activeDays } from "../../core/reports/active-days.ts";
import { namesAny } from "../../core/reports/filter.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
import { readSettingsQuick } from "../../store/settings/settings-quick.ts";
import { whyJson } from "../../view/json/why-json.ts";
import { whyLines } from "../../view/tables/why-lines.ts";
import type { Io } from "../io.ts";
import type { Register } from "../program.ts";
import { frameOf, jsonHead, openReport, type Report, writeJson, writeLines } from "../report.ts";
import { changeSettings } from "../settings-change.ts";
import { printLine } from "../terminal/messages.ts";
import { sessionListOf } from "./sessions.ts";

const EXAMPLES = `
Examples:
  claude-cost why                       everything in the logs
  claude-cost why current               the present session
  claude-cost why --since today         today
  claude-cost why 3f2a --json           one session, for a script
  claude-cost why --silence fast-off    no more of that advice`;

export const registerWhy: Register = (program, io) => {
  program
    .command("why")
    .argument("[id]", "a session's id, a unique beginning of it, or `current`")
    .description("what made it cost that, and what would have saved money")
    .addOption(
      new Option("--silence <advice>", "do not show this advice again").choices(ADVICE_IDS).conflicts("unsilence"),
    )
    .addOption(new Option("--unsilence <advice>", "show it again").choices(ADVICE_IDS))
    .addHelpText("after", EXAMPLES)
    .action(async (id: string | undefined, options: WhyOptions, command) => {
      if (await changeSilence(options, command, io)) return;
      const report = await openReport(command, io);
      writeWhy(report, id === undefined ? null : findSession(sessionListOf(report).sessions, id).facts.sessionId);
    });
};

type WhyOptions = { readonly silence?: string; readonly unsilence?: string };

/** @returns whether the command was to change silenced advice */
async function changeSilence({ silence, unsilence }: WhyOptions, command: Command, io: Io): Promise<boolean> {
  const id = silence ?? unsilence;
  if (id === undefined) return false;
  const key = adviceKey(id);
  await changeSettings(command, io, ({ alerts }) => {
    alerts.silenced = alerts.silenced.filter((other) => other !== key);
    if (silence !== undefined) alerts.silenced.push(key);
  });
  printLine(io.stderr, silence === undefined ? `${id} is shown again` : `${id} is not shown any more`);
  return true;
}

/** @param sessionId null = everything that passes the filter */
function writeWhy(report: Report, sessionId: string | null): void {
  const { query, io, options } = report;
  const { table, book } = query.history;
  const rows = sessionId === null ? selectResponses(query) : rowsOf(query, sessionId);
  const explanation = explain(table, book, rows);
  const background = backgroundOf(report, sessionId);
  const { silenced } = quickQuiet(readSettingsQuick(dataPaths(options.dataDir, io.env).settingsFile));
  const causes = rangeCauses(query.history, { selected: rows, background, silenced });
  // The average of filtered usage is not comparable with the published ones.
  const isWhole = sessionId === null && !namesAny(query.filter);
  const days = isWhole ? activeDays(table, rows, query.zone) : null;
  if (options.json) {
    writeJson(io, whyJson(jsonHead(report), explanation, causes, background.costPico, days));
    return;
  }
  const about = sessionId === null ? "it" : `session ${sessionId.slice(0, 8)}`;
  const { zone, nowMs } = query;
  const frame = { ...frameOf(report), zone, nowMs, about, backgroundPico: background.costPico, activeDays: days };
  writeLines(io, whyLines(explanation, causes, frame));
}

function rowsOf(query: Query, sessionId: string): Uint8Array {
  const { columns, origins } = query.history.table;
  return selectResponses(query).map((on, i) =>
    on === 1 && origins[columns.origin[i] as number]?.sessionId === sessionId ? 1 : 0,
  );
}

function backgroundOf({ query }: Report, sessionId: string | null): BackgroundTotal {
  const all =
    sessionId === null ? [...query.background.values()] : [query.background.get(sessionId)].filter((b) => !!b);
  return sumWithIdle(all, query.history.sessions);
}
