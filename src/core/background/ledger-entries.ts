/** Makes entries for what a ledger row includes beyond the log and beyond telemetry: totals without a known kind. */

import type { PriceBook } from "../pricing/price-book.ts";
import { WEB_SEARCH_PICO } from "../pricing/price-response.ts";
import { NO_TOKENS, TOKEN_CLASSES, type Tokens } from "../responses/tokens.ts";
import { type EventEntry, eventDollars } from "./event-entries.ts";
import { lastRow, type Residual } from "./residual.ts";
import { priceResidual } from "./residual-price.ts";
import { type BackgroundEntry, UNATTRIBUTED } from "./types.ts";
import { isEmpty, type MutableTokens, sumOf, type UsageSum } from "./usage-sum.ts";

export type LedgerEntries = {
  readonly entries: readonly BackgroundEntry[];
  /** The client's dollars less ours, over all tokens of the rows; null = not known. */
  readonly differencePico: number | null;
};

export type LedgerEntriesCase = {
  readonly residual: Residual;
  /** Telemetry events of requests that the residual includes. */
  readonly events: readonly EventEntry[];
  /**
   * What all ledgers of the session include beyond log and telemetry; what this residual uses is subtracted from it.
   */
  readonly left: UsageSum;
  /** Then nothing remains for a total where the ledger itself is incomplete. */
  readonly telemetryIsComplete: boolean;
  readonly book: PriceBook;
};

export function ledgerEntries(c: LedgerEntriesCase): LedgerEntries {
  const entries: BackgroundEntry[] = [];
  const { residual, book } = c;
  const { usage, span, whole } = residual;
  const { atMs } = lastRow(residual);
  let difference: number | null = whole ? 0 : null;
  for (const [model, sum] of usage) {
    const named = c.events.filter((event) => event.name === model);
    const rest = remainder(sum.tokens, named, sumOf(c.left, model).tokens);
    const clientPico = rest.fits && whole ? lessNamed(sum.costPico, named) : null;
    const price = priceResidual(book, {
      model,
      tokens: rest.tokens,
      clientPico: clientPico === null || Number.isNaN(clientPico) ? null : clientPico,
      fromMs: span.fromMs,
      toMs: atMs,
      mayFlags: sum.priceFlags,
      single: false,
    });
    if (clientPico === null || Number.isNaN(clientPico)) difference = null;
    else if (difference !== null) difference += price.differencePico;
    if (isEmpty(rest.tokens) || (c.telemetryIsComplete && !whole)) continue;
    entries.push({
      kind: UNATTRIBUTED,
      requests: null,
      tokens: rest.tokens,
      costPico: price.costPico === null ? null : BigInt(price.costPico),
      timeMs: atMs,
      model,
      source: "cost-state",
    });
  }
  return { entries, differencePico: difference };
}

type Remainder = { readonly tokens: MutableTokens; readonly fits: boolean };

/** The tokens less those of the events, and at most what is left in the session. */
function remainder(tokens: Tokens, named: readonly EventEntry[], left: MutableTokens): Remainder {
  const rest = { ...tokens };
  let fits = true;
  for (const name of TOKEN_CLASSES) {
    let difference = tokens[name];
    for (const { event } of named) difference -= event[name];
    rest[name] = Math.min(Math.max(0, difference), left[name]);
    if (rest[name] !== difference) fits = false;
    left[name] -= rest[name];
  }
  return { tokens: rest, fits };
}

function lessNamed(costPico: number, named: readonly EventEntry[]): number | null {
  let left = costPico;
  for (const { event, searches } of named) {
    if (event.clientPico === null) return null;
    left -= eventDollars(event.clientPico, searches);
  }
  return left;
}

/** Searches that were billed but are not proven by the log. */
export function searchEntry(
  searches: number,
  at: { readonly timeMs: number; readonly model: string },
  kind: string,
  source: BackgroundEntry["source"],
): BackgroundEntry {
  const costPico = BigInt(searches) * BigInt(WEB_SEARCH_PICO);
  return { kind, requests: 0, tokens: NO_TOKENS, costPico, source, ...at };
}
