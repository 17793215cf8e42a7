/** The settings in the words of core: amounts as money, dates as times. */

import type { LimitsPolicy, Reload } from "../../core/limits/policy.ts";
import type { UsageCreditsPolicy } from "../../core/limits/usage-credits.ts";
import { type Pico, parseUsd } from "../../core/pricing/money.ts";
import type { Settings } from "../../store/settings.ts";

/** The schema has checked every amount. */
const pico = (usd: string): Pico => parseUsd(usd) ?? 0n;

export function limitsPolicy(settings: Settings): LimitsPolicy {
  const { plan, credits, budgets, limits, alerts } = settings;
  const { apiCredits } = credits;
  return {
    plan: plan.kind ?? null,
    seat: plan.seat ?? null,
    usageCredits: usageCreditsPolicy(credits.usageCredits),
    purchases: apiCredits.purchases.map((p) => ({ id: p.id, pico: pico(p.usd), onMs: Date.parse(p.on) })),
    reconciliations: apiCredits.reconciliations.map((r) => ({
      id: r.id,
      atMs: Date.parse(r.at),
      balancePico: pico(r.balanceUsd),
    })),
    apiReload: reload(apiCredits.autoReload),
    spendLimits: limits.spend.map((l) => ({ kind: l.kind, pico: pico(l.usd), per: l.per })),
    budgets: budgets.map((b) => ({
      id: b.id,
      pico: pico(b.usd),
      per: b.per,
      scope: { project: b.project ?? "", model: b.model ?? "", session: b.session ?? "" },
      hard: b.hard,
    })),
    thresholds: alerts,
    quiet: {
      silenced: alerts.silenced,
      snoozed: alerts.snoozed.map((s) => ({ id: s.id, untilMs: Date.parse(s.until) })),
    },
  };
}

function usageCreditsPolicy(settings: Settings["credits"]["usageCredits"]): UsageCreditsPolicy {
  const { enabled, balance, autoReload, limits, limitsSetAt } = settings;
  return {
    enabled: enabled ?? null,
    balance: balance ? { pico: pico(balance.usd), asOfMs: Date.parse(balance.asOf) } : null,
    autoReload: reload(autoReload),
    caps: limits,
    capsSetMs: limitsSetAt ? Date.parse(limitsSetAt) : 0,
  };
}

function reload(settings: { belowUsd: string; toUsd: string } | undefined): Reload | null {
  return settings ? { belowPico: pico(settings.belowUsd), toPico: pico(settings.toUsd) } : null;
}
