/**
 * Telemetry held against ledgers: telemetry names kinds, the ledger's totals decide. A request that a ledger may hold
 * is taken off it, so that nothing counts twice; where telemetry names more than a ledger holds, that is shown.
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
  /** An entry for each event; never more than the ledgers hold, where they hold it for certain. */
  readonly entries: readonly BackgroundEntry[];
  /** By residual, the events that are taken off it. */
  readonly byResidual: ReadonlyMap<Residual, readonly EventEntry[]>;
  /** What the ledgers hold beyond the log and the events, by model; nothing below zero. */
  readonly left: UsageSum;
  /** True where telemetry names more than the ledgers hold. */
  readonly contradicts: boolean;
};

/**
 * @param events that no log holds, in the order of their time
 * @param areAll whether every client of the session wrote a ledger; else an event can be of one that did not
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

/** The rows that hold a request of that time, else those that may; undefined = it is in no ledger. */
function holderOf(residuals: readonly Residual[], timeMs: number): Residual | undefined {
  const holds = ({ span }: Residual): boolean => timeMs > span.fromMs && timeMs <= span.untilMs;
  const mayHold = ({ rows, span }: Residual): boolean =>
    rows.some(({ startMs }) => timeMs >= startMs) && timeMs <= span.mayUntilMs;
  return residuals.find(holds) ?? residuals.find(mayHold);
}

/** Takes tokens off what is left. @returns what there was of them */
function removeUpTo(left: MutableTokens, wanted: Readonly<MutableTokens>): MutableTokens {
  const taken = { ...left };
  for (const name of TOKEN_CLASSES) {
    taken[name] = Math.min(wanted[name], left[name]);
    left[name] -= taken[name];
  }
  return taken;
}

/** An entry of no more than the ledger holds. */
function cut({ event, entry }: EventEntry, tokens: MutableTokens, book: PriceBook): BackgroundEntry {
  const { timeMs } = event;
  const question = { model: event.model, tokens, clientPico: null, fromMs: timeMs, toMs: timeMs };
  const { costPico } = priceResidual(book, { ...question, mayFlags: 0, single: true });
  return { ...entry, tokens, costPico: costPico === null ? null : BigInt(costPico) };
}
