/** Sessions with a few of them replaced or added. */

import { LazyMap } from "../../core/responses/lazy-map.ts";
import type { SessionBook, SessionFacts } from "../../core/responses/session-facts.ts";

export class ChangedSessions extends LazyMap<SessionFacts> implements SessionBook {
  readonly #before: SessionBook;
  readonly #changed: ReadonlyMap<string, SessionFacts>;

  constructor(before: SessionBook, changed: ReadonlyMap<string, SessionFacts>) {
    super(() => new Map([...before, ...changed]));
    this.#before = before;
    this.#changed = changed;
  }

  override get(sessionId: string): SessionFacts | undefined {
    return this.#changed.get(sessionId) ?? this.#before.get(sessionId);
  }

  override has(sessionId: string): boolean {
    return this.#changed.has(sessionId) || this.#before.has(sessionId);
  }

  idsSince(fromMs: number): readonly string[] {
    const others = this.#before.idsSince(fromMs).filter((id) => !this.#changed.has(id));
    const changed = [...this.#changed.values()].filter(({ lastMs }) => lastMs >= fromMs);
    return [...others, ...changed.map(({ sessionId }) => sessionId)];
  }
}
