/** The contents of a team's report: totals, groups with enough people, and coverage. */

import type { DayNumber } from "../../calendar/zone.ts";
import type { Pico } from "../../pricing/money.ts";
import type { DayRange, SumDimension, TeamSum } from "../sums.ts";
import type { Team } from "../team-file.ts";
import type { Openness } from "./privacy.ts";

export const REPORT_DIMENSIONS = ["member", "group", "cost-center", "project", "model", "week", "day"] as const;
export type ReportDimension = (typeof REPORT_DIMENSIONS)[number];

/** The dimension that an engine groups by; groups and cost centres come from the roster. */
export function sumDimension(dimension: ReportDimension): SumDimension {
  return dimension === "cost-center" ? "group" : dimension;
}

export type TeamGroup = TeamSum & {
  /** A pseudonym, a name, a date …; `UNALLOCATED` and the key of `othersKey`. */
  readonly key: string;
  /** Whether it is several groups of too few people together. */
  readonly suppressed: boolean;
};

/** What belongs to no group, cost centre or project. */
export const UNALLOCATED = "unallocated";

/** The key of the merged groups of too few people. */
export const othersKey = (k: number): string => `others (n < ${k})`;

/** The key of all of a team that is of too few people to be divided. */
export const allKey = (k: number): string => `all (n < ${k})`;

/** Why nothing is shown of days in which fewer than `k` people were active. */
export const tooFewText = ({ k }: Pick<Team, "k">): string =>
  `fewer than ${k} members were active in these days: nothing of them is shown, because it would be what single people spent`;

/** What helps where fewer than `k` people were active in the days of a report. */
export const WAY_OUT_OF_TOO_FEW =
  "Ask for more days. All days of a team have their total in any case: leave out --since and --until. Where its lead has set dates (team init --from, --to), they must be a week or more, and the folder must hold nothing from outside of them.";

export type Coverage = {
  /** On the roster, or sharing. */
  readonly members: number;
  /** Members who have shared. */
  readonly sharing: number;
  readonly machines: number;
  /** The last day that anybody has shared; null = nobody has. */
  readonly lastDay: DayNumber | null;
  /** Members on the roster who have not shared. */
  readonly missing: readonly string[];
};

/** What another source reports for the same days, beside our figure. Never added. */
export type SourceCheck = {
  readonly source: string;
  readonly range: DayRange;
  /** The members that it covers. */
  readonly members: ReadonlySet<string>;
  readonly pico: Pico;
  /** The source's figure minus ours. */
  readonly differencePico: Pico;
  /** The likely reason, in a few words. */
  readonly reason: string;
};

/** Quantiles of what members spent in the range. */
export type Quantile = { readonly percent: number; readonly pico: Pico };

export type TeamReport = {
  readonly team: Team;
  readonly range: DayRange;
  readonly dimension: ReportDimension;
  readonly coverage: Coverage;
  /** What may be shown of these days, by how many people were active in them. */
  readonly openness: Openness;
  /** null = fewer than `k` people were active in these days, which are not all of the team's. */
  readonly totals: TeamSum | null;
  /** Empty where too few people were active. */
  readonly groups: readonly TeamGroup[];
  readonly distribution: readonly Quantile[];
  /**
   * Spend of members without a group or cost centre, or of cells without a project; null = it would reveal too few
   * people.
   */
  readonly unallocatedPico: Pico | null;
  readonly checks: readonly SourceCheck[];
  /** Checks that are left out, because together with the other figures their difference would be that of few people. */
  readonly checksLeftOut: number;
};
