/** The panes of one session: its summary, and its turns, newest first. */

import type { DashboardData, SessionDetail, SessionRow } from "../../core/dashboard/dashboard-data.ts";
import { listPane } from "./lists/list-pane.ts";
import { firstPicked } from "./lists/lists-of.ts";
import { turnList } from "./lists/turn-list.ts";
import type { Pane, ViewContext } from "./pane.ts";
import { columnsPane, drawnMoney } from "./panes/fill-panes.ts";
import { sessionCostText } from "./session-cost.ts";
import { SUMMARY_HEIGHTS, type SummaryForm, summaryLines } from "./session-summary.ts";
import type { UiState } from "./ui-state.ts";

export type SessionPanesTexts = {
  readonly title: string;
  /** Shown beside "Turns". */
  readonly turnsAside: string;
  readonly noTurns: string;
  readonly form: SummaryForm;
};

/** The title with the cost, the session's name, its context, which is less of use in a session that was opened for its turns. */
const LOW_SUMMARY = 3;

export function sessionPanes(
  session: SessionRow,
  data: DashboardData,
  ui: UiState,
  ctx: ViewContext,
  { title, turnsAside, noTurns, form }: SessionPanesTexts,
): Pane[] {
  const detail = data.details.get(session.sessionId) ?? null;
  const turns = turnList(session.sessionId, detail, ui.place.kind === "session" ? firstPicked(ui) : ui);
  return [
    {
      id: "session",
      title,
      aside: sessionCostText(session, ctx.unicode),
      priority: 1,
      minHeight: SUMMARY_HEIGHTS[form],
      lowHeight: ui.place.kind === "session" ? LOW_SUMMARY - 1 : LOW_SUMMARY,
      idealHeight: SUMMARY_HEIGHTS[form],
      grows: false,
      draw: (width, height) =>
        summaryLines(session, detail, data, width, height < SUMMARY_HEIGHTS[form] - 1 ? "short" : form, ctx),
    },
    listPane(
      turns,
      {
        title: "Turns",
        aside: turnsAside,
        priority: 2,
        minHeight: 5,
        empty: noTurns,
        scroll: ui.scroll,
      },
      ctx,
    ),
    ...turnChart(detail, ctx),
  ];
}

/** Beside the list, since that is newest first and this reads from left to right. */
export function turnChart(detail: SessionDetail | null, ctx: ViewContext): readonly Pane[] {
  const turns = (detail?.timeline?.turns ?? []).filter(({ requests }) => requests > 0);
  const values = turns.map(({ costPico }) => Number(costPico));
  const look = { id: "turn-costs", title: "Cost by turn", values, format: drawnMoney, thing: "turn" };
  const pane = columnsPane(look, ctx);
  return pane === null ? [] : [pane];
}
