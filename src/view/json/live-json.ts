/** What `live.cjs --json` prints for the mod. Texts are complete, so that the mod needs no formatting rules. */

import { cleanText } from "../../core/clean-text.ts";
import type { ContextState } from "../../core/context/context-state.ts";
import type { Limit } from "../../core/limits/limit.ts";
import type { MoneyMeaning } from "../../core/limits/plan.ts";
import { picoFromFloat, usdString } from "../../core/pricing/money.ts";
import type { LiveBill, RequestSum } from "../../core/statusline/live-session.ts";
import type { TodaySpend } from "../../core/statusline/spend-snapshot.ts";
import { bareDuration, compactTokens } from "../text/format.ts";
import { adviceReason, adviceWorth, fullness } from "../words/context-advice.ts";
import { compactBrief, limitBrief, limitDetail, nearestLimit } from "../words/live-words.ts";
import { isoTime, SCHEMA_VERSION, usdOrNull } from "./parts.ts";

export type LiveJsonInput = {
  readonly sessionId: string;
  readonly hasStatusline: boolean;
  readonly money: MoneyMeaning | null;
  readonly bill: LiveBill | null;
  readonly turns: readonly (RequestSum & { readonly turnId: string })[];
  readonly periods: {
    readonly today: TodaySpend | null;
    readonly weekUsd: number | null;
    readonly monthUsd: number | null;
    readonly asOfMs: number | null;
  };
  readonly context: ContextState | null;
  readonly limits: readonly Limit[];
};

export function liveJson(figures: LiveJsonInput, nowMs: number): Record<string, unknown> {
  const { bill, turns, periods, context, limits } = figures;
  const nearest = nearestLimit(limits);
  return {
    schemaVersion: SCHEMA_VERSION,
    generatedAt: isoTime(nowMs),
    sessionId: figures.sessionId,
    statusline: figures.hasStatusline,
    money: figures.money,
    nearest: nearest === null ? "" : cleanText(limitBrief(nearest)),
    compact: cleanText(compactBrief(context)),
    session: bill === null ? null : billJson(bill),
    turns: turns.map(({ turnId, pico, requests, unpriced }) => ({
      turnId,
      loggedUsd: unpriced > 0 ? null : usdString(pico),
      requests,
    })),
    today: periods.today && { usd: exact(periods.today.usd), atLeast: periods.today.atLeast },
    weekUsd: periods.weekUsd === null ? null : exact(periods.weekUsd),
    monthUsd: periods.monthUsd === null ? null : exact(periods.monthUsd),
    asOf: isoTime(periods.asOfMs ?? Number.NaN),
    asOfText: periods.asOfMs === null ? "" : `logs read ${bareDuration(nowMs - periods.asOfMs)} ago`,
    context: context === null ? null : contextJson(context),
    limits: limits.map((limit) => limitJson(limit, nowMs)),
  };
}

function billJson({ totalPico, loggedPico, backgroundPico, clientPico }: LiveBill): Record<string, unknown> {
  return {
    totalUsd: usdString(totalPico),
    loggedUsd: usdOrNull(loggedPico),
    backgroundUsd: usdOrNull(backgroundPico),
    clientUsd: usdString(clientPico),
  };
}

function contextJson(state: ContextState): Record<string, unknown> {
  return {
    usedPercent: Math.floor(state.usedPercent),
    windowText: compactTokens(state.windowTokens),
    stage: state.stage,
    text: cleanText(fullness(state)),
    turnsUntilCompact: state.turnsUntilCompact,
    tokensLeftText: compactTokens(state.tokensUntilCompact),
    isCacheCold: state.coldCache !== null,
    rewriteTokensText: compactTokens(state.rewrite.tokens),
    rewriteUsd: usdOrNull(state.rewrite.costPico),
    command: state.advice === null ? null : cleanText(state.advice.command),
    reason: cleanText(adviceReason(state)),
    worth: cleanText(adviceWorth(state)),
  };
}

function limitJson(limit: Limit, nowMs: number): Record<string, unknown> {
  const { money, reset } = limitDetail(limit, nowMs);
  return {
    id: cleanText(limit.id),
    kind: limit.kind,
    severity: limit.severity,
    brief: cleanText(limitBrief(limit)),
    money: cleanText(money),
    reset,
  };
}

const exact = (dollars: number): string => usdString(picoFromFloat(dollars));
