/** Sessions with a few of them replaced or added, which may still change. */

import { ComputedMap } from "../../core/responses/computed-map.ts";
import { type SessionBook, type SessionFacts, SessionMap } from "../../core/responses/session-facts.ts";

export class ChangedSessions extends ComputedMap<SessionFacts> implements SessionBook {
  readonly #before: SessionBook;
  readonly #changed: ReadonlyMap<string, SessionFacts>;

  constructor(before: SessionBook, changed: ReadonlyMap<string, SessionFacts>) {
    super();
    this.#before = before;
    this.#changed = changed;
  }

  override get size(): number {
    return this.#before.size + this.#added().length;
  }

  override get(sessionId: string): SessionFacts | undefined {
    return this.#changed.get(sessionId) ?? this.#before.get(sessionId);
  }

  override has(sessionId: string): boolean {
    return this.#changed.has(sessionId) || this.#before.has(sessionId);
  }

  override keys(): MapIterator<string> {
    return this.#keys() as MapIterator<string>;
  }

  idsSince(fromMs: number): readonly string[] {
    const others = this.#before.idsSince(fromMs).filter((id) => !this.#changed.has(id));
    const changed = [...this.#changed.values()].filter(({ lastMs }) => lastMs >= fromMs);
    return [...others, ...changed.map(({ sessionId }) => sessionId)];
  }

  detached(): SessionBook {
    return new ChangedSessions(detachedSessions(this.#before), this.#changed);
  }

  *#keys(): Generator<string, undefined> {
    yield* this.#before.keys();
    yield* this.#added();
    return undefined;
  }

  #added(): readonly string[] {
    return [...this.#changed.keys()].filter((id) => !this.#before.has(id));
  }
}

/** The same sessions, independent of the file that they are read from. */
export function detachedSessions(sessions: SessionBook): SessionBook {
  return sessions.detached?.() ?? new SessionMap(sessions);
}
