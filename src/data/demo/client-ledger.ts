/**
 * The client's own ledger of a session: binary floats summed request by request at its list prices, as in its
 * `cost-state` row. It deliberately does not use our pricing, which is tested against it.
 */

import type { Tokens } from "../../core/responses/tokens.ts";
import rateCards from "../rate-cards.json" with { type: "json" };
import type { TruthItem } from "./types.ts";

type Rate = Record<keyof Tokens, number>;
type BandedRate = Rate & { fast?: Rate; longPrompt?: Rate & { abovePromptTokens: number } };

function rateAt(model: string, timeMs: number): BandedRate {
  const card = rateCards.models.find((m) => m.firstPartyId === model);
  const entry = card?.rates.findLast((r) => r.from === null || Date.parse(r.from) <= timeMs);
  if (!entry) throw new Error(`no rate for ${model}`);
  return entry.rate as BandedRate;
}

function tokensUsd(rate: BandedRate, t: Tokens, fast: boolean): number {
  const prompt = t.input + t.cacheWrite5m + t.cacheWrite1h + t.cacheRead;
  const long = rate.longPrompt && prompt > rate.longPrompt.abovePromptTokens ? rate.longPrompt : rate;
  const r = fast && rate.fast ? rate.fast : long;
  return (
    (t.input / 1e6) * r.input +
    (t.output / 1e6) * r.output +
    (t.cacheRead / 1e6) * r.cacheRead +
    (t.cacheWrite5m / 1e6) * r.cacheWrite5m +
    (t.cacheWrite1h / 1e6) * r.cacheWrite1h
  );
}

export function clientUsd(item: TruthItem): number {
  const rate = rateAt(item.model, item.timeMs);
  let usd = 0;
  for (const part of item.iterations ?? [item]) usd += tokensUsd(rate, part, item.fast);
  return usd * (item.geoUs ? 1.1 : 1) * (item.batch ? 0.5 : 1) + item.webSearches * 0.01;
}

/** The `cost-state` row after the given requests. */
export function costState(sessionId: string, startMs: number, endMs: number, items: readonly TruthItem[]) {
  type Usage = Record<string, number>;
  const modelUsage: Record<string, Usage> = {};
  let totalCostUSD = 0;
  let apiMs = 0;
  for (const item of items) {
    const usd = clientUsd(item);
    const usage = modelUsage[item.model] ?? emptyUsage();
    modelUsage[item.model] = usage;
    add(usage, "inputTokens", item.input);
    add(usage, "outputTokens", item.output);
    add(usage, "cacheReadInputTokens", item.cacheRead);
    add(usage, "cacheCreationInputTokens", item.cacheWrite5m + item.cacheWrite1h);
    add(usage, "cacheCreationEphemeral5mInputTokens", item.cacheWrite5m);
    add(usage, "cacheCreationEphemeral1hInputTokens", item.cacheWrite1h);
    add(usage, "webSearchRequests", item.webSearches);
    add(usage, "costUSD", usd);
    totalCostUSD += usd;
    apiMs += 900 + item.output * 14;
  }
  const lines = items.reduce((sum, item) => sum + (item.kind === "main" ? item.output : 0), 0);
  return {
    type: "cost-state",
    sessionId,
    totalCostUSD,
    totalAPIDuration: apiMs,
    totalAPIDurationWithoutRetries: Math.round(apiMs * 0.97),
    totalToolDuration: items.length * 800,
    totalLinesAdded: Math.round(lines / 40),
    totalLinesRemoved: Math.round(lines / 130),
    totalDuration: endMs - startMs,
    startTime: startMs,
    modelUsage,
    hasUnknownModelCost: false,
  };
}

function emptyUsage(): Record<string, number> {
  return {
    inputTokens: 0,
    outputTokens: 0,
    thinkingTokens: 0,
    cacheReadInputTokens: 0,
    cacheCreationInputTokens: 0,
    cacheCreationEphemeral5mInputTokens: 0,
    cacheCreationEphemeral1hInputTokens: 0,
    webSearchRequests: 0,
    costUSD: 0,
  };
}

function add(usage: Record<string, number>, key: string, amount: number): void {
  usage[key] = (usage[key] ?? 0) + amount;
}
