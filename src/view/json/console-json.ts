/** `console --json`. */

import type {
  ConsoleDimension,
  ConsoleReport,
  ConsoleSource,
  ConsoleSums,
} from "../../core/organization/console-report.ts";
import { usdString } from "../../core/pricing/money.ts";
import { isoTime, SCHEMA_VERSION, usdOrNull } from "./parts.ts";

export type ConsoleHead = {
  readonly source: ConsoleSource;
  readonly dimension: ConsoleDimension;
  readonly since: string;
  readonly until: string;
  readonly claudeCode: boolean;
  readonly missingDays: readonly string[];
  readonly fetchedMs: number | null;
  readonly nowMs: number;
};

export function consoleJson({ groups, totals }: ConsoleReport, head: ConsoleHead): Record<string, unknown> {
  return {
    schemaVersion: SCHEMA_VERSION,
    generatedAt: isoTime(head.nowMs),
    source: head.source,
    by: head.dimension,
    since: head.since,
    until: head.until,
    claudeCodeOnly: head.claudeCode,
    fetchedAt: head.fetchedMs === null ? null : isoTime(head.fetchedMs),
    missingDays: head.missingDays,
    groups: groups.map((group) => ({ key: group.key, name: group.name, ...sumsJson(group) })),
    totals: sumsJson(totals),
  };
}

function sumsJson(sums: ConsoleSums): Record<string, unknown> {
  return {
    webSearches: sums.webSearches,
    tokens: sums.tokens,
    costUsd: usdString(sums.pico),
    atLeast: sums.isAtLeast || sums.unpricedTokens > 0,
    chargedUsd: usdOrNull(sums.chargedPico),
    estimatedUsd: usdOrNull(sums.estimatedPico),
    unpriced: { tokens: sums.unpricedTokens, models: sums.unpricedModels },
  };
}
