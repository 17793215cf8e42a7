/** Rows of the dashboard's lists of days and sessions, made from a rollup. */

import type { BackgroundDays } from "../background/background-days.ts";
import { weakest } from "../background/status.ts";
import type { SessionBackground } from "../background/types.ts";
import type { DayNumber } from "../calendar/zone.ts";
import { type Amount, addAmounts } from "../pricing/amount.ts";
import type { Pico } from "../pricing/money.ts";
import type { SessionFacts } from "../responses/session-facts.ts";
import { BACKGROUND_SHARE, type DayRow, type RunningStatus, type SessionRow } from "./dashboard-data.ts";
import { DayRollup, type LiveRollup } from "./running-totals.ts";
import { emptySession, type SessionRollup } from "./session-sums.ts";

function named(costs: Iterable<readonly [number, Pico]>, nameOf: (code: number) => string): ReadonlyMap<string, Pico> {
  const byName = new Map<string, Pico>();
  for (const [code, pico] of costs) byName.set(nameOf(code), (byName.get(nameOf(code)) ?? 0n) + pico);
  return byName;
}

type MadeDay = { readonly changes: number; readonly line: DayRow };

/** Rows of days. A row is created again only when its day has changed, which is usually only today. */
export class DayRows {
  readonly #made = new Map<DayNumber, MadeDay>();
  #background: BackgroundDays | null = null;

  of(rollup: LiveRollup, background: BackgroundDays, nameOf: (code: number) => string): ReadonlyMap<DayNumber, DayRow> {
    const lines = new Map<DayNumber, DayRow>();
    const isSame = this.#background === background;
    this.#background = background;
    for (const day of new Set([...rollup.days.keys(), ...background.days.keys()])) {
      const sums = rollup.days.get(day) ?? new DayRollup(day);
      const made = this.#made.get(day);
      const holds = isSame && made?.changes === sums.changes;
      const line = holds ? made.line : dayLine(sums, background, nameOf);
      if (!holds) this.#made.set(day, { changes: sums.changes, line });
      lines.set(day, line);
    }
    return lines;
  }
}

function dayLine(sums: DayRollup, background: BackgroundDays, nameOf: (code: number) => string): DayRow {
  const costPico = sums.cost.value;
  const booked = background.days.get(sums.day);
  const backgroundPico = booked?.pico ?? 0n;
  const ids = [...sums.sessions, ...(booked?.sessions ?? [])];
  return {
    day: sums.day,
    costPico,
    backgroundPico,
    totalPico: costPico + backgroundPico,
    requests: sums.requests,
    unpriced: sums.unpriced,
    tokens: sums.tokens,
    hours: sums.hours,
    backgroundStatus: weakest(ids.map((id) => background.statusOf(id))),
    models: amounts(
      [...sums.models].map(([code, { value }]) => [nameOf(code), value, (sums.unpricedModels.get(code) ?? 0) > 0]),
      [...(booked?.models ?? [])].map(([model, pico]) => [model ?? BACKGROUND_SHARE, pico]),
    ),
    projects: amounts(
      [...sums.projects].map(([project, { value }]) => [project, value, (sums.unpricedProjects.get(project) ?? 0) > 0]),
      [...(booked?.projects ?? [])],
    ),
  };
}

/** Logged cost and background by name. */
function amounts(logged: readonly NamedAmount[], background: readonly NamedAmount[]): ReadonlyMap<string, Amount> {
  const byName = new Map<string, Amount>();
  for (const [name, pico, lacksPrices = false] of [...logged, ...background]) {
    const amount = { pico, lacksPrices };
    const known = byName.get(name);
    byName.set(name, known ? addAmounts(known, amount) : amount);
  }
  return byName;
}

type NamedAmount = readonly [name: string, pico: Pico, lacksPrices?: boolean];

export type SessionInputs = {
  readonly facts: ReadonlyMap<string, SessionFacts>;
  readonly background: ReadonlyMap<string, SessionBackground>;
  /** The state of running sessions as the client reports it. */
  readonly running: ReadonlyMap<string, RunningStatus>;
  readonly nameOf: (code: number) => string;
};

/** Rows of sessions. Only the few rows that changed between two frames are created again. */
export class SessionRows {
  #sorted: readonly SessionRow[] = [];
  /** Lists of models by their contents, shared because most sessions have the same few. */
  readonly #modelLists = new Map<string, readonly string[]>();

  /**
   * @param changed ids of sessions whose sums, facts, background or state may differ from the last call; null = all
   * @returns latest activity first; sessions without usage are left out unless they run
   */
  of(
    rollup: Pick<LiveRollup, "sessions">,
    inputs: SessionInputs,
    changed: ReadonlySet<string> | null,
  ): readonly SessionRow[] {
    if (changed?.size === 0) return this.#sorted;
    const ids = changed ?? new Set([...rollup.sessions.keys(), ...inputs.running.keys()]);
    const made = [...ids].flatMap((id) => {
      const sums = rollup.sessions.get(id);
      return sums || inputs.running.has(id) ? this.#row(sums ?? emptySession(id), inputs) : [];
    });
    const isFew = changed !== null && changed.size <= FEW;
    const same =
      changed === null ? [] : isFew ? this.#without(ids) : this.#sorted.filter((row) => !ids.has(row.sessionId));
    if (isFew) for (const row of made) same.splice(placeOf(row, same), 0, row);
    this.#sorted = isFew ? same : [...same, ...made].sort(byTime);
    return this.#sorted;
  }

  /** A copy of the list without a few sessions. Most of those are near its beginning, because they were active last. */
  #without(ids: ReadonlySet<string>): SessionRow[] {
    const rows = this.#sorted.slice();
    for (const id of ids) {
      const at = rows.findIndex((row) => row.sessionId === id);
      if (at >= 0) rows.splice(at, 1);
    }
    return rows;
  }

  #row(sums: SessionRollup, inputs: SessionInputs): SessionRow {
    const byCost = [...named(sums.models, inputs.nameOf)].sort((a, b) => (a[1] === b[1] ? 0 : b[1] > a[1] ? 1 : -1));
    const names = byCost.map(([name]) => name);
    const key = names.join();
    const models = this.#modelLists.get(key) ?? names;
    this.#modelLists.set(key, models);
    return sessionRow(sums, models, inputs);
  }
}

/** Up to this many rows are inserted one by one, instead of sorting all 100,000. */
const FEW = 32;

function byTime(a: SessionRow, b: SessionRow): number {
  return latest(b) - latest(a) || (a.sessionId < b.sessionId ? -1 : 1);
}

/** The index at which a row belongs in a sorted list. */
function placeOf(row: SessionRow, rows: readonly SessionRow[]): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byTime(rows[middle] as SessionRow, row) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const latest = (row: SessionRow): number => (Number.isFinite(row.lastMs) ? row.lastMs : 0);

function sessionRow(
  sums: SessionRollup,
  models: readonly string[],
  { facts, background, running, nameOf }: SessionInputs,
): SessionRow {
  const known = facts.get(sums.sessionId);
  const side = background.get(sums.sessionId);
  const costPico = sums.cost;
  const backgroundPico = side?.costPico ?? null;
  return {
    sessionId: sums.sessionId,
    title: known?.title?.text ?? "",
    // A session that has just started has no log row with its folder yet.
    project: known?.project || sums.project || (running.get(sums.sessionId)?.folder ?? ""),
    branch: sums.branch,
    status: running.get(sums.sessionId)?.status ?? "closed",
    models,
    model: sums.lastModel < 0 ? "" : nameOf(sums.lastModel),
    firstMs: known && !Number.isNaN(known.firstMs) ? Math.min(known.firstMs, sums.firstMs) : sums.firstMs,
    lastMs: known && !Number.isNaN(known.lastMs) ? Math.max(known.lastMs, sums.lastMs) : sums.lastMs,
    requests: sums.requests,
    unpriced: sums.unpriced,
    costPico,
    subagentsPico: sums.subagents,
    backgroundStatus: side?.status ?? "unrecorded",
    backgroundPico,
    totalPico: backgroundPico === null ? costPico : costPico + backgroundPico,
    input: sums.input,
    cached: sums.cached,
    output: sums.output,
    compactions: known?.compactions.length ?? 0,
    apiErrors: known?.apiErrors ?? 0,
  };
}
