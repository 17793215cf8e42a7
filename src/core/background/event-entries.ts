/** Entries of requests that telemetry names: each with its kind, its time and its price. */

import type { PriceBook } from "../pricing/price-book.ts";
import { WEB_SEARCH_PICO } from "../pricing/price-response.ts";
import { Flag } from "../responses/columns.ts";
import { type RequestEvent, requestRole } from "./events.ts";
import { isNoise, priceResidual } from "./residual-price.ts";
import { type BackgroundEntry, UNLOGGED } from "./types.ts";

export type EventEntry = {
  readonly event: RequestEvent;
  /** What the price book calls its model. */
  readonly name: string;
  /** Without its searches: whether those are in the log already is a matter of the session. */
  readonly entry: BackgroundEntry;
  /** Web searches that its price proves; telemetry does not count them. */
  readonly searches: number;
  readonly differencePico: number;
};

/** No request makes more. */
const MAX_SEARCHES = 100;

/** @param mayFlags `Flag.geoUs` where the session's requests may be priced so; telemetry does not say */
export function eventEntry(event: RequestEvent, book: PriceBook, mayFlags: number): EventEntry {
  const name = book.nameOf(event.model);
  const question = {
    model: event.model,
    tokens: event,
    clientPico: event.clientPico,
    fromMs: event.timeMs,
    toMs: event.timeMs,
    mayFlags: (mayFlags & Flag.geoUs) | (event.fast ? Flag.fast : 0),
    single: true,
  };
  let price = priceResidual(book, question);
  const searches = Math.round(price.differencePico / WEB_SEARCH_PICO);
  const proven =
    searches > 0 && searches <= MAX_SEARCHES && isNoise(price.differencePico - searches * WEB_SEARCH_PICO, 0)
      ? searches
      : 0;
  if (proven > 0 && event.clientPico !== null) {
    price = priceResidual(book, { ...question, clientPico: eventDollars(event.clientPico, proven) });
  }
  const { input, output, cacheWrite5m, cacheWrite1h, cacheRead } = event;
  const entry: BackgroundEntry = {
    kind: kindOf(event),
    requests: 1,
    tokens: { input, output, cacheWrite5m, cacheWrite1h, cacheRead },
    costPico: price.costPico === null ? null : BigInt(price.costPico),
    timeMs: event.timeMs,
    model: name,
    source: "otel",
  };
  return { event, name, entry, searches: proven, differencePico: price.differencePico };
}

/** The client's price of a request without its searches. */
export function eventDollars(clientPico: number, searches: number): number {
  return clientPico - searches * WEB_SEARCH_PICO;
}

function kindOf(event: RequestEvent): string {
  const role = requestRole(event.source);
  return role === "background" ? event.source : UNLOGGED[role];
}
