/** The dashboard's data, as plain objects without layout. Created again after every change, which is cheap. */

import type { BackgroundSum } from "../background/sum.ts";
import type { BackgroundStatus, SessionBackground } from "../background/types.ts";
import type { DayNumber } from "../calendar/zone.ts";
import type { ContextState } from "../context/context-state.ts";
import type { Cause } from "../drivers/cause-sums.ts";
import type { Limit } from "../limits/limit.ts";
import type { MoneyMeaning } from "../limits/plan.ts";
import type { Amount } from "../pricing/amount.ts";
import type { Pico } from "../pricing/money.ts";
import type { Timeline, TurnRequests } from "./turn.ts";

/** The state of a running session as the client reports it, and the folder that it was started in ("" = not given). */
export type RunningStatus = { readonly status: SessionStatus; readonly folder: string };

/** `open`: it runs, and the client reports no details. */
export type SessionStatus = "busy" | "waiting" | "idle" | "open" | "closed";

export type SessionRow = {
  readonly sessionId: string;
  /** "" = none yet. */
  readonly title: string;
  /** The folder it works in. */
  readonly project: string;
  readonly branch: string;
  readonly status: SessionStatus;
  /** By their names in reports, most expensive first. */
  readonly models: readonly string[];
  /** The model used last; "" = none. */
  readonly model: string;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly requests: number;
  readonly unpriced: number;
  /** The cost of logged responses. */
  readonly costPico: Pico;
  readonly subagentsPico: Pico;
  readonly backgroundStatus: BackgroundStatus;
  /** null = not known. */
  readonly backgroundPico: Pico | null;
  readonly totalPico: Pico;
  /** Tokens: read uncached, read from the cache, written. */
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly compactions: number;
  readonly apiErrors: number;
};

export type DayRow = {
  readonly day: DayNumber;
  readonly costPico: Pico;
  readonly backgroundPico: Pico;
  readonly totalPico: Pico;
  readonly requests: number;
  readonly unpriced: number;
  readonly tokens: number;
  /** Logged pico-dollars by local hour, for charts. */
  readonly hours: Float64Array;
  /** How well the background of the day's sessions is known. */
  readonly backgroundStatus: BackgroundStatus;
  /** By name in reports, background included. Background of which the model is not known is at `BACKGROUND_SHARE`. */
  readonly models: ReadonlyMap<string, Amount>;
  /** By folder, background included, as `by project` sums them. */
  readonly projects: ReadonlyMap<string, Amount>;
};

/** Cannot be the name of a model. */
export const BACKGROUND_SHARE = "(background)";

export type AlertRow = {
  readonly id: string;
  /** Ids of lower thresholds that were also crossed. */
  readonly covers: readonly string[];
  readonly severity: "news" | "warn" | "critical";
  readonly message: string;
  /** The same message in a few words, for a narrow pane: `87% full, 1 turn left`. */
  readonly brief: string;
  /** What to type, in Claude Code or in a shell; "" = no command helps. */
  readonly command: string;
  readonly about: AlertSubject;
};

export type AlertSubject =
  | { readonly kind: "session"; readonly sessionId: string }
  | { readonly kind: "limit"; readonly id: string; readonly account: string | null };

export type SessionDetail = {
  readonly sessionId: string;
  readonly timeline: Timeline | null;
  readonly context: ContextState | null;
  readonly background: SessionBackground | null;
  /** As the client or the log reports it; "" = not known. */
  readonly effort: string;
  /**
   * The causes of the opened session's cost, most expensive first: they add up to its total. Empty where not computed.
   */
  readonly causes: readonly Cause[];
  /** The requests of the turn that is open; null = no turn is open. */
  readonly turn: TurnRequests | null;
};

/** Days, sessions and background of a scope: some days, a project, a model. */
export type ScopeSums = {
  /** The result of `scopeKey`. */
  readonly key: string;
  /** Only what each session spent in the scope. Latest activity first. */
  readonly sessions: readonly SessionRow[];
  readonly days: ReadonlyMap<DayNumber, DayRow>;
  readonly background: BackgroundSum;
};

/** What the responses and the background of a scope were spent on. */
export type ScopeCauses = {
  /** The result of `scopeKey`. */
  readonly key: string;
  /** Most expensive first; null = being computed. */
  readonly causes: readonly Cause[] | null;
};

export type DashboardData = {
  readonly asOfMs: number;
  readonly basis: "list" | "overlay";
  readonly demo: boolean;
  readonly notes: readonly string[];
  readonly roots: readonly { readonly path: string; readonly found: boolean; readonly files: number }[];
  readonly files: number;
  readonly responses: number;
  /** Latest activity first. */
  readonly sessions: readonly SessionRow[];
  readonly days: ReadonlyMap<DayNumber, DayRow>;
  /** Logged pico-dollars by minute since the epoch, of the last day. */
  readonly minutes: ReadonlyMap<number, number>;
  readonly background: BackgroundSum;
  /** Details of the followed session and of the opened one. */
  readonly details: ReadonlyMap<string, SessionDetail>;
  readonly followedId: string | null;
  /** The sums of the scope that is open; null = none is open. */
  readonly scope: ScopeSums | null;
  /** The causes of the scope that is open; null = none is open, or they have not been requested yet. */
  readonly causes: ScopeCauses | null;
  readonly limits: readonly Limit[];
  /** What dollars mean on the user's plan; null = not known. */
  readonly money: MoneyMeaning | null;
  /** Worst first. */
  readonly alerts: readonly AlertRow[];
};

/** Where the dashboard's data comes from, and what could not be read. */
export type WatchState = {
  readonly phase: "reading" | "live";
  /** The totals are from before the last check of all files. */
  readonly updating: boolean;
  readonly progress: {
    readonly files: number;
    readonly totalFiles: number;
    readonly bytes: number;
    readonly totalBytes: number;
    readonly elapsedMs: number;
  } | null;
  readonly mode: "events" | "polling";
  /** Sums of an earlier run, shown until new ones are ready; null = none saved. Dollars as decimal text. */
  readonly earlier: {
    readonly asOfMs: number;
    readonly todayUsd: string;
    readonly weekUsd: string;
    readonly monthUsd: string;
  } | null;
  /** Why the dashboard polls, or what it cannot read; "" = no problem. */
  readonly trouble: string;
  /** Port on which this dashboard receives telemetry; null = it does not. */
  readonly receiverPort: number | null;
};

export const INITIAL_WATCH: WatchState = {
  phase: "reading",
  updating: true,
  progress: null,
  mode: "events",
  earlier: null,
  trouble: "",
  receiverPort: null,
};
