/** Finds turns of a session that were answered by a model other than the requested one. */

import type { BilledRow } from "../dashboard/session-bill.ts";
import type { Pico } from "../pricing/money.ts";
import { askedInstead } from "../responses/fallback.ts";
import type { SessionEvidence } from "./evidence.ts";

export type FallbackTurn = {
  /** The number of the prompt that was answered, counted from 1. */
  readonly turn: number;
  /** Time of the first such answer; epoch milliseconds. */
  readonly atMs: number;
  /** Names of models in reports. */
  readonly model: string;
  readonly askedModel: string;
  readonly requests: number;
  /** The cost of those requests that have a price. */
  readonly costPico: Pico;
};

/**
 * @param nameOf the name of a model in reports
 * @returns in the order of the turns, one for each pair of models
 */
export function fallbackTurns(
  bill: readonly BilledRow[],
  { responses }: SessionEvidence,
  nameOf: (model: string) => string,
): readonly FallbackTurn[] {
  const turns = new Map<string, FallbackTurn>();
  for (const row of bill) {
    const found = responses.get(row.key);
    const askedModel = askedInstead(row.model, found?.askedModel ?? "", nameOf);
    if (found === undefined || askedModel === null) continue;
    const model = nameOf(row.model);
    const key = JSON.stringify([found.turn, model, askedModel]);
    const before = turns.get(key);
    turns.set(key, {
      turn: found.turn,
      atMs: Math.min(before?.atMs ?? row.timeMs, row.timeMs),
      model,
      askedModel,
      requests: (before?.requests ?? 0) + 1,
      costPico: (before?.costPico ?? 0n) + (Number.isNaN(row.costPico) ? 0n : BigInt(row.costPico)),
    });
  }
  return [...turns.values()].sort((a, b) => a.turn - b.turn || a.atMs - b.atMs);
}
