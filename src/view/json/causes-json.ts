/** The part of `why --json` about causes and advice. */

import { cleanText } from "../../core/clean-text.ts";
import type { Advice } from "../../core/drivers/advice.ts";
import type { LifetimeCost } from "../../core/drivers/cache-lifetime.ts";
import type { Cause } from "../../core/drivers/cause-sums.ts";
import type { CauseReport } from "../../core/drivers/causes.ts";
import { type Pico, usdNumber, usdString } from "../../core/pricing/money.ts";
import { adviceText, CAUSE_LABELS } from "../words/cause-words.ts";
import { isoTime } from "./parts.ts";

export type CausesForJson = CauseReport & { readonly advices: readonly Advice[]; readonly withoutLog: number };

export function causesJson(report: CausesForJson, totalPico: Pico): Record<string, unknown> {
  return {
    causes: report.causes.map((cause) => causeJson(cause, report, totalPico)),
    historyByContext: report.historyByContext.map(({ fromTokens, toTokens, requests, costPico }) => ({
      fromTokens,
      toTokens,
      requests,
      costUsd: usdString(costPico),
    })),
    starts: report.starts.map(({ project, costPico, rereadPico, ...sizes }) => ({
      project: cleanText(project),
      ...sizes,
      costUsd: usdString(costPico),
      rereadUsd: usdString(rereadPico),
    })),
    results: report.results.map(({ sessionId, timeMs, tool, name, tokens, costPico }) => ({
      sessionId: cleanText(sessionId),
      at: isoTime(timeMs),
      tool: cleanText(tool),
      name: cleanText(name),
      tokens,
      costUsd: usdString(costPico),
    })),
    cacheLifetime: {
      main: lifetimeJson(report.lifetimes.main),
      subagents: lifetimeJson(report.lifetimes.subagents),
      projects: [...report.lifetimes.projects].map(([project, cost]) => ({
        project: cleanText(project),
        ...lifetimeJson(cost),
      })),
    },
    sessionsWithoutLog: report.withoutLog,
    advice: report.advices.map((advice) => ({
      id: advice.id,
      ...adviceText(advice),
      savesUsd: usdString(advice.savesPico),
    })),
  };
}

/** A cause without its parts. */
export function causeHeadJson({ id, costPico, about }: Cause, totalPico: Pico): Record<string, unknown> {
  return {
    id,
    label: CAUSE_LABELS[id],
    costUsd: usdString(costPico),
    share: shareOf(costPico, totalPico),
    about,
  };
}

function causeJson(cause: Cause, report: CauseReport, totalPico: Pico): Record<string, unknown> {
  const { id, parts } = cause;
  const uses = new Map(report.tools.map((use) => [use.tool, use]));
  return {
    ...causeHeadJson(cause, totalPico),
    parts: parts.map(({ key, costPico: pico, quantity }) => {
      const use = id === "tools" ? uses.get(key) : undefined;
      const counts = use === undefined ? {} : { calls: use.calls, files: use.files };
      return { key: cleanText(key), costUsd: usdString(pico), quantity, ...counts };
    }),
  };
}

/** 0 to 1, to four places. */
function shareOf(pico: Pico, totalPico: Pico): number {
  return totalPico === 0n ? 0 : Math.round((usdNumber(pico) / usdNumber(totalPico)) * 10_000) / 10_000;
}

function lifetimeJson(cost: LifetimeCost): Record<string, unknown> {
  return { actualUsd: usdString(cost.actualPico), with5mUsd: usdString(cost["5m"]), with1hUsd: usdString(cost["1h"]) };
}
