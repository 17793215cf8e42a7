/** Sessions as a table. */

import type { Zone } from "../../core/calendar/zone.ts";
import { usdString } from "../../core/pricing/money.ts";
import type { SessionList, SessionSummary } from "../../core/reports/session-list.ts";
import { totalTokens } from "../../core/responses/tokens.ts";
import { isoTime } from "../json/parts.ts";
import { compactTokens, counted, wholeNumber } from "../text/format.ts";
import { projectLabel } from "../text/project-label.ts";
import { shortSessionId } from "../text/session-id.ts";
import type { Column, Row } from "../text/table.ts";
import { when } from "../text/time.ts";
import { knownBackgroundCell } from "../words/certainty.ts";
import { amountCell, amountOf } from "../words/priced-amount.ts";
import { moneyList } from "./currency-column.ts";
import { exactLines, type TableFrame, unpricedLines } from "./frame.ts";
import { modelsLabel } from "./model-label.ts";
import { TOTALS_CSV_HEADER, totalsCsvCells } from "./totals-csv.ts";

const COLUMNS: readonly Column[] = [
  { header: "Session", priority: 1, rule: "hard" },
  { header: "Last active", priority: 3, rule: "hard", align: "right" },
  { header: "Total", priority: 1, rule: "hard", align: "right" },
  { header: "Background", priority: 5, rule: "hard", align: "right", tone: "muted" },
  { header: "Requests", priority: 6, rule: "hard", align: "right" },
  { header: "Tokens", priority: 7, rule: "hard", align: "right" },
  { header: "Project", priority: 2, rule: "shrink", minWidth: 8, maxWidth: 24 },
  { header: "Title", isName: true, priority: 4, rule: "shrink", minWidth: 12, maxWidth: 60, tone: "muted", cut: "end" },
  { header: "Models", priority: 8, rule: "shrink", minWidth: 10, maxWidth: 40, tone: "muted" },
];

export function sessionLines(
  list: SessionList,
  frame: TableFrame & { readonly zone: Zone; readonly nowMs: number },
): string[] {
  const projects = new Set(list.sessions.map((s) => s.facts.project));
  const row = (s: SessionSummary): Row => [
    `${s.isOpen ? "›" : " "}${shortSessionId(s.facts.sessionId)}`.replace("›", frame.style.unicode ? "›" : ">"),
    when(s.facts.lastMs, frame.nowMs, frame.zone),
    amountCell(amountOf(s), frame.style.unicode, { isBold: true }),
    knownBackgroundCell(s.background.costPico, s.background.status, frame.style.unicode),
    wholeNumber(s.totals.requests),
    compactTokens(totalTokens(s.totals.tokens)),
    projectLabel(s.facts.project, projects),
    s.facts.title?.text ?? "",
    modelsLabel(s.models),
  ];
  const total: Row = [
    " Total,",
    counted(list.count, "session"),
    amountCell(amountOf(list), frame.style.unicode),
    knownBackgroundCell(list.background.costPico, list.background.status, frame.style.unicode),
    wholeNumber(list.totals.requests),
    compactTokens(totalTokens(list.totals.tokens)),
  ];
  const notes = [
    ...(list.sessions.length < list.count
      ? [frame.style.paint("muted", `${list.sessions.length} of them shown (--limit)`)]
      : []),
    ...exactLines(list.exactPico, list.totalPico, frame),
    ...unpricedLines(list.totals.unpriced, frame),
  ];
  const amounts = list.sessions.map(amountOf);
  const table = { columns: COLUMNS, rows: list.sessions.map(row), amounts, total, totalAmount: amountOf(list) };
  return moneyList("Sessions", table, notes, frame);
}

export const SESSION_CSV_HEADER = [
  ...["sessionId", "project", "title", "firstActivity", "lastActivity", "status", "models"],
  ...TOTALS_CSV_HEADER,
  ...["backgroundStatus", "backgroundUsd", "totalUsd", "unpricedTokens"],
];

export function sessionCsvRows(sessions: SessionList["sessions"]): (string | number)[][] {
  return sessions.map(({ facts, background, totals, models, isOpen, totalPico }) => [
    facts.sessionId,
    facts.project,
    facts.title?.text ?? "",
    isoTime(facts.firstMs) ?? "",
    isoTime(facts.lastMs) ?? "",
    isOpen ? "open" : "closed",
    models.map((m) => m.model).join(" "),
    ...totalsCsvCells(totals),
    background.status,
    background.costPico === null ? "" : usdString(background.costPico),
    usdString(totalPico),
    totalTokens(totals.unpriced.tokens),
  ]);
}
