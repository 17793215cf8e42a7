/** Timelines of the few sessions that are looked at closely, cached up to date. */

import { SessionTimeline } from "../../claude-code/turns/timeline.ts";
import type { BilledRow } from "../../core/dashboard/session-bill.ts";
import type { Timeline } from "../../core/dashboard/turn.ts";

/** So many timelines are cached, more than sessions usually run at once: the one that is followed is the one active last. */
const CACHED = 24;

type CachedLog = {
  readonly log: SessionTimeline;
  /** What `timeline` was made from. */
  bill: readonly BilledRow[] | null;
  timeline: Timeline | null;
};

export class SessionLogs {
  readonly #nameOf: (model: string) => string;
  readonly #cached = new Map<string, CachedLog>();

  /** @param nameOf a model's name to show */
  constructor(nameOf: (model: string) => string) {
    this.#nameOf = nameOf;
  }

  /**
   * @param path the session's own log; undefined = not there
   * @param bill what the session is billed for; the same array as long as nothing of it changed
   */
  timeline(sessionId: string, path: string | undefined, bill: readonly BilledRow[]): Timeline | null {
    let cached = this.#cached.get(sessionId);
    if (!cached) {
      if (path === undefined) return null;
      cached = { log: new SessionTimeline(path), bill: null, timeline: null };
    }
    // Moved to the end: the first one is the one not looked at for longest.
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

  /** The rows of one turn with the subagent that made each; none where the session's timeline was not asked for lately. */
  billOfTurn(sessionId: string, bill: readonly BilledRow[], number: number): ReturnType<SessionTimeline["billOfTurn"]> {
    return this.#cached.get(sessionId)?.log.billOfTurn(bill, number) ?? [];
  }
}
