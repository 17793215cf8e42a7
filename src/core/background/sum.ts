/** Sums background over sessions and periods. */

import type { Pico } from "../pricing/money.ts";
import type { Unpriced } from "../reports/totals.ts";
import { addTokens, NO_TOKENS, type Tokens } from "../responses/tokens.ts";
import { weakest } from "./status.ts";
import type { BackgroundEntry, BackgroundKind, BackgroundStatus, SessionBackground } from "./types.ts";

export type BackgroundSum = {
  readonly status: BackgroundStatus;
  /** null = not known. */
  readonly tokens: Tokens | null;
  readonly costPico: Pico | null;
  readonly kinds: readonly BackgroundKind[];
};

/** One session's background, limited to the entries that pass the filter; the status is unchanged. */
export function restrict(
  background: SessionBackground,
  passes: (entry: BackgroundEntry) => boolean,
): SessionBackground {
  if (background.entries.every(passes)) return background;
  const entries = background.entries.filter(passes);
  return {
    ...background,
    entries,
    tokens: background.tokens === null ? null : sumTokens(entries),
    costPico: background.costPico === null ? null : sumCost(entries),
    kinds: kindsOf(entries),
  };
}

/** The sum of many sessions' background. Its status is the weakest of theirs. */
export function sumBackground(parts: readonly SessionBackground[]): BackgroundSum {
  const known = parts.filter((p) => p.costPico !== null);
  const counted = parts.flatMap((p) => (p.tokens ? [p.tokens] : []));
  return {
    status: weakest(parts.map((p) => p.status)),
    tokens: counted.length > 0 ? counted.reduce(addTokens, NO_TOKENS) : null,
    costPico: known.length > 0 ? known.reduce((n, p) => n + (p.costPico ?? 0n), 0n) : null,
    kinds: kindsOf(parts.flatMap((p) => p.kinds)),
  };
}

/** Adds background tokens without a price to the other unpriced tokens. */
export function withUnpriced(unpriced: Unpriced, parts: readonly SessionBackground[]): Unpriced {
  const open = parts
    .filter((part) => part.unpricedModels.length > 0)
    .flatMap((part) => part.entries.filter((entry) => entry.costPico === null));
  if (open.length === 0) return unpriced;
  return {
    requests: open.reduce((n, entry) => n + (entry.requests ?? 0), unpriced.requests),
    tokens: open.reduce((sum, entry) => addTokens(sum, entry.tokens ?? NO_TOKENS), unpriced.tokens),
    models: [...new Set([...unpriced.models, ...open.map((entry) => entry.model)])].sort(),
  };
}

export function kindsOf(items: readonly BackgroundKind[]): readonly BackgroundKind[] {
  const byKind = new Map<string, BackgroundKind>();
  for (const item of items) {
    const old = byKind.get(item.kind);
    byKind.set(
      item.kind,
      old
        ? merge(old, item)
        : { kind: item.kind, requests: item.requests, tokens: item.tokens, costPico: item.costPico },
    );
  }
  return [...byKind.values()].sort(
    (a, b) => Number((b.costPico ?? 0n) - (a.costPico ?? 0n)) || (a.kind < b.kind ? -1 : 1),
  );
}

function merge(a: BackgroundKind, b: BackgroundKind): BackgroundKind {
  return {
    kind: a.kind,
    requests: a.requests === null || b.requests === null ? null : a.requests + b.requests,
    tokens: a.tokens === null || b.tokens === null ? (a.tokens ?? b.tokens) : addTokens(a.tokens, b.tokens),
    costPico: a.costPico === null || b.costPico === null ? (a.costPico ?? b.costPico) : a.costPico + b.costPico,
  };
}

const sumTokens = (entries: readonly BackgroundEntry[]): Tokens =>
  entries.reduce((sum, e) => (e.tokens ? addTokens(sum, e.tokens) : sum), NO_TOKENS);

const sumCost = (entries: readonly BackgroundEntry[]): Pico => entries.reduce((sum, e) => sum + (e.costPico ?? 0n), 0n);
