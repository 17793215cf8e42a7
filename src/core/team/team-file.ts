/** A team as its folder names it (`team.json`). It holds no secret: that travels in the invite. */

import { dayKey } from "../calendar/period.ts";
import type { DayNumber } from "../calendar/zone.ts";

/** What a member may choose to share besides the plain cells. */
export const SHAREABLE = ["projects", "prs", "lines", "agents"] as const;
export type Shareable = (typeof SHAREABLE)[number];

export const DEFAULT_K = 5;
export const DEFAULT_RETENTION_MONTHS = 12;
export const TEAM_SCHEMA_VERSION = 1;

export type Team = {
  /** Made from the secret, so that an invite of another team is told apart. 16 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  /** First and last UTC date of what is shared; null = open. */
  readonly from: DayNumber | null;
  readonly to: DayNumber | null;
  /** Fewest people that a group, project or day is shown of. */
  readonly k: number;
  readonly allow: readonly Shareable[];
  /** Whether all members agreed that fewer than `k` people may be shown by name. */
  readonly agreedToNames: boolean;
  readonly retentionMonths: number;
};

/** A team as `team.json` and the commands' JSON name it: dates as `2026-11-26`. */
export function teamFields(team: Team): Record<string, unknown> {
  return {
    id: team.id,
    name: team.name,
    from: team.from === null ? null : dayKey(team.from),
    to: team.to === null ? null : dayKey(team.to),
    k: team.k,
    allow: team.allow,
    agreedToNames: team.agreedToNames,
    retentionMonths: team.retentionMonths,
  };
}

/** A member as the lead knows it. */
export type RosterEntry = {
  readonly member: string;
  /** "" = none. */
  readonly name: string;
  readonly group: string;
  readonly costCenter: string;
};

/** By pseudonym. */
export type Roster = ReadonlyMap<string, RosterEntry>;
