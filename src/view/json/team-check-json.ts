/** `team check --json`. */

import { dayKey } from "../../core/calendar/period.ts";
import { usdString } from "../../core/pricing/money.ts";
import type { Cause } from "../../core/team/check/anomalies.ts";
import type { ShownCheck } from "../team/check-lines.ts";
import { isoTime, SCHEMA_VERSION } from "./parts.ts";
import { teamHeadJson } from "./team-report-json.ts";

export function teamCheckJson({ team, check, demo }: ShownCheck, nowMs: number): Record<string, unknown> {
  const { month, budgets, anomalies, isTooSmall } = check;
  return {
    schemaVersion: SCHEMA_VERSION,
    generatedAt: isoTime(nowMs),
    ...(demo ? { demo } : {}),
    team: teamHeadJson(team),
    month: { from: dayKey(month.from), to: dayKey(month.to) },
    budgets: budgets.uses.map(({ scope, key, limitPico, usedPico, usedPercent, severity }) => ({
      scope,
      key,
      limitUsd: usdString(limitPico),
      usedUsd: usdString(usedPico),
      usedPercent: Math.round(usedPercent * 100) / 100,
      severity,
    })),
    skipped: budgets.skipped,
    anomalies: anomalies.map(({ scope, key, day, pico, usualPico, thresholdPico, causes }) => ({
      scope,
      key,
      date: dayKey(day),
      usd: usdString(pico),
      usualUsd: usdString(usualPico),
      thresholdUsd: usdString(thresholdPico),
      causes: causes.map(causeJson),
    })),
    tooFewMembers: isTooSmall,
  };
}

const causeJson = ({ key, pico, usualPico }: Cause) => ({ key, usd: usdString(pico), usualUsd: usdString(usualPico) });
