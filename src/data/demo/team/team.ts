/**
 * A generated team: its cells as its machines would share them, with the exact amounts that were spent. Seeded, one
 * developer at a time, so that it can have any size. Some have one home on two machines, some used nothing.
 */

import { entryAt, type Rates } from "../../../core/pricing/rate-card.ts";
import { addTokens, NO_TOKENS, type Tokens } from "../../../core/responses/tokens.ts";
import { CELL_SCHEMA, type Cell, type CellDimensions, type CellSums } from "../../../core/team/cell.ts";
import { foldOf } from "../../../core/team/fold.ts";
import { RATE_CARDS_AS_OF, shippedCards } from "../../rate-cards.ts";
import { Random } from "../random.ts";
import { type TeamPerson, teamPerson } from "./people.ts";

const DAY_MS = 86_400_000;
const CLIENT_VERSION = "2.1.360";

export type TeamOptions = {
  readonly seed: number | string;
  readonly developers: number;
  /** Machines of each developer. Default 1. */
  readonly machines?: number;
  readonly days: number;
  /** The last day of all, as days since 1970-01-01 (UTC); shared on the day after. */
  readonly endDay: number;
  /** Among developers with several machines, the share whose first two machines have one synced home. Default 0.2. */
  readonly synced?: number;
};

export type TeamDeveloper = TeamPerson & {
  /** The cells of all machines, by machine and day: what they write, including second copies of a synced home. */
  readonly cells: readonly Cell[];
  readonly truth: TeamTruth;
};

/** What the developer used, each response once. */
export type TeamTruth = {
  readonly costPico: bigint;
  readonly backgroundPico: bigint;
  /** Of the logged responses and the background together. */
  readonly tokens: Tokens;
  readonly responses: number;
  readonly sessions: number;
  /** UTC dates with at least one response. */
  readonly activeDays: number;
};

const MODELS = [
  ["claude-opus-5-5", 5],
  ["claude-sonnet-5", 3],
  ["claude-haiku-4-5", 1],
] as const;
const BACKGROUND_KINDS = ["title", "compact", "web_search_tool"] as const;

export function* generateTeam(options: TeamOptions): Generator<TeamDeveloper> {
  const { seed, developers, machines = 1, synced = 0.2 } = options;
  const rates = ratesOn(options.endDay);
  for (let index = 0; index < developers; index++) {
    const person = teamPerson(seed, index, machines, synced);
    yield { ...person, ...usageOf(person, options, rates) };
  }
}

/** A model's public id and its rates. */
type PricedModel = { readonly id: string; readonly rates: Rates };
type RatesOf = ReadonlyMap<string, PricedModel>;

function ratesOn(day: number): RatesOf {
  const cards = shippedCards();
  return new Map(
    MODELS.map(([model]) => {
      const card = cards.find((c) => c.spellings.includes(model));
      const entry = card ? entryAt(card, day * DAY_MS) : null;
      if (card === undefined || entry === null) throw new Error(`no price for ${model}`);
      return [model, { id: card.apiId, rates: entry.rates }];
    }),
  );
}

function usageOf(person: TeamPerson, options: TeamOptions, rates: RatesOf): Pick<TeamDeveloper, "cells" | "truth"> {
  const cells: Cell[] = [];
  const sum = new TruthSum();
  for (let day = options.endDay - options.days + 1; day <= options.endDay; day++) {
    const random = new Random(options.seed, person.member, day);
    const isWorkday = (day + 3) % 7 < 5;
    const isActive = random.chance(isWorkday ? person.activity : person.activity * 0.15);
    if (!isActive) continue;
    const machine = random.pick(person.isSynced ? person.machines.slice(1) : person.machines);
    const made = dayOf(person, random, rates);
    sum.add(made);
    const at = { day, member: person.member, machine, generatedAtMs: (options.endDay + 1) * DAY_MS };
    for (const cell of made) cells.push(cellOf(cell, at));
    const [first] = person.machines;
    // The other machine has the same home.
    if (person.isSynced && first && machine === person.machines[1]) {
      for (const cell of made) cells.push(cellOf(cell, { ...at, machine: first }));
    }
  }
  return { cells, truth: sum.finish() };
}

type Made = CellDimensions & CellSums & Pick<Cell, "idsCount" | "idsFold">;

function cellOf(made: Made, at: Pick<Cell, "day" | "member" | "machine" | "generatedAtMs">): Cell {
  return {
    ...made,
    ...at,
    priceCard: `list ${RATE_CARDS_AS_OF}`,
    backgroundStatus: "exact",
    clientVersionMax: CLIENT_VERSION,
    schema: CELL_SCHEMA,
  };
}

/** The cells of one developer's day. */
function dayOf(person: TeamPerson, random: Random, rates: RatesOf): readonly Made[] {
  const model = random.weighted(MODELS);
  const responses = Math.max(1, Math.round(random.longTail(70, 0.6) * Math.min(person.appetite, 6)));
  const main = madeOf(person, random, rates, { model, kind: "main", responses, sessions: random.int(1, 5) });
  const made = [main];
  if (random.chance(0.45)) {
    const part = Math.ceil(responses / random.int(3, 8));
    made.push(
      madeOf(person, random, rates, { model: "claude-haiku-4-5", kind: "subagent", responses: part, sessions: 0 }),
    );
  }
  if (random.chance(0.12)) {
    const fast = { model, kind: "main", responses: Math.ceil(responses / 9), sessions: 1 };
    made.push({ ...madeOf(person, random, rates, fast), entry: "headless" });
  }
  for (const kind of BACKGROUND_KINDS) {
    if (random.chance(0.5)) made.push(backgroundOf(person, random, rates, kind));
  }
  return made;
}

type Part = Pick<Made, "model" | "kind" | "responses" | "sessions">;

function madeOf(person: TeamPerson, random: Random, rates: RatesOf, part: Part): Made {
  const { responses } = part;
  const model = rates.get(part.model) as PricedModel;
  const tokens = {
    input: responses * random.int(3, 12),
    output: responses * random.int(250, 900),
    cacheWrite5m: responses * random.int(700, 2_600),
    cacheWrite1h: random.chance(0.3) ? responses * random.int(200, 1_500) : 0,
    cacheRead: responses * random.int(25_000, 90_000),
  };
  return {
    ...part,
    ...tokens,
    ...dimensionsOf(person),
    webSearches: 0,
    model: model.id,
    costPico: costOf(tokens, model.rates),
    ...NOT_SHARED,
    unpricedTokens: 0,
    idsCount: responses,
    idsFold: foldOf(random.uint32(), random.uint32()),
  };
}

function backgroundOf(person: TeamPerson, random: Random, rates: RatesOf, kind: string): Made {
  const model = rates.get("claude-haiku-4-5") as PricedModel;
  const tokens = { ...NO_TOKENS, input: random.int(300, 20_000), output: random.int(20, 900) };
  return {
    model: model.id,
    kind: `background:${kind}`,
    ...tokens,
    ...dimensionsOf(person),
    responses: random.int(1, 4),
    sessions: 0,
    webSearches: 0,
    costPico: costOf(tokens, model.rates),
    ...NOT_SHARED,
    unpricedTokens: 0,
    idsCount: 0,
    idsFold: 0n,
  };
}

const NOT_SHARED = { prs: null, commits: null, linesAdded: null, linesRemoved: null } as const;

function dimensionsOf({ billing, project }: TeamPerson) {
  return {
    provider: "anthropic",
    billing,
    entry: "interactive",
    speed: "standard",
    geo: "global",
    project,
    agent: "",
    skill: "",
  } as const;
}

function costOf(tokens: Tokens, rates: Rates): bigint {
  const classes = ["input", "output", "cacheWrite5m", "cacheWrite1h", "cacheRead"] as const;
  return classes.reduce((sum, name) => sum + BigInt(tokens[name]) * BigInt(rates[name]), 0n);
}

/** Adds up what was generated, independently of the cells that are written from it. */
class TruthSum {
  #costPico = 0n;
  #backgroundPico = 0n;
  #tokens = NO_TOKENS;
  #responses = 0;
  #sessions = 0;
  #activeDays = 0;

  /** @param made everything of one day */
  add(made: readonly Made[]): void {
    this.#activeDays++;
    for (const part of made) {
      const cost = part.costPico ?? 0n;
      if (part.kind.startsWith("background:")) this.#backgroundPico += cost;
      else this.#costPico += cost;
      this.#tokens = addTokens(this.#tokens, part);
      this.#responses += part.responses;
      this.#sessions += part.sessions;
    }
  }

  finish(): TeamTruth {
    return {
      costPico: this.#costPico,
      backgroundPico: this.#backgroundPico,
      tokens: this.#tokens,
      responses: this.#responses,
      sessions: this.#sessions,
      activeDays: this.#activeDays,
    };
  }
}
