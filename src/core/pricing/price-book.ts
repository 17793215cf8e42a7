/** All rate cards, with the user's overlay on top, looked up by any spelling of a model. */

import { normaliseModelId, withoutDate } from "./model-id.ts";
import { entryAt, type RateCard, type RateEntry } from "./rate-card.ts";

export type FoundModel = { readonly card: RateCard; readonly regional: boolean; readonly wideWindow: boolean };

/** The user's own prices and names. */
export type Overlay = {
  readonly cards: readonly RateCard[];
  /** A gateway's name for a model → a name that has a card. */
  readonly aliases: Readonly<Record<string, string>>;
};

export const NO_OVERLAY: Overlay = { cards: [], aliases: {} };

export class PriceBook {
  readonly cards: readonly RateCard[];
  readonly overlay: Overlay;
  /** For models that neither has: list prices that Claude Code was told. */
  readonly served: readonly RateCard[];
  readonly #listed = new Map<string, RateCard>();
  readonly #own = new Map<string, RateCard>();
  readonly #served = new Map<string, RateCard>();
  /** What was asked for before, by the id as it was logged: few ids, and many rows of each. */
  readonly #found = new Map<string, FoundModel | null>();
  readonly #prices = new Map<string, (timeMs: number) => RateEntry | null>();

  constructor(cards: readonly RateCard[], overlay: Overlay = NO_OVERLAY, served: readonly RateCard[] = []) {
    this.cards = cards;
    this.overlay = overlay;
    this.served = served;
    for (const card of cards) for (const s of card.spellings) this.#listed.set(s, card);
    for (const card of overlay.cards) for (const s of card.spellings) this.#own.set(s, card);
    for (const card of served) for (const s of card.spellings) this.#served.set(s, card);
  }

  /** The model that a logged id means; null where no card has exactly that id. */
  find(raw: string): FoundModel | null {
    const known = this.#found.get(raw);
    if (known !== undefined) return known;
    const meant = this.#meant(raw);
    const name = normaliseModelId(meant);
    const card =
      lookUp(this.#listed, meant, name.id) ?? lookUp(this.#own, meant, name.id) ?? lookUp(this.#served, meant, name.id);
    const found = card ? { card, regional: name.regional, wideWindow: name.wideWindow } : null;
    this.#found.set(raw, found);
    return found;
  }

  /** The price of a logged id at a time, as `pricesOf` gives it. */
  entry(raw: string, timeMs: number): RateEntry | null {
    return this.pricesOf(raw)(timeMs);
  }

  /**
   * The price of a logged id by time: the overlay's for its dates, else the list's. Before the first date of its card
   * (early access, a clock that is off) a model has the card's first price; only what has no card at all is unpriced
   * (null), or what a closed overlay alone knows.
   */
  pricesOf(raw: string): (timeMs: number) => RateEntry | null {
    const known = this.#prices.get(raw);
    if (known) return known;
    const inForce = this.#inForce(raw);
    const first = this.find(raw)?.card.entries[0];
    const priceAt = (timeMs: number): RateEntry | null =>
      inForce(timeMs) ?? (first && timeMs < first.fromMs ? first : null);
    this.#prices.set(raw, priceAt);
    return priceAt;
  }

  /** The price that a card has for a day; null before its first and after a closed one. */
  entryOn(raw: string, timeMs: number): RateEntry | null {
    return this.#inForce(raw)(timeMs);
  }

  #inForce(raw: string): (timeMs: number) => RateEntry | null {
    const meant = this.#meant(raw);
    const { id } = normaliseModelId(meant);
    const own = lookUp(this.#own, meant, id);
    const card = lookUp(this.#listed, meant, id);
    const served = own || card ? undefined : lookUp(this.#served, meant, id);
    return (timeMs) => {
      return entryOr(own, timeMs) ?? entryOr(card, timeMs) ?? entryOr(served, timeMs);
    };
  }

  /** The name under which a logged model is reported: all spellings of one model fall together. */
  nameOf(raw: string): string {
    return this.find(raw)?.card.apiId ?? raw;
  }

  /**
   * The models that a person means: by any spelling, by what tables print (`opus-5-5`), by its name in full (`Opus 5.5`),
   * or all of a family (`opus`). Logged ids are never read like that: theirs are exact.
   */
  asked(wanted: string): readonly RateCard[] {
    const name = wanted.trim().toLowerCase();
    const one = this.find(wanted) ?? this.find(name) ?? this.find(`claude-${name}`);
    if (one) return [one.card];
    const short = name.replace(/^claude-/, "");
    const named = this.cards.filter(
      (card) => card.displayName.toLowerCase() === name || shortNames(card).includes(short),
    );
    return named.length > 0 ? named : this.cards.filter((card) => card.family === name);
  }

  /** The id of the one model that a person means: as it is written where that has a card; null = none, or several. */
  askedOne(wanted: string): string | null {
    if (this.find(wanted)) return wanted;
    const [card, ...others] = this.asked(wanted);
    return card && others.length === 0 ? card.apiId : null;
  }

  /** Whether a logged model is one that the user asked for; of what has no card, whose name holds the text. */
  matches(raw: string, wanted: string): boolean {
    const card = this.find(raw)?.card;
    const asked = this.asked(wanted);
    if (card && asked.length > 0) return asked.includes(card);
    return raw === wanted || this.nameOf(raw).toLowerCase().includes(wanted.toLowerCase());
  }

  #meant(raw: string): string {
    const { aliases } = this.overlay;
    return Object.hasOwn(aliases, raw) ? (aliases[raw] as string) : raw;
  }
}

/** What tables print of a card's ids: `claude-opus-4-20250514` → `opus-4`. */
function shortNames(card: RateCard): readonly string[] {
  return card.spellings.map((id) => withoutDate(normaliseModelId(id).id).replace(/^claude-/, ""));
}

function entryOr(card: RateCard | undefined, timeMs: number): RateEntry | null {
  return card ? entryAt(card, timeMs) : null;
}

/** As logged, as normalised, or either without its date; never by a beginning. */
function lookUp(map: ReadonlyMap<string, RateCard>, raw: string, id: string): RateCard | undefined {
  return map.get(raw) ?? map.get(id) ?? map.get(withoutDate(id));
}
