/** Timelines of the few sessions that are looked at closely, kept up to date. */

import { SessionTimeline } from "../../claude-code/turns/timeline.ts";
import type { BilledRow } from "../../core/dashboard/session-bill.ts";
import type { Timeline } from "../../core/dashboard/turn.ts";

/** So many timelines are kept; going back to a session just left is then instant. */
const KEPT = 4;

type Kept = {
  readonly log: SessionTimeline;
  /** What `timeline` was made from. */
  bill: readonly BilledRow[] | null;
  timeline: Timeline | null;
};

export class SessionLogs {
  readonly #nameOf: (model: string) => string;
  readonly #kept = new Map<string, Kept>();

  /** @param nameOf a model's name to show */
  constructor(nameOf: (model: string) => string) {
    this.#nameOf = nameOf;
  }

  /**
   * @param path the session's own log; undefined = not there
   * @param bill what the session is billed for; the same array as long as nothing of it changed
   */
  timeline(sessionId: string, path: string | undefined, bill: readonly BilledRow[]): Timeline | null {
    let kept = this.#kept.get(sessionId);
    if (!kept) {
      if (path === undefined) return null;
      kept = { log: new SessionTimeline(path), bill: null, timeline: null };
    }
    // Moved to the end: the first one is the one not looked at for longest.
    this.#kept.delete(sessionId);
    this.#kept.set(sessionId, kept);
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    if (kept.log.update() || kept.timeline === null || kept.bill !== bill) {
      kept.timeline = kept.log.current(bill, this.#nameOf);
      kept.bill = bill;
    }
    return kept.timeline;
  }
}
