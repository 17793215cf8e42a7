/** Usage credits with what a case gives, and plain values for the rest. */

import { yearAfter } from "../../src/core/limits/calendar.ts";
import { creditFacts } from "../../src/core/limits/credits/credit-facts.ts";
import { usageCreditsLimit } from "../../src/core/limits/credits/usage-credits.ts";
import type {
  ExtraUsageReport,
  UsageCreditsInput,
  UsageCreditsPolicy,
} from "../../src/core/limits/credits/usage-credits-input.ts";
import { DEFAULT_THRESHOLDS } from "../../src/core/limits/limit.ts";
import type { Pico } from "../../src/core/pricing/money.ts";
import { at, UTC, usd } from "./spend-table.ts";

export const NOW = at("2026-11-20T12:00:00Z");

export const POLICY: UsageCreditsPolicy = {
  enabled: true,
  purchases: [],
  readings: [],
  reload: null,
  caps: {},
  capsSetMs: 0,
  organizationUsed: null,
  alwaysModels: [],
};

type Given = Partial<Omit<UsageCreditsInput, "policy" | "facts">> & {
  readonly policy?: Partial<UsageCreditsPolicy>;
  /** What drew on credits: time and dollars. */
  readonly drawn?: readonly (readonly [string, string])[];
  readonly unknownPico?: Pico;
};

export function limitOf({ policy: given, drawn = [], unknownPico = 0n, ...rest }: Given) {
  const nowMs = rest.nowMs ?? NOW;
  const policy = { ...POLICY, ...given };
  const facts = creditFacts({
    policy,
    report: rest.report ?? null,
    drawnIn: ({ fromMs, toMs }) =>
      drawn.filter(([t]) => at(t) >= fromMs && at(t) < toMs).reduce<Pico>((sum, [, d]) => sum + usd(d), 0n),
    unknownPico,
    burn: null,
    nowMs,
  });
  const common = { plan: "max", seat: null, billing: null, report: null, zone: UTC } as const;
  const limit = usageCreditsLimit({ ...common, policy, facts, nowMs, thresholds: DEFAULT_THRESHOLDS, ...rest });
  if (limit === null) throw new Error("no limit");
  return limit;
}

/** A balance as it was read. */
export const read = (amount: string, atMs = NOW) => ({
  readings: [{ id: String(atMs), atMs, balancePico: usd(amount) }],
});

export const bought = (amount: string, on: string) => {
  const atMs = at(`${on}T00:00:00Z`);
  return { id: on, atMs, pico: usd(amount), expiresAtMs: yearAfter(atMs) };
};

export const reported = (rest: Partial<ExtraUsageReport> = {}): ExtraUsageReport => ({
  enabled: true,
  limit: usd("50"),
  usedPico: usd("20"),
  usedPercent: 40,
  foreign: null,
  disabledReason: null,
  atMs: NOW - 10 * 60_000,
  ...rest,
});
