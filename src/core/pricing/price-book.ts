/** All rate cards, with the user's overlay on top, found by any spelling of a model. */

import { normaliseModelId, withoutDate } from "./model-id.ts";
import { entryAt, type RateCard, type RateEntry } from "./rate-card.ts";

export type FoundModel = { readonly card: RateCard; readonly regional: boolean; readonly wideWindow: boolean };

/** A time in which a model has one price. `untilMs` is the first moment after it; epoch milliseconds. */
export type PriceSpan = {
  readonly fromMs: number;
  readonly untilMs: number;
  /** null = unpriced. */
  readonly entry: RateEntry | null;
};

/** Of a time that is no number. */
const NEVER: PriceSpan = { fromMs: Number.NaN, untilMs: Number.NaN, entry: null };

/** The user's own prices and model names. */
export type Overlay = {
  readonly cards: readonly RateCard[];
  /** A gateway's name for a model → a name with a rate card. */
  readonly aliases: Readonly<Record<string, string>>;
};

export const NO_OVERLAY: Overlay = { cards: [], aliases: {} };

export class PriceBook {
  readonly cards: readonly RateCard[];
  readonly overlay: Overlay;
  /** For models without a card in either: list prices that Claude Code received from its server. */
  readonly served: readonly RateCard[];
  readonly #listed = new Map<string, RateCard>();
  readonly #own = new Map<string, RateCard>();
  readonly #served = new Map<string, RateCard>();
  /** Results of earlier look-ups by logged id: there are few ids, and many rows of each. */
  readonly #found = new Map<string, FoundModel | null>();
  readonly #spans = new Map<string, readonly PriceSpan[]>();

  constructor(cards: readonly RateCard[], overlay: Overlay = NO_OVERLAY, served: readonly RateCard[] = []) {
    this.cards = cards;
    this.overlay = overlay;
    this.served = served;
    for (const card of cards) for (const s of card.spellings) this.#listed.set(s, card);
    for (const card of overlay.cards) for (const s of card.spellings) this.#own.set(s, card);
    for (const card of served) for (const s of card.spellings) this.#served.set(s, card);
  }

  /** The model of a logged id; null where no card has exactly that id. */
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

  /** The price of a logged id at a time, as in `spanAt`. */
  entry(raw: string, timeMs: number): RateEntry | null {
    return this.spanAt(raw, timeMs).entry;
  }

  /**
   * The price of a logged id at a time, and for how long: the overlay's for its dates, else the list's. Before the first
   * date of its card (early access, a wrong clock) a model has the card's first price. Only models without a card are
   * unpriced (null), and dates after the end of a closed overlay of a model without another card.
   */
  spanAt(raw: string, timeMs: number): PriceSpan {
    let spans = this.#spans.get(raw);
    if (!spans) {
      spans = this.#spansOf(raw);
      this.#spans.set(raw, spans);
    }
    return spans.find(({ fromMs, untilMs }) => timeMs >= fromMs && timeMs < untilMs) ?? NEVER;
  }

  #spansOf(raw: string): readonly PriceSpan[] {
    const first = this.find(raw)?.card.entries[0];
    const cards = this.#cardsOf(raw);
    const changes = cards.flatMap(({ entries }) => entries.flatMap(({ fromMs, untilMs }) => [fromMs, untilMs]));
    const starts = [...new Set([Number.NEGATIVE_INFINITY, first?.fromMs ?? 0, ...changes])].sort((a, b) => a - b);
    return starts.map((fromMs, i) => ({
      fromMs,
      untilMs: starts[i + 1] ?? Number.POSITIVE_INFINITY,
      entry: inForce(cards, fromMs) ?? (first && fromMs < first.fromMs ? first : null),
    }));
  }

  /** The price of a card on a day; null before its first entry and after a closed one. */
  entryOn(raw: string, timeMs: number): RateEntry | null {
    return inForce(this.#cardsOf(raw), timeMs);
  }

  /** The cards of a logged id, the one that counts first where several have a price. */
  #cardsOf(raw: string): readonly RateCard[] {
    const meant = this.#meant(raw);
    const { id } = normaliseModelId(meant);
    const cards = [lookUp(this.#own, meant, id), lookUp(this.#listed, meant, id)].filter((card) => card !== undefined);
    const served = cards.length > 0 ? undefined : lookUp(this.#served, meant, id);
    return served ? [served] : cards;
  }

  /** The name of a logged model in reports: all spellings of one model have the same name. */
  nameOf(raw: string): string {
    return this.find(raw)?.card.apiId ?? raw;
  }

  /**
   * The models that a user's text refers to: by any spelling, by the short name in tables (`opus-5-5`), by the full
   * name (`Opus 5.5`), or all of a family (`opus`). Logged ids are never matched this loosely, only exactly.
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

  /**
   * The id of the one model that a user's text refers to: the text itself where that has a card; null = none, or
   * several.
   */
  askedOne(wanted: string): string | null {
    if (this.find(wanted)) return wanted;
    const [card, ...others] = this.asked(wanted);
    return card && others.length === 0 ? card.apiId : null;
  }

  /** Whether a logged model matches a user's text; for a model without a card, whether its name contains the text. */
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

/** The short names that tables print for a card's ids: `claude-opus-4-20250514` → `opus-4`. */
function shortNames(card: RateCard): readonly string[] {
  return card.spellings.map((id) => withoutDate(normaliseModelId(id).id).replace(/^claude-/, ""));
}

function inForce(cards: readonly RateCard[], timeMs: number): RateEntry | null {
  for (const card of cards) {
    const entry = entryAt(card, timeMs);
    if (entry) return entry;
  }
  return null;
}

/** Looks up the id as logged, as normalised, or either without its date; never by a prefix. */
function lookUp(map: ReadonlyMap<string, RateCard>, raw: string, id: string): RateCard | undefined {
  return map.get(raw) ?? map.get(id) ?? map.get(withoutDate(id));
}
