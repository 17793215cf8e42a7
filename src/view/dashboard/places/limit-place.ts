/** A limit: its level, how the forecast is computed, and who drew on it. */

import type { DashboardData } from "../../../core/dashboard/dashboard-data.ts";
import { type Line, span } from "../../text/spans.ts";
import { limitAside, limitBody } from "../limits-view.ts";
import { firstPicked } from "../lists/lists-of.ts";
import type { Pane, ViewContext } from "../pane.ts";
import { limitDaysPanes, usersPane, workingPane } from "../panes/limit-panes.ts";
import type { UiState } from "../ui-state.ts";
import { limitKey } from "./place.ts";

export function limitPlacePanes(key: string, data: DashboardData, ui: UiState, ctx: ViewContext): Pane[][] {
  const limit = data.limits.find((l) => limitKey(l) === key);
  if (limit === undefined) {
    const draw = (): Line[] => [[span("This limit is not known any more.", "muted")]];
    return [[{ id: "limit", title: key, priority: 1, minHeight: 2, idealHeight: 2, grows: true, draw }], []];
  }
  // Who drew on it is in a separate pane below.
  const level = {
    lines: (width: number): Line[] => [...limitBody({ ...limit, use: null }, width, ctx), []],
    aside: limitAside(limit, ctx),
  };
  const { whose, days, hours } = limitDaysPanes(limit, data, ctx);
  return [
    [workingPane(limit, ctx, level), usersPane(limit, firstPicked(ui), ctx), hours],
    [days, ...whose],
  ];
}
