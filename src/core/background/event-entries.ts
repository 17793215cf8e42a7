/** Makes background entries from telemetry events: each has its kind, time and price. */

import type { PriceBook } from "../pricing/price-book.ts";
import { WEB_SEARCH_PICO } from "../pricing/price-response.ts";
import { Flag } from "../responses/columns.ts";
import { type RequestEvent, requestRole } from "./events.ts";
import { isNoise, type PriceQuestion, priceResidual, writesOfAnHour } from "./residual-price.ts";
import { type BackgroundEntry, UNLOGGED } from "./types.ts";

export type EventEntry = {
  /** The request; its cache writes are split by lifetime where its price proves the split. */
  readonly event: RequestEvent;
  /** The price book's name of the model. */
  readonly name: string;
  /** The entry without web searches: whether the log already has those is decided per session. */
  readonly entry: BackgroundEntry;
  /** Web searches that the price proves; telemetry does not report them. */
  readonly searches: number;
  readonly differencePico: number;
  /**
   * The lifetimes of the cache writes are not known: they are in no token class, and are priced at the cheaper rate.
   */
  readonly hasUnsplitWrites: boolean;
};

/** The most searches that one request makes. */
const MAX_SEARCHES = 100;

/** The kind of request that runs searches: a price difference of such a request is first explained by searches. */
const SEARCHING = "web_search";

/**
 * @param mayFlags `Flag.geoUs` where the session's requests may be priced as US inference; telemetry does not report it
 */
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

/** The number of searches that the price proves. */
function searchesOf(book: PriceBook, question: PriceQuestion): number {
  const { differencePico } = priceResidual(book, question);
  const searches = Math.round(differencePico / WEB_SEARCH_PICO);
  const isProven = searches > 0 && searches <= MAX_SEARCHES;
  return isProven && isNoise(differencePico - searches * WEB_SEARCH_PICO, 0) ? searches : 0;
}

/**
 * Cache writes with a lifetime of one hour, which telemetry does not report separately; null = no split matches the
 * price.
 */
function hoursOf(event: RequestEvent, book: PriceBook, question: PriceQuestion): number | null {
  if (event.cacheWrite5m === 0 || event.cacheWrite1h > 0) return 0;
  return writesOfAnHour(book, question);
}

function withHours(event: RequestEvent, hours: number): RequestEvent {
  return { ...event, cacheWrite5m: event.cacheWrite5m - hours, cacheWrite1h: hours };
}

/** The client's price of a request, less its searches. */
export function eventDollars(clientPico: number, searches: number): number {
  return clientPico - searches * WEB_SEARCH_PICO;
}

function kindOf(event: RequestEvent): string {
  const role = requestRole(event.source);
  return role === "background" ? event.source : UNLOGGED[role];
}
