/** Sums money by cause and by parts of a cause. */

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
  /** Tokens; for `web-search`, searches; for `background` and `compaction`, requests. 0 = not known. */
  readonly quantity: number;
};

export type Cause = {
  readonly id: CauseId;
  readonly costPico: Pico;
  /** True where the amount was divided by size, not by tokens alone. */
  readonly about: boolean;
  /** Most expensive first; they add up to the cause. */
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

  /** Marks a cause whose money was divided by size. */
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
