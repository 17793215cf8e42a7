/**
 * What an organisation's sources tell of a team's days: the one place where they enter its report. Cells are chosen by
 * member and day (`core/team/choose-source.ts`), never added to what members shared; checks stand beside the total.
 */

import type { SourceCell } from "../../core/team/choose-source.ts";
import type { SourceCheck } from "../../core/team/report/report.ts";
import type { OpenTeam } from "./open-team.ts";

export type TeamSources = {
  readonly cells: readonly SourceCell[];
  readonly checks: readonly SourceCheck[];
};

const NO_SOURCES: TeamSources = { cells: [], checks: [] };

/** Of a team of whose days nothing was fetched: nothing. */
export async function readTeamSources(_open: OpenTeam): Promise<TeamSources> {
  return NO_SOURCES;
}
