/** A loaded history that keeps growing as logs do, with the sums that follow it. */

import type { SessionBackground } from "../../core/background/types.ts";
import { LiveRollup } from "../../core/live/live-rollup.ts";
import { LiveTable } from "../../core/live/live-table.ts";
import type { FileScan } from "../../core/usage/scan.ts";
import { mergeFacts, type SessionFacts } from "../../core/usage/session-facts.ts";
import type { Zone } from "../../core/usage/zone.ts";
import type { History } from "../history.ts";

export class LiveHistory {
  readonly rollup: LiveRollup;
  readonly #table: LiveTable;
  readonly #facts: Map<string, SessionFacts>;
  #history: History;

  /** Takes the history over: its table grows in place. */
  constructor(history: History, zone: Zone) {
    this.#table = new LiveTable(history.table, history.book);
    this.rollup = new LiveRollup(this.#table.table, zone);
    this.#facts = new Map(history.sessions);
    this.#history = { ...history, table: this.#table.table, sessions: this.#facts };
  }

  get history(): History {
    return this.#history;
  }

  /** Adds what was appended to a log. @returns whether anything came of it */
  fold(scan: FileScan): boolean {
    let changed = false;
    for (const facts of scan.sessions) {
      const known = this.#facts.get(facts.sessionId);
      this.#facts.set(facts.sessionId, known ? mergeFacts(known, facts) : facts);
      changed = true;
    }
    const homeOf = (sessionId: string): string => this.#facts.get(sessionId)?.project ?? "";
    return this.#table.fold(scan, this.rollup, homeOf) > 0 || changed;
  }

  setOpen(open: ReadonlySet<string>): void {
    this.#history = { ...this.#history, open };
  }

  setBackground(background: ReadonlyMap<string, SessionBackground>): void {
    this.#history = { ...this.#history, background };
  }
}
