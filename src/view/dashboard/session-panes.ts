/** The panes of one session: what it comes to, and its turns, the newest first. */

import type { DashboardData, SessionRow } from "../../core/dashboard/dashboard-data.ts";
import { fineMoney } from "../text/format.ts";
import { span } from "../text/spans.ts";
import { type Pane, type ViewContext, windowOf } from "./pane.ts";
import { summaryLines } from "./session-summary.ts";
import { turnTable } from "./turn-table.ts";
import type { UiState } from "./ui-state.ts";

export type SessionPanesTexts = {
  readonly title: string;
  /** Beside "Turns". */
  readonly turnsAside: string;
  readonly noTurns: string;
};

export function sessionPanes(
  session: SessionRow,
  data: DashboardData,
  ui: UiState,
  ctx: ViewContext,
  { title, turnsAside, noTurns }: SessionPanesTexts,
): Pane[] {
  const detail = data.details.get(session.sessionId) ?? null;
  const turns = [...(detail?.timeline?.turns ?? [])].reverse();
  return [
    {
      id: "session",
      title,
      aside: fineMoney(session.totalPico),
      priority: 1,
      minHeight: 8,
      idealHeight: 8,
      grows: false,
      draw: (width, height) => summaryLines(session, detail, data, width, height, ctx),
    },
    {
      id: "turns",
      title: "Turns",
      aside: turnsAside,
      priority: 2,
      minHeight: 5,
      idealHeight: 2 + Math.max(1, turns.length),
      fullHeight: () => 2 + turns.length,
      grows: true,
      draw: (width, height) => {
        if (turns.length === 0) return [[span(noTurns, "muted")]];
        const from = windowOf(turns.length, height - 1, ui.scroll, null);
        return turnTable(turns.slice(from, from + height - 1), detail?.background ?? null, width, ctx);
      },
    },
  ];
}
