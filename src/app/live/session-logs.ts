/** Timelines of the few sessions that are shown in detail, cached and kept up to date. */

import { SessionTimeline } from "../../claude-code/turns/timeline.ts";
import type { BilledRow } from "../../core/dashboard/session-bill.ts";
import type { Timeline } from "../../core/dashboard/turn.ts";

/**
 * The number of cached timelines, more than sessions usually run at once. The session that is followed is the one
 * active last.
 */
const CACHED = 24;

type CachedLog = {
  readonly log: SessionTimeline;
  /** The bill that `timeline` was made from. */
  bill: readonly BilledRow[] | null;
  timeline: Timeline | null;
};

export class SessionLogs {
  readonly #nameOf: (model: string) => string;
  readonly #cached = new Map<string, CachedLog>();

  /** @param nameOf the displayed name of a model */
  constructor(nameOf: (model: string) => string) {
    this.#nameOf = nameOf;
  }

  /**
   * @param path the session's own log; undefined = it does not exist
   * @param bill what the session is billed for; the same array as long as no row of it changed
   */
  timeline(sessionId: string, path: string | undefined, bill: readonly BilledRow[]): Timeline | null {
    let cached = this.#cached.get(sessionId);
    if (!cached) {
      if (path === undefined) return null;
      cached = { log: new SessionTimeline(path), bill: null, timeline: null };
    }
    // Moved to the end, so that the first one is the least recently used.
    this.#cached.delete(sessionId);
    this.#cached.set(sessionId, cached);
    const oldest = this.#cached.keys().next().value;
    if (this.#cached.size > CACHED && oldest !== undefined) this.#cached.delete(oldest);
    if (cached.log.update() || cached.timeline === null || cached.bill !== bill) {
      cached.timeline = cached.log.current(bill, this.#nameOf);
      cached.bill = bill;
    }
    return cached.timeline;
  }

  /**
   * The rows of one turn with the subagent that made each; empty where the session's timeline was not requested
   * recently.
   */
  billOfTurn(sessionId: string, bill: readonly BilledRow[], number: number): ReturnType<SessionTimeline["billOfTurn"]> {
    return this.#cached.get(sessionId)?.log.billOfTurn(bill, number) ?? [];
  }
}
