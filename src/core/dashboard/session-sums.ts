/**
 * The usage of each session as numbers in columns. Objects are made only for the few sessions of 100,000 that are
 * shown.
 */

import { type Pico, PicoSum } from "../pricing/money.ts";
import type { Origin } from "../responses/origin.ts";

export type SessionRollup = {
  readonly sessionId: string;
  readonly cost: Pico;
  readonly subagents: Pico;
  readonly requests: number;
  readonly unpriced: number;
  /** Tokens: read uncached, read from the cache, written. */
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  /** Times of its responses; epoch milliseconds, Infinity and -Infinity = it has none. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly project: string;
  readonly branch: string;
  /** Code of the model that the main conversation used last; -1 = none. */
  readonly lastModel: number;
  /** What each model cost, by code. */
  readonly models: ReadonlyMap<number, Pico>;
  /** Increased by each change, so that results computed before it are recognised as outdated. */
  readonly changes: number;
};

/** The amounts of one row of the table. To subtract a row, all amounts are negated. */
export type CountedRow = {
  readonly origin: Origin;
  readonly timeMs: number;
  readonly model: number;
  /** Pico-dollars; 0 where the row has no price. */
  readonly cost: number;
  readonly requests: number;
  readonly unpriced: number;
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly isSubagents: boolean;
  /** Whether the row is being added and is a request of the main conversation. */
  readonly isPrompt: boolean;
};

const NUMBERS = {
  cost: 0,
  subagents: 1,
  requests: 2,
  unpriced: 3,
  input: 4,
  cached: 5,
  output: 6,
  firstMs: 7,
  lastMs: 8,
  lastModel: 9,
  /** When `lastModel` was used. */
  lastModelMs: 10,
  /** Code of its only model so far; -1 = none yet. */
  model: 11,
  changes: 12,
} as const;
type Name = keyof typeof NUMBERS;
const WIDTH = Object.keys(NUMBERS).length;
const FIRST_ROOM = 64;
/** Sums of money in a double are exact up to 2^53; larger ones are stored in `#large`. */
const MOST_PICO = 4e15;

export class SessionSums {
  readonly #places = new Map<string, number>();
  readonly #projects: string[] = [];
  readonly #branches: string[] = [];
  #numbers: Float64Array;
  /** Sums too large for the columns `cost` and `subagents`, by their index among all numbers. */
  readonly #large = new Map<number, PicoSum>();
  /** By session index, for sessions with more than one model. */
  readonly #models = new Map<number, Map<number, PicoSum>>();

  /** @param sessions the expected number of sessions */
  constructor(sessions = 0) {
    this.#numbers = new Float64Array(Math.max(FIRST_ROOM, sessions) * WIDTH);
  }

  keys(): MapIterator<string> {
    return this.#places.keys();
  }

  has(sessionId: string): boolean {
    return this.#places.has(sessionId);
  }

  get(sessionId: string): SessionRollup | undefined {
    const place = this.#places.get(sessionId);
    return place === undefined ? undefined : this.#rollup(sessionId, place);
  }

  /** Adds a session without usage, where it is new. @returns its index */
  add(sessionId: string): number {
    const known = this.#places.get(sessionId);
    if (known !== undefined) return known;
    const place = this.#places.size;
    this.#places.set(sessionId, place);
    this.#projects.push("");
    this.#branches.push("");
    const end = (place + 1) * WIDTH;
    if (end > this.#numbers.length) {
      // Grows by an eighth: where there are many sessions, few more are added.
      const grown = new Float64Array(Math.ceil((end * 9) / 8 / WIDTH) * WIDTH);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    this.#set(place, "firstMs", Number.POSITIVE_INFINITY);
    this.#set(place, "lastMs", Number.NEGATIVE_INFINITY);
    this.#set(place, "lastModel", -1);
    this.#set(place, "model", -1);
    return place;
  }

  count(row: CountedRow): void {
    const { origin, timeMs } = row;
    const place = this.add(origin.sessionId);
    if (timeMs < this.#get(place, "firstMs")) this.#set(place, "firstMs", timeMs);
    if (timeMs >= this.#get(place, "lastMs")) {
      this.#set(place, "lastMs", timeMs);
      this.#branches[place] = origin.branch || (this.#branches[place] as string);
    }
    this.#projects[place] ||= origin.project;
    this.#countModel(place, row);
    this.#money(place, "cost", row.cost);
    if (row.isSubagents) this.#money(place, "subagents", row.cost);
    for (const name of ["requests", "unpriced", "input", "cached", "output"] as const) {
      this.#set(place, name, this.#get(place, name) + row[name]);
    }
    this.#set(place, "changes", this.#get(place, "changes") + 1);
    if (row.isPrompt && timeMs >= this.#get(place, "lastModelMs")) {
      this.#set(place, "lastModelMs", timeMs);
      this.#set(place, "lastModel", row.model);
    }
  }

  /**
   * Called before the row's cost is added to the session's, because that is the cost of its only model while it has
   * one.
   */
  #countModel(place: number, { model, cost }: CountedRow): void {
    let sums = this.#models.get(place);
    if (!sums) {
      const only = this.#get(place, "model");
      if (only < 0) this.#set(place, "model", model);
      if (only < 0 || only === model) return;
      const sum = new PicoSum();
      sum.add(this.#get(place, "cost"));
      const large = this.#large.get(at(place, "cost"));
      if (large) sum.merge(large);
      sums = new Map([[only, sum]]);
      this.#models.set(place, sums);
    }
    const known = sums.get(model) ?? new PicoSum();
    known.add(cost);
    sums.set(model, known);
  }

  #money(place: number, name: "cost" | "subagents", pico: number): void {
    const sum = this.#get(place, name) + pico;
    const fits = Math.abs(sum) <= MOST_PICO;
    this.#set(place, name, fits ? sum : 0);
    if (fits) return;
    const large = this.#large.get(at(place, name)) ?? new PicoSum();
    large.add(sum);
    this.#large.set(at(place, name), large);
  }

  #rollup(sessionId: string, place: number): SessionRollup {
    const get = (name: Name): number => this.#get(place, name);
    const pico = (name: Name): Pico => BigInt(get(name)) + (this.#large.get(at(place, name))?.value ?? 0n);
    const several = this.#models.get(place);
    const models = several
      ? new Map([...several].map(([code, sum]) => [code, sum.value]))
      : new Map(get("model") < 0 ? [] : [[get("model"), pico("cost")]]);
    return {
      sessionId,
      cost: pico("cost"),
      subagents: pico("subagents"),
      requests: get("requests"),
      unpriced: get("unpriced"),
      input: get("input"),
      cached: get("cached"),
      output: get("output"),
      firstMs: get("firstMs"),
      lastMs: get("lastMs"),
      project: this.#projects[place] as string,
      branch: this.#branches[place] as string,
      lastModel: get("lastModel"),
      models,
      changes: get("changes"),
    };
  }

  #get(place: number, name: Name): number {
    return this.#numbers[at(place, name)] as number;
  }

  #set(place: number, name: Name, value: number): void {
    this.#numbers[at(place, name)] = value;
  }
}

const at = (place: number, name: Name): number => place * WIDTH + NUMBERS[name];

/** The sums of a session without a logged response. */
export function emptySession(sessionId: string): SessionRollup {
  const sums = new SessionSums();
  sums.add(sessionId);
  return sums.get(sessionId) as SessionRollup;
}
