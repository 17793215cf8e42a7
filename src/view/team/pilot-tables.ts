/** A pilot as tables, for a terminal, Markdown and a page. */

import type { Factors } from "../../core/team/pilot/factors.ts";
import type { Pilot } from "../../core/team/pilot/pilot.ts";
import type { Scenario } from "../../core/team/pilot/scenarios.ts";
import type { PageTable } from "../report/page-table.ts";
import { counted, percent, wholeNumber } from "../text/format.ts";

/** `$12.34`, without cents from $1,000 on, because estimates are not more exact. */
export function dollars(usd: number | null): string {
  if (usd === null) return "–";
  if (usd > 0 && usd < 0.01) return `$${usd.toFixed(4)}`;
  return usd < 1000 ? `$${usd.toFixed(2)}` : `$${wholeNumber(Math.round(usd))}`;
}

const range = (low: number | null, high: number | null): string =>
  low === null || high === null ? "too few to tell" : `${dollars(low)} – ${dollars(high)}`;

const TEXT = { kind: "text" } as const;
const NUMBER = { kind: "number" } as const;

export function pilotTables(pilot: Pilot): readonly PageTable[] {
  return [
    factorTable(pilot),
    monthTable(pilot),
    benchmarkTable(pilot),
    weekTable(pilot),
    scenarioTable(pilot),
    seatTable(pilot),
    adviceTable(pilot),
  ];
}

/** Members × adoption × active days × cost per active day. */
function factorTable({ factors }: Pilot): PageTable {
  const { adoption, members, active, activeDays, activeDaysPerMonth, perActiveDay } = factors;
  const share = (value: number): string => `${Math.round(value * 100)}%`;
  return {
    title: "Four factors",
    columns: [
      { title: "Factor", ...TEXT },
      { title: "Pilot", ...NUMBER },
      { title: "How it is known", ...TEXT },
    ],
    rows: [
      ["Members observed", String(members), "those who have shared, with use or without"],
      [
        "× adoption",
        adoption === null ? "–" : share(adoption.estimate),
        adoption === null
          ? "nobody has shared"
          : `${active} of ${members} used it; 90 % interval ${share(adoption.low)} – ${share(adoption.high)}`,
      ],
      [
        "× active days a month",
        activeDaysPerMonth === null ? "–" : activeDaysPerMonth.toFixed(1),
        `${counted(activeDays, "active day")} of members with use`,
      ],
      [
        "× cost per active day",
        dollars(perActiveDay?.mean ?? null),
        perActiveDay === null
          ? "no active day"
          : perActiveDay.median === null
            ? "an average; quantiles of so few members would be their own"
            : `median member ${dollars(perActiveDay.median)}, 90th percentile ${dollars(perActiveDay.p90)}`,
      ],
    ],
  };
}

function monthTable(pilot: Pilot): PageTable {
  const { factors, withoutTop, isEnoughToTell, isCoarse, isTopRounded, distribution } = pilot;
  const row = (name: string, of: Factors | null): readonly string[] => {
    const month = of?.perMonth ?? null;
    const { estimate = null } = month ?? {};
    return [
      name,
      dollars(month?.median ?? null),
      dollars(month?.mean ?? null),
      dollars(estimate?.estimate ?? null),
      range(estimate?.low ?? null, estimate?.high ?? null),
    ];
  };
  const quantiles = distribution.map(({ percent: p, usd }) => `${p} % ${dollars(usd)}`).join(", ");
  return {
    title: "A month of a member with use",
    columns: [
      { title: "", ...TEXT },
      { title: "Median", ...NUMBER },
      { title: "Mean", ...NUMBER },
      { title: "Estimate", ...NUMBER },
      { title: "90 % interval", ...TEXT },
    ],
    rows: [row("All with use", factors), ...(withoutTop ? [row("Without the top member", withoutTop)] : [])],
    notes: [
      ...(isCoarse
        ? ["Of so few members, quantiles and estimates are made of amounts rounded to two digits."]
        : withoutTop && isTopRounded
          ? ["Without the top member, amounts are rounded to two digits: the difference is nobody's exact amount."]
          : []),
      ...(isEnoughToTell ? [] : ["Too few to tell: below five members with use an interval says little."]),
      ...(quantiles === "" ? [] : [`Members: ${quantiles}.`]),
      "The estimate allows for a heavy tail that few members do not show: it is above the mean of the sample, as a rule.",
    ],
  };
}

function benchmarkTable({ benchmarks }: Pilot): PageTable {
  return {
    title: "Against published figures",
    columns: [
      { title: "Published", ...TEXT },
      { title: "Pilot", ...NUMBER },
    ],
    rows: benchmarks.map(({ text, ours }) => [text, dollars(ours)]),
  };
}

function weekTable({ weeks }: Pilot): PageTable {
  return {
    title: "By week of use",
    columns: [
      { title: "Week since the first use", ...TEXT },
      { title: "Members", ...NUMBER },
      { title: "Active days", ...NUMBER },
      { title: "Cost per active day", ...NUMBER },
    ],
    rows: weeks.map(({ week, members, activeDays, perActiveDayUsd }) => [
      String(week),
      String(members),
      String(activeDays),
      dollars(perActiveDayUsd),
    ]),
  };
}

export const SCENARIO_NAMES: Readonly<Record<Scenario["id"], string>> = {
  "as-is": "Pilot as it is",
  published: "As published",
  cautious: "Cautious",
  managed: "Managed",
};

function scenarioTable({ rollout }: Pilot): PageTable {
  const { budget, members, scenarios } = rollout;
  return {
    title: `A month of ${counted(members, "member")}`,
    columns: [
      { title: "Scenario", ...TEXT },
      { title: "A month", ...NUMBER },
      { title: "Interval", ...TEXT },
      { title: "It is assumed that", ...TEXT, wide: true },
    ],
    rows: scenarios.map(({ id, perMonthUsd, lowUsd, highUsd, assumptions }) => [
      SCENARIO_NAMES[id],
      dollars(perMonthUsd),
      range(lowUsd, highUsd),
      assumptions.join("; "),
    ]),
    notes: budget
      ? [`A budget that holds in half of the cases: ${dollars(budget.p50Usd)}; in 90 %: ${dollars(budget.p90Usd)}.`]
      : [],
  };
}

function seatTable({ seats }: Pilot): PageTable {
  return {
    title: "Plans, per developer and month",
    columns: [
      { title: "Plan", ...TEXT },
      { title: "Fee", ...NUMBER, wide: true },
      { title: "At least", ...NUMBER },
      { title: "At most", ...NUMBER },
      { title: "Pays from, days", ...NUMBER },
    ],
    rows: seats.map(({ label, feeUsd, lowUsd, highUsd, breakEvenActiveDays: days }) => [
      label,
      feeUsd === 0 ? "–" : dollars(feeUsd),
      dollars(lowUsd),
      dollars(highUsd),
      days === null ? "–" : days > 31 ? "never" : days.toFixed(1),
    ]),
    notes: [
      "A seat pays from so many active days a month. It costs at least the fee, where it includes everything; and at most the fee and everything at API rates. What seats include is not published.",
    ],
  };
}

function adviceTable({ cap, rollout, factors }: Pilot): PageTable {
  const { rateLimits, members } = rollout;
  const [lowTokens, highTokens] = rateLimits.tokensPerMinute.map(wholeNumber);
  const [lowRequests, highRequests] = rateLimits.requestsPerMinute.map(wholeNumber);
  const blocked = cap === null ? "" : percent(cap.shareBlocked, 1);
  return {
    title: "To ask for and to set",
    columns: [
      { title: "", ...TEXT },
      { title: "", ...TEXT },
    ],
    rows: [
      [
        "Cap per developer and month",
        cap === null
          ? "too few to tell"
          : `${dollars(cap.perMemberUsd)}: would block ${blocked} of the spending, of ${cap.membersAbove} of ${factors.active} members`,
      ],
      [
        `Rate limits for ${counted(members, "member")}`,
        `${lowTokens} – ${highTokens} tokens and ${lowRequests} – ${highRequests} requests a minute`,
      ],
    ],
  };
}
