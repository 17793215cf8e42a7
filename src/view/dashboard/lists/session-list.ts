/** Sessions as a list: all, the open ones, those of a scope, or with what each spent in the background. */

import type { SessionRow } from "../../../core/dashboard/dashboard-data.ts";
import { isoTime } from "../../json/parts.ts";
import { modelLabel } from "../../tables/model-label.ts";
import { plainBar } from "../../text/charts.ts";
import { money, wholeNumber } from "../../text/format.ts";
import { projectLabel } from "../../text/project-label.ts";
import { span } from "../../text/spans.ts";
import { boundMoney, STATUS_WORDS } from "../../words/certainty.ts";
import { amountCell, isUnpricedAmount } from "../../words/priced-amount.ts";
import type { ViewContext } from "../pane.ts";
import { agoWords, statusSpan, titleOf } from "../session-summary.ts";
import { spentAmount } from "../spend.ts";
import type { ListId } from "../ui-state.ts";
import { type List, type ListChoice, type ListColumn, makeList } from "./list.ts";

type Sessions = readonly SessionRow[];

/** @param id the list, which has its own order, selection and sorting */
export function sessionList(id: ListId, sessions: Sessions, choice: ListChoice): List {
  const nameOf = projectNames(sessions);
  const largest = sessions.reduce((max, s) => Math.max(max, Number(s.totalPico)), 1);
  return makeList(
    {
      ...COMMON,
      id,
      items: sessions,
      columns: sessionColumns(nameOf),
      rowOf: (s, ctx) => [
        nameOf(s),
        titleOf(s),
        modelLabel(s.model),
        statusSpan(s.status),
        agoWords(s.lastMs, ctx.nowMs),
        wholeNumber(s.requests),
        s.backgroundPico === null ? none(ctx) : boundMoney(s.backgroundPico, s.backgroundStatus, ctx.unicode, money),
        (width) => plainBar(Number(s.totalPico) / largest, width, ctx.unicode),
        amountCell(spentAmount(s), ctx.unicode, { isBold: true, write: money }),
      ],
    },
    choice,
  );
}

/** The same sessions with what Claude Code spent on its own behalf in each, and how certain that is. */
export function backgroundList(sessions: Sessions, choice: ListChoice): List {
  const nameOf = projectNames(sessions);
  return makeList(
    {
      ...COMMON,
      id: "sessions",
      items: sessions,
      columns: backgroundColumns(nameOf),
      rowOf: (s, ctx) => [
        nameOf(s),
        titleOf(s),
        agoWords(s.lastMs, ctx.nowMs),
        STATUS_WORDS[s.backgroundStatus],
        s.backgroundPico === null
          ? none(ctx)
          : span(boundMoney(s.backgroundPico, s.backgroundStatus, ctx.unicode, money), "text", true),
      ],
    },
    choice,
  );
}

const COMMON = {
  exported: [{ header: "Session", written: (s: SessionRow) => s.sessionId }],
  idOf: (s: SessionRow) => s.sessionId,
  copyOf: (s: SessionRow) => s.sessionId,
  searchOf: (s: SessionRow) => [s.project, s.title, s.sessionId, s.branch, s.status, ...s.models].join(" "),
  placeOf: (s: SessionRow) => ({ kind: "session", sessionId: s.sessionId }) as const,
};

const none = (ctx: ViewContext): string => (ctx.unicode ? "–" : "-");

function sessionColumns(nameOf: (s: SessionRow) => string): readonly ListColumn<SessionRow>[] {
  return [
    { header: "Project", priority: 3, rule: "shrink", minWidth: 14, maxWidth: 22, value: nameOf },
    { ...TITLE, priority: 2, minWidth: 12 },
    {
      header: "Model",
      priority: 6,
      rule: "shrink",
      minWidth: 8,
      maxWidth: 18,
      tone: "muted",
      value: (s) => modelLabel(s.model),
    },
    { header: "Status", priority: 4, rule: "hard", floor: 7, value: (s) => s.status },
    { ...LAST, priority: 5 },
    { header: "Requests", priority: 8, rule: "hard", align: "right", tone: "muted", value: (s) => s.requests },
    { header: "Background", priority: 7, rule: "hard", align: "right", tone: "muted", value: (s) => s.backgroundPico },
    { header: "", priority: 4, rule: "grow", minWidth: 6, maxWidth: 16 },
    {
      header: "Cost",
      priority: 1,
      rule: "hard",
      align: "right",
      floor: 9,
      value: (s) => (isUnpricedAmount(spentAmount(s)) ? null : s.totalPico),
    },
  ];
}

function backgroundColumns(nameOf: (s: SessionRow) => string): readonly ListColumn<SessionRow>[] {
  return [
    { header: "Project", priority: 3, rule: "shrink", minWidth: 14, maxWidth: 22, value: nameOf },
    { ...TITLE, priority: 2, minWidth: 10 },
    { ...LAST, priority: 5 },
    {
      header: "Known",
      priority: 4,
      rule: "hard",
      floor: 8,
      tone: "muted",
      value: (s) => STATUS_WORDS[s.backgroundStatus],
    },
    { header: "Background", priority: 1, rule: "hard", align: "right", floor: 9, value: (s) => s.backgroundPico },
  ];
}

const lastOf = (s: SessionRow): number => (Number.isFinite(s.lastMs) ? s.lastMs : Number.NaN);
const LAST = {
  header: "Last",
  rule: "hard",
  align: "right",
  floor: 10,
  tone: "muted",
  value: lastOf,
  written: (s: SessionRow) => isoTime(s.lastMs),
} as const;
const TITLE = { header: "Title", isName: true, rule: "grow", cut: "end", tone: "muted", value: titleOf } as const;

/** Folder names, as short as possible while still distinct. */
function projectNames(sessions: Sessions): (session: SessionRow) => string {
  const projects = new Set(sessions.map((s) => s.project));
  const names = new Map<string, string>();
  return ({ project }) => {
    const name = names.get(project) ?? projectLabel(project, projects);
    names.set(project, name);
    return name;
  };
}
