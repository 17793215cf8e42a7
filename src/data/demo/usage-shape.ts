/** The `usage` object as each client generation writes it. */

import type { Tokens } from "../../core/responses/tokens.ts";
import type { Generation } from "./clients.ts";
import type { Random } from "./random.ts";

/** What the API billed for one response. */
export type Billing = {
  readonly model: string;
  readonly tokens: Tokens;
  readonly thinkingTokens: number;
  readonly webSearches: number;
  readonly fast: boolean;
  readonly geoUs: boolean;
  readonly batch: boolean;
  readonly iterations: readonly Tokens[] | null;
  readonly advisor: { readonly model: string; readonly tokens: Tokens } | null;
};

type Json = Record<string, unknown>;

export function usageShape(random: Random, generation: Generation, version: string, bill: Billing): Json {
  return generation === "1.0" || generation === "2.0" ? oldShape(version, bill) : newShape(random, version, bill);
}

function oldShape(version: string, bill: Billing): Json {
  const t = bill.tokens;
  return {
    input_tokens: t.input,
    cache_creation_input_tokens: t.cacheWrite5m + t.cacheWrite1h,
    cache_read_input_tokens: t.cacheRead,
    // 1.0.21 had no split: all writes are of 5 minutes.
    ...(version === "1.0.21" ? {} : { cache_creation: split(t) }),
    output_tokens: t.output,
    service_tier: bill.batch ? "batch" : "standard",
    inference_geo: bill.geoUs ? "us" : "not_available",
  };
}

function newShape(random: Random, version: string, bill: Billing): Json {
  const t = bill.tokens;
  const written = t.cacheWrite5m + t.cacheWrite1h;
  const isBlank = bill.webSearches === 0 && !bill.fast && !bill.geoUs && random.chance(0.05);
  return {
    input_tokens: t.input,
    // Up to 2.1.151 the top level was sometimes zero although the split was filled.
    cache_creation_input_tokens: version === "2.1.133" && random.chance(0.2) ? 0 : written,
    cache_read_input_tokens: t.cacheRead,
    output_tokens: t.output,
    output_tokens_details: { thinking_tokens: bill.thinkingTokens },
    server_tool_use: isBlank ? null : { web_search_requests: bill.webSearches, web_fetch_requests: 0 },
    service_tier: bill.batch ? "batch" : isBlank ? null : "standard",
    cache_creation: split(t),
    inference_geo: bill.geoUs ? "us" : isBlank ? null : "not_available",
    iterations: iterations(bill),
    speed: bill.fast ? "fast" : isBlank ? null : "standard",
    fallback_credit: null,
  };
}

function split(t: Tokens): Json {
  return { ephemeral_1h_input_tokens: t.cacheWrite1h, ephemeral_5m_input_tokens: t.cacheWrite5m };
}

function iterations(bill: Billing): Json[] {
  const out: Json[] = [];
  for (const t of bill.iterations ?? []) out.push({ type: "message", ...flat(t) });
  if (bill.advisor) {
    if (out.length === 0) out.push({ type: "message", ...flat(bill.tokens) });
    out.push({ type: "advisor_message", model: bill.advisor.model, ...flat(bill.advisor.tokens) });
  }
  return out;
}

function flat(t: Tokens): Json {
  return {
    input_tokens: t.input,
    output_tokens: t.output,
    cache_read_input_tokens: t.cacheRead,
    cache_creation_input_tokens: t.cacheWrite5m + t.cacheWrite1h,
    cache_creation: split(t),
  };
}
