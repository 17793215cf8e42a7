/** Folds the rows of one log file, in order, into a `FileScan`. Both scanners feed it, so both give the same. */

import { type Extras, emptyColumns, Flag, type Origin, pushRow, type ResponseRow, rowAt, setRow } from "./columns.ts";
import { type Identity, identityOf, requestHashOf } from "./identity.ts";
import { Interner } from "./interner.ts";
import type { FactRow, UsageRow } from "./log-row.ts";
import { emptyReport, type FileScan, type SkipReason } from "./scan.ts";
import { SessionFactsBuilder } from "./session-facts-builder.ts";
import { NO_TOKENS, type Tokens } from "./tokens.ts";
import { supersedes } from "./winner.ts";

export type FileScanOptions = {
  /** The session that the file's path names; for rows that name none. */
  readonly sessionId: string;
  /** The agent's type from the file beside the log; asked only for side rows that name none. */
  readonly agentType: () => string;
  /** Time for responses of a file without a single usable timestamp; epoch milliseconds. */
  readonly fallbackMs: number;
};

/** Origins are equal when all their parts are. */
function originKey(o: Origin): string {
  return [o.sessionId, o.heldBy, o.project, o.branch, o.agent, o.skill, o.plugin, o.mcp, o.version, o.entrypoint].join(
    "\u0000",
  );
}

export class FileScanBuilder {
  readonly report = emptyReport();
  readonly #options: FileScanOptions;
  readonly #columns = emptyColumns();
  readonly #models = new Interner<string>((m) => m);
  readonly #origins = new Interner<Origin>(originKey);
  readonly #extras: Extras = new Map();
  readonly #rows = new Map<string, number>();
  readonly #facts: SessionFactsBuilder;
  #lastMs = Number.NaN;
  #lastModel = -1;
  #lastOrigin = -1;

  constructor(options: FileScanOptions) {
    this.#options = options;
    this.#facts = new SessionFactsBuilder(options.sessionId);
  }

  skip(reason: SkipReason): void {
    this.report.skipped[reason]++;
  }

  usage(row: UsageRow): void {
    this.report.usageRows++;
    if (row.version) this.report.versions[row.version] = (this.report.versions[row.version] ?? 0) + 1;
    const undated = Number.isNaN(row.timeMs);
    const timeMs = undated ? this.#lastMs : row.timeMs;
    const origin = this.#origins.code(this.#originOf(row));
    const flags =
      row.flags | (undated ? Flag.undated : 0) | (row.madeBy && row.madeBy !== row.sessionId ? Flag.inherited : 0);
    const common = { timeMs, spanMs: 0, origin, requestHash: requestHashOf(row.requestId) };
    const model = this.#models.code(row.model);
    const parts = row.iterations.length > 0 ? Flag.iterations : 0;
    this.#fold(
      row.id,
      { ...common, ...row.tokens, model, flags: flags | parts, webSearches: row.webSearches },
      row.iterations,
    );
    row.advisors.forEach((a, k) => {
      const advisor = {
        ...common,
        ...a.tokens,
        model: this.#models.code(a.model),
        flags: flags | Flag.advisor,
        webSearches: 0,
      };
      this.#fold(`${row.id}#advisor${k}`, advisor, []);
    });
    if (!undated) this.#lastMs = row.timeMs;
    this.#lastModel = model;
    this.#lastOrigin = origin;
    this.#facts.response(row, timeMs);
  }

  fact(row: FactRow): void {
    if (!Number.isNaN(row.timeMs)) this.#lastMs = row.timeMs;
    if (row.kind === "search") this.#search(row.id, row.searches, row.sessionId);
    else this.#facts.fact(row, this.#lastMs, this.report.usageRows > 0);
  }

  /** @param consumedBytes bytes up to and including the last newline */
  finish(consumedBytes: number): FileScan {
    const c = this.#columns;
    let next = this.#options.fallbackMs;
    for (let i = c.length - 1; i >= 0; i--) {
      const t = c.timeMs[i] as number;
      if (Number.isNaN(t)) c.timeMs[i] = next;
      else next = t;
      if (((c.flags[i] as number) & Flag.undated) !== 0) this.report.undated++;
    }
    return {
      fileSession: this.#options.sessionId,
      table: { columns: c, models: this.#models.values, origins: this.#origins.values, extras: this.#extras },
      sessions: this.#facts.finish(),
      report: this.report,
      consumedBytes,
    };
  }

  #originOf(row: UsageRow): Origin {
    const heldBy = row.sessionId || this.#options.sessionId;
    const { project, branch, skill, plugin, mcp, version, entrypoint } = row;
    const agent = row.agent || ((row.flags & Flag.sidechain) !== 0 ? this.#options.agentType() : "");
    return { sessionId: row.madeBy || heldBy, heldBy, project, branch, agent, skill, plugin, mcp, version, entrypoint };
  }

  /** Searches that only a tool result proves: a row of their own, with the place of the response that asked for them. */
  #search(id: string, searches: number, sessionId: string): void {
    if (this.#lastOrigin < 0) this.#lastModel = this.#models.code("");
    if (this.#lastOrigin < 0) this.#lastOrigin = this.#origins.code(bareOrigin(sessionId || this.#options.sessionId));
    const place = { model: this.#lastModel, origin: this.#lastOrigin };
    const row = {
      ...NO_TOKENS,
      ...place,
      timeMs: this.#lastMs,
      spanMs: 0,
      requestHash: 0,
      flags: Flag.search | Flag.stopped,
    };
    this.#fold(`search:${id}`, { ...row, webSearches: searches }, []);
  }

  #fold(id: string, row: Omit<ResponseRow, keyof Identity | "idLo" | "idHi">, iterations: readonly Tokens[]): void {
    const known = this.#rows.get(id);
    const { lo, hi } = identityOf(id);
    const fresh: ResponseRow = { ...row, idLo: lo, idHi: hi };
    if (known === undefined) {
      const i = pushRow(this.#columns, fresh);
      this.#rows.set(id, i);
      if (iterations.length > 0) this.#extras.set(i, iterations);
      return;
    }
    const old = rowAt(this.#columns, known);
    if (!supersedes(old, fresh, "same-file")) return;
    const span = Math.max(0, Math.min(fresh.timeMs - old.timeMs, 0xffffffff)) || 0;
    const dated = (old.flags & Flag.undated) | (fresh.flags & ~Flag.undated);
    setRow(this.#columns, known, { ...fresh, timeMs: old.timeMs, spanMs: span, origin: old.origin, flags: dated });
    if (iterations.length > 0) this.#extras.set(known, iterations);
    else this.#extras.delete(known);
  }
}

function bareOrigin(sessionId: string): Origin {
  const none = { project: "", branch: "", agent: "", skill: "", plugin: "", mcp: "", version: "", entrypoint: "" };
  return { sessionId, heldBy: sessionId, ...none };
}
