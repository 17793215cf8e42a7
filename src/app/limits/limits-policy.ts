/**
 * Converts the settings to the types of core: amounts as money, dates as times. Works on validated and on unvalidated
 * settings, so that reports, hooks and status line agree: an invalid value counts as not set.
 */

import type { Quiet } from "../../core/limits/alerts.ts";
import { BUDGET_PERIODS, type Budget } from "../../core/limits/budget.ts";
import { yearAfter } from "../../core/limits/calendar.ts";
import type { Caps } from "../../core/limits/credits/caps.ts";
import type { Purchase, Reconciliation } from "../../core/limits/credits/credit-ledger.ts";
import { type Reload, reloadMistake } from "../../core/limits/credits/reload.ts";
import type { UsageCreditsPolicy } from "../../core/limits/credits/usage-credits-input.ts";
import { DEFAULT_THRESHOLDS, type Thresholds } from "../../core/limits/limit.ts";
import { BILLINGS, CAP_SCOPES, PLAN_KINDS, SEATS, SPEND_LIMIT_KINDS } from "../../core/limits/plan.ts";
import type { LimitsPolicy } from "../../core/limits/policy.ts";
import { SPEND_LIMIT_PERIODS, type SpendLimit } from "../../core/limits/spend-limit.ts";
import { isObject } from "../../core/parse-json.ts";
import { type Pico, parseUsd } from "../../core/pricing/money.ts";
import { type QuickSettings, quickBoolean, quickNumber, quickValue } from "../../store/settings/settings-quick.ts";

export function limitsPolicy(settings: QuickSettings): LimitsPolicy {
  const plan = section(settings, "plan");
  const credits = section(settings, "credits");
  const api = section(credits, "apiCredits");
  return {
    plan: oneOf(PLAN_KINDS, plan["kind"]),
    seat: oneOf(SEATS, plan["seat"]),
    billing: oneOf(BILLINGS, plan["billing"]),
    usageCredits: usageCreditsPolicy(section(credits, "usageCredits")),
    purchases: list(api["purchases"]).flatMap(purchase),
    reconciliations: list(api["reconciliations"]).flatMap((r) => reading(r, r["id"], r["balanceUsd"], r["at"])),
    apiReload: reload(api["autoReload"]),
    spendLimits: list(section(settings, "limits")["spend"]).flatMap(spendLimit),
    budgets: list(settings["budgets"]).flatMap(budget),
    thresholds: thresholdsIn(settings),
    quiet: quietIn(settings),
  };
}

function usageCreditsPolicy(credits: QuickSettings): UsageCreditsPolicy {
  const balances = [...list(credits["earlier"]), ...list([credits["balance"]])];
  const used = section(credits, "organizationUsed");
  const [usedPico, usedAtMs] = [amount(used["usd"]), time(used["asOf"])];
  const models = credits["alwaysModels"];
  return {
    enabled: typeof credits["enabled"] === "boolean" ? credits["enabled"] : null,
    purchases: list(credits["purchases"]).flatMap(purchase),
    readings: balances.flatMap((b, i) => reading(b, `balance ${i + 1}`, b["usd"], b["asOf"])),
    reload: reload(credits["autoReload"]),
    caps: capsIn(section(credits, "limits")),
    capsSetMs: time(credits["limitsSetAt"]) ?? 0,
    organizationUsed: usedPico === null || usedAtMs === null ? null : { pico: usedPico, asOfMs: usedAtMs },
    alwaysModels: Array.isArray(models) ? models.filter((m) => typeof m === "string") : [],
  };
}

function capsIn(limits: QuickSettings): Caps {
  const caps = CAP_SCOPES.map((scope) => [scope, limits[scope]] as const);
  return Object.fromEntries(caps.filter(([, usd]) => usd === "unlimited" || amount(usd) !== null));
}

function purchase(entry: QuickSettings): readonly Purchase[] {
  const pico = amount(entry["usd"]);
  const atMs = time(entry["at"]) ?? time(entry["on"]);
  if (pico === null || atMs === null) return [];
  return [{ id: String(entry["id"] ?? ""), pico, atMs, expiresAtMs: time(entry["expires"]) ?? yearAfter(atMs) }];
}

function reading(entry: QuickSettings, id: unknown, usd: unknown, at: unknown): readonly Reconciliation[] {
  const [balancePico, atMs] = [amount(usd), time(at)];
  return balancePico === null || atMs === null ? [] : [{ id: String(id ?? entry["id"] ?? ""), atMs, balancePico }];
}

function reload(value: unknown): Reload | null {
  const setting = objectOf(value);
  const [belowPico, toPico, addPico] = [
    amount(setting["belowUsd"]),
    amount(setting["toUsd"]),
    amount(setting["addUsd"]),
  ];
  if (belowPico === null || (toPico === null) === (addPico === null)) return null;
  const found: Reload =
    toPico === null ? { belowPico, buys: "amount", pico: addPico ?? 0n } : { belowPico, buys: "target", pico: toPico };
  return reloadMistake(found) === null ? found : null;
}

function spendLimit(entry: QuickSettings): readonly SpendLimit[] {
  const kind = oneOf(SPEND_LIMIT_KINDS, entry["kind"]);
  const pico = amount(entry["usd"]);
  const per = oneOf(SPEND_LIMIT_PERIODS, entry["per"] ?? "month");
  return kind === null || pico === null || per === null ? [] : [{ kind, pico, per }];
}

function budget(entry: QuickSettings): readonly Budget[] {
  const pico = amount(entry["usd"]);
  const per = oneOf(BUDGET_PERIODS, entry["per"]);
  const id = entry["id"];
  if (pico === null || per === null || typeof id !== "string") return [];
  const part = (key: string): string => (typeof entry[key] === "string" ? (entry[key] as string) : "");
  const scope = { project: part("project"), model: part("model"), session: part("session") };
  return [{ id, pico, per, scope, hard: entry["hard"] === true }];
}

function thresholdsIn(settings: QuickSettings): Thresholds {
  return {
    windowPercent: percents(settings, "windowPercent") ?? DEFAULT_THRESHOLDS.windowPercent,
    spendPercent: percents(settings, "spendPercent") ?? DEFAULT_THRESHOLDS.spendPercent,
    expiryDays: quickNumber(settings, ["alerts", "expiryDays"], DEFAULT_THRESHOLDS.expiryDays),
    runOut: quickBoolean(settings, ["alerts", "runOut"], DEFAULT_THRESHOLDS.runOut),
  };
}

function percents(settings: QuickSettings, key: string): readonly number[] | null {
  const value = quickValue(settings, "alerts", key);
  return Array.isArray(value) ? value.filter((v): v is number => typeof v === "number" && v > 0) : null;
}

function quietIn(settings: QuickSettings): Quiet {
  const silenced = quickValue(settings, "alerts", "silenced");
  return {
    silenced: Array.isArray(silenced) ? silenced.filter((id): id is string => typeof id === "string") : [],
    snoozed: list(quickValue(settings, "alerts", "snoozed")).map((s) => ({
      id: String(s["id"] ?? ""),
      untilMs: time(s["until"]) ?? 0,
    })),
  };
}

function objectOf(value: unknown): QuickSettings {
  return isObject(value) ? value : {};
}

const section = (settings: QuickSettings, name: string): QuickSettings => objectOf(settings[name]);

function list(value: unknown): readonly QuickSettings[] {
  return (Array.isArray(value) ? value : []).filter((v) => Object.keys(objectOf(v)).length > 0);
}

function oneOf<T extends string>(allowed: readonly T[], value: unknown): T | null {
  return allowed.find((a) => a === value) ?? null;
}

function amount(value: unknown): Pico | null {
  const pico = typeof value === "string" || typeof value === "number" ? parseUsd(String(value)) : null;
  return pico !== null && pico >= 0n ? pico : null;
}

function time(value: unknown): number | null {
  const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}
