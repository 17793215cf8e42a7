/** Sums that are updated row by row as a table grows: by day, hour, model, project and session. */

import type { DayNumber, Zone } from "../calendar/zone.ts";
import { PicoSum } from "../pricing/money.ts";
import { Flag, isRequest, type ResponseTable, tokensAt } from "../responses/columns.ts";
import type { Origin } from "../responses/origin.ts";
import { promptTokens } from "../responses/tokens.ts";
import type { RowSink } from "./growing-table.ts";
import { SessionSums } from "./session-sums.ts";

/** Sums of one local day. Costs by hour, model and project are only for charts and for sorting within a day. */
export class DayRollup {
  readonly day: DayNumber;
  readonly cost = new PicoSum();
  requests = 0;
  unpriced = 0;
  tokens = 0;
  /** Increased by each change, so that results computed before it are recognised as outdated. */
  changes = 0;
  /** Pico-dollars by local hour. */
  readonly hours = new Float64Array(24);
  readonly models = new Map<number, PicoSum>();
  readonly projects = new Map<string, PicoSum>();
  /** The number of requests without a price. */
  readonly unpricedModels = new Map<number, number>();
  readonly unpricedProjects = new Map<string, number>();
  /** Ids of the sessions with rows on the day. */
  readonly sessions = new Set<string>();
  /** The origin of the row that was counted last. */
  lastOrigin = -1;

  constructor(day: DayNumber) {
    this.day = day;
  }
}

const MINUTE_MS = 60_000;
const MINUTES_KEPT = 24 * 60;

export class LiveRollup implements RowSink {
  readonly days = new Map<DayNumber, DayRollup>();
  readonly sessions: SessionSums;
  /** Pico-dollars by minute since the epoch, of the last day. */
  readonly minutes = new Map<number, number>();
  readonly #table: ResponseTable;
  readonly #zone: Zone;
  readonly #holds: ((row: number) => boolean) | null;
  #newestMinute = 0;
  #touched = new Set<string>();

  /** @param holds whether a row of the table is included; null = all rows are */
  constructor(table: ResponseTable, zone: Zone, holds: ((row: number) => boolean) | null = null) {
    this.#table = table;
    this.#zone = zone;
    this.#holds = holds;
    // Most sessions have exactly one origin.
    this.sessions = new SessionSums(holds === null ? table.origins.length : 0);
    for (let i = 0; i < table.columns.length; i++) this.add(i);
  }

  /** Ids of the sessions whose sums changed since the last call. */
  drainTouched(): ReadonlySet<string> {
    const touched = this.#touched;
    this.#touched = new Set();
    return touched;
  }

  add(row: number): void {
    this.#count(row, 1);
  }

  remove(row: number): void {
    this.#count(row, -1);
  }

  #count(row: number, sign: 1 | -1): void {
    if (this.#holds !== null && !this.#holds(row)) return;
    const c = this.#table.columns;
    const timeMs = c.timeMs[row] as number;
    const flags = c.flags[row] as number;
    const price = c.costPico[row] as number;
    const origin = this.#table.origins[c.origin[row] as number] as Origin;
    const requests = isRequest(flags) ? sign : 0;
    const unpriced = Number.isNaN(price) ? requests : 0;
    const cost = Number.isNaN(price) ? 0 : price * sign;
    const model = c.model[row] as number;
    const tokens = tokensAt(c, row);
    const prompt = promptTokens(tokens);
    const isMain = (flags & (Flag.sidechain | Flag.search | Flag.part)) === 0;
    this.#touched.add(origin.sessionId);
    this.sessions.count({
      origin,
      timeMs,
      model,
      cost,
      requests,
      unpriced,
      input: (prompt - tokens.cacheRead) * sign,
      cached: tokens.cacheRead * sign,
      output: tokens.output * sign,
      isSubagents: (flags & Flag.sidechain) !== 0,
      isPrompt: sign > 0 && isMain && prompt > 0,
    });
    const day = this.#day(this.#zone.dayOf(timeMs));
    day.changes++;
    day.requests += requests;
    day.unpriced += unpriced;
    day.tokens += (prompt + tokens.output) * sign;
    day.cost.add(cost);
    const hour = this.#zone.hourOf(timeMs);
    day.hours[hour] = (day.hours[hour] as number) + cost;
    addTo(day.models, model, cost);
    addTo(day.projects, origin.project, cost);
    if (unpriced !== 0) {
      day.unpricedModels.set(model, (day.unpricedModels.get(model) ?? 0) + unpriced);
      day.unpricedProjects.set(origin.project, (day.unpricedProjects.get(origin.project) ?? 0) + unpriced);
    }
    // Consecutive rows are mostly of one session.
    if (day.lastOrigin !== c.origin[row]) {
      day.lastOrigin = c.origin[row] as number;
      day.sessions.add(origin.sessionId);
    }
    this.#minute(timeMs, cost);
  }

  #day(day: DayNumber): DayRollup {
    let rollup = this.days.get(day);
    if (!rollup) {
      rollup = new DayRollup(day);
      this.days.set(day, rollup);
    }
    return rollup;
  }

  #minute(timeMs: number, cost: number): void {
    const minute = Math.floor(timeMs / MINUTE_MS);
    if (minute <= this.#newestMinute - MINUTES_KEPT) return;
    this.minutes.set(minute, (this.minutes.get(minute) ?? 0) + cost);
    this.#newestMinute = Math.max(this.#newestMinute, minute);
    if (this.minutes.size <= MINUTES_KEPT * 2) return;
    for (const old of this.minutes.keys()) if (old <= this.#newestMinute - MINUTES_KEPT) this.minutes.delete(old);
  }
}

function addTo<K>(sums: Map<K, PicoSum>, key: K, cost: number): void {
  let sum = sums.get(key);
  if (!sum) {
    sum = new PicoSum();
    sums.set(key, sum);
  }
  sum.add(cost);
}
