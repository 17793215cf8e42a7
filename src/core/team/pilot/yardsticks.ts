/** Published figures of the cost of Claude Code, to compare a pilot or one's own average with. Dollars. */

export type YardstickMeasure =
  /** Cost per active day, on average and at the 90th percentile of developers. */
  | "active-day"
  | "active-day-p90"
  /** Per developer and month. */
  | "month"
  /** Background per session. */
  | "background-session";

export type Yardstick = {
  readonly id: string;
  readonly measure: YardstickMeasure;
  /** As it was published. */
  readonly text: string;
  readonly lowUsd: number;
  readonly highUsd: number;
  /** True for figures that the publisher has since replaced. */
  readonly isOld: boolean;
};

const NOW = "since 2026-04";
const BEFORE = "until 2025-07";

export const YARDSTICKS: readonly Yardstick[] = [
  yardstick("active-day", `$13 per active day on average (${NOW})`, 13, 13),
  yardstick("active-day-p90", `under $30 per active day for 90 % of developers (${NOW})`, 0, 30),
  yardstick("month", `$150–250 per developer and month (${NOW})`, 150, 250),
  yardstick("background-session", "background under $0.04 per session", 0, 0.04),
  old("active-day", `$6 per day on average (${BEFORE})`, 6, 6),
  old("active-day-p90", `under $12 per day for 90 % of developers (${BEFORE})`, 0, 12),
  old("month", `$50–60 per developer and month (${BEFORE})`, 50, 60),
];

/** Active days a month that the published figures imply: $150 and $250 divided by $13. */
export const PUBLISHED = { perActiveDayUsd: 13, p90PerActiveDayUsd: 30, lowUsd: 150, highUsd: 250 } as const;

function yardstick(measure: YardstickMeasure, text: string, lowUsd: number, highUsd: number): Yardstick {
  return { id: measure, measure, text, lowUsd, highUsd, isOld: false };
}

function old(measure: YardstickMeasure, text: string, lowUsd: number, highUsd: number): Yardstick {
  return { id: `${measure}-2025`, measure, text, lowUsd, highUsd, isOld: true };
}
