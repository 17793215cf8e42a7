/**
 * The causes of the dollars of some days, a project or a model: computed session by session between other work, so that
 * keys are still processed, and recomputed for sessions that changed.
 */

import type { Zone } from "../../core/calendar/zone.ts";
import type { ScopeCauses } from "../../core/dashboard/dashboard-data.ts";
import type { Cause } from "../../core/drivers/cause-sums.ts";
import { type BackgroundTotal, sumCauses } from "../../core/drivers/causes.ts";
import type { Origin } from "../../core/responses/origin.ts";
import { type Scope, scopeKey } from "../../view/dashboard/places/place.ts";
import { logsToRead, sessionsCauses } from "../why/range-causes.ts";
import type { LiveHistory } from "./live-history.ts";
import { rowsIn, scopeBackground } from "./scope-sums.ts";

/** After this time, changed sessions are recomputed. */
const HELD_MS = 30_000;
/** The longest time without processing a key, unless a single log takes longer. */
const STEP_MS = 15;

type SessionAnswer = { readonly changes: number; readonly causes: readonly Cause[] };

type Round = {
  /** 1 for the rows of the table in the scope. */
  readonly selected: Uint8Array;
  readonly rows: ReadonlyMap<string, readonly number[]>;
  readonly logs: ReadonlyMap<string, string>;
  /** Sessions still to be computed, the newest last. */
  readonly left: string[];
};

type Open = {
  readonly scope: Scope;
  readonly key: string;
  readonly answers: Map<string, SessionAnswer>;
  round: Round | null;
  /** null = not computed yet. */
  causes: readonly Cause[] | null;
  startedMs: number;
  /** The revision that the last computation was for. */
  revision: number;
};

export class OpenScopeCauses {
  readonly #live: LiveHistory;
  readonly #zone: Zone;
  readonly #logOf: (sessionId: string) => string | undefined;
  #open: Open | null = null;

  constructor(live: LiveHistory, zone: Zone, logOf: (sessionId: string) => string | undefined) {
    this.#live = live;
    this.#zone = zone;
    this.#logOf = logOf;
  }

  /**
   * Returns what is known without computing anything. @returns null where the scope differs from the one computed last
   */
  known(scope: Scope | null): ScopeCauses | null {
    if (scope === null || this.#open?.key !== scopeKey(scope)) return null;
    const { key, causes } = this.#open;
    return { key, causes };
  }

  /**
   * Starts the computation where it is due.
   * @param scope null = none is open
   * @param revision increases with every change of the responses or the background
   * @returns whether there are steps to do
   */
  begin(scope: Scope | null, revision: number, nowMs: number): boolean {
    if (scope === null) {
      this.#open = null;
      return false;
    }
    const key = scopeKey(scope);
    if (this.#open?.key !== key) {
      this.#open = {
        scope,
        key,
        answers: new Map(),
        round: null,
        causes: null,
        startedMs: Number.NEGATIVE_INFINITY,
        revision: -1,
      };
    }
    const open = this.#open;
    if (open.round === null && open.revision !== revision && Math.abs(nowMs - open.startedMs) >= HELD_MS) {
      open.startedMs = nowMs;
      open.revision = revision;
      open.round = this.#round(open);
    }
    return open.round !== null;
  }

  /**
   * Works for a moment. @returns `more`: there are steps left. `changed`: finished, with a result that differs from
   * before.
   */
  step(): "more" | "changed" | "same" {
    const open = this.#open;
    if (open?.round == null) return "same";
    const endMs = performance.now() + STEP_MS;
    const { left } = open.round;
    do {
      const id = left.pop();
      if (id === undefined) return this.#finish(open);
      open.answers.set(id, this.#workOut(id, open.round));
    } while (performance.now() < endMs);
    return "more";
  }

  #round(open: Open): Round {
    const { table } = this.#live.history;
    const { columns, origins } = table;
    const isIn = rowsIn(this.#live.history, open.scope, this.#zone);
    const selected = new Uint8Array(columns.length);
    const ids = new Set<string>();
    const idAt = (row: number): string => (origins[columns.origin[row] as number] as Origin).sessionId;
    for (let i = 0; i < columns.length; i++) {
      if (!isIn(i)) continue;
      selected[i] = 1;
      ids.add(idAt(i));
    }
    for (const id of open.answers.keys()) if (!ids.has(id)) open.answers.delete(id);
    const logs = logsToRead(this.#live.history, ids, this.#logOf);
    const rows = new Map<string, number[]>();
    for (const id of ids) if (open.answers.get(id)?.changes !== this.#changes(id)) rows.set(id, []);
    if (rows.size > 0) for (let i = 0; i < columns.length; i++) rows.get(idAt(i))?.push(i);
    return { selected, rows, logs, left: [...rows.keys()] };
  }

  #changes(sessionId: string): number {
    return this.#live.rollup.sessions.get(sessionId)?.changes ?? 0;
  }

  #workOut(id: string, { selected, rows, logs }: Round): SessionAnswer {
    const path = logs.get(id);
    const causes = sessionsCauses(this.#live.history, {
      selected,
      rows: rows.get(id) ?? [],
      logs: new Map(path === undefined ? [] : [[id, path]]),
    });
    return { changes: this.#changes(id), causes };
  }

  #finish(open: Open): "changed" | "same" {
    open.round = null;
    const found = [...open.answers.values()].map(({ causes }) => causes);
    const causes = sumCauses(found, this.#background(open.scope));
    if (open.causes !== null && isSame(open.causes, causes)) return "same";
    open.causes = causes;
    return "changed";
  }

  #background(scope: Scope): BackgroundTotal {
    const { background, sessions, book } = this.#live.history;
    return scopeBackground(scope, { background, facts: sessions, book }, this.#zone);
  }
}

const isSame = (a: readonly Cause[], b: readonly Cause[]): boolean => look(a) === look(b);
const look = (causes: readonly Cause[]): string =>
  causes.map(({ id, costPico, parts }) => `${id} ${costPico} ${parts.length}`).join();
