/**
 * Combines telemetry with ledgers: telemetry gives the kinds, the ledgers decide the totals. A request that a ledger
 * may include is subtracted from it, so that nothing is counted twice; if telemetry reports more than a ledger
 * includes, a gap is reported.
 */

import { addToGroup } from "../groups.ts";
import type { PriceBook } from "../pricing/price-book.ts";
import { TOKEN_CLASSES } from "../responses/tokens.ts";
import type { EventEntry } from "./event-entries.ts";
import type { Residual } from "./residual.ts";
import { priceResidual } from "./residual-price.ts";
import type { BackgroundEntry } from "./types.ts";
import { addTo, type MutableTokens, sumOf, type UsageSum } from "./usage-sum.ts";

export type NamedKinds = {
  /** An entry for each event; where the ledgers certainly include the events, never more than the ledgers. */
  readonly entries: readonly BackgroundEntry[];
  /** By residual, the events that are subtracted from it. */
  readonly byResidual: ReadonlyMap<Residual, readonly EventEntry[]>;
  /** What the ledgers include beyond the log and the events, by model; never below zero. */
  readonly left: UsageSum;
  /** True where telemetry reports more than the ledgers include. */
  readonly contradicts: boolean;
};

/**
 * @param events requests that are in no log, in the order of their time
 * @param areAll whether every client of the session wrote a ledger; if not, an event can belong to a client that wrote
 * none
 */
export function nameKinds(
  residuals: readonly Residual[],
  events: readonly EventEntry[],
  areAll: boolean,
  book: PriceBook,
): NamedKinds {
  const left: UsageSum = new Map();
  for (const { usage } of residuals) for (const [model, sum] of usage) addTo(sumOf(left, model).tokens, sum.tokens);
  const mayCut = areAll && residuals.every(({ whole }) => whole);
  const byResidual = new Map<Residual, EventEntry[]>();
  let contradicts = false;
  const entries = events.map((named): BackgroundEntry => {
    const holder = holderOf(residuals, named.event.timeMs);
    if (!holder) return named.entry;
    addToGroup(byResidual, holder, named);
    const tokens = removeUpTo(sumOf(left, named.name).tokens, named.event);
    const isMore = TOKEN_CLASSES.some((name) => tokens[name] < named.event[name]);
    if (!isMore || !mayCut) return named.entry;
    contradicts = true;
    return named.event.timeMs <= holder.span.untilMs ? cut(named, tokens, book) : named.entry;
  });
  return { entries, byResidual, left, contradicts };
}

/** The rows that certainly include a request of that time, else those that may; undefined = no ledger includes it. */
function holderOf(residuals: readonly Residual[], timeMs: number): Residual | undefined {
  const holds = ({ span }: Residual): boolean => timeMs > span.fromMs && timeMs <= span.untilMs;
  const mayHold = ({ rows, span }: Residual): boolean =>
    rows.some(({ startMs }) => timeMs >= startMs) && timeMs <= span.mayUntilMs;
  return residuals.find(holds) ?? residuals.find(mayHold);
}

/** Subtracts tokens from what is left. @returns the amount that was subtracted, at most what was left */
function removeUpTo(left: MutableTokens, wanted: Readonly<MutableTokens>): MutableTokens {
  const taken = { ...left };
  for (const name of TOKEN_CLASSES) {
    taken[name] = Math.min(wanted[name], left[name]);
    left[name] -= taken[name];
  }
  return taken;
}

/** An entry of at most what the ledger includes. */
function cut({ event, entry }: EventEntry, tokens: MutableTokens, book: PriceBook): BackgroundEntry {
  const { timeMs } = event;
  const question = { model: event.model, tokens, clientPico: null, fromMs: timeMs, toMs: timeMs };
  const { costPico } = priceResidual(book, { ...question, mayFlags: 0, single: true });
  return { ...entry, tokens, costPico: costPico === null ? null : BigInt(costPico) };
}
