/** What the user has selected, and the whole state of the dashboard. */

import type { PeriodKind } from "../../core/calendar/period.ts";
import type { Zone } from "../../core/calendar/zone.ts";
import type { DashboardData, WatchState } from "../../core/dashboard/dashboard-data.ts";
import { INITIAL_WATCH } from "../../core/dashboard/dashboard-data.ts";
import { type PeriodChoice, type Place, VIEW } from "./places/place.ts";

export const VIEWS = ["now", "today", "sessions", "history", "limits", "background"] as const;
export type ViewName = (typeof VIEWS)[number];

export const LISTS = [
  "sessions",
  "open",
  "turns",
  "periods",
  "days",
  "projects",
  "models",
  "limits",
  "users",
  "requests",
  "content",
  "causes",
  "subagents",
  "events",
] as const;
export type ListId = (typeof LISTS)[number];

/** A row, by id, so that new data never moves the selection. */
export type Chosen = { readonly list: ListId; readonly id: string };

/** Sorted by the column with that header: numbers largest first, texts from A, or in reverse. */
export type ListSort = { readonly header: string; readonly isReversed: boolean };

/** A request to the program besides drawing, executed once per id. */
export type Ask = { readonly id: number } & (
  | { readonly kind: "copy"; readonly text: string }
  | {
      readonly kind: "export";
      /** Of the file, before its date. */
      readonly name: string;
      readonly format: "csv" | "json";
      readonly columns: readonly string[];
      /** Money in pico-dollars. */
      readonly rows: readonly (readonly (string | number | bigint | null)[])[];
    }
  /** Arguments of our own command line. */
  | { readonly kind: "run"; readonly args: readonly string[] }
);

/** The output of a command. */
export type CommandOutput = { readonly title: string; readonly lines: readonly string[] };

/** What Esc returns to. */
export type Spot = Pick<UiState, "view" | "place" | "chosen" | "filter" | "scroll" | "showsAlerts" | "alertAt">;

export type UiState = {
  readonly view: ViewName;
  /** What is open in the view. */
  readonly place: Place;
  /** Earlier places, the latest at the end. */
  readonly back: readonly Spot[];
  /** null = none: the view is at its top. */
  readonly chosen: Chosen | null;
  /** The session that Now follows; null = the most recently active one. */
  readonly pinnedId: string | null;
  readonly filter: string;
  readonly isTyping: boolean;
  /** Lists without an entry have their default order. */
  readonly sorts: Readonly<Partial<Record<ListId, ListSort>>>;
  /** The period of History's rows. */
  readonly period: PeriodKind;
  /** The days selected for all views that support it; null = each shows its default. */
  readonly range: PeriodChoice | null;
  /** The picker of days: the selected choice, and the typed text; null = closed. */
  readonly picker: { readonly at: number; readonly text: string } | null;
  /** Number of scrolled lines where nothing is selected. */
  readonly scroll: number;
  /** Page of the help overlay; null = closed. */
  readonly helpPage: number | null;
  readonly showsAlerts: boolean;
  readonly alertAt: number;
  readonly silenced: ReadonlySet<string>;
  readonly toast: {
    readonly text: string;
    readonly untilMs: number;
    /** Taken away by the next key. */
    readonly isRefusal: boolean;
  } | null;
  readonly wantsRefresh: number;
  /** Whether clicks and the wheel are handled; otherwise the terminal uses them to select text. */
  readonly mouse: boolean;
  readonly ask: Ask | null;
  /** The command line being typed; null = none. */
  readonly command: string | null;
  /** Shown over the view; null = nothing. */
  readonly output: CommandOutput | null;
  readonly isQuitting: boolean;
};

export type LiveState = {
  readonly data: DashboardData | null;
  readonly watch: WatchState;
  readonly ui: UiState;
  readonly nowMs: number;
  readonly zone: Zone;
};

export const INITIAL_UI: UiState = {
  view: "now",
  place: VIEW,
  back: [],
  chosen: null,
  pinnedId: null,
  filter: "",
  isTyping: false,
  sorts: {},
  period: "day",
  range: null,
  picker: null,
  scroll: 0,
  helpPage: null,
  showsAlerts: false,
  alertAt: 0,
  silenced: new Set(),
  toast: null,
  wantsRefresh: 0,
  mouse: true,
  ask: null,
  command: null,
  output: null,
  isQuitting: false,
};

export function initialState(nowMs: number, zone: Zone): LiveState {
  return { data: null, watch: INITIAL_WATCH, ui: INITIAL_UI, nowMs, zone };
}
