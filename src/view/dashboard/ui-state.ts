/** What the user has chosen to see, and the whole state of the dashboard. */

import type { PeriodKind } from "../../core/calendar/period.ts";
import type { DashboardData, WatchState } from "../../core/dashboard/dashboard-data.ts";
import { INITIAL_WATCH } from "../../core/dashboard/dashboard-data.ts";

export const VIEWS = ["now", "today", "sessions", "history", "limits", "background"] as const;
export type ViewName = (typeof VIEWS)[number];

export const SORTS = ["recent", "cost", "project"] as const;
export type SessionSort = (typeof SORTS)[number];

export type UiState = {
  readonly view: ViewName;
  /** By id, so that new data never moves the choice. */
  readonly selectedId: string | null;
  /** The session whose detail is shown; null = the list. */
  readonly openId: string | null;
  /** The session that Now follows; null = the one last active. */
  readonly pinnedId: string | null;
  readonly filter: string;
  readonly isTyping: boolean;
  readonly sort: SessionSort;
  readonly period: PeriodKind;
  /** Rows scrolled in the view's list. */
  readonly scroll: number;
  /** Page of the help overlay; null = closed. */
  readonly helpPage: number | null;
  readonly showsAlerts: boolean;
  readonly alertAt: number;
  readonly silenced: ReadonlySet<string>;
  readonly toast: { readonly text: string; readonly untilMs: number } | null;
  readonly wantsRefresh: number;
  readonly isQuitting: boolean;
};

export type LiveState = {
  readonly data: DashboardData | null;
  readonly watch: WatchState;
  readonly ui: UiState;
  readonly nowMs: number;
};

export const INITIAL_UI: UiState = {
  view: "now",
  selectedId: null,
  openId: null,
  pinnedId: null,
  filter: "",
  isTyping: false,
  sort: "recent",
  period: "day",
  scroll: 0,
  helpPage: null,
  showsAlerts: false,
  alertAt: 0,
  silenced: new Set(),
  toast: null,
  wantsRefresh: 0,
  isQuitting: false,
};

export function initialState(nowMs: number): LiveState {
  return { data: null, watch: INITIAL_WATCH, ui: INITIAL_UI, nowMs };
}
