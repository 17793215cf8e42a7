/** A team as described in its folder (`team.json`). It contains no secret, which is only in the invite. */

import { dayKey } from "../calendar/period.ts";
import type { DayNumber } from "../calendar/zone.ts";

/** What a member may choose to share in addition to the plain cells. */
export const SHAREABLE = ["projects", "prs", "lines", "agents"] as const;
export type Shareable = (typeof SHAREABLE)[number];

export const DEFAULT_K = 5;
export const DEFAULT_RETENTION_MONTHS = 12;
export const TEAM_SCHEMA_VERSION = 1;

export type Team = {
  /** Computed from the secret, to detect an invite of another team. 16 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  /** First and last UTC date of what is shared; null = no bound. */
  readonly from: DayNumber | null;
  readonly to: DayNumber | null;
  /** The fewest people in a group, project or day that is shown. */
  readonly k: number;
  readonly allow: readonly Shareable[];
  /** Whether all members agreed that fewer than `k` people may be shown by name. */
  readonly agreedToNames: boolean;
  readonly retentionMonths: number;
};

/**
 * What a member agrees to by joining: which dates and other data are shared, for how many members they are shown, and
 * how long they are kept.
 */
export type TeamRules = Omit<Team, "id" | "name">;

/** A team in the form of `team.json` and the commands' JSON: dates as `2026-11-26`. */
export function teamFields(team: Team): Record<string, unknown> {
  return { id: team.id, name: team.name, ...ruleFields(team) };
}

/** The rules of a team as files and JSON name them. */
export function ruleFields({ from, to, k, allow, agreedToNames, retentionMonths }: TeamRules): RuleFields {
  return {
    from: from === null ? null : dayKey(from),
    to: to === null ? null : dayKey(to),
    k,
    allow: [...allow],
    agreedToNames,
    retentionMonths,
  };
}

export type RuleFields = Omit<{ -readonly [K in keyof TeamRules]: TeamRules[K] }, "from" | "to" | "allow"> & {
  from: string | null;
  to: string | null;
  allow: Shareable[];
};

/** The lead's data about a member. */
export type RosterEntry = {
  readonly member: string;
  /** "" = none. */
  readonly name: string;
  readonly group: string;
  readonly costCenter: string;
};

/** By pseudonym. */
export type Roster = ReadonlyMap<string, RosterEntry>;
