/** Folds the rows of one log file, in order, into a `FileScan`. Both scanners use it, so both give the same result. */

import { Flag, type ResponseRow, rowAt } from "./columns.ts";
import { identityOf, requestHashOf } from "./identity.ts";
import {
  CONTEXT_FIELDS,
  type FactRow,
  partIds,
  type ResponsePart,
  type RowContext,
  searchId,
  type UsageRow,
} from "./log-row.ts";
import { agentOf, NO_DETAILS, ORIGIN_DETAILS, type Origin, recordOf } from "./origin.ts";
import { type ProjectFolder, projectFolder } from "./project-path.ts";
import { emptyReport, type FileScan, type ScanState, type SkipReason } from "./scan.ts";
import { SessionFactsBuilder, type SessionWork } from "./session-facts-builder.ts";
import { TableDraft } from "./table-draft.ts";
import { type RowFold, TableFold } from "./table-fold.ts";
import { NO_TOKENS } from "./tokens.ts";

export type FileScanOptions = {
  /** The session in the file's path, for rows without a session id. */
  readonly sessionId: string;
  /** The agent's type from the file beside the log; called only for side rows without one. */
  readonly agentType: () => string;
  /** The project of a row's working directory. Default: from its path alone. */
  readonly folderOf?: (cwd: string) => ProjectFolder;
  /** Time for responses of a file without any usable timestamp; epoch milliseconds. */
  readonly fallbackMs: number;
};

/** A request that is sent. `timeMs` NaN = not dated; `id` and `base` "" = not given. */
export type SentRequest = { readonly timeMs: number; readonly id: string; readonly base: string };

export class FileScanBuilder {
  readonly report = emptyReport();
  readonly #options: FileScanOptions;
  readonly #folderOf: (cwd: string) => ProjectFolder;
  readonly #draft: TableDraft;
  readonly #from: number;
  readonly #facts: SessionFactsBuilder;
  readonly #fold: RowFold;
  /** Time of the last dated row; epoch milliseconds, NaN = none. */
  lastMs = Number.NaN;
  /** When the first request without an answer so far was made; epoch milliseconds, NaN = none. */
  awaitingMs = Number.NaN;
  /** Hash of the id of the last request that was sent; 0 = unknown. */
  lastRequest = 0;
  #lastModel = -1;
  #lastOrigin = -1;
  #isAfterUsage = false;
  #isResumed = false;
  /** Context of the last response. */
  #context: RowContext | null = null;
  #contextSide = false;
  #contextOrigin = -1;
  #contextRows = 0;

  /**
   * @param draft where the rows go; one for many files, whose builders must not be used at the same time
   * @param fold folds the rows; it may add them to the draft as late as in its `finish`
   */
  constructor(options: FileScanOptions, draft = new TableDraft(), fold: RowFold = new TableFold(draft)) {
    this.#options = options;
    this.#draft = draft;
    this.#from = draft.columns.length;
    this.#folderOf = options.folderOf ?? projectFolder;
    this.#facts = new SessionFactsBuilder(options.sessionId, this.#folderOf);
    this.#fold = fold;
  }

  /** Starts with the result of an earlier scan of the same file, to continue from there. */
  resume(earlier: FileScan): void {
    this.#isResumed = true;
    const { models, origins } = this.#draft;
    for (const { table, from, to } of earlier.slices) {
      for (let i = from; i < to; i++) {
        const row = rowAt(table.columns, i);
        const model = models.code(table.models[row.model] as string);
        const origin = origins.code(table.origins[row.origin] as Origin);
        this.#fold.fold({ ...row, model, origin }, table.iterationsByRow.get(i) ?? []);
      }
    }
    const { skipped, versions, ...counts } = earlier.report;
    Object.assign(this.report, counts);
    Object.assign(this.report.skipped, skipped, { "torn-tail": 0 });
    Object.assign(this.report.versions, versions);
    this.#facts.resume(earlier.sessions);
    this.lastMs = earlier.state.lastMs;
    this.awaitingMs = earlier.state.awaitingMs;
    this.lastRequest = earlier.state.lastRequest;
    const { last } = earlier.state;
    this.#lastModel = last ? models.code(last.model) : -1;
    this.#lastOrigin = last ? origins.code(last.origin) : -1;
  }

  /** Starts where an earlier part of the same file ended, which is counted elsewhere. */
  continueAfter({ lastMs, last, awaitingMs, lastRequest }: ScanState): void {
    this.lastMs = lastMs;
    this.awaitingMs = awaitingMs;
    this.lastRequest = lastRequest;
    if (last === null) return;
    this.#lastModel = this.#draft.models.code(last.model);
    this.#lastOrigin = this.#draft.origins.code(last.origin);
    this.#isAfterUsage = true;
  }

  skip(reason: SkipReason): void {
    this.report.skipped[reason]++;
  }

  usage(row: UsageRow): void {
    const { tokens, webSearches, iterations } = row;
    const undated = Number.isNaN(row.timeMs);
    const { origin, inherited } = this.setContext(row, (row.flags & Flag.sidechain) !== 0);
    const { lo, hi } = identityOf(row.id);
    let flags = row.flags | inherited;
    if (undated) flags |= Flag.undated;
    if (iterations.length > 0) flags |= Flag.iterations;
    const whole: ResponseRow = {
      ...tokens,
      idLo: lo,
      idHi: hi,
      requestHash: requestHashOf(row.requestId),
      timeMs: undated ? this.lastMs : row.timeMs,
      spanMs: 0,
      webSearches,
      flags,
      origin,
      model: this.setModel(row.model),
    };
    this.#fold.fold(whole, iterations);
    this.report.skipped["bad-usage"] += row.badParts;
    const ids = partIds(row);
    row.parts.forEach((part, k) => {
      this.#foldPart(whole, part, ids[k] as string);
    });
    if (!undated) this.lastMs = row.timeMs;
    this.report.usageRows++;
    this.#contextRows++;
    this.#facts.response(row, whole.timeMs);
  }

  #foldPart(whole: ResponseRow, { kind, model, tokens }: ResponsePart, id: string): void {
    const { lo, hi } = identityOf(id);
    // The response's speed does not apply to an advisor, which answers at its usual speed.
    const others = kind === "advisor" ? Flag.iterations | Flag.fast : Flag.iterations;
    const flags = (whole.flags & ~others) | Flag.part;
    const code = this.#draft.models.code(model);
    this.#fold.fold({ ...whole, ...tokens, idLo: lo, idHi: hi, model: code, flags, webSearches: 0 }, []);
  }

  /** Sets the context of the next response. @returns the origin's code, and the flag of its rows if they are copies */
  setContext(context: RowContext, side: boolean): { readonly origin: number; readonly inherited: number } {
    this.#lastOrigin = this.#originOf(context, side);
    const isCopy = context.requestedBy !== "" && context.requestedBy !== context.sessionId;
    return { origin: this.#lastOrigin, inherited: isCopy ? Flag.inherited : 0 };
  }

  /** Sets the model of the next response. @returns its code */
  setModel(name: string): number {
    this.#lastModel = this.#draft.models.code(name);
    return this.#lastModel;
  }

  /** Counts usage rows of a context that a scanner has folded itself; their times are added by `addWork`. */
  countRows(rows: number, context: RowContext): void {
    this.report.usageRows += rows;
    this.#countVersion(context, rows);
    this.#facts.response(context, Number.NaN);
  }

  /** Adds what a scanner has counted over several rows of a session. */
  addWork(sessionId: string, work: SessionWork): void {
    this.#facts.addWork(sessionId, work);
  }

  /** Whether the responses of a context were made in its own session; those of a fork's copies were made in another. */
  isOwn({ sessionId, requestedBy }: RowContext): boolean {
    return requestedBy === "" || requestedBy === (sessionId || this.#options.sessionId);
  }

  /** Whether the session's title is known, so that further prompts only affect its times. */
  isNamed({ sessionId }: RowContext): boolean {
    return this.#facts.isNamed(sessionId);
  }

  /**
   * Records that the client sends a request of the conversation. Attempts of the same request follow each other. Each
   * request continues the previous one (`base`), or none; if it continues another one, two clients alternate in the
   * session.
   */
  requested({ timeMs, id, base }: SentRequest): void {
    const sentMs = Number.isNaN(timeMs) ? this.lastMs : timeMs;
    if (base !== "" && this.lastRequest !== 0 && requestHashOf(base) !== this.lastRequest) this.#facts.branched(sentMs);
    this.lastRequest = requestHashOf(id);
    if (Number.isNaN(this.awaitingMs)) this.awaitingMs = sentMs;
  }

  /** Records an answer, or an error in its place. */
  answered(): void {
    this.awaitingMs = Number.NaN;
  }

  /** Records that the client runs the session without a terminal. */
  detached(sessionId: string): void {
    this.#facts.detached(sessionId);
  }

  fact(row: FactRow): void {
    if (!Number.isNaN(row.timeMs)) this.lastMs = row.timeMs;
    // A person who sends another prompt or ends the run is no longer waiting.
    const isLate = row.kind === "ledger" || (row.kind === "prompt" && row.timeMs > this.awaitingMs);
    if (isLate && !Number.isNaN(this.awaitingMs)) {
      this.#facts.unanswered(row.sessionId, this.awaitingMs);
      this.awaitingMs = Number.NaN;
    }
    if (row.kind === "search") this.#search(row.id, row.searches, row.sessionId);
    else this.#facts.fact(row, this.lastMs, this.#isAfterUsage || this.report.usageRows > 0);
  }

  /** @param consumedBytes bytes up to and including the last whole row */
  finish(consumedBytes: number, fingerprint = 0): FileScan {
    this.#countVersions();
    this.#facts.awaits(this.awaitingMs);
    this.report.undated = this.#fold.finish(this.#options.fallbackMs);
    const { columns, models, origins, table } = this.#draft;
    const hadResponse = this.#lastOrigin >= 0;
    const last = hadResponse
      ? { model: models.values[this.#lastModel] as string, origin: origins.values[this.#lastOrigin] as Origin }
      : null;
    return {
      fileSession: this.#options.sessionId,
      slices: [{ table, from: this.#from, to: columns.length }],
      state: { lastMs: this.lastMs, last, awaitingMs: this.awaitingMs, lastRequest: this.lastRequest },
      sessions: this.#facts.finish(),
      report: this.report,
      consumedBytes,
      isResumed: this.#isResumed,
      fingerprint,
    };
  }

  #originOf(context: RowContext, side: boolean): number {
    const last = this.#context;
    const isSame = last !== null && this.#contextSide === side && (last === context || isSameContext(last, context));
    if (isSame) return this.#contextOrigin;
    this.#countVersions();
    const loggedIn = context.sessionId || this.#options.sessionId;
    this.#contextOrigin = this.#draft.origins.code({
      sessionId: context.requestedBy || loggedIn,
      loggedIn,
      ...recordOf(ORIGIN_DETAILS, (field) => context[field]),
      project: this.#folderOf(context.project).project,
      agent: agentOf(context.agent, side, this.#options.agentType),
    });
    this.#context = context;
    this.#contextSide = side;
    return this.#contextOrigin;
  }

  #countVersions(): void {
    if (this.#context) this.#countVersion(this.#context, this.#contextRows);
    this.#contextRows = 0;
  }

  #countVersion({ version }: RowContext, rows: number): void {
    if (version && rows > 0) this.report.versions[version] = (this.report.versions[version] ?? 0) + rows;
  }

  /**
   * Adds searches that only a tool result shows: as a separate row, with the origin of the response that requested
   * them.
   */
  #search(id: string, searches: number, sessionId: string): void {
    const { models, origins } = this.#draft;
    if (this.#lastOrigin < 0) {
      this.#lastModel = models.code("");
      this.#lastOrigin = origins.code(bareOrigin(sessionId || this.#options.sessionId));
    }
    // Of copies, the one in a file with the response that requested it is counted.
    const hasRequest = models.values[this.#lastModel] !== "";
    const side = origins.values[this.#lastOrigin]?.agent === "" ? 0 : Flag.sidechain;
    const { lo, hi } = identityOf(searchId(id));
    const row = {
      ...NO_TOKENS,
      idLo: lo,
      idHi: hi,
      requestHash: 0,
      timeMs: this.lastMs,
      spanMs: 0,
      webSearches: searches,
      model: this.#lastModel,
      origin: this.#lastOrigin,
      flags: Flag.search | side | (hasRequest ? Flag.stopped : 0),
    };
    this.#fold.fold(row, []);
  }
}

function isSameContext(a: RowContext, b: RowContext): boolean {
  return CONTEXT_FIELDS.every((field) => a[field] === b[field]);
}

function bareOrigin(sessionId: string): Origin {
  return { sessionId, loggedIn: sessionId, ...NO_DETAILS };
}
