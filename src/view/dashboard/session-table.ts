/** Sessions as rows; the chosen one has a mark, not only a colour. */

import type { SessionRow } from "../../core/dashboard/dashboard-data.ts";
import { modelLabel } from "../tables/model-label.ts";
import { money, wholeNumber } from "../text/format.ts";
import { projectLabel } from "../text/project-label.ts";
import { type Line, type Span, span } from "../text/spans.ts";
import { type Column, type Row, tableLines } from "../text/table.ts";
import type { ViewContext } from "./pane.ts";
import { agoWords, statusSpan, titleOf } from "./session-summary.ts";

const COLUMNS: readonly Column[] = [
  { header: "", priority: 1, rule: "hard", floor: 1 },
  { header: "Project", priority: 2, rule: "shrink", minWidth: 14, maxWidth: 22 },
  { header: "Title", isName: true, priority: 3, rule: "grow", minWidth: 12, cut: "end", tone: "muted" },
  { header: "Model", priority: 6, rule: "shrink", minWidth: 8, maxWidth: 18, tone: "muted" },
  { header: "Status", priority: 4, rule: "hard", floor: 7 },
  { header: "Last", priority: 5, rule: "hard", align: "right", floor: 10, tone: "muted" },
  { header: "Requests", priority: 8, rule: "hard", align: "right", tone: "muted" },
  { header: "Background", priority: 7, rule: "hard", align: "right", tone: "muted" },
  { header: "Cost", priority: 1, rule: "hard", align: "right", floor: 9 },
];

export function sessionTable(
  sessions: readonly SessionRow[],
  selectedId: string | null,
  width: number,
  ctx: ViewContext,
): Line[] {
  const projects = new Set(sessions.map((s) => s.project));
  return tableLines(
    COLUMNS,
    sessions.map((s) => row(s, s.sessionId === selectedId, projects, ctx)),
    width,
    { unicode: ctx.unicode },
  );
}

function row(s: SessionRow, isSelected: boolean, projects: ReadonlySet<string>, ctx: ViewContext): Row {
  const mark = isSelected ? (ctx.unicode ? "›" : ">") : " ";
  return [
    span(mark, "accent", true),
    span(projectLabel(s.project, projects), isSelected ? "accent" : "text", isSelected),
    titleOf(s),
    modelLabel(s.model),
    statusSpan(s.status),
    agoWords(s.lastMs, ctx.nowMs),
    wholeNumber(s.requests),
    s.backgroundPico === null ? (ctx.unicode ? "–" : "-") : money(s.backgroundPico),
    costSpan(s),
  ];
}

function costSpan(s: SessionRow): Span {
  if (s.unpriced > 0 && s.unpriced === s.requests) return span("unpriced", "warn");
  return span(money(s.totalPico), "text", true);
}
