/** Details of the few sessions that are looked at closely: their timelines, kept up to date. */

import { SessionTimeline } from "../../claude-code/turns/timeline.ts";
import type { Timeline } from "../../core/dashboard/turn.ts";
import type { PriceBook } from "../../core/pricing/price-book.ts";

/** So many timelines are kept; going back to a session just left is then instant. */
const KEPT = 4;

export class SessionLogs {
  readonly #book: PriceBook;
  readonly #timelines = new Map<string, SessionTimeline>();

  constructor(book: PriceBook) {
    this.#book = book;
  }

  /** @param path the session's own log; undefined = not there */
  timeline(sessionId: string, path: string | undefined): Timeline | null {
    let timeline = this.#timelines.get(sessionId);
    if (!timeline) {
      if (path === undefined) return null;
      timeline = new SessionTimeline(path, this.#book);
    }
    // Moved to the end: the first one is the one not looked at for longest.
    this.#timelines.delete(sessionId);
    this.#timelines.set(sessionId, timeline);
    const oldest = this.#timelines.keys().next().value;
    if (this.#timelines.size > KEPT && oldest !== undefined) this.#timelines.delete(oldest);
    timeline.update();
    return timeline.current();
  }
}
