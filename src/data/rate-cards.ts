/** The rate cards that are shipped. */

import type { RateCard } from "../core/pricing/rate-card.ts";
import type { RateCardFile } from "../core/pricing/rate-card-file.ts";
import { cardOf } from "../core/pricing/rate-card-file.ts";
import file from "./rate-cards.json" with { type: "json" };

export const RATE_CARDS_AS_OF: string = file.asOf;

export function shippedCards(): readonly RateCard[] {
  return (file as unknown as RateCardFile).models.map(cardOf);
}
