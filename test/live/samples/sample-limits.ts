/** The limits and alerts of the sample dashboard. */

import type { AlertRow } from "../../../src/core/dashboard/dashboard-data.ts";
import { type Limit, PLAIN_LIMIT } from "../../../src/core/limits/limit.ts";
import { cents, MINUTE_MS, NOW_MS } from "./basics.ts";

const WINDOW = { counts: null, startsAtMs: null, hard: true, consequence: "credits-pay-or-stop" } as const;

const use = (sessionId: string, project: string, title: string, percent: number) => ({
  sessionId: `${sessionId}0000000-2222`,
  project,
  title,
  percent,
  pico: 1e12,
});

export const LIMITS: readonly Limit[] = [
  {
    ...PLAIN_LIMIT,
    id: "five_hour",
    kind: "window",
    label: "5-hour window",
    usedPercent: 83,
    usedPico: null,
    limitPico: null,
    leftPico: null,
    resetsAtMs: NOW_MS + 134 * MINUTE_MS,
    pacePercent: 55,
    runsOut: { atMs: NOW_MS + 40 * MINUTE_MS, earliestMs: NOW_MS, latestMs: null },
    asOfMs: NOW_MS - 3 * MINUTE_MS,
    source: "statusline",
    severity: "warn",
    use: {
      sessions: [
        use("1", "/home/dev/work/ledger-service", "Fix the rounding of invoices", 48),
        use("2", "/home/dev/web", "", 21.6),
        use("3", "/home/dev/work/ledger-service", "", 0.4),
        use("4", "", "Notes", 5),
      ],
      beforePercent: 0,
      elsewherePercent: 8,
      today: null,
    },
    ...WINDOW,
  },
  {
    ...PLAIN_LIMIT,
    id: "budget:month",
    kind: "budget",
    label: "Budget of the month",
    usedPercent: 137,
    usedPico: cents(27_400),
    limitPico: cents(20_000),
    leftPico: 0n,
    resetsAtMs: NOW_MS + 12 * 24 * 60 * MINUTE_MS,
    pacePercent: 58,
    asOfMs: NOW_MS,
    source: "logs",
    severity: "over",
    counts: null,
    startsAtMs: null,
    hard: false,
    consequence: "nothing",
  },
  {
    ...PLAIN_LIMIT,
    id: "seven_day",
    kind: "window",
    label: "Weekly window",
    usedPercent: null,
    usedPico: null,
    limitPico: null,
    leftPico: null,
    resetsAtMs: null,
    asOfMs: NOW_MS - 5 * 60 * MINUTE_MS,
    source: "client",
    stale: true,
    severity: "unknown",
    ...WINDOW,
  },
];

export const ALERTS: readonly AlertRow[] = [
  {
    id: "b",
    covers: [],
    severity: "critical",
    message: "Budget of the month at 137%, resets Dec 1 00:00",
    brief: "Budget 137%",
    command: "claude-cost budget",
    about: { kind: "limit", id: "budget:month", account: null },
  },
  {
    id: "w",
    covers: [],
    severity: "warn",
    message: "5-hour window at 83%, resets 16:17",
    brief: "5-hour window 83%",
    command: "claude-cost limits",
    about: { kind: "limit", id: "five_hour", account: null },
  },
];
