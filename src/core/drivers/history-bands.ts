import type { Pico } from "../pricing/money.ts";
import { promptTokens } from "../responses/tokens.ts";
import type { ConversationRequest } from "./conversation.ts";

/** Requests whose context had from `fromTokens` up to, not including, `toTokens`; null = no bound. */
export type ContextBand = {
  readonly fromTokens: number;
  readonly toTokens: number | null;
  readonly requests: number;
  readonly costPico: Pico;
};

const BOUNDS = [0, 50_000, 100_000, 200_000, 500_000] as const;

export class HistoryBands {
  readonly #sums = BOUNDS.map(() => ({ requests: 0, costPico: 0n }));

  add({ tokens, spent }: ConversationRequest): void {
    const read = spent.filter(({ cause }) => cause === "history");
    if (read.length === 0) return;
    const size = promptTokens(tokens);
    const sum = this.#sums[BOUNDS.findLastIndex((from) => size >= from)];
    if (sum === undefined) return;
    sum.requests++;
    sum.costPico += read.reduce((n, { costPico }) => n + costPico, 0n);
  }

  list(): readonly ContextBand[] {
    return this.#sums.flatMap((sum, i) =>
      sum.requests === 0 ? [] : [{ fromTokens: BOUNDS[i] as number, toTokens: BOUNDS[i + 1] ?? null, ...sum }],
    );
  }
}
