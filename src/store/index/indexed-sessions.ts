/** Sessions of the index, each decoded at its access, because most reports need few of them. */

import { Buffer } from "node:buffer";
import { ComputedMap } from "../../core/responses/computed-map.ts";
import { LazyMap } from "../../core/responses/lazy-map.ts";
import type { SessionBook, SessionFacts } from "../../core/responses/session-facts.ts";
import { type FactsList, factsFromText, factsOf, textOfFacts } from "./codec.ts";

export type SessionSections = {
  readonly sessionIds: Uint8Array;
  /** Time of the last row of each; NaN = none. */
  readonly sessionEnds: Float64Array;
  /** Where the text of each begins, and the end of the last. */
  readonly sessionPlaces: Uint32Array;
  readonly sessionTexts: Uint8Array;
};

export function encodeSessions(sessions: ReadonlyMap<string, SessionFacts>): SessionSections {
  const texts: Buffer[] = [];
  const places = new Uint32Array(sessions.size + 1);
  let at = 0;
  let i = 0;
  for (const facts of sessions.values()) {
    const text = Buffer.from(`${textOfFacts(facts)},`);
    texts.push(text);
    at += text.length;
    places[++i] = at;
  }
  return {
    sessionIds: Buffer.from(JSON.stringify([...sessions.keys()])),
    sessionEnds: Float64Array.from(sessions.values(), (facts) => facts.lastMs),
    sessionPlaces: places,
    sessionTexts: Buffer.concat(texts),
  };
}

/** Each is read at its first access. */
type Sections = {
  ids(): Buffer;
  ends(): Float64Array;
  places(): Uint32Array;
  texts(): Buffer;
  /** A part of the texts, for a few sessions. */
  text(from: number, to: number): Buffer;
};

/** If more sessions than this are accessed one by one, all texts are read at once. */
const MOST_BY_PAGE = 64;

export class IndexedSessions extends LazyMap<SessionFacts> implements SessionBook {
  readonly #sections: Sections;
  /** Sessions that were accessed one by one, which are returned again. */
  readonly #single = new Map<string, SessionFacts>();
  #ids: readonly string[] | null = null;
  #places: ReadonlyMap<string, number> | null = null;

  constructor(sections: Sections) {
    super(() => this.#makeAll());
    this.#sections = sections;
  }

  override get size(): number {
    return this.#sections.ends().length;
  }

  override get(sessionId: string): SessionFacts | undefined {
    if (this.isMade) return super.get(sessionId);
    const place = this.placeOf(sessionId);
    return place === undefined ? undefined : this.#make(place);
  }

  override has(sessionId: string): boolean {
    return this.placeOf(sessionId) !== undefined;
  }

  /** The index of a session; undefined = it does not exist. */
  placeOf(sessionId: string): number | undefined {
    this.#places ??= new Map(this.#list().map((id, i) => [id, i]));
    return this.#places.get(sessionId);
  }

  idsSince(fromMs: number): readonly string[] {
    const ids: string[] = [];
    this.#sections.ends().forEach((end, i) => {
      if (end >= fromMs) ids.push(this.#list()[i] as string);
    });
    return ids;
  }

  detached(): SessionBook {
    const { ends, places, texts } = this.#sections;
    // Copies, because the sections are parts of a buffer with the whole index.
    return new DetachedSessions({
      ids: this.#list(),
      ends: ends().slice(),
      places: places().slice(),
      texts: Buffer.from(texts()),
    });
  }

  #list(): readonly string[] {
    this.#ids ??= JSON.parse(this.#sections.ids().toString("utf8")) as string[];
    return this.#ids;
  }

  #make(place: number): SessionFacts {
    const sessionId = this.#list()[place] as string;
    const known = this.isMade ? super.get(sessionId) : this.#single.get(sessionId);
    if (known) return known;
    const facts = factsFromText(this.#text(place));
    this.#single.set(sessionId, facts);
    return facts;
  }

  #text(place: number): string {
    const places = this.#sections.places();
    const [from, to] = [places[place] as number, (places[place + 1] as number) - 1];
    // Each single access reads and checks a page of the index.
    if (this.#single.size < MOST_BY_PAGE) return this.#sections.text(from, to).toString("utf8");
    return this.#sections.texts().toString("utf8", from, to);
  }

  #makeAll(): Map<string, SessionFacts> {
    const texts = this.#sections.texts();
    const lists = JSON.parse(`[${texts.toString("utf8", 0, Math.max(0, texts.length - 1))}]`) as FactsList[];
    return new Map(lists.map((list) => [list[0], this.#single.get(list[0]) ?? factsOf(list)]));
  }
}

type SessionTexts = {
  readonly ids: readonly string[];
  readonly ends: Float64Array;
  readonly places: Uint32Array;
  readonly texts: Buffer;
};

/** Decodes a session at each access. */
class DetachedSessions extends ComputedMap<SessionFacts> implements SessionBook {
  readonly #stored: SessionTexts;
  readonly #places: ReadonlyMap<string, number>;

  constructor(stored: SessionTexts) {
    super();
    this.#stored = stored;
    this.#places = new Map(stored.ids.map((id, i) => [id, i]));
  }

  override get size(): number {
    return this.#places.size;
  }

  override get(sessionId: string): SessionFacts | undefined {
    const place = this.#places.get(sessionId);
    if (place === undefined) return undefined;
    const { places, texts } = this.#stored;
    const [from, to] = [places[place] as number, (places[place + 1] as number) - 1];
    return factsFromText(texts.toString("utf8", from, to));
  }

  override has(sessionId: string): boolean {
    return this.#places.has(sessionId);
  }

  override keys(): MapIterator<string> {
    return this.#places.keys();
  }

  idsSince(fromMs: number): readonly string[] {
    const { ids, ends } = this.#stored;
    return ids.filter((_, i) => (ends[i] as number) >= fromMs);
  }
}
