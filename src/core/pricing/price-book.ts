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
  readonly #listed = new Map<string, RateCard>();
  readonly #own = new Map<string, RateCard>();
  /** What was asked for before, by the id as it was logged: few ids, and many rows of each. */
  readonly #found = new Map<string, FoundModel | null>();
  readonly #prices = new Map<string, (timeMs: number) => RateEntry | null>();

  constructor(cards: readonly RateCard[], overlay: Overlay = NO_OVERLAY) {
    this.cards = cards;
    this.overlay = overlay;
    for (const card of cards) for (const s of card.spellings) this.#listed.set(s, card);
    for (const card of overlay.cards) for (const s of card.spellings) this.#own.set(s, card);
  }

  /** The model that a logged id means; null where no card has exactly that id. */
  find(raw: string): FoundModel | null {
    const known = this.#found.get(raw);
    if (known !== undefined) return known;
    const meant = this.#meant(raw);
    const name = normaliseModelId(meant);
    const card = lookUp(this.#listed, meant, name.id) ?? lookUp(this.#own, meant, name.id);
    const found = card ? { card, regional: name.regional, wideWindow: name.wideWindow } : null;
    this.#found.set(raw, found);
    return found;
  }

  /** The price in force for a logged id at a time: the overlay's for its dates, else the list's; null = unpriced. */
  entry(raw: string, timeMs: number): RateEntry | null {
    return this.pricesOf(raw)(timeMs);
  }

  /** What `entry` gives for a logged id, by time: the id is looked up once. */
  pricesOf(raw: string): (timeMs: number) => RateEntry | null {
    const known = this.#prices.get(raw);
    if (known) return known;
    const meant = this.#meant(raw);
    const id = normaliseModelId(meant).id;
    const own = lookUp(this.#own, meant, id);
    const card = lookUp(this.#listed, meant, id);
    const priceAt = (timeMs: number): RateEntry | null =>
      (own ? entryAt(own, timeMs) : null) ?? (card ? entryAt(card, timeMs) : null);
    this.#prices.set(raw, priceAt);
    return priceAt;
  }

  /** The name under which a logged model is reported: all spellings of one model fall together. */
  nameOf(raw: string): string {
    return this.find(raw)?.card.apiId ?? raw;
  }

  /**
   * Whether a logged model is the one that the user asked for: by any spelling, or by a part of its name where the
   * wanted text is no model's spelling (`opus`).
   */
  matches(raw: string, wanted: string): boolean {
    const card = this.find(wanted)?.card;
    if (card) return this.find(raw)?.card === card;
    return raw === wanted || this.nameOf(raw).toLowerCase().includes(wanted.toLowerCase());
  }

  #meant(raw: string): string {
    const { aliases } = this.overlay;
    return Object.hasOwn(aliases, raw) ? (aliases[raw] as string) : raw;
  }
}

/** As logged, as normalised, or either without its date; never by a beginning. */
function lookUp(map: ReadonlyMap<string, RateCard>, raw: string, id: string): RateCard | undefined {
  return map.get(raw) ?? map.get(id) ?? map.get(withoutDate(id));
}
