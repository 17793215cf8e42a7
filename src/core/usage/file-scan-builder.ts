/** Folds the rows of one log file, in order, into a `FileScan`. Both scanners feed it, so both give the same. */

import { Flag, type Origin, pushRow, type ResponseRow, rowAt, setRow } from "./columns.ts";
import { identityOf, requestHashOf } from "./identity.ts";
import type { FactRow, UsageRow } from "./log-row.ts";
import { emptyReport, type FileScan, type SkipReason } from "./scan.ts";
import { SessionFactsBuilder } from "./session-facts-builder.ts";
import { TableDraft } from "./table-draft.ts";
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

/** The numbers of a usage row, its identities as hashes. `timeMs` as in `UsageRow`. */
export type CountedRow = Tokens &
  Pick<ResponseRow, "idLo" | "idHi" | "requestHash" | "timeMs" | "webSearches" | "flags">;

/** The parts of a row that its origin is made of: rows of a session repeat them. */
export type Place = Pick<
  UsageRow,
  "sessionId" | "madeBy" | "project" | "branch" | "agent" | "skill" | "plugin" | "mcp" | "version" | "entrypoint"
>;

export class FileScanBuilder {
  readonly report = emptyReport();
  readonly #options: FileScanOptions;
  readonly #draft: TableDraft;
  readonly #from: number;
  readonly #facts: SessionFactsBuilder;
  #lastMs = Number.NaN;
  #lastModel = -1;
  #lastOrigin = -1;
  /** Of the last response. */
  #place: Place | null = null;
  #placeSide = false;
  #placeOrigin = -1;
  #placeRows = 0;
  /** The row that is folded in; one object for all. */
  readonly #fresh = emptyRow();

  /** @param draft where the rows go; one for many files, whose builders must not be used at the same time */
  constructor(options: FileScanOptions, draft = new TableDraft()) {
    this.#options = options;
    this.#draft = draft;
    this.#from = draft.columns.length;
    this.#facts = new SessionFactsBuilder(options.sessionId);
    draft.rows.clear();
  }

  /** Takes up what an earlier scan of the same file gave, to read on from where it stopped. */
  resume(earlier: FileScan): void {
    const { columns, models, origins, extras, rows } = this.#draft;
    for (const { table, from, to } of earlier.slices) {
      for (let i = from; i < to; i++) {
        const row = rowAt(table.columns, i);
        const at = pushRow(columns, {
          ...row,
          model: models.code(table.models[row.model] as string),
          origin: origins.code(table.origins[row.origin] as Origin),
        });
        const iterations = table.extras.get(i);
        if (iterations) extras.set(at, iterations);
        rows.findOrAdd(at);
      }
    }
    const { skipped, versions, ...counts } = earlier.report;
    Object.assign(this.report, counts);
    Object.assign(this.report.skipped, skipped, { "torn-tail": 0 });
    Object.assign(this.report.versions, versions);
    this.#facts.resume(earlier.sessions);
    this.#lastMs = earlier.state.lastMs;
    const { last } = earlier.state;
    this.#lastModel = last ? models.code(last.model) : -1;
    this.#lastOrigin = last ? origins.code(last.origin) : -1;
  }

  skip(reason: SkipReason): void {
    this.report.skipped[reason]++;
  }

  usage(row: UsageRow): void {
    const { lo, hi } = identityOf(row.id);
    const { timeMs, webSearches, flags } = row;
    const counted = { ...row.tokens, timeMs, webSearches, flags, idLo: lo, idHi: hi };
    this.response({ ...counted, requestHash: requestHashOf(row.requestId) }, row.model, row, row.iterations);
    const whole = { ...this.#fresh };
    row.advisors.forEach((advisor, k) => {
      const id = identityOf(`${row.id}#advisor${k}`);
      const model = this.#draft.models.code(advisor.model);
      // The speed is the response's own; the advisor answers at its usual one.
      const partFlags = (whole.flags & ~(Flag.iterations | Flag.fast)) | Flag.advisor;
      const part = { ...whole, ...advisor.tokens, idLo: id.lo, idHi: id.hi, model, flags: partFlags, webSearches: 0 };
      this.#fold(part, []);
    });
  }

  /** @param row is not kept, so that a caller may use the same object again; `place` is, and is not to be changed */
  response(row: CountedRow, model: string, place: Place, iterations: readonly Tokens[] = []): void {
    this.report.usageRows++;
    const undated = Number.isNaN(row.timeMs);
    const fresh = this.#fresh;
    fresh.idLo = row.idLo;
    fresh.idHi = row.idHi;
    fresh.requestHash = row.requestHash;
    fresh.timeMs = undated ? this.#lastMs : row.timeMs;
    fresh.input = row.input;
    fresh.output = row.output;
    fresh.cacheWrite5m = row.cacheWrite5m;
    fresh.cacheWrite1h = row.cacheWrite1h;
    fresh.cacheRead = row.cacheRead;
    fresh.webSearches = row.webSearches;
    fresh.model = this.#draft.models.code(model);
    fresh.origin = this.#originOf(place, (row.flags & Flag.sidechain) !== 0);
    this.#placeRows++;
    fresh.flags = row.flags;
    if (undated) fresh.flags |= Flag.undated;
    if (place.madeBy && place.madeBy !== place.sessionId) fresh.flags |= Flag.inherited;
    if (iterations.length > 0) fresh.flags |= Flag.iterations;
    this.#fold(fresh, iterations);
    if (!undated) this.#lastMs = row.timeMs;
    this.#lastModel = fresh.model;
    this.#lastOrigin = fresh.origin;
    this.#facts.response(place, fresh.timeMs);
  }

  fact(row: FactRow): void {
    if (!Number.isNaN(row.timeMs)) this.#lastMs = row.timeMs;
    if (row.kind === "search") this.#search(row.id, row.searches, row.sessionId);
    else this.#facts.fact(row, this.#lastMs, this.report.usageRows > 0);
  }

  /** @param consumedBytes bytes up to and including the last whole row */
  finish(consumedBytes: number, fingerprint = 0): FileScan {
    this.#countVersions();
    const { columns: c, models, origins, table } = this.#draft;
    let next = this.#options.fallbackMs;
    this.report.undated = 0;
    for (let i = c.length - 1; i >= this.#from; i--) {
      const t = c.timeMs[i] as number;
      if (Number.isNaN(t)) c.timeMs[i] = next;
      else next = t;
      if (((c.flags[i] as number) & Flag.undated) !== 0) this.report.undated++;
    }
    const hadResponse = this.#lastOrigin >= 0;
    const last = hadResponse
      ? { model: models.values[this.#lastModel] as string, origin: origins.values[this.#lastOrigin] as Origin }
      : null;
    return {
      fileSession: this.#options.sessionId,
      slices: [{ table, from: this.#from, to: c.length }],
      state: { lastMs: this.#lastMs, last },
      sessions: this.#facts.finish(),
      report: this.report,
      consumedBytes,
      fingerprint,
    };
  }

  #originOf(place: Place, side: boolean): number {
    const last = this.#place;
    const isSame = last !== null && this.#placeSide === side && (last === place || isSamePlace(last, place));
    if (isSame) return this.#placeOrigin;
    this.#countVersions();
    const heldBy = place.sessionId || this.#options.sessionId;
    const { madeBy, project, branch, skill, plugin, mcp, version, entrypoint } = place;
    const agent = place.agent || (side ? this.#options.agentType() : "");
    const common = { project, branch, agent, skill, plugin, mcp, version, entrypoint };
    this.#placeOrigin = this.#draft.origins.code({ sessionId: madeBy || heldBy, heldBy, ...common });
    this.#place = place;
    this.#placeSide = side;
    return this.#placeOrigin;
  }

  #countVersions(): void {
    const version = this.#place?.version;
    if (version) this.report.versions[version] = (this.report.versions[version] ?? 0) + this.#placeRows;
    this.#placeRows = 0;
  }

  /** Searches that only a tool result proves: a row of their own, with the place of the response that asked for them. */
  #search(id: string, searches: number, sessionId: string): void {
    const { models, origins } = this.#draft;
    if (this.#lastOrigin < 0) {
      this.#lastModel = models.code("");
      this.#lastOrigin = origins.code(bareOrigin(sessionId || this.#options.sessionId));
    }
    // A copy that stands without the response that asked for it gives way to one that stands with it.
    const isPlaced = models.values[this.#lastModel] !== "";
    const { lo, hi } = identityOf(`search:${id}`);
    const row = {
      ...{ idLo: lo, idHi: hi, requestHash: 0, timeMs: this.#lastMs, spanMs: 0, webSearches: searches },
      ...NO_TOKENS,
      ...{ model: this.#lastModel, origin: this.#lastOrigin, flags: Flag.search | (isPlaced ? Flag.stopped : 0) },
    };
    this.#fold(row, []);
  }

  #fold(fresh: ResponseRow, iterations: readonly Tokens[]): void {
    const { columns, rows, extras } = this.#draft;
    const known = rows.find(fresh.idLo, fresh.idHi);
    if (known < 0) {
      const i = pushRow(columns, fresh);
      rows.findOrAdd(i);
      if (iterations.length > 0) extras.set(i, iterations);
      return;
    }
    const old = rowAt(columns, known);
    if (!supersedes(old, fresh, "same-file")) return;
    setRow(columns, known, fresh);
    columns.timeMs[known] = old.timeMs;
    columns.spanMs[known] = Math.max(0, Math.min(fresh.timeMs - old.timeMs, 0xffffffff)) || 0;
    columns.origin[known] = old.origin;
    columns.flags[known] = (old.flags & Flag.undated) | (fresh.flags & ~Flag.undated);
    if (iterations.length > 0) extras.set(known, iterations);
    else extras.delete(known);
  }
}

function isSamePlace(a: Place, b: Place): boolean {
  return (
    a.sessionId === b.sessionId &&
    a.project === b.project &&
    a.version === b.version &&
    a.branch === b.branch &&
    a.agent === b.agent &&
    a.skill === b.skill &&
    a.madeBy === b.madeBy &&
    a.plugin === b.plugin &&
    a.mcp === b.mcp &&
    a.entrypoint === b.entrypoint
  );
}

function emptyRow(): { -readonly [K in keyof ResponseRow]: ResponseRow[K] } {
  const place = { model: 0, origin: 0, flags: 0 };
  return { idLo: 0, idHi: 0, requestHash: 0, timeMs: 0, spanMs: 0, ...NO_TOKENS, webSearches: 0, ...place };
}

function bareOrigin(sessionId: string): Origin {
  const none = { project: "", branch: "", agent: "", skill: "", plugin: "", mcp: "", version: "", entrypoint: "" };
  return { sessionId, heldBy: sessionId, ...none };
}
