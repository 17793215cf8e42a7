/** Sessions with a few of them replaced or added. */

import { type SessionBook, type SessionFacts, SessionMap } from "../core/usage/session-facts.ts";

export class ChangedSessions implements SessionBook {
  readonly #before: SessionBook;
  readonly #changed: ReadonlyMap<string, SessionFacts>;
  #all: SessionMap | null = null;

  constructor(before: SessionBook, changed: ReadonlyMap<string, SessionFacts>) {
    this.#before = before;
    this.#changed = changed;
  }

  get size(): number {
    return this.#joined().size;
  }

  get(sessionId: string): SessionFacts | undefined {
    return this.#changed.get(sessionId) ?? this.#before.get(sessionId);
  }

  has(sessionId: string): boolean {
    return this.#changed.has(sessionId) || this.#before.has(sessionId);
  }

  *since(fromMs: number): Iterable<SessionFacts> {
    for (const facts of this.#before.since(fromMs)) if (!this.#changed.has(facts.sessionId)) yield facts;
    for (const facts of this.#changed.values()) if (facts.lastMs >= fromMs) yield facts;
  }

  keys(): MapIterator<string> {
    return this.#joined().keys();
  }

  values(): MapIterator<SessionFacts> {
    return this.#joined().values();
  }

  entries(): MapIterator<[string, SessionFacts]> {
    return this.#joined().entries();
  }

  [Symbol.iterator](): MapIterator<[string, SessionFacts]> {
    return this.#joined().entries();
  }

  forEach(visit: (facts: SessionFacts, sessionId: string, all: ReadonlyMap<string, SessionFacts>) => void): void {
    this.#joined().forEach(visit);
  }

  #joined(): SessionMap {
    this.#all ??= new SessionMap([...this.#before, ...this.#changed]);
    return this.#all;
  }
}
