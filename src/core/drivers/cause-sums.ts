/** Sums money by cause and by part of a cause. */

import type { Pico } from "../pricing/money.ts";

export const CAUSES = [
  "start",
  "history",
  "rewrite",
  "tools",
  "input",
  "output",
  "thinking",
  "web-search",
  "fast",
  "subagents",
  "advisor",
  "compaction",
  "background",
  "fallback",
] as const;
export type CauseId = (typeof CAUSES)[number];

export type CausePart = {
  readonly key: string;
  readonly costPico: Pico;
  /** Tokens; of `web-search`, searches; of `background` and `compaction`, requests. 0 = not known. */
  readonly quantity: number;
};

export type Cause = {
  readonly id: CauseId;
  readonly costPico: Pico;
  /** Sizes, not tokens alone, decided which part of the money is its. */
  readonly about: boolean;
  /** Most expensive first; they sum to the cause. */
  readonly parts: readonly CausePart[];
};

type Sum = { costPico: Pico; quantity: number };

export class CauseSums {
  readonly #parts = new Map<CauseId, Map<string, Sum>>();
  readonly #about = new Set<CauseId>();

  add(id: CauseId, key: string, costPico: Pico, quantity: number): void {
    if (costPico === 0n && quantity === 0) return;
    let parts = this.#parts.get(id);
    if (parts === undefined) {
      parts = new Map();
      this.#parts.set(id, parts);
    }
    const sum = parts.get(key);
    if (sum === undefined) parts.set(key, { costPico, quantity });
    else {
      sum.costPico += costPico;
      sum.quantity += quantity;
    }
  }

  /** Marks a cause as one whose money was shared out by size. */
  estimate(id: CauseId): void {
    this.#about.add(id);
  }

  /** Most expensive first. */
  list(): readonly Cause[] {
    return CAUSES.flatMap((id) => {
      const parts = [...(this.#parts.get(id) ?? [])].map(([key, sum]) => ({ key, ...sum }));
      if (parts.length === 0) return [];
      parts.sort(mostExpensiveFirst);
      const costPico = parts.reduce((n, part) => n + part.costPico, 0n);
      return [{ id, costPico, about: this.#about.has(id), parts }];
    }).sort(mostExpensiveFirst);
  }
}

export function mostExpensiveFirst(a: { readonly costPico: Pico }, b: { readonly costPico: Pico }): number {
  return a.costPico === b.costPico ? 0 : a.costPico < b.costPico ? 1 : -1;
}
