/** A loaded history that grows with the logs, together with its sums. */

import { type BackgroundSum, sumBackground } from "../../core/background/sum.ts";
import { isUnrecorded, type SessionBackground, unrecorded } from "../../core/background/types.ts";
import type { Zone } from "../../core/calendar/zone.ts";
import { FollowedBills } from "../../core/dashboard/followed-bills.ts";
import { LiveTable, type RowSink } from "../../core/dashboard/growing-table.ts";
import { LiveRollup } from "../../core/dashboard/running-totals.ts";
import type { BilledRow } from "../../core/dashboard/session-bill.ts";
import type { LimitsHistory } from "../../core/limits/measure.ts";
import type { Origins } from "../../core/reports/usage-rollup.ts";
import type { Origin } from "../../core/responses/origin.ts";
import type { FileScan } from "../../core/responses/scan.ts";
import { appendFacts, mergeFacts, type SessionBook, type SessionFacts } from "../../core/responses/session-facts.ts";
import type { History } from "../load/history.ts";
import { ChangedSessions } from "../load/session-overlay.ts";

/** Its background contains only sessions for which something was recorded. */
export type GrowingHistory = Omit<History, "quarterHourRollup"> & Pick<LimitsHistory, "quarterHourRollup">;

export class LiveHistory {
  readonly rollup: LiveRollup;
  readonly #table: LiveTable;
  readonly #facts: SessionBook;
  /** Facts that were decoded: of sessions with background, and of those that changed. */
  readonly #known = new Map<string, SessionFacts>();
  readonly #zone: Zone;
  #history: GrowingHistory;
  /** Sums of a part of the rows, which are updated as the table grows. */
  #part: LiveRollup | null = null;
  readonly #bills: FollowedBills;

  /** Takes ownership of the history: its table grows in place. */
  constructor(history: History, zone: Zone) {
    this.#zone = zone;
    this.#table = new LiveTable(history.table, history.book);
    this.rollup = new LiveRollup(this.#table.table, zone);
    this.#bills = new FollowedBills(this.#table.table);
    this.#facts = new ChangedSessions(history.sessions, this.#known);
    const background = new Map<string, SessionBackground>();
    for (const [id, side] of history.background) {
      if (isUnrecorded(side)) continue;
      background.set(id, side);
      const facts = history.sessions.get(id);
      if (facts) this.#known.set(id, facts);
    }
    const { table } = this.#table;
    const { columns, models, origins } = table;
    const { copies, open, inherited, report, roots, book, basis, priceMarks, demo, unreadable, notes } = history;
    // Field by field, because the load's working data must not stay in memory.
    this.#history = {
      // Both grow in place.
      quarterHourRollup: { columns, models, origins: growingOrigins(origins) },
      table,
      responsesOf: () => ({ table, copies }),
      costOf: (id) => this.rollup.sessions.get(id)?.cost ?? 0n,
      sessions: this.#facts,
      background,
      days: null,
      whole: null,
      stamp: null,
      copies,
      open,
      inherited: new Map(inherited),
      report,
      roots,
      book,
      basis,
      priceMarks,
      demo,
      unreadable,
      notes,
    };
  }

  get history(): GrowingHistory {
    return this.#history;
  }

  /** All sessions that have a ledger, and possibly others. */
  get ledgered(): ReadonlyMap<string, SessionFacts> {
    return this.#known;
  }

  /** A session's background; null = the session does not exist. */
  backgroundOf(sessionId: string): SessionBackground | null {
    const known = this.#history.background.get(sessionId);
    return known ?? (this.#facts.has(sessionId) ? unrecorded(sessionId) : null);
  }

  /** The sum over all sessions. */
  sumBackground(): BackgroundSum {
    const { background } = this.#history;
    const parts = [...background.values()];
    // One unrecorded session represents all of them.
    for (const id of this.#facts.keys()) {
      if (background.has(id)) continue;
      parts.push(unrecorded(id));
      break;
    }
    return sumBackground(parts);
  }

  /** Adds a log, or what was appended to one. @returns whether anything changed */
  fold(scan: FileScan, isAppended: boolean): boolean {
    let changed = false;
    const merge = isAppended ? appendFacts : mergeFacts;
    for (const facts of scan.sessions) {
      const known = this.#facts.get(facts.sessionId);
      this.#known.set(facts.sessionId, known ? merge(known, facts) : facts);
      changed = true;
    }
    const homeOf = (sessionId: string): string => this.#facts.get(sessionId)?.project ?? "";
    return this.#table.fold(scan, isAppended, this.#sink(), homeOf) > 0 || changed;
  }

  #sink(): RowSink {
    const sinks = [this.rollup, this.#bills, ...(this.#part === null ? [] : [this.#part])];
    return {
      add(row) {
        for (const sink of sinks) sink.add(row);
      },
      remove(row) {
        for (const sink of sinks) sink.remove(row);
      },
    };
  }

  /** Sums the rows for which `holds` is true, and keeps the sum up to date, instead of the part summed before. */
  sumPart(holds: (row: number) => boolean): LiveRollup {
    this.#part = new LiveRollup(this.#table.table, this.#zone, holds);
    return this.#part;
  }

  dropPart(): void {
    this.#part = null;
  }

  /** What a session is billed for; returns the same array as long as no row of it changed. */
  billOf(sessionId: string): readonly BilledRow[] {
    return this.#bills.of(sessionId);
  }

  setOpen(open: ReadonlySet<string>): void {
    this.#history = { ...this.#history, open };
  }

  setBackground(background: ReadonlyMap<string, SessionBackground>): void {
    this.#history = { ...this.#history, background };
  }
}

function growingOrigins(origins: readonly Origin[]): Origins {
  return {
    get length() {
      return origins.length;
    },
    get: (code) => origins[code] as Origin,
    part: (code, name) => (origins[code] as Origin)[name],
  };
}
