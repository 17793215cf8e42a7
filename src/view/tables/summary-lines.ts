/** The one-shot summary: under 24 rows at 80 columns. */

import type { Alert } from "../../core/alerts.ts";
import { dayKey, weekdayOf } from "../../core/calendar/period.ts";
import type { Zone } from "../../core/calendar/zone.ts";
import { cleanText } from "../../core/clean-text.ts";
import type { SessionContext } from "../../core/context/session-context.ts";
import type { AccountSpend } from "../../core/limits/account.ts";
import type { Limit } from "../../core/limits/limit.ts";
import type { Amount } from "../../core/pricing/amount.ts";
import { type Pico, parseUsd, usdNumber } from "../../core/pricing/money.ts";
import type { SessionSummary } from "../../core/reports/session-list.ts";
import type { PeriodSpend, Summary } from "../../core/reports/summary.ts";
import { type ScanReport, SKIP_REASONS } from "../../core/responses/scan.ts";
import { sparkline } from "../text/charts.ts";
import { counted, money, percent, wholeNumber } from "../text/format.ts";
import { projectLabel } from "../text/project-label.ts";
import { shortSessionId } from "../text/session-id.ts";
import { padTo, paintLine, type Span, span, textWidth, truncateEnd } from "../text/spans.ts";
import { type Column, type Row, renderTable } from "../text/table.ts";
import { ago, clock, MONTHS } from "../text/time.ts";
import { wrapWords } from "../text/wrap.ts";
import { basisWords } from "../words/basis.ts";
import { rangeText } from "../words/filter-text.ts";
import { alertMessage } from "../words/limits-words.ts";
import { amountCell, amountOf, amountText } from "../words/priced-amount.ts";
import { amountTextIn, rateLines } from "./currency-column.ts";
import { type TableFrame, unpricedWarning } from "./frame.ts";
import { limitLines } from "./limit-lines.ts";
import { modelsLabel } from "./model-label.ts";

export type SummaryFrame = TableFrame & {
  readonly zone: Zone;
  readonly nowMs: number;
  readonly basis: "list" | "overlay";
  readonly report: ScanReport;
  /** Contexts of open sessions, by id. */
  readonly contexts: ReadonlyMap<string, SessionContext>;
  readonly limits: readonly Limit[];
  readonly accounts: readonly AccountSpend[];
  readonly alerts: readonly Alert[];
};

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
const FULL_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
const LABEL_WIDTH = 12;
const MONEY_WIDTH = 10;

export function summaryLines(summary: Summary, frame: SummaryFrame): string[] {
  const { filter = "" } = frame;
  const places = placeLines(summary, frame);
  return [
    headLine(frame),
    ...(filter === "" ? [] : [frame.style.paint("muted", truncateEnd(filter, frame.width, frame.style.unicode))]),
    "",
    ...(summary.range ? rangeLines(summary, summary.range, frame) : spendLines(summary, frame)),
    ...(places.length === 0 ? [] : ["", ...places]),
    ...openLines(summary, frame),
    ...accountLines(frame),
    ...limitSection(frame),
    ...unpricedWarning(summary.whole.totals.unpriced, frame),
    ...skippedLines(frame),
    ...rateLines(frame),
  ];
}

function headLine({ style, width, zone, nowMs, demo, basis, money: meaning = null }: SummaryFrame): string {
  const day = zone.dayOf(nowMs);
  const key = dayKey(day);
  const date = `${WEEKDAYS[weekdayOf(day)]} ${MONTHS[Number(key.slice(5, 7)) - 1]} ${Number(key.slice(8))}, ${clock(nowMs, zone)}`;
  const name = demo ? "claude-cost DEMO (made-up history)" : "claude-cost";
  const right = [`${date} ${zone.name}`, basisWords(basis, meaning)].join(style.unicode ? " · " : " - ");
  const gap = width - textWidth(name) - textWidth(right);
  const painted = demo ? style.paint("warn", style.bold(name)) : style.bold(name);
  return gap < 2 ? painted : `${painted}${" ".repeat(gap)}${style.paint("muted", right)}`;
}

/** A label, an amount, and as many of the other parts as fit, dropped from the end. */
function spendLine(label: string, amount: Amount, parts: readonly string[], frame: SummaryFrame): string {
  const text = amountText(amount, frame.style.unicode);
  let line = `${padTo(label, LABEL_WIDTH)}${frame.style.bold(padTo(text, MONEY_WIDTH, "right"))}`;
  let used = LABEL_WIDTH + Math.max(MONEY_WIDTH, textWidth(text));
  const { currency = null } = frame;
  const beside =
    currency === null
      ? []
      : [`${currency.code} ${padTo(amountTextIn(amount, currency, frame.style.unicode), MONEY_WIDTH - 1, "right")}`];
  for (const part of [...beside, ...parts]) {
    if (used + 2 + textWidth(part) > frame.width) break;
    line += `  ${part}`;
    used += 2 + textWidth(part);
  }
  return line;
}

const periodAmount = ({ totalPico, lacksPrices }: PeriodSpend): Amount => ({ pico: totalPico, lacksPrices });

function mean({ totalPico, lacksPrices }: PeriodSpend, days: number): Amount {
  return { pico: totalPico / BigInt(days), lacksPrices };
}

function spendLines(summary: Summary, frame: SummaryFrame): string[] {
  const { style } = frame;
  const spark = (values: readonly (Pico | null)[], each: number): string =>
    sparkline(
      values.map((v) => (v === null ? null : usdNumber(v))),
      values.length * each,
      style.unicode,
    );
  const first = WEEKDAYS[weekdayOf(summary.today - 6)];
  const month = MONTHS[Number(dayKey(summary.today).slice(5, 7)) - 1] as string;
  const forecast = summary.monthForecastPico;
  const share = percent(usdNumber(summary.month.backgroundPico), usdNumber(summary.month.totalPico));
  const background = `${money(summary.month.backgroundPico)} of it background (${share})`;
  return [
    spendLine(
      "Today",
      periodAmount(summary.spentToday),
      [`${spark(summary.hours, 1)} 0-23 h`, counted(summary.spentToday.requests, "request")],
      frame,
    ),
    spendLine(
      "This week",
      periodAmount(summary.week),
      [`since ${FULL_WEEKDAYS[summary.weekStart]}, ${counted(summary.week.requests, "request")}`],
      frame,
    ),
    spendLine(
      "Last 7 days",
      periodAmount(summary.lastSeven),
      [
        `${spark(
          summary.lastDays.map((d) => d.totalPico),
          3,
        )} ${first}-today`,
        `${amountText(mean(summary.lastSeven, 7), style.unicode)} a day`,
      ],
      frame,
    ),
    spendLine(
      `${month} so far`,
      periodAmount(summary.month),
      [
        ...(forecast === null ? [] : [`forecast ${money(forecast)}`]),
        ...(summary.month.backgroundPico > 0n ? [background] : []),
        ...exactShare(summary.month),
      ],
      frame,
    ),
    ...(summary.firstDay === null
      ? []
      : [
          spendLine(
            "All time",
            periodAmount(summary.all),
            [`since ${dayKey(summary.firstDay)}`, counted(summary.whole.count, "session")],
            frame,
          ),
        ]),
  ];
}

/** How much of the money is exact; empty where all of it is, or nothing was spent. */
function exactShare({ certainty, totalPico }: PeriodSpend): string[] {
  if (certainty.exactPico >= totalPico) return [];
  return [`${percent(usdNumber(certainty.exactPico), usdNumber(totalPico))} of it exact`];
}

/** For a requested range: none of its lines is labelled as a week, a month or all time. */
function rangeLines(summary: Summary, range: NonNullable<Summary["range"]>, frame: SummaryFrame): string[] {
  const { all, whole } = summary;
  const background = `${money(all.backgroundPico)} of it background (${percent(usdNumber(all.backgroundPico), usdNumber(all.totalPico))})`;
  const facts = [
    counted(range.days, "day"),
    counted(all.requests, "request"),
    counted(whole.count, "session"),
    ...(all.backgroundPico > 0n ? [background] : []),
    ...exactShare(all),
  ];
  return [
    spendLine("In range", periodAmount(all), facts, frame),
    spendLine("A day", mean(all, range.days), [rangeText(range)], frame),
  ];
}

function placeLines(summary: Summary, frame: SummaryFrame): string[] {
  const { topSession, topProject, cacheShare, month, range, all } = summary;
  const whole = usdNumber((range ? all : month).totalPico);
  const where = range ? "range" : "month";
  const lines: string[] = [];
  const add = (label: string, text: string): void => {
    lines.push(`${padTo(label, LABEL_WIDTH)}${truncateEnd(text, frame.width - LABEL_WIDTH, frame.style.unicode)}`);
  };
  if (topProject) {
    const { costPico: pico } = topProject;
    const share = percent(usdNumber(pico), whole);
    // Where the most expensive one costs nothing, all of the range is unpriced.
    const cost = amountText(
      { pico, lacksPrices: pico === 0n && (range ? all : month).lacksPrices },
      frame.style.unicode,
    );
    add("Top project", `${cost}  ${projectLabel(topProject.project)} (${share} of the ${where})`);
  }
  if (topSession) {
    const title = topSession.facts.title?.text ?? "";
    add(
      "Top session",
      `${amountText(amountOf(topSession), frame.style.unicode)}  ${shortSessionId(topSession.facts.sessionId)} ${projectLabel(topSession.facts.project)}  ${title}`,
    );
  }
  if (cacheShare !== null) add("Cache", `${percent(cacheShare, 1)} of the input of this ${where} was read from cache`);
  return lines;
}

const OPEN_COLUMNS: readonly Column[] = [
  { header: "Open", priority: 1, rule: "hard" },
  { header: "Cost", priority: 1, rule: "hard", align: "right" },
  { header: "Context", priority: 2, rule: "hard", align: "right" },
  { header: "Active", priority: 3, rule: "hard", align: "right" },
  { header: "Project", priority: 2, rule: "shrink", minWidth: 8, maxWidth: 20 },
  { header: "Model", priority: 4, rule: "shrink", minWidth: 8, maxWidth: 20 },
  { header: "Title", isName: true, priority: 5, rule: "shrink", minWidth: 10, maxWidth: 50, tone: "muted", cut: "end" },
];
const MOST_OPEN = 3;

function openLines(summary: Summary, frame: SummaryFrame): string[] {
  const { openSessions } = summary;
  if (openSessions.length === 0) return [];
  const row = (s: SessionSummary): Row => [
    shortSessionId(s.facts.sessionId),
    amountCell(amountOf(s), frame.style.unicode),
    contextCell(frame.contexts.get(s.facts.sessionId)),
    ago(s.facts.lastMs, frame.nowMs),
    projectLabel(s.facts.project),
    modelsLabel(s.models),
    s.facts.title?.text ?? "",
  ];
  const more = openSessions.length - MOST_OPEN;
  return [
    "",
    ...renderTable(OPEN_COLUMNS, openSessions.slice(0, MOST_OPEN).map(row), frame.width, frame.style),
    ...(more > 0 ? [frame.style.paint("muted", `and ${more} more: claude-cost sessions`)] : []),
  ];
}

/** How full the context is, with a sign if something should be done. */
function contextCell(context: SessionContext | undefined): Span {
  if (!context) return span("");
  const { usedPercent, stage } = context.state;
  const text = `${Math.floor(usedPercent)}%`;
  if (stage === "ok" || stage === "watch") return span(text);
  return stage === "soon" ? span(`! ${text}`, "warn") : span(`!! ${text}`, "danger", true);
}

/** What each account spent, where there is more than one. */
function accountLines({ accounts, style, width }: SummaryFrame): string[] {
  const amount = (usd: string): string => money(parseUsd(usd) ?? 0n);
  return accounts.flatMap(({ account, todayUsd, weekUsd, monthUsd }, i) => [
    ...(i === 0 ? [""] : []),
    ...wrapWords(
      `${account}: today ${amount(todayUsd)}, this week ${amount(weekUsd)}, this month ${amount(monthUsd)}`,
      width,
      2,
    ).map((line) => style.paint("muted", line)),
  ]);
}

const MOST_LIMITS = 2;
const SEVERITIES = ["over", "critical", "warn", "unknown", "ok"] as const;

/** The limits closest to their end, and the worst alert; `limits` shows all of them. */
function limitSection({ limits, alerts, style, width, nowMs, zone }: SummaryFrame): string[] {
  const nearest = [...limits].sort(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || (b.usedPercent ?? 0) - (a.usedPercent ?? 0),
  );
  const frame = { width, unicode: style.unicode, nowMs, zone };
  const table = limitLines(nearest.slice(0, MOST_LIMITS), frame).map((line) => paintLine(line, style).trimEnd());
  return [...(limits.length > 0 ? ["", ...table] : []), ...alertLine(alerts, { width, style, nowMs, zone })];
}

/** With less room a cut message says nothing. */
const LEAST_ALERT = 36;

function alertLine(
  alerts: readonly Alert[],
  { style, width, nowMs, zone }: Pick<SummaryFrame, "style" | "width" | "nowMs" | "zone">,
): string[] {
  const [worst] = alerts;
  if (!worst) return [];
  const more = alerts.length > 1 ? ` (and ${alerts.length - 1} more: claude-cost limits)` : "";
  const message = alertMessage(worst, nowMs, zone);
  const room = width - 2 - textWidth(more);
  const tone = worst.severity === "critical" || worst.severity === "over" ? "danger" : "warn";
  // On a narrow screen the whole message is wrapped, because what is left of one line would say nothing.
  const lines =
    room >= LEAST_ALERT
      ? [`! ${truncateEnd(message, room, style.unicode)}${more}`]
      : wrapWords(`! ${message}${more}`, width, 2);
  return lines.map((line) => style.paint(worst.kind === "news" ? "muted" : tone, line));
}

/** Rows that should have been counted and could not be; rows that are never billed are not mentioned. */
function skippedLines({ report, style }: SummaryFrame): string[] {
  const bad = SKIP_REASONS.filter((r) => r !== "not-billed" && r !== "torn-tail" && report.skipped[r] > 0);
  if (bad.length === 0) return [];
  const counts = bad.map((r) => `${wholeNumber(report.skipped[r])} ${r}`).join(", ");
  return [style.paint("warn", `! skipped rows: ${cleanText(counts)} (claude-cost doctor)`)];
}
