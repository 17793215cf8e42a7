/** Entries of requests that telemetry names: each with its kind, its time and its price. */

import type { PriceBook } from "../pricing/price-book.ts";
import { WEB_SEARCH_PICO } from "../pricing/price-response.ts";
import { Flag } from "../responses/columns.ts";
import { type RequestEvent, requestRole } from "./events.ts";
import { isNoise, type PriceQuestion, priceResidual, writesOfAnHour } from "./residual-price.ts";
import { type BackgroundEntry, UNLOGGED } from "./types.ts";

export type EventEntry = {
  /** Its cache writes are split by lifetime where its price shows the split. */
  readonly event: RequestEvent;
  /** What the price book calls its model. */
  readonly name: string;
  /** Without its searches: whether those are in the log already is a matter of the session. */
  readonly entry: BackgroundEntry;
  /** Web searches that its price proves; telemetry does not count them. */
  readonly searches: number;
  readonly differencePico: number;
  /** The lifetimes of its cache writes are not known: they are in no class of its tokens, and priced as the cheaper ones. */
  readonly hasUnsplitWrites: boolean;
};

/** No request makes more. */
const MAX_SEARCHES = 100;

/** The request that runs a search: a difference in its price is searches before it is anything else. */
const SEARCHING = "web_search";

/** @param mayFlags `Flag.geoUs` where the session's requests may be priced so; telemetry does not name it */
export function eventEntry(received: RequestEvent, book: PriceBook, mayFlags: number): EventEntry {
  const question = questionOf(received, mayFlags);
  const isSearching = received.source.includes(SEARCHING);
  const first = isSearching ? searchesOf(book, question) : 0;
  const hours = first > 0 ? null : hoursOf(received, book, question);
  const event = hours ? withHours(received, hours) : received;
  const asked = questionOf(event, mayFlags);
  const searches = first > 0 || isSearching ? first : searchesOf(book, asked);
  const clientPico = event.clientPico === null ? null : eventDollars(event.clientPico, searches);
  const price = priceResidual(book, { ...asked, clientPico });
  const name = book.nameOf(event.model);
  const { input, output, cacheWrite1h, cacheRead } = event;
  const hasUnsplitWrites = !event.isSplit && event.cacheWrite5m > 0 && hours === null;
  const entry: BackgroundEntry = {
    kind: kindOf(event),
    requests: 1,
    tokens: { input, output, cacheWrite5m: hasUnsplitWrites ? 0 : event.cacheWrite5m, cacheWrite1h, cacheRead },
    costPico: price.costPico === null ? null : BigInt(price.costPico),
    timeMs: event.timeMs,
    model: name,
    source: "otel",
  };
  return { event, name, entry, searches, differencePico: price.differencePico, hasUnsplitWrites };
}

function questionOf(event: RequestEvent, mayFlags: number): PriceQuestion {
  return {
    model: event.model,
    tokens: event,
    clientPico: event.clientPico,
    fromMs: event.timeMs,
    toMs: event.timeMs,
    mayFlags: (mayFlags & Flag.geoUs) | (event.fast ? Flag.fast : 0),
    single: true,
  };
}

/** Searches that the price proves. */
function searchesOf(book: PriceBook, question: PriceQuestion): number {
  const { differencePico } = priceResidual(book, question);
  const searches = Math.round(differencePico / WEB_SEARCH_PICO);
  const isProven = searches > 0 && searches <= MAX_SEARCHES;
  return isProven && isNoise(differencePico - searches * WEB_SEARCH_PICO, 0) ? searches : 0;
}

/** Cache writes of an hour that telemetry does not name as such; null = its price fits no split. */
function hoursOf(event: RequestEvent, book: PriceBook, question: PriceQuestion): number | null {
  if (event.cacheWrite5m === 0 || event.cacheWrite1h > 0) return 0;
  return writesOfAnHour(book, question);
}

function withHours(event: RequestEvent, hours: number): RequestEvent {
  return { ...event, cacheWrite5m: event.cacheWrite5m - hours, cacheWrite1h: hours };
}

/** The client's price of a request without its searches. */
export function eventDollars(clientPico: number, searches: number): number {
  return clientPico - searches * WEB_SEARCH_PICO;
}

function kindOf(event: RequestEvent): string {
  const role = requestRole(event.source);
  return role === "background" ? event.source : UNLOGGED[role];
}
