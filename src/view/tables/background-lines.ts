/** Background tokens as lines: what they were for, how that is known, and which settings change them. */

import { controlOf } from "../../core/background/controls.ts";
import { UNATTRIBUTED } from "../../core/background/types.ts";
import type { Zone } from "../../core/calendar/zone.ts";
import { cleanText } from "../../core/clean-text.ts";
import { usdNumber } from "../../core/pricing/money.ts";
import type { BackgroundLine, BackgroundReport, BackgroundSession } from "../../core/reports/background-report.ts";
import { totalTokens } from "../../core/responses/tokens.ts";
import { largest, plainBar } from "../text/charts.ts";
import { compactTokens, counted, fineMoney, money, percent, wholeNumber } from "../text/format.ts";
import { projectLabel } from "../text/project-label.ts";
import { shortSessionId } from "../text/session-id.ts";
import { span } from "../text/spans.ts";
import { type Column, type Row, renderTable } from "../text/table.ts";
import { when } from "../text/time.ts";
import { wrapWords } from "../text/wrap.ts";
import { boundSign, boundWords, GAP_WORDS, SOURCE_WORDS } from "../words/certainty.ts";
import { moneyTitle, type TableFrame } from "./frame.ts";
import { modelLabel } from "./model-label.ts";

export type BackgroundFrame = TableFrame & { readonly zone: Zone; readonly nowMs: number };

const MOST_SESSIONS = 10;
const MOST_DAYS = 14;

export function backgroundLines(report: BackgroundReport, frame: BackgroundFrame): string[] {
  return [
    moneyTitle("Background tokens", frame),
    ...muted("What Claude Code spends on its own behalf: titles, summaries, suggestions, searches.", frame),
    "",
    ...headLines(report, frame),
    ...(report.byKind.length === 0
      ? []
      : [
          ...tableOf("Kind", report.byKind, (key) => cleanText(key), report, frame),
          ...causeLines(report, frame),
          ...tableOf("Model", report.byModel, modelLabel, report, frame),
          ...tableOf("Day", report.byDay.slice(-MOST_DAYS), (key) => key, report, frame),
          ...sessionLines(report, frame),
          ...changeLines(report, frame),
        ]),
  ];
}

const muted = (text: string, { style, width }: BackgroundFrame): string[] =>
  wrapWords(text, width, 2).map((line) => style.paint("muted", line));

function headLines(report: BackgroundReport, frame: BackgroundFrame): string[] {
  const { backgroundPico, totalPico, coverage, clientDifferencePico, unpricedModels } = report;
  const { style, width } = frame;
  const lines: string[] = [];
  const recorded = coverage.exact + coverage["at-least"] + coverage.partial;
  if (recorded > 0) {
    const share = percent(usdNumber(backgroundPico), usdNumber(totalPico));
    const bound = boundWords(report.sum.status);
    lines.push(`${style.bold(`${bound}${money(backgroundPico)}`)} of ${money(totalPico)} (${share})`);
    const each = fineMoney(backgroundPico / BigInt(recorded));
    lines.push(...muted(`${each} a session; documented as typically under $0.04.`, frame));
  }
  const parts = [
    ...(coverage.exact > 0 ? [`exact in ${counted(coverage.exact, "session")}`] : []),
    ...(coverage["at-least"] > 0 ? [`at least in ${counted(coverage["at-least"], "session")}`] : []),
    ...(coverage.partial > 0 ? [`partial in ${counted(coverage.partial, "session")}`] : []),
    ...(coverage.unrecorded > 0 ? [`not recorded in ${counted(coverage.unrecorded, "session")}`] : []),
  ];
  lines.push(...wrapWords(parts.length > 0 ? parts.join(", ") : "nothing in this range", width));
  if (coverage.unrecorded > 0) {
    const most = money(report.expectedUnrecordedPico);
    lines.push(
      ...muted(`Not recorded, at the documented $0.04 a session: up to ${most} more, not counted here.`, frame),
    );
  }
  if (clientDifferencePico !== 0n) {
    const isMore = clientDifferencePico > 0n;
    const amount = fineMoney(isMore ? clientDifferencePico : -clientDifferencePico);
    lines.push(...muted(`Claude Code reports ${amount} ${isMore ? "more" : "less"} at its own prices.`, frame));
  }
  if (unpricedModels.length > 0) {
    const models = unpricedModels.map(cleanText).join(", ");
    const warning = `! unpriced: ${models}; tokens are counted, dollars are not`;
    lines.push(...wrapWords(warning, width, 2).map((line) => style.paint("warn", line)));
  }
  return [...lines, ""];
}

const COLUMNS = (name: string): readonly Column[] => [
  { header: name, priority: 1, rule: "shrink", minWidth: 12, maxWidth: 40 },
  { header: "Cost", priority: 1, rule: "hard", align: "right" },
  { header: "Share", priority: 3, rule: "hard", align: "right" },
  { header: "Requests", priority: 4, rule: "hard", align: "right" },
  { header: "Tokens", priority: 5, rule: "hard", align: "right" },
  { header: "Sessions", priority: 6, rule: "hard", align: "right" },
  { header: "Known from", priority: 2, rule: "hard", tone: "muted" },
  { header: "", priority: 7, rule: "grow", minWidth: 8, maxWidth: 20 },
];

function tableOf(
  name: string,
  lines: readonly BackgroundLine[],
  label: (key: string) => string,
  report: BackgroundReport,
  frame: BackgroundFrame,
): string[] {
  const top = largest(lines.map((line) => usdNumber(line.costPico)));
  const row = (line: BackgroundLine): Row => [
    label(line.key),
    span(fineMoney(line.costPico), "text", true),
    percent(usdNumber(line.costPico), usdNumber(report.totalPico)),
    line.requests === null ? "–" : wholeNumber(line.requests),
    line.tokens === null ? "–" : compactTokens(totalTokens(line.tokens)),
    wholeNumber(line.sessions),
    SOURCE_WORDS[line.source],
    (cellWidth) => plainBar(top === 0 ? 0 : usdNumber(line.costPico) / top, cellWidth, frame.style.unicode),
  ];
  return [...renderTable(COLUMNS(name), lines.map(row), frame.width, frame.style), ""];
}

/** The cause of a total is not guessed: only the compactions that the logs prove are mentioned. */
function causeLines(report: BackgroundReport, frame: BackgroundFrame): string[] {
  if (!report.byKind.some((line) => line.key === UNATTRIBUTED)) return [];
  const cause =
    report.compactions > 0
      ? `the logs show ${counted(report.compactions, "compaction")}, the likely cause of most of it.`
      : "no compaction in these logs; titles, names, suggestions and checks of auto mode are the usual causes.";
  return [...muted(`${UNATTRIBUTED}: ${cause}`, frame), ""];
}

const SESSION_COLUMNS: readonly Column[] = [
  { header: "Session", priority: 1, rule: "hard" },
  { header: "Background", priority: 1, rule: "hard", align: "right" },
  { header: "Share", priority: 3, rule: "hard", align: "right" },
  { header: "Known from", priority: 2, rule: "hard", tone: "muted" },
  { header: "Last active", priority: 4, rule: "hard", align: "right" },
  { header: "Project", priority: 5, rule: "shrink", minWidth: 8, maxWidth: 24 },
  { header: "Note", priority: 6, rule: "shrink", minWidth: 16, maxWidth: 64, tone: "muted", cut: "end" },
];

function sessionLines(report: BackgroundReport, frame: BackgroundFrame): string[] {
  const spent = report.sessions.filter((s) => (s.session.background.costPico ?? 0n) > 0n);
  const projects = new Set(spent.map((s) => s.session.facts.project));
  const row = ({ session, compactions }: BackgroundSession): Row => {
    const { facts, background, totalPico } = session;
    const cost = background.costPico ?? 0n;
    const bound = boundSign(background.status, frame.style.unicode);
    return [
      shortSessionId(facts.sessionId),
      `${bound}${fineMoney(cost)}`,
      percent(usdNumber(cost), usdNumber(totalPico)),
      SOURCE_WORDS[background.source],
      when(facts.lastMs, frame.nowMs, frame.zone),
      projectLabel(facts.project, projects),
      [
        ...background.gaps.map((gap) => GAP_WORDS[gap]),
        ...(compactions > 0 ? [counted(compactions, "compaction")] : []),
      ].join("; "),
    ];
  };
  const more = spent.length - MOST_SESSIONS;
  return [
    ...renderTable(SESSION_COLUMNS, spent.slice(0, MOST_SESSIONS).map(row), frame.width, frame.style),
    ...(more > 0 ? [frame.style.paint("muted", `  and ${counted(more, "session")} more (--json has all)`)] : []),
    "",
  ];
}

function changeLines(report: BackgroundReport, { style, width }: BackgroundFrame): string[] {
  const kinds = [...new Set(report.byKind.map((line) => line.key))];
  const changes = kinds.flatMap((kind) => {
    const change = controlOf(kind)?.change;
    return change ? wrapWords(`  ${cleanText(kind)}: ${change}`, width, 4) : [];
  });
  return changes.length === 0 ? [] : [style.bold("To change it"), ...changes];
}
