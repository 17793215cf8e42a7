/** Makes the dashboard's data from the present state. Expensive sums are cached until their inputs change. */

import { basename, sep } from "node:path";
import { clientStateFiles } from "../../claude-code/feeds/client-state.ts";
import { type BackgroundDays, backgroundDays } from "../../core/background/background-days.ts";
import { sumWithIdle } from "../../core/background/idle.ts";
import type { BackgroundSum } from "../../core/background/sum.ts";
import type { SessionBackground } from "../../core/background/types.ts";
import type { Zone } from "../../core/calendar/zone.ts";
import type { ContextState } from "../../core/context/context-state.ts";
import type { DashboardData, RunningStatus, SessionDetail } from "../../core/dashboard/dashboard-data.ts";
import { DayRows, SessionRows } from "../../core/dashboard/dashboard-rows.ts";
import type { Cause } from "../../core/drivers/cause-sums.ts";
import type { LimitAlert } from "../../core/limits/alerts.ts";
import type { Limit } from "../../core/limits/limit.ts";
import { type MoneyMeaning, moneyWords } from "../../core/limits/plan.ts";
import type { FileNumbers } from "../../core/responses/log-files.ts";
import type { FileScan } from "../../core/responses/scan.ts";
import type { StatuslineFeed } from "../../core/statusline/feed.ts";
import { readStatuslineFeeds } from "../../store/feeds/statusline-feed.ts";
import type { DataPaths } from "../../store/files/data-dir.ts";
import { stampOf } from "../../store/files/file-stamps.ts";
import { contextPolicy } from "../../store/settings/inside-settings.ts";
import { readSettingsQuick } from "../../store/settings/settings-quick.ts";
import { openSessionId, type Place } from "../../view/dashboard/places/place.ts";
import {
  chosenSession,
  followedSession,
  openSessions,
  wantedCauses,
  wantedScope,
} from "../../view/dashboard/session-choice.ts";
import type { LiveState, UiState } from "../../view/dashboard/ui-state.ts";
import { sessionContexts } from "../context/contexts.ts";
import { alertList } from "../limits/alert-list.ts";
import { readLimits } from "../limits/read-limits.ts";
import type { History } from "../load/history.ts";
import type { LoadIo } from "../load/load-history.ts";
import { BackgroundFollower } from "../load/reconcile-background.ts";
import { unreadableNote } from "../load/scan-logs.ts";
import { LiveHistory } from "./live-history.ts";
import { alertRow } from "./live-limits.ts";
import { readRunning } from "./running.ts";
import { OpenScopeCauses } from "./scope-causes.ts";
import { OpenScope } from "./scope-sums.ts";
import { NO_BACKGROUND, SessionCauses } from "./session-causes.ts";
import { SessionLogs } from "./session-logs.ts";
import { OpenTurnRequests } from "./turn-requests.ts";

export type LiveDataOptions = {
  readonly history: History;
  readonly zone: Zone;
  readonly io: LoadIo;
  readonly paths: DataPaths;
  readonly roots: readonly string[];
  readonly onlyLogged: boolean;
  /** Notes in addition to the history's, one line each. */
  readonly notes?: readonly string[];
};

const LOG_ENDING = ".jsonl";
/** The causes of an active session that Now shows are recomputed at most this often. */
const FOLLOWED_HELD_MS = 30_000;
/** Pace and forecasts change slowly, so limits are recomputed at most this often for time alone. */
const LIMITS_HOLD_MS = 5 * 60_000;

export class LiveData {
  readonly #options: Omit<LiveDataOptions, "history" | "notes">;
  readonly #live: LiveHistory;
  readonly #logs: SessionLogs;
  readonly #causes = new SessionCauses();
  readonly #scopeCauses: OpenScopeCauses;
  readonly #turns: OpenTurnRequests;
  readonly #scope: OpenScope;
  readonly #follower: BackgroundFollower;
  /** Paths of the own logs of sessions that were looked up; "" = there is none. */
  readonly #logPaths = new Map<string, string>();
  #listed: Pick<FileNumbers, "folders" | "loose"> = { folders: [], loose: [] };
  #running: ReadonlyMap<string, RunningStatus> = new Map();
  #feeds: ReadonlyMap<string, StatuslineFeed> = new Map();
  #feedsSeen = "";
  #feedsStamp: string | null = null;
  #background: BackgroundDays;
  readonly #sessionRows = new SessionRows();
  readonly #dayRows = new DayRows();
  #backgroundSum: BackgroundSum;
  #limits: readonly Limit[] = [];
  #money: MoneyMeaning | null = null;
  readonly #notes: readonly string[];
  #problems: readonly string[] = [];
  #limitAlerts: readonly LimitAlert[] = [];
  /** When limits were computed, from which files, and until when they stay valid. */
  #limitsFrom = { atMs: 0, stamp: "", untilMs: 0 };
  #files = 0;
  /** Sessions whose row may be outdated; null = all. */
  #changed: Set<string> | null = null;
  /** Increased with every change of the responses or the background. */
  #revision = 0;
  /** Rows or feeds changed since background and limits were computed. */
  #isUnsettled = true;

  constructor({ history, notes = [], ...options }: LiveDataOptions) {
    this.#options = options;
    this.#live = new LiveHistory(history, options.zone);
    const { book } = history;
    const nameOf = (model: string): string => book.nameOf(model);
    this.#logs = new SessionLogs(nameOf);
    this.#turns = new OpenTurnRequests(this.#logs, nameOf);
    this.#scope = new OpenScope(this.#live, options.zone);
    this.#scopeCauses = new OpenScopeCauses(this.#live, options.zone, (id) => this.#logOf(id));
    this.#follower = new BackgroundFollower(options.paths);
    this.#files = history.report.files;
    // The engine reports what cannot be read now.
    const unreadable = new Set(history.unreadable.map(unreadableNote));
    this.#notes = [...history.notes.filter((note) => !unreadable.has(note)), ...notes];
    const { background } = this.#live.history;
    this.#background = this.#backgroundDays(background);
    this.#backgroundSum = this.#live.sumBackground();
    this.readFeeds();
    this.#readLimits();
    this.#isUnsettled = false;
  }

  /** @param isAppended whether an earlier part of the log was already added; @returns whether anything changed */
  fold(scan: FileScan, path: string, isAppended: boolean): boolean {
    if (!isInSubagents(path)) this.#logPaths.set(basename(path, LOG_ENDING), path);
    const changed = this.#live.fold(scan, isAppended);
    for (const { sessionId } of scan.sessions) this.#changed?.add(sessionId);
    this.#isUnsettled ||= changed;
    if (changed) this.#revision++;
    return changed;
  }

  setFiles(listed: FileNumbers): void {
    this.#files = listed.length;
    this.#listed = listed;
    this.#logPaths.clear();
  }

  /** Logs of running sessions, which can become active again after days. */
  runningLogs(): readonly string[] {
    return [...this.#running.keys()].flatMap((id) => this.#logOf(id) ?? []);
  }

  /** Reads running sessions, status lines and settings. @returns whether anything changed */
  readFeeds(): boolean {
    const running = readRunning(this.#options.roots);
    const { statuslineDir, settingsFile } = this.#options.paths;
    const stamp = stampOf([statuslineDir, settingsFile]);
    if (stamp !== this.#feedsStamp) this.#feeds = readStatuslineFeeds(statuslineDir);
    this.#feedsStamp = stamp;
    const seen = JSON.stringify([[...running], stamp, this.#follower.telemetryBytes()]);
    if (seen === this.#feedsSeen) return false;
    this.#feedsSeen = seen;
    for (const id of [...this.#running.keys(), ...running.keys()]) this.#changed?.add(id);
    this.#running = running;
    this.#live.setOpen(new Set(running.keys()));
    this.#isUnsettled = true;
    return true;
  }

  /** Recomputes background and limits where something changed. @returns whether it did */
  settle(): boolean {
    if (!this.#isUnsettled) return false;
    this.#isUnsettled = false;
    const { paths, onlyLogged } = this.#options;
    const background = this.#follower.reconcile({
      ...this.#live.history,
      ledgered: this.#live.ledgered,
      paths,
      onlyLogged,
    });
    const changed = changedKeys(this.#live.history.background, background);
    for (const id of changed) this.#changed?.add(id);
    if (changed.length > 0) this.#revision++;
    this.#live.setBackground(background);
    this.#background = this.#backgroundDays(background);
    this.#backgroundSum = this.#live.sumBackground();
    this.#readLimits();
    return true;
  }

  #backgroundDays(background: ReadonlyMap<string, SessionBackground>): BackgroundDays {
    const { sessions, book } = this.#live.history;
    return backgroundDays(background, sessions, (model) => book.nameOf(model), this.#options.zone);
  }

  snapshot(ui: UiState): DashboardData {
    const { history, rollup } = this.#live;
    const { io, paths, zone } = this.#options;
    const nowMs = io.now();
    const today = zone.dayOf(nowMs);
    const nameOf = modelNames(history);
    const { sessions: facts, background } = history;
    const changed = this.#drainChanged();
    const inputs = { facts, background, running: this.#running, nameOf };
    const sessions = this.#sessionRows.of(rollup, inputs, changed);
    openSessions(sessions, this.#running.size);
    const base: Omit<DashboardData, "details" | "followedId" | "alerts"> = {
      asOfMs: nowMs,
      basis: history.basis,
      demo: history.demo,
      notes: [...this.#notes, ...this.#problems],
      roots: history.roots,
      files: this.#files,
      responses: history.table.columns.length,
      sessions,
      days: this.#dayRows.of(rollup, this.#background, nameOf),
      minutes: rollup.minutes,
      background: this.#backgroundSum,
      limits: this.#limits,
      money: history.demo ? null : this.#money,
      scope: this.#scope.of(wantedScope(ui, today), inputs, changed),
      causes: this.#scopeCauses.known(wantedCauses(ui, today)),
    };
    const followedId = followedSession(base, ui.pinnedId)?.sessionId ?? null;
    const openId = openSessionId(ui.place);
    const chosenId = chosenSession(base, ui)?.sessionId ?? null;
    const wanted = new Set([followedId, openId, chosenId].filter((id) => id !== null));
    const settings = readSettingsQuick(paths.settingsFile);
    const contexts = sessionContexts(history, new Set([...wanted, ...this.#running.keys()]), {
      env: io.env,
      policy: contextPolicy(settings),
      feeds: this.#feeds,
      stateDir: paths.stateDir,
      nowMs,
    });
    const states = new Map(contexts.map((c) => [c.sessionId, c.state]));
    const details = new Map(
      [...wanted].map((id) => {
        const context = states.get(id) ?? null;
        const isPassedBy = id === chosenId && id !== followedId && id !== openId;
        return [
          id,
          isPassedBy ? this.#briefDetail(id, context) : this.#detail(id, context, id === openId ? ui.place : null),
        ];
      }),
    );
    const running = contexts.filter((c) => c.isOpen);
    const alerts = alertList(this.#limitAlerts, running, settings, nowMs).map((alert) =>
      alertRow(alert, this.#limitsFrom.atMs, zone),
    );
    return { ...base, details, followedId, alerts };
  }

  #drainChanged(): ReadonlySet<string> | null {
    const touched = this.#live.rollup.drainTouched();
    const changed = this.#changed && new Set([...this.#changed, ...touched]);
    this.#changed = new Set();
    return changed;
  }

  #logOf(sessionId: string): string | undefined {
    let path = this.#logPaths.get(sessionId);
    if (path === undefined) {
      path = ownLog(this.#listed, sessionId) ?? "";
      this.#logPaths.set(sessionId, path);
    }
    return path || undefined;
  }

  /** @param place the open part of the session; null = none */
  #detail(sessionId: string, context: ContextState | null, place: Place | null): SessionDetail {
    const path = this.#logOf(sessionId);
    const bill = this.#live.billOf(sessionId);
    const timeline = this.#logs.timeline(sessionId, path, bill);
    const effort = this.#feeds.get(sessionId)?.input.effort ?? timeline?.effort ?? "";
    const background = this.#live.backgroundOf(sessionId);
    const causes = place === null ? this.#causes.known(sessionId) : this.#causesOf(sessionId);
    const turn = place?.kind === "turn" ? this.#turns.of({ sessionId, number: place.turn, path, bill }) : null;
    return { sessionId, timeline, context, background, effort, causes, turn };
  }

  /** Without its turns, which would require reading its log. */
  #briefDetail(sessionId: string, context: ContextState | null): SessionDetail {
    const background = this.#live.backgroundOf(sessionId);
    const causes = this.#causes.known(sessionId);
    return { sessionId, timeline: null, context, background, effort: "", causes, turn: null };
  }

  /**
   * Computes the causes of the session that Now follows, or that is selected in the list of all. Separate from
   * `snapshot`, because it reads the session's log, and a new row should not wait for that. @returns whether they
   * differ from before
   */
  workOutCauses({ data, ui }: LiveState): boolean {
    const isNow = ui.view === "now" && ui.place.kind === "view";
    const id = (isNow ? data?.followedId : chosenSession(data, ui)?.sessionId) ?? null;
    if (id === null) return false;
    const before = this.#causes.known(id);
    return this.#causesOf(id, FOLLOWED_HELD_MS) !== before;
  }

  #causesOf(sessionId: string, heldMs?: number): readonly Cause[] {
    const { history, rollup } = this.#live;
    const changes = rollup.sessions.get(sessionId)?.changes ?? 0;
    const nowMs = this.#options.io.now();
    const side = history.background.get(sessionId);
    const background = side === undefined ? NO_BACKGROUND : sumWithIdle([side], history.sessions);
    const path = this.#logOf(sessionId);
    return this.#causes.of(history, { sessionId, changes, background, path, nowMs }, heldMs);
  }

  /** Starts computing the causes of the open days, project or model. @returns whether there are steps to do */
  beginScopeCauses({ ui, zone }: Pick<LiveState, "ui" | "zone">): boolean {
    const nowMs = this.#options.io.now();
    return this.#scopeCauses.begin(wantedCauses(ui, zone.dayOf(nowMs)), this.#revision, nowMs);
  }

  /** Continues the computation for a moment. */
  stepScopeCauses(): ReturnType<OpenScopeCauses["step"]> {
    return this.#scopeCauses.step();
  }

  /** Updates limits for the passing of time: windows reset, credits expire. @returns whether they look different */
  readLimits(): boolean {
    const { atMs, stamp, untilMs } = this.#limitsFrom;
    const nowMs = this.#options.io.now();
    if (nowMs >= atMs && nowMs < untilMs && this.#limitsStamp() === stamp) return false;
    const before = this.#limits;
    this.#readLimits();
    const look = (limits: readonly Limit[]): string =>
      limits.map((l) => `${l.id} ${l.severity} ${l.usedPercent}`).join();
    return look(before) !== look(this.#limits);
  }

  /** Changes with files that are not watched: the client's own state. */
  #limitsStamp(): string {
    const { roots, io, paths } = this.#options;
    return stampOf([paths.settingsFile, ...clientStateFiles(roots, io.homeDir)]);
  }

  #readLimits(): void {
    const { paths, io, zone } = this.#options;
    const nowMs = io.now();
    const stamp = this.#limitsStamp();
    const { state, problems } = readLimits({ history: this.#live.history, paths, homeDir: io.homeDir, zone, nowMs });
    this.#problems = problems.map((problem) => `settings: ${problem}`);
    this.#limits = state.limits;
    const kind = state.accounts[0]?.plan.kind ?? null;
    this.#money = kind === null ? null : moneyWords(kind);
    this.#limitAlerts = state.alerts;
    const resets = this.#limits.flatMap(({ resetsAtMs }) =>
      resetsAtMs !== null && resetsAtMs > nowMs ? resetsAtMs : [],
    );
    this.#limitsFrom = { atMs: nowMs, stamp, untilMs: Math.min(nowMs + LIMITS_HOLD_MS, ...resets) };
  }
}

/** The log of a session's main conversation: the last of that name, if copies of the folder are also listed. */
function ownLog({ folders, loose }: Pick<FileNumbers, "folders" | "loose">, sessionId: string): string | undefined {
  const name = `${sessionId}${LOG_ENDING}`;
  const path = loose.findLast((path) => basename(path) === name && !isInSubagents(path));
  const folder = folders.findLast(({ path, logs }) => logs.includes(name) && !isInSubagents(path + sep));
  return path ?? (folder ? folder.path + sep + name : undefined);
}

/** Keys whose values differ, or that only one of the maps has. */
function changedKeys<V>(before: ReadonlyMap<string, V>, after: ReadonlyMap<string, V>): readonly string[] {
  const other = [...after].filter(([key, value]) => before.get(key) !== value).map(([key]) => key);
  return [...other, ...[...before.keys()].filter((key) => !after.has(key))];
}

const isInSubagents = (path: string): boolean => /[/\\]subagents[/\\]/.test(path);

function modelNames({ table, book }: Pick<History, "table" | "book">): (code: number) => string {
  const names: string[] = [];
  return (code) => (names[code] ??= book.nameOf(table.models[code] ?? ""));
}
