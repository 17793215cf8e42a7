/** Limits for `--demo`: a Max plan near the end of its 5-hour window, usage credits in use, and budgets. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../../runtime/make-folder.ts";

const HOUR_MS = 3_600_000;

/** @param root the value for `CLAUDE_CONFIG_DIR`; `dataDir` the one for `CLAUDE_COST_DIR` */
export function writeDemoLimits(root: string, dataDir: string, nowMs: number): void {
  const at = (hours: number): string => new Date(nowMs + hours * HOUR_MS).toISOString();
  const state = {
    cachedUsageUtilization: {
      fetchedAtMs: nowMs - 4 * 60_000,
      utilization: {
        five_hour: { utilization: 83, resets_at: at(1.4) },
        seven_day: { utilization: 46, resets_at: at(81) },
        limits: [
          {
            kind: "weekly_scoped",
            group: "weekly",
            percent: 61,
            resets_at: at(81),
            scope: { model: { display_name: "Opus" } },
          },
        ],
        extra_usage: { is_enabled: true, monthly_limit: 10_000, used_credits: 3_140, utilization: 31.4 },
      },
    },
  };
  const settings = {
    version: 1,
    plan: { kind: "max" },
    credits: { usageCredits: { enabled: true, balance: { usd: "48.60", asOf: at(-0.1) } } },
    budgets: [
      { id: "day", usd: "60", per: "day" },
      { id: "month", usd: "900", per: "month", hard: true },
    ],
  };
  makeFolder(join(dataDir, "feeds", "statusline"), 0o700);
  writeFileSync(join(dataDir, "feeds", "statusline", `${HEARD_SESSION}.json`), JSON.stringify(heardBefore(nowMs)));
  writeFileSync(join(root, ".claude.json"), JSON.stringify(state));
  writeFileSync(join(dataDir, "settings.json"), JSON.stringify(settings, null, 2));
}

/** A session without a log: only the windows that its status line reported are used. */
const HEARD_SESSION = "00000000-0000-4000-8000-000000000000";

const STEPS = 3;

/** The growth of the windows until ten minutes ago, as a status line records it. */
function heardBefore(nowMs: number): Record<string, unknown> {
  const heardAtMs = nowMs - 10 * 60_000;
  const window = (id: string, hoursLeft: number, lengthHours: number, percent: number): Record<string, unknown> => {
    const resetsAtMs = nowMs + hoursLeft * HOUR_MS;
    const fromMs = resetsAtMs - lengthHours * HOUR_MS;
    // A few steps, between which there is work.
    const part = (i: number): number => (i + 1) / (STEPS + 1);
    const steps = Array.from({ length: STEPS }, (_, i) => [
      Math.round(fromMs + (heardAtMs - fromMs) * part(i)),
      Math.round(percent * part(i)),
    ]);
    return { id, usedPercent: percent, resetsAtMs, usedUsd: null, limitUsd: null, period: null, heardAtMs, steps };
  };
  return {
    version: 1,
    recordedAtMs: heardAtMs,
    epochs: [],
    fills: [],
    compactions: [],
    baseTokens: null,
    mark: null,
    windows: [window("five_hour", 1.4, 5, 80), window("seven_day", 81, 168, 45)],
    input: { sessionId: HEARD_SESSION, windows: [], modelId: "", modelName: "", cwd: "", projectDir: "", version: "" },
  };
}
