/** The line for Claude Code's status bar: segments by field, cut to the width, severity by sign and colour. */

import type { Alert } from "../../core/alerts.ts";
import { cleanText } from "../../core/clean-text.ts";
import { isUrgent } from "../../core/context/alerts.ts";
import type { ContextState } from "../../core/context/context-state.ts";
import type { Limit } from "../../core/limits/limit.ts";
import type { MoneyMeaning } from "../../core/limits/plan.ts";
import { picoFromFloat } from "../../core/pricing/money.ts";
import type { StatuslineField, StatuslineOptions } from "../../core/statusline/fields.ts";
import type { StatuslineCache } from "../../core/statusline/snapshot.ts";
import type { TodaySpend } from "../../core/statusline/spend-snapshot.ts";
import { bareDuration, compactTokens, money } from "../text/format.ts";
import type { TerminalStyle, Tone } from "../text/terminal-style.ts";
import { windowLabel } from "../text/window-label.ts";
import { leftText, moneyText } from "./limit-phrases.ts";

export type StatuslineFacts = {
  readonly modelName: string;
  readonly effort: string | null;
  readonly fastMode: boolean;
  readonly sessionName: string | null;
  /** The client's own total, dollars; null = not given. */
  readonly sessionUsd: number | null;
  /** What dollars mean on the user's plan; null = not known. */
  readonly money: MoneyMeaning | null;
  readonly today: TodaySpend | null;
  readonly context: ContextState | null;
  /** Limits of the account. */
  readonly limits: readonly Limit[];
  readonly cache: StatuslineCache | null;
  /** Dollars; null = not known. */
  readonly backgroundUsd: number | null;
  /** Worst first. */
  readonly alerts: readonly Alert[];
};

/** A segment that can be shortened, or dropped if it is the least urgent. */
type Segment = { readonly text: string; readonly short: string; readonly tone: Tone; readonly urgency: 0 | 1 | 2 };

const PERCENT_SIGNS = { unicode: ["", "! ", "▲ "], ascii: ["", "! ", "!! "] } as const;
const TONES: readonly Tone[] = ["text", "warn", "danger"];

/** @param width columns; the line is never wider */
export function statuslineText(
  facts: StatuslineFacts,
  options: StatuslineOptions,
  style: TerminalStyle,
  width: number,
  nowMs: number,
): string {
  const segments = options.fields.flatMap((field) => fieldSegments(field, facts, options, style.unicode, nowMs));
  const wanted = options.separator?.replace(/[^\P{C}\t]/gu, "").slice(0, 10);
  const separator = wanted || (style.unicode ? " · " : " | ");
  const fitted = fitSegments(segments, separator.length, width);
  return fitted.map(({ text, tone }) => style.paint(tone, text)).join(style.paint("muted", separator));
}

function fieldSegments(
  field: StatuslineField,
  facts: StatuslineFacts,
  options: StatuslineOptions,
  unicode: boolean,
  nowMs: number,
): readonly Segment[] {
  switch (field) {
    case "model":
      return modelSegment(facts);
    case "session":
      return facts.sessionName ? [plain(cleanText(facts.sessionName).slice(0, 30))] : [];
    case "cost":
      return facts.sessionUsd === null
        ? []
        : [plain(`${meaningWord(facts, options, "cost")}${dollars(facts.sessionUsd)}`)];
    case "today":
      return facts.today
        ? [
            plain(
              `${meaningWord(facts, options, "today")}today ${facts.today.atLeast ? (unicode ? "≥" : ">=") : ""}${dollars(facts.today.usd)}`,
            ),
          ]
        : [];
    case "context":
      return facts.context ? [contextSegment(facts.context, options.barWidth, unicode)] : [];
    case "windows":
      return facts.limits.filter((l) => l.kind === "window").flatMap((l) => windowSegment(l, unicode, nowMs));
    case "credits":
      return creditLimits(facts.limits).map((l) => creditsSegment(l, unicode));
    case "background":
      return facts.backgroundUsd === null ? [] : [muted(`bg ${dollars(facts.backgroundUsd)}`)];
    case "cache":
      return facts.cache ? [cacheSegment(facts.cache, nowMs)] : [];
    case "alerts":
      return alertSegment(facts, options, unicode, nowMs);
  }
}

/** `value ` or `spend `, before the first amount of the line. */
function meaningWord(
  { money: meaning, sessionUsd }: StatuslineFacts,
  { fields }: StatuslineOptions,
  at: "cost" | "today",
) {
  const isShown = (field: string): boolean => field === "today" || (field === "cost" && sessionUsd !== null);
  if (meaning === null || fields.find(isShown) !== at) return "";
  return meaning === "spend" ? "spend " : "value ";
}

const dollars = (usd: number): string => money(picoFromFloat(usd));
const plain = (text: string): Segment => ({ text, short: text, tone: "text", urgency: 0 });
const muted = (text: string): Segment => ({ text, short: text, tone: "muted", urgency: 0 });

function modelSegment({ modelName, effort, fastMode }: StatuslineFacts): readonly Segment[] {
  if (modelName === "") return [];
  const name = cleanText(modelName);
  const text = [name, effort === null ? "" : cleanText(effort), fastMode ? "fast" : ""].filter(Boolean).join(" ");
  return [{ text, short: name, tone: "accent", urgency: 0 }];
}

function contextSegment(context: ContextState, barWidth: number, unicode: boolean): Segment {
  const percent = `${Math.floor(context.usedPercent)}%`;
  const urgency = isUrgent(context.stage) ? 2 : context.stage === "soon" ? 1 : 0;
  const sign = signOf(urgency, unicode);
  const bar = barWidth > 0 ? `${contextBar(context, barWidth, unicode)} ` : "";
  const rest = contextHint(context);
  return {
    text: `${sign}ctx ${bar}${percent}${rest === "" ? "" : ` ${rest}`}`,
    short: `${sign}ctx ${percent}${urgency === 2 && rest !== "" ? ` ${rest}` : ""}`,
    tone: TONES[urgency] as Tone,
    urgency,
  };
}

/** What to do now, or otherwise how much is left. */
function contextHint({ stage, advice, tokensUntilCompact, turnsUntilCompact }: ContextState): string {
  if (stage === "ok") return "";
  if (isUrgent(stage)) return advice?.command.split(" ")[0] ?? "/compact";
  return turnsUntilCompact !== null && stage === "soon"
    ? `${turnsUntilCompact} turns left`
    : `${compactTokens(tokensUntilCompact)} left`;
}

function contextBar({ usedPercent }: ContextState, width: number, unicode: boolean): string {
  const filled = Math.min(width, Math.max(usedPercent > 0 ? 1 : 0, Math.round((usedPercent / 100) * width)));
  return (unicode ? "█" : "#").repeat(filled) + (unicode ? "░" : ".").repeat(width - filled);
}

function windowSegment(window: Limit, unicode: boolean, nowMs: number): readonly Segment[] {
  const { usedPercent, resetsAtMs, stale } = window;
  if (usedPercent === null) return [];
  const urgency = urgencyOf(window);
  const atLeast = stale ? (unicode ? "≥" : ">=") : "";
  const short = `${signOf(urgency, unicode)}${windowLabel(window.id)} ${atLeast}${Math.floor(usedPercent)}%`;
  const reset = resetsAtMs === null ? "" : ` ${bareDuration(resetsAtMs - nowMs)}`;
  return [{ text: short + reset, short, tone: TONES[urgency] as Tone, urgency }];
}

/**
 * Limits that are paid for with money: a limit that the client reports, API credits, and usage credits while they pay:
 * on plans that have nothing else, while a window is used up, or when they are nearly spent.
 */
function creditLimits(limits: readonly Limit[]): readonly Limit[] {
  const isPaying = limits.some((l) => l.kind === "window" && l.severity === "over");
  return limits.filter((limit) => {
    if (limit.kind === "usage-credits") return isPaying || limit.counts !== null || urgencyOf(limit) > 0;
    const isReported = limit.kind === "spend-limit" && limit.source !== "logs";
    return limit.kind === "api-credits" ? limit.counts !== null : isReported;
  });
}

function creditsSegment(limit: Limit, unicode: boolean): Segment {
  const { usedPercent, usedPico, limitPico } = limit;
  const urgency = urgencyOf(limit);
  const percent = usedPercent === null ? "" : `${Math.floor(usedPercent)}%`;
  const left = limit.decidedBy === "balance" ? leftText(limit).replace("at most ", unicode ? "≤" : "<=") : "";
  const used = usedPico === null ? "" : money(usedPico);
  const whole = used !== "" && limitPico !== null ? `${used}/${money(limitPico)}` : used;
  const amount = left || (limit.foreign ? moneyText(limit) : whole);
  const name = `${signOf(urgency, unicode)}${limit.kind === "api-credits" ? "API credits" : "credits"}`;
  const text = [name, cleanText(amount), left === "" ? percent : ""].filter(Boolean).join(" ");
  return { text, short: `${name} ${percent || cleanText(amount)}`, tone: TONES[urgency] as Tone, urgency };
}

function cacheSegment(cache: StatuslineCache, nowMs: number): Segment {
  const isWarm = cache.warm === true && (cache.expiresAtMs === null || cache.expiresAtMs > nowMs);
  if (!isWarm) return muted("cache cold");
  return muted(`cache ${cache.expiresAtMs === null ? "warm" : bareDuration(cache.expiresAtMs - nowMs)}`);
}

/** The worst alert that no other field shows: a budget, credits, a window that runs out early. */
function alertSegment(
  { alerts, limits }: StatuslineFacts,
  { fields }: StatuslineOptions,
  unicode: boolean,
  nowMs: number,
): readonly Segment[] {
  const windows = fields.includes("windows") ? limits.filter((l) => l.kind === "window") : [];
  const drawn = new Set([...windows, ...(fields.includes("credits") ? creditLimits(limits) : [])].map((l) => l.id));
  const isDrawn = (alert: Alert): boolean =>
    alert.kind === "context" ? fields.includes("context") : alert.kind === "threshold" && drawn.has(alert.limit.id);
  const worst = alerts.find((alert) => alert.kind !== "news" && !isDrawn(alert));
  if (worst === undefined) return [];
  const urgency = worst.severity === "warn" ? 1 : 2;
  const text = `${signOf(urgency, unicode)}${cleanText(shortAlert(worst, nowMs))}`;
  return [{ text, short: text, tone: TONES[urgency] as Tone, urgency }];
}

function shortAlert(alert: Alert, nowMs: number): string {
  if (alert.kind === "context") return `ctx ${Math.floor(alert.state.usedPercent)}%`;
  const { kind, limit, atMs } = alert;
  const ahead = atMs === null ? "" : ` in ${bareDuration(Math.max(0, atMs - nowMs))}`;
  if (kind === "run-out") return `${limit.label} runs out${ahead}`;
  if (kind === "expiry") return `${limit.label} ${money(alert.pico ?? 0n)} expires${ahead}`;
  return limit.usedPercent === null ? limit.label : `${limit.label} ${Math.floor(limit.usedPercent)}%`;
}

function urgencyOf({ severity }: Limit): 0 | 1 | 2 {
  if (severity === "critical" || severity === "over") return 2;
  return severity === "warn" ? 1 : 0;
}

function signOf(urgency: 0 | 1 | 2, unicode: boolean): string {
  return PERCENT_SIGNS[unicode ? "unicode" : "ascii"][urgency];
}

/** Shortens segments from the right, then drops the least urgent from the right; the last remaining one is cut. */
function fitSegments(
  segments: readonly Segment[],
  gap: number,
  width: number,
): readonly { text: string; tone: Tone }[] {
  const shown = segments.map((s) => ({ ...s }));
  const used = (): number => shown.reduce((sum, s) => sum + columnsOf(s.text), 0) + gap * Math.max(0, shown.length - 1);
  for (let i = shown.length - 1; i >= 0 && used() > width; i--) {
    const segment = shown[i] as Segment;
    shown[i] = { ...segment, text: segment.short };
  }
  while (shown.length > 1 && used() > width) shown.splice(leastUrgent(shown), 1);
  const only = shown[0];
  if (only && used() > width) shown[0] = { ...only, text: cut(only.text, width) };
  return shown;
}

function cut(text: string, width: number): string {
  let kept = "";
  for (const glyph of text) {
    if (columnsOf(kept + glyph) > width) break;
    kept += glyph;
  }
  return kept;
}

/** Approximate width without the width tables: East Asian letters and emoji take two columns. */
function columnsOf(text: string): number {
  let columns = 0;
  for (const glyph of text) columns += (glyph.codePointAt(0) as number) >= 0x2e80 ? 2 : 1;
  return columns;
}

function leastUrgent(segments: readonly Segment[]): number {
  let index = segments.length - 1;
  for (let i = index; i >= 0; i--) {
    if ((segments[i] as Segment).urgency < (segments[index] as Segment).urgency) index = i;
  }
  return index;
}
