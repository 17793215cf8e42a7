import type { Command } from "commander";
import { quickQuiet } from "../../app/limits/alert-list.ts";
import { rangeReport } from "../../app/report/range-report.ts";
import { dayKey } from "../../core/calendar/period.ts";
import { namesAny } from "../../core/reports/filter.ts";
import { UserError } from "../../core/user-error.ts";
import { VERSION } from "../../data/version.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
import { readSettingsQuick } from "../../store/settings/settings-quick.ts";
import { reportJson } from "../../view/json/report-json.ts";
import { reportMarkdown } from "../../view/report/report-markdown.ts";
import type { ShownReport } from "../../view/report/report-tables.ts";
import { filterText } from "../../view/words/filter-text.ts";
import type { Register } from "../program.ts";
import { jsonHead, openReport, type Report, writeJson } from "../report.ts";
import { pageTarget, refuseTwoForms, writePage } from "../terminal/page-output.ts";

const EXAMPLES = `
Examples:
  claude-cost report --html                      this month as a page, in claude-cost-2026-11.html
  claude-cost report --html october.html --month 2026-10
  claude-cost report --md --since 7d             the last seven days, for a chat or a wiki
  claude-cost report --html --project api        one project's month
A page is one file: it loads nothing, reads on a phone and prints on two sheets.`;

type ReportOptions = {
  readonly html?: string | true;
  readonly md?: boolean;
  readonly month?: string;
  readonly titles?: boolean;
};

export const registerReport: Register = (program, io) => {
  program
    .command("report")
    .description("a month, or another range, as a page to send or as Markdown")
    .option(
      "--html [file]",
      "one self-contained page (default: claude-cost-MONTH.html here, or stdout where that is no terminal; - is stdout)",
    )
    .option("--md", "Markdown on stdout: what is written without any of these options")
    .option("--month <month>", "this month, such as 2026-11 (default: the present one; or use --since and --until)")
    .option("--titles", "with titles of sessions and paths of projects, which are left out otherwise")
    .addHelpText("after", EXAMPLES)
    .action(async (own: ReportOptions, command: Command) => {
      const { html, titles = false } = own;
      setRange(program, own.month);
      const report = await openReport(command, io);
      refuseTwoForms(own, report.options);
      const shown = shownReport(report, titles);
      if (report.options.json) writeJson(io, reportJson(jsonHead(report), shown));
      else if (html === undefined) io.stdout.write(reportMarkdown(shown));
      else {
        const { reportPage } = await import("../../view/html/pages.ts");
        writePage(io, pageTarget(io, html, pageName(shown)), reportPage(shown));
      }
    });
};

/** The default range is the present month. */
function setRange(program: Command, month: string | undefined): void {
  const { since, until } = program.opts<{ since?: string; until?: string }>();
  if (month !== undefined) {
    if (since !== undefined || until !== undefined) {
      throw new UserError("--month cannot be combined with --since and --until", { exitCode: 2 });
    }
    if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) {
      throw new UserError(`--month: '${month}' is no month`, { hint: "Use 2026-11.", exitCode: 2 });
    }
  }
  if (since !== undefined || until !== undefined) return;
  program.setOptionValueWithSource("since", month ?? "month", "cli");
  program.setOptionValueWithSource("until", month ?? "today", "cli");
}

function shownReport(report: Report, titles: boolean): ShownReport {
  const { query, options, io, money } = report;
  const { filter, zone, nowMs, history } = query;
  const { silenced } = quickQuiet(readSettingsQuick(dataPaths(options.dataDir, io.env).settingsFile));
  const range = rangeReport(query, silenced);
  // Limits apply to the present and to all usage, so they are shown only then.
  const isNow = range.until >= zone.dayOf(nowMs) && !namesAny(filter);
  return {
    report: range,
    limits: isNow ? report.limits().state.limits : null,
    titles,
    zone,
    nowMs,
    basis: history.basis,
    money,
    filter: filterText({ ...filter, since: null, until: null }),
    demo: history.demo,
    version: VERSION,
  };
}

function pageName({ report: { since, until } }: ShownReport): string {
  const [first, last] = [dayKey(since), dayKey(until)];
  const isMonth = first.endsWith("-01") && first.slice(0, 7) === last.slice(0, 7);
  return `claude-cost-${isMonth ? first.slice(0, 7) : `${first}-to-${last}`}.html`;
}
