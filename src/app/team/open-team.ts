/** Finds the team of a command: by its folder, or the one that was used last. */

import type { DayNumber } from "../../core/calendar/zone.ts";
import type { Roster, Team } from "../../core/team/team-file.ts";
import { UserError } from "../../core/user-error.ts";
import { readMemberships } from "../../store/team/membership-file.ts";
import { readRoster } from "../../store/team/roster-file.ts";
import { readTeam } from "../../store/team/team-file.ts";

const DAY_MS = 86_400_000;

export type OpenTeam = {
  readonly dir: string;
  readonly team: Team;
  /** The invite's secret, where the team was created here; null = somebody else leads it. */
  readonly secret: string | null;
  /** The lead's own; empty for everybody else. */
  readonly roster: Roster;
  /** The UTC date of now. */
  readonly today: DayNumber;
};

/**
 * @param dir as given; null = the one that was created or joined here last
 * @throws UserError where there is none, the folder does not exist, or it is not a team's
 */
export function openTeam(dir: string | null, teamDir: string, nowMs: number): OpenTeam {
  const { led, member } = readMemberships(teamDir);
  const known = dir ?? led.at(-1)?.dir ?? member?.dir;
  if (known === undefined) {
    throw new UserError("no team is known here", {
      hint: "Name its folder, make a team with `claude-cost team init DIR`, or join one with its invite.",
      exitCode: 2,
    });
  }
  const team = readTeam(known);
  const own = led.findLast(({ id }) => id === team.id);
  return {
    dir: known,
    team,
    secret: own?.secret ?? null,
    roster: own ? readRoster(teamDir, team.id) : new Map(),
    today: Math.floor(nowMs / DAY_MS),
  };
}
