/** Our settings for the status line and the hooks: read quickly, and invalid values count as not set. */

import { type ContextPolicy, type ContextStage, DEFAULT_POLICY, PROMPT_STAGES } from "../../core/context/stage.ts";
import { COLD_CACHE_FROM_USD, DEFAULT_HOOKS, type HookOptions } from "../../core/hooks.ts";
import { type Pico, parseUsd } from "../../core/pricing/money.ts";
import {
  DEFAULT_STATUSLINE,
  STATUSLINE_FIELDS,
  type StatuslineField,
  type StatuslineOptions,
} from "../../core/statusline/fields.ts";
import { type QuickSettings, quickBoolean, quickNumber, quickString, quickValue } from "./settings-quick.ts";

export function statuslineOptions(settings: QuickSettings): StatuslineOptions {
  const wanted = quickValue(settings, "statusline", "fields");
  const fields = Array.isArray(wanted) ? wanted.filter(isField) : [];
  const separator = quickString(settings, ["statusline", "separator"], "");
  return {
    fields: fields.length > 0 ? fields : DEFAULT_STATUSLINE.fields,
    separator: separator === "" ? null : separator,
    barWidth: Math.min(40, Math.max(0, quickNumber(settings, ["statusline", "barWidth"], DEFAULT_STATUSLINE.barWidth))),
  };
}

export function contextPolicy(settings: QuickSettings): ContextPolicy {
  const percent = (key: "compactAt" | "watchAt" | "soonAt"): number => {
    const value = quickNumber(settings, ["context", key], DEFAULT_POLICY[key]);
    return value >= 1 && value <= 100 ? value : DEFAULT_POLICY[key];
  };
  return {
    compactAt: percent("compactAt"),
    watchAt: percent("watchAt"),
    soonAt: percent("soonAt"),
    focus: quickString(settings, ["context", "focus"], "").trim() || null,
  };
}

export type InsideHookOptions = HookOptions & {
  /** Whether to prompt for compaction, and from which stage on. */
  readonly compactPrompt: boolean;
  readonly promptFrom: ContextStage;
  /** The least cost of an expired prompt cache that is shown. */
  readonly coldCacheFromPico: Pico;
  /** The session's cost, or the usual cost of an agent, from which the user is asked; null = never. */
  readonly askSessionPico: Pico | null;
  readonly askAgentPico: Pico | null;
};

export function hookOptions(settings: QuickSettings): InsideHookOptions {
  const switches = Object.entries(DEFAULT_HOOKS).map(([key, on]) => [key, quickBoolean(settings, ["hooks", key], on)]);
  return {
    ...(Object.fromEntries(switches) as HookOptions),
    coldCacheFromPico: amountOf(settings, "coldCacheFromUsd") ?? (parseUsd(COLD_CACHE_FROM_USD) as Pico),
    askSessionPico: amountOf(settings, "agentsAskSessionUsd"),
    askAgentPico: amountOf(settings, "agentsAskAgentUsd"),
    compactPrompt: quickBoolean(settings, ["context", "prompt"], true),
    promptFrom: PROMPT_STAGES.find((s) => s === quickValue(settings, "context", "promptFrom")) ?? PROMPT_STAGES[1],
  };
}

/** An amount in section `hooks`; null = not set. */
function amountOf(settings: QuickSettings, key: string): Pico | null {
  const value = quickValue(settings, "hooks", key);
  const pico = typeof value === "string" || typeof value === "number" ? parseUsd(String(value)) : null;
  return pico === null || pico < 0n ? null : pico;
}

function isField(value: unknown): value is StatuslineField {
  return STATUSLINE_FIELDS.includes(value as StatuslineField);
}
