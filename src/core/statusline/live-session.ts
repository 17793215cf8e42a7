/**
 * A running session as the mod in Claude Code reports it: totals at given times, and the requests with their tokens.
 * Converts them to what the status line would have recorded, and to a bill at our prices. Pure; amounts in dollars are
 * the client's.
 */

import { isNoise } from "../background/residual-price.ts";
import { type Pico, PicoSum, parseUsd, picoFromFloat } from "../pricing/money.ts";
import type { PriceBook } from "../pricing/price-book.ts";
import { priceResponse } from "../pricing/price-response.ts";
import { CACHE_TTL_MS, type Tokens } from "../responses/tokens.ts";
import { feedTotalUsd, nextFeed, type StatuslineFeed, usdSinceMark, withMark } from "./feed.ts";
import type { StatuslineCache, StatuslineInput } from "./snapshot.ts";
import type { SummarySession } from "./spend-snapshot.ts";

/** What the client reported at a time. */
export type LiveSample = {
  /** Epoch milliseconds. */
  readonly atMs: number;
  /** The client's running total, dollars. */
  readonly usd: number;
  /** Tokens in the context; null = not given. */
  readonly contextTokens: number | null;
  /** The running turn; "" = none. */
  readonly turnId: string;
};

/** One answered request of the conversation or of a subagent. */
export type LiveRequest = {
  /** When it was answered; epoch milliseconds. */
  readonly atMs: number;
  readonly turnId: string;
  readonly isAgent: boolean;
  readonly model: string;
  /** Cache writes of unknown lifetime are included in those of five minutes. */
  readonly tokens: Tokens;
  /** Whether the client reports the lifetime of each cache write; 2.1.287 does not, and writes of an hour cost more. */
  readonly hasLifetimes: boolean;
};

/**
 * Returns the record that the status line would have of the session.
 * @param recorded the existing record; null = our status line did not run
 * @param input the present snapshot
 * @param samples oldest first; those already in the record are skipped
 * @param summedAtMs when spend was last summed from the logs, null = never
 * @returns null where nothing was reported
 */
export function liveFeed(
  recorded: StatuslineFeed | null,
  input: StatuslineInput,
  samples: readonly LiveSample[],
  summedAtMs: number | null,
): StatuslineFeed | null {
  const newer = samples.filter((sample) => sample.atMs > (recorded?.recordedAtMs ?? Number.NEGATIVE_INFINITY));
  let feed = recorded;
  for (const [i, { atMs, usd, contextTokens, turnId }] of newer.entries()) {
    const isLast = i === newer.length - 1;
    const snapshot: StatuslineInput = {
      ...input,
      costUsd: usd,
      contextTokens,
      promptId: turnId === "" ? null : turnId,
      // The windows are only known as of now.
      windows: isLast ? input.windows : [],
    };
    const isSummed = summedAtMs !== null && atMs >= summedAtMs;
    feed = nextFeed(feed, snapshot, atMs, isSummed ? summedAtMs : (feed?.mark?.asOfMs ?? null));
  }
  return feed && withMark(feed, summedAtMs);
}

/**
 * The state of the conversation's prompt cache: it lasts as long as its last write was paid for, from its last request
 * on; null = not known.
 */
export function liveCache(requests: readonly LiveRequest[]): StatuslineCache | null {
  const own = requests.filter((request) => !request.isAgent);
  const last = own.at(-1);
  const wrote = own.findLast((r) => r.hasLifetimes && r.tokens.cacheWrite5m + r.tokens.cacheWrite1h > 0);
  if (last === undefined || wrote === undefined) return null;
  const ttl = wrote.tokens.cacheWrite1h > 0 ? "1h" : "5m";
  return { warm: true, ttl, expiresAtMs: last.atMs + CACHE_TTL_MS[ttl], hitRatio: null, recacheTokensIfCold: null };
}

export type RequestSum = {
  readonly pico: Pico;
  readonly requests: number;
  /** Requests of models without a price, or with cache writes of unknown lifetime; their cost is not in the sum. */
  readonly unpriced: number;
};

/** The cost of requests at our prices. Fast mode and surcharges are not reported, so it can be too low. */
export function sumRequests(requests: readonly LiveRequest[], book: PriceBook): RequestSum {
  const sum = new PicoSum();
  let unpriced = 0;
  for (const { model, tokens, atMs, hasLifetimes } of requests) {
    const found = book.find(model);
    const entry = book.entry(model, atMs);
    if (found === null || entry === null || !hasLifetimes) {
      unpriced++;
      continue;
    }
    const { regional } = found;
    const { generation } = found.card;
    sum.add(priceResponse(entry, { tokens, webSearches: 0, flags: 0, regional, generation, iterations: [] }));
  }
  return { pico: sum.value, requests: requests.length, unpriced };
}

export type LiveBill = {
  /** At our prices: the last sum of the logs, plus what the client reports was spent since. */
  readonly totalPico: Pico;
  /** Billed answers, and requests that leave no row in a log; null = not known. They add up to the total. */
  readonly loggedPico: Pico | null;
  readonly backgroundPico: Pico | null;
  /** The client's own total. */
  readonly clientPico: Pico;
};

/**
 * @param session the session in the last sum of the logs; null = the sum does not include it
 * @param since its requests since that sum, or all of them where no sum includes it; null = they are not all known
 * @returns null where the session has not reported
 */
export function liveBill(
  feed: StatuslineFeed | null,
  session: SummarySession | null,
  since: RequestSum | null,
): LiveBill | null {
  const clientUsd = feed === null ? null : feedTotalUsd(feed);
  if (feed === null || clientUsd === null) return null;
  const clientPico = picoFromFloat(clientUsd);
  const known = since !== null && since.unpriced === 0 ? since.pico : null;
  if (session === null) return split(clientPico, known, clientPico);
  const sincePico = picoFromFloat(usdSinceMark(feed));
  const sum = summedBill(session, clientPico - sincePico, isFromStart(feed));
  // What was logged since is at least the requests that were seen.
  const morePico = known !== null && exceeds(known, sincePico) ? known : sincePico;
  const loggedPico = known === null || sum.loggedPico === null ? null : sum.loggedPico + known;
  return split(sum.totalPico + morePico, loggedPico, clientPico);
}

/** Whether the record begins with the session, so that the client's total is the session's own. */
const isFromStart = ({ epochs }: StatuslineFeed): boolean => (epochs[0]?.firstUsd ?? 0) === 0;

type SummedBill = { readonly totalPico: Pico; readonly loggedPico: Pico | null };

/**
 * The session as of the last sum. Background without a record is the difference between the client's total and the log.
 */
function summedBill({ usd, backgroundUsd }: SummarySession, clientThenPico: Pico, isClientsWhole: boolean): SummedBill {
  const totalPico = parseUsd(usd) ?? 0n;
  if (backgroundUsd !== null) return { totalPico, loggedPico: totalPico - (parseUsd(backgroundUsd) ?? 0n) };
  const isBeyond = isClientsWhole && exceeds(clientThenPico, totalPico);
  return { totalPico: isBeyond ? clientThenPico : totalPico, loggedPico: totalPico };
}

function split(totalPico: Pico, loggedPico: Pico | null, clientPico: Pico): LiveBill {
  if (loggedPico === null) return { totalPico, loggedPico: null, backgroundPico: null, clientPico };
  const isBeyond = exceeds(totalPico, loggedPico);
  const total = isBeyond ? totalPico : loggedPico;
  return { totalPico: total, loggedPico, backgroundPico: total - loggedPico, clientPico };
}

/** Whether the difference is more than the noise of the client's floats. */
function exceeds(a: Pico, b: Pico): boolean {
  return a > b && !isNoise(Number(a - b), Number(a));
}
