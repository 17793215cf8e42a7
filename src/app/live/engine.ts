/**
 * Keeps the dashboard's data up to date. A change in a folder is only a hint, `stat` decides, and only what was
 * appended is read. Changes that a watcher misses are found by checking busy logs every second and all folders every
 * minute; without a watcher both run more often.
 */

import { sep } from "node:path";
import type { LogFiles } from "../../claude-code/logs/log-files.ts";
import { scanReference } from "../../claude-code/logs/reference-scanner.ts";
import { chooseRoots } from "../../claude-code/logs/roots.ts";
import { stateBefore } from "../../claude-code/logs/scan-state.ts";
import type { Zone } from "../../core/calendar/zone.ts";
import type { DashboardData } from "../../core/dashboard/dashboard-data.ts";
import { type FileNumbers, fileAt } from "../../core/responses/log-files.ts";
import { UserError } from "../../core/user-error.ts";
import { type DataPaths, dataPaths } from "../../store/files/data-dir.ts";
import { accountStateDir } from "../../store/state/account-folders.ts";
import { readSummarySnapshot } from "../../store/state/summary-snapshot.ts";
import { wantedKey } from "../../view/dashboard/session-choice.ts";
import { saveLoaded } from "../archive/save-loaded.ts";
import { type LoadIo, type LoadOptions, loadHistory } from "../load/load-history.ts";
import { CausesWork } from "./causes-work.ts";
import { type FileChange, FileOffsets } from "./file-offsets.ts";
import { FilePlaces } from "./file-places.ts";
import { FolderWatch } from "./folder-watch.ts";
import { LiveData } from "./live-data.ts";
import { LogListing } from "./log-listing.ts";
import { LogRound } from "./log-round.ts";
import type { LiveStore } from "./store.ts";
import { showsNewTime } from "./time-shown.ts";
import { TIMING, type Timing } from "./timing.ts";
import { BUSY_MS, isFeed, isLogFolder, watchedFolders } from "./watched-folders.ts";

export type EngineOptions = {
  readonly live: LiveStore;
  readonly load: Omit<LoadOptions, "progress" | "zone">;
  readonly io: LoadIo;
  /** Starts another process that archives many settled days. */
  readonly archiveLater?: () => void;
  readonly zone: Zone;
  readonly timing?: Partial<Timing>;
};

const MINUTE_MS = 60_000;
/** Logs written to within this time are checked every second: in addition to a watcher, or instead of one. */
const LATELY_MS = { events: 10 * MINUTE_MS, polling: 2 * 3_600_000 } as const;
const RESTS_MS = 24 * 3_600_000;
const FEEDS_MS = 5_000;
/** A clock that jumped this far means that the machine slept, or that the clock was set. */
const SLEPT_MS = 30_000;
const RELOAD_PAUSE_MS = 10_000;
const PROGRESS_MS = 100;

export class LiveEngine {
  readonly #options: EngineOptions;
  readonly #timing: Timing;
  readonly #paths: DataPaths;
  readonly #roots: readonly string[];
  readonly #watch: FolderWatch;
  readonly #hints = new Set<string>();
  readonly #listing: LogListing;
  /** Logs that grew and cannot be read, with the system's error code. */
  readonly #unread = new Map<string, string>();
  /** Why there is no watcher; "" = there is one. */
  #noWatcher = "";
  #unlisted: LogFiles["unreadable"] = [];
  readonly #round = new LogRound((path) => this.#safely(() => this.#look(path) && this.#publishSoon()));
  #files = new FileOffsets();
  #data: LiveData | null = null;
  #gathering: NodeJS.Timeout | null = null;
  #settling: NodeJS.Timeout | null = null;
  #publishing: NodeJS.Timeout | null = null;
  readonly #causes: CausesWork;
  #lastPublishMs = Number.NEGATIVE_INFINITY;
  #ticker: NodeJS.Timeout | null = null;
  #lastTickMs = 0;
  #lastWalkMs = 0;
  #lastFeedsMs = 0;
  #lastReloadMs = 0;
  #isLoading = false;
  /** A load was requested during another one, which may have read the files before the change. */
  #isLoadWanted = false;
  /** The error of the last load; "" = it succeeded. */
  #loadFailure = "";
  #isStopped = false;
  #refreshes = 0;
  /** The key of what the last data was made for. */
  #wanted = "";

  constructor(options: EngineOptions) {
    this.#options = options;
    const { load, io } = options;
    this.#timing = { ...TIMING, ...options.timing };
    this.#paths = dataPaths(load.dataDir, io.env);
    this.#roots = chooseRoots({ configDirs: load.configDirs, env: io.env, homeDir: io.homeDir }).map((r) => r.path);
    this.#listing = new LogListing(this.#roots.map((path) => ({ path, reason: "" })));
    this.#watch = new FolderWatch({
      onHint: (path) => this.#hint(path),
      onTrouble: (trouble) => this.#poll(trouble),
    });
    this.#causes = new CausesWork({
      state: () => options.live.store.getState(),
      data: () => this.#data,
      onChanged: () => this.#safely(() => this.#publishSoon()),
    });
  }

  /** Loads everything, then follows changes until `stop`. */
  async start(): Promise<void> {
    this.#showEarlier();
    this.#lastTickMs = this.#options.io.now();
    this.#ticker = setInterval(() => this.#safely(() => this.#tick()), this.#timing.tickMs);
    this.#options.live.store.subscribe(() => this.#stateChanged());
    await this.#load();
    if (this.#isLoadWanted) void this.#reload();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#ticker) clearInterval(this.#ticker);
    if (this.#gathering) clearTimeout(this.#gathering);
    if (this.#settling) clearTimeout(this.#settling);
    if (this.#publishing) clearTimeout(this.#publishing);
    this.#causes.stop();
    await this.#watch.close();
  }

  /** The state folder of the first account; the sums of the others are read with the logs. */
  #accountDir(): string {
    return accountStateDir(this.#paths.stateDir, this.#roots[0] ?? null);
  }

  #showEarlier(): void {
    const summary = this.#options.load.demo ? null : readSummarySnapshot(this.#accountDir());
    if (summary === null) return;
    const { asOfMs, todayUsd, weekUsd, monthUsd } = summary;
    this.#options.live.dispatch({ type: "watch", watch: { earlier: { asOfMs, todayUsd, weekUsd, monthUsd } } });
  }

  /** Loads everything again. An error that the user can fix is shown beside the previous figures. */
  async #reload(): Promise<void> {
    if (this.#isLoading) {
      this.#isLoadWanted = true;
      return;
    }
    do {
      this.#isLoadWanted = false;
      try {
        await this.#load();
        this.#loadFailure = "";
      } catch (error) {
        if (!(error instanceof UserError) && !(error as NodeJS.ErrnoException).code) throw error;
        this.#loadFailure = `cannot load again: ${(error as Error).message}`;
        this.#options.live.dispatch({ type: "watch", watch: { updating: false, progress: null } });
      }
      this.#reportProblem();
    } while (this.#isLoadWanted && !this.#isStopped);
  }

  /** @throws UserError or the file system's error where something cannot be read */
  async #load(): Promise<void> {
    if (this.#isStopped) return;
    this.#isLoading = true;
    this.#round.stop();
    this.#lastReloadMs = this.#options.io.now();
    const { live, load, io, zone } = this.#options;
    const onlyLogged = load.configDirs.length > 0 || !load.archive;
    live.dispatch({ type: "watch", watch: { updating: true } });
    try {
      let shownMs = 0;
      const startedMs = io.now();
      const loaded = await loadHistory(
        {
          ...load,
          responses: true,
          // A price file that is just being saved must not change the figures on the screen for a moment.
          needsOwnPrices: this.#data !== null,
          archivable: "few",
          zone,
          progress: (done) => {
            const nowMs = io.now();
            if (nowMs - shownMs < PROGRESS_MS) return;
            shownMs = nowMs;
            live.dispatch({ type: "watch", watch: { progress: { ...done, elapsedMs: nowMs - startedMs } } });
            // Lets a frame be drawn and keys be processed before the next file.
            return new Promise((resume) => setTimeout(resume, 1));
          },
        },
        io,
      );
      // Saved before the dashboard's table, which then grows, is used.
      const { archiveLater } = this.#options;
      const notes = await saveLoaded(loaded, { nowMs: io.now(), archiveLater });
      const { history, found } = loaded;
      if (this.#isStopped) return;
      // At least what was listed has been read; what was appended meanwhile is read again, and is counted once.
      this.#listing.take(found, io.now());
      this.#files = new FileOffsets(found.numbers, new Set(history.unreadable.map((u) => u.path)));
      this.#unread.clear();
      this.#data = new LiveData({ history, zone, io, paths: this.#paths, roots: this.#roots, onlyLogged, notes });
      this.#data.setFiles(found.numbers);
      this.#publish();
      live.dispatch({ type: "watch", watch: { phase: "live", progress: null } });
    } finally {
      this.#isLoading = false;
    }
    this.#walk();
    live.dispatch({ type: "watch", watch: { updating: false } });
  }

  /** Reports errors of the file system without ending the dashboard; a later check may succeed. */
  #safely(action: () => void): void {
    try {
      action();
    } catch (error) {
      const { code, path } = error as NodeJS.ErrnoException;
      if (!code) throw error;
      this.#options.live.dispatch({ type: "watch", watch: { trouble: `cannot read ${path ?? "a file"} (${code})` } });
    }
  }

  #hint(path: string): void {
    this.#hints.add(path);
    this.#gathering ??= setTimeout(() => this.#safely(() => this.#lookAtHints()), this.#timing.gatherMs);
  }

  #lookAtHints(): void {
    this.#gathering = null;
    const paths = [...this.#hints];
    this.#hints.clear();
    if (!this.#data || this.#isStopped) return;
    let changed = false;
    let needsWalk = false;
    for (const path of paths) {
      if (isFeed(path, this.#roots, this.#paths)) changed = this.#data.readFeeds() || changed;
      else if (path.endsWith(".jsonl")) changed = this.#look(path) || changed;
      else if (isLogFolder(path, this.#roots)) needsWalk = true;
    }
    if (changed) this.#publishSoon();
    if (needsWalk) this.#walk(true);
  }

  /** @returns whether something was read */
  #look(path: string): boolean {
    return this.#follow(path, this.#files.check(path));
  }

  #follow(path: string, change: FileChange): boolean {
    if (change.kind === "replaced") this.#reloadSoon();
    if (change.kind === "unreadable") this.#unread.set(path, change.code);
    if (change.kind !== "grown" || !this.#data) return false;
    return this.#read(path, change.from, change.mtimeMs);
  }

  #read(path: string, from: number, mtimeMs: number): boolean {
    try {
      const before = from === 0 ? undefined : (this.#files.state(path) ?? stateBefore(path, from, mtimeMs));
      const scan = scanReference(path, from, mtimeMs, before);
      this.#files.read(path, from, scan);
      if (this.#unread.delete(path)) this.#reportProblem();
      return this.#data?.fold(scan, path, from > 0) ?? false;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (!code) throw error;
      this.#unread.set(path, code);
      this.#reportProblem();
      return false;
    }
  }

  /** Rows of a log that shrank or was replaced can only be removed by loading everything again. */
  #reloadSoon(): void {
    if (this.#options.io.now() - this.#lastReloadMs > RELOAD_PAUSE_MS) void this.#reload();
  }

  /**
   * Checks all folders: new logs, new folders to watch, and changes without a hint.
   * @param isRound one of the regular checks, in which a watcher makes it unnecessary to check inactive logs
   */
  #walk(isRound = false): void {
    if (!this.#data || this.#isLoading || this.#isStopped) return;
    this.#lastWalkMs = this.#options.io.now();
    const { found, isNew, asked } = this.#listing.look(this.#lastWalkMs);
    const { numbers } = found;
    let changed = false;
    if (isNew) {
      this.#data.setFiles(numbers);
      for (const i of asked) {
        const file = fileAt(numbers, i, sep);
        changed = this.#follow(file.path, this.#files.compare(file.path, file)) || changed;
      }
      const places = new FilePlaces(numbers);
      for (const path of this.#unread.keys()) if (places.of(path) < 0) this.#unread.delete(path);
    }
    const lately = this.#files.writtenSince(numbers, this.#lastWalkMs - RESTS_MS);
    for (const path of new Set([...lately, ...this.#data.runningLogs()])) changed = this.#look(path) || changed;
    if (isNew || changed || !isRound) this.#watchFolders(numbers);
    if (!isRound || this.#options.live.store.getState().watch.mode === "polling") this.#round.begin(numbers);
    changed = this.#data.readFeeds() || changed;
    changed = this.#data.readLimits() || changed;
    if (changed) this.#publishSoon();
    this.#reportProblem(found.unreadable);
  }

  /** Reports what cannot be read, and why. @param folders as last listed, where known */
  #reportProblem(folders: LogFiles["unreadable"] = this.#unlisted): void {
    this.#unlisted = folders;
    const unread = [...folders.map(({ path, code }) => [path, code] as const), ...this.#unread];
    const [first] = unread;
    const more = unread.length > 1 ? ` and ${unread.length - 1} more` : "";
    const reading = first ? `cannot read ${first[0]} (${first[1]})${more}` : "";
    const trouble = [this.#noWatcher, this.#loadFailure, reading].filter((t) => t !== "").join("; ");
    const { live } = this.#options;
    if (trouble !== live.store.getState().watch.trouble) live.dispatch({ type: "watch", watch: { trouble } });
  }

  #watchFolders(listed: FileNumbers): void {
    if (this.#isStopped || this.#options.live.store.getState().watch.mode !== "events") return;
    const late = this.#files.writtenSince(listed, this.#options.io.now() - BUSY_MS);
    const folders = watchedFolders({ roots: this.#roots, paths: this.#paths, listed, late });
    if (!this.#watch.set(folders)) return;
    if (this.#settling) clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.#safely(() => this.#walk(true)), this.#timing.watchStandsMs);
  }

  #poll(trouble: string): void {
    if (this.#options.live.store.getState().watch.mode === "polling") return;
    this.#noWatcher = trouble;
    this.#options.live.dispatch({ type: "watch", watch: { mode: "polling" } });
    this.#reportProblem();
    void this.#watch.close();
  }

  #tick(): void {
    const nowMs = this.#options.io.now();
    const slept = Math.abs(nowMs - this.#lastTickMs) > SLEPT_MS;
    this.#lastTickMs = nowMs;
    // A clock that was set back would delay everything that is timed by it.
    if (slept) this.#lastFeedsMs = this.#lastReloadMs = Number.NEGATIVE_INFINITY;
    if (showsNewTime(this.#options.live.store.getState(), nowMs)) this.#options.live.dispatch({ type: "tick", nowMs });
    if (!this.#data || this.#isLoading) return;
    const { mode } = this.#options.live.store.getState().watch;
    const { walkMs } = this.#timing;
    const every = this.#files.count === 0 ? walkMs.empty : walkMs[mode];
    if (slept || nowMs - this.#lastWalkMs >= every) {
      this.#walk(!slept);
      return;
    }
    let changed = false;
    for (const path of this.#files.changedSince(nowMs - LATELY_MS[mode])) changed = this.#look(path) || changed;
    if (nowMs - this.#lastFeedsMs >= FEEDS_MS) {
      this.#lastFeedsMs = nowMs;
      changed = this.#data.readFeeds() || changed;
      changed = this.#data.settle() || changed;
      this.#causes.workOutSession();
    }
    if (changed) this.#publishSoon();
    this.#causes.look();
  }

  /** The view has changed, or a reload was requested. */
  #stateChanged(): void {
    const state = this.#options.live.store.getState();
    if (state.ui.wantsRefresh > this.#refreshes) {
      this.#refreshes = state.ui.wantsRefresh;
      void this.#reload();
    }
    const wanted = wantedKey(state);
    if (!this.#data || wanted === this.#wanted) return;
    this.#wanted = wanted;
    setImmediate(() => this.#safely(() => this.#publish()));
    this.#causes.look();
  }

  /** Publishes at once, but no more often than is visible when many sessions write at the same time. */
  #publishSoon(): void {
    if (this.#publishing) return;
    const dueMs = this.#lastPublishMs + this.#timing.publishPauseMs - performance.now();
    if (dueMs <= 0) this.#publish();
    else this.#publishing = setTimeout(() => this.#safely(() => this.#publish()), dueMs);
  }

  #publish(): void {
    if (this.#publishing) clearTimeout(this.#publishing);
    this.#publishing = null;
    if (!this.#data || this.#isStopped) return;
    this.#lastPublishMs = performance.now();
    const { live } = this.#options;
    const data: DashboardData = this.#data.snapshot(live.store.getState().ui);
    this.#wanted = wantedKey({ ...live.store.getState(), data });
    live.dispatch({ type: "data", data });
  }
}
