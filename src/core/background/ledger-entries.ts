/** Entries of what a ledger row holds beyond the log: telemetry names the kinds where it can, the rest is a total. */

import type { PriceBook } from "../pricing/price-book.ts";
import { WEB_SEARCH_PICO } from "../pricing/price-response.ts";
import { NO_TOKENS, TOKEN_CLASSES, type Tokens } from "../responses/tokens.ts";
import { type EventEntry, eventDollars } from "./event-entries.ts";
import type { Residual } from "./residual.ts";
import { priceResidual } from "./residual-price.ts";
import { type BackgroundEntry, UNATTRIBUTED } from "./types.ts";
import { isEmpty, type MutableTokens } from "./usage-sum.ts";

export type LedgerEntries = {
  readonly entries: readonly BackgroundEntry[];
  /** The client's dollars above ours, over all tokens of the row; null = not known. */
  readonly differencePico: number | null;
};

/**
 * @param events what telemetry names of this stretch, by the model's name
 * @param telemetryIsComplete then nothing is left for a total where the ledger itself is cut
 */
export function ledgerEntries(
  residual: Residual,
  events: readonly EventEntry[],
  telemetryIsComplete: boolean,
  book: PriceBook,
): LedgerEntries {
  const entries: BackgroundEntry[] = [];
  let difference: number | null = residual.whole ? 0 : null;
  const { row, usage } = residual;
  for (const [model, sum] of usage) {
    const named = events.filter((event) => event.name === model);
    const rest = remainder(sum.tokens, named);
    const clientPico = rest.fits && residual.whole ? lessNamed(sum.costPico, named) : null;
    const price = priceResidual(book, {
      model,
      tokens: rest.tokens,
      clientPico: clientPico === null || Number.isNaN(clientPico) ? null : clientPico,
      fromMs: row.base?.atMs ?? row.startMs,
      toMs: row.atMs,
      mayFlags: sum.priceFlags,
      single: false,
    });
    if (clientPico === null || Number.isNaN(clientPico)) difference = null;
    else if (difference !== null) difference += price.differencePico;
    if (isEmpty(rest.tokens) || (telemetryIsComplete && !residual.whole)) continue;
    entries.push({
      kind: UNATTRIBUTED,
      requests: null,
      tokens: rest.tokens,
      costPico: price.costPico === null ? null : BigInt(price.costPico),
      timeMs: row.atMs,
      model,
      source: "cost-state",
    });
  }
  return { entries, differencePico: difference };
}

type Remainder = { readonly tokens: MutableTokens; readonly fits: boolean };

function remainder(tokens: Tokens, named: readonly EventEntry[]): Remainder {
  const rest = { ...tokens };
  let fits = true;
  for (const name of TOKEN_CLASSES) {
    let left = tokens[name];
    for (const { event } of named) left -= event[name];
    if (left < 0) fits = false;
    rest[name] = Math.max(0, left);
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

/** Searches that are billed and left no evidence in the log. */
export function searchEntry(
  searches: number,
  at: { readonly timeMs: number; readonly model: string },
  kind: string,
  source: BackgroundEntry["source"],
): BackgroundEntry {
  const costPico = BigInt(searches) * BigInt(WEB_SEARCH_PICO);
  return { kind, requests: 0, tokens: NO_TOKENS, costPico, source, ...at };
}
