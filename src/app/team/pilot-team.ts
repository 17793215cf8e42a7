/** Computes a pilot from an engine's sums. */

import type { DayNumber } from "../../core/calendar/zone.ts";
import type { PriceBook } from "../../core/pricing/price-book.ts";
import { describePilot, type Pilot } from "../../core/team/pilot/pilot.ts";
import { PRICE_DIMENSIONS, repriceSums } from "../../core/team/pilot/reprice.ts";
import type { Repriced } from "../../core/team/pilot/scenarios.ts";
import { groupsToHide, largestGroup, leastPeople, type Openness } from "../../core/team/report/privacy.ts";
import type { TeamGroup } from "../../core/team/report/report.ts";
import type { DayRange, MachineShare, TeamEngine, WeekOfUse } from "../../core/team/sums.ts";
import type { Roster, Team } from "../../core/team/team-file.ts";
import { activeMembers, reportTeam } from "./report-team.ts";

export type PilotRequest = {
  readonly team: Team;
  readonly roster: Roster;
  readonly engine: TeamEngine;
  readonly machines: readonly MachineShare[];
  readonly range: DayRange;
  /** The UTC date of now. */
  readonly today: DayNumber;
  readonly rollout: number | null;
  readonly book: PriceBook;
  /** The model of the managed scenario. */
  readonly managedModel: string;
  readonly nowMs: number;
};

export type TeamPilot = {
  readonly openness: Openness;
  /** null = nothing may be shown of these days (`openness`). */
  readonly pilot: Pilot | null;
  /** Spending by calendar week, as in the report: weeks with too few members are merged. */
  readonly weeks: readonly TeamGroup[];
};

export async function pilotTeam(request: PilotRequest): Promise<TeamPilot> {
  const { team, roster, engine, machines, range, rollout } = request;
  const { openness } = await activeMembers(request);
  if (openness === "nothing") return { openness, pilot: null, weeks: [] };
  const members = await engine.sums({ range, by: ["member"] });
  const uses = members.map(({ keys, ...sum }) => ({ ...sum, member: keys[0] as string }));
  const sharing = new Set(machines.map(({ member }) => member));
  const firstDay = Math.min(range.to, ...uses.map((use) => use.firstDay));
  const pilot = describePilot({
    // Without a first day set by the team, it begins with its first cells.
    window: { from: team.from === null && range.from <= 0 ? firstDay : Math.max(range.from, 0), to: range.to },
    machines,
    uses,
    weeks: openness === "all" ? await weeksToShow(await engine.weeksOfUse(range), team) : [],
    missing: [...roster.keys()].filter((member) => !sharing.has(member)),
    managed: await repriced(request),
    rollout,
    least: leastPeople(team),
  });
  const byWeek = await reportTeam({ ...request, dimension: "week", names: false, checks: [] });
  return { openness, pilot, weeks: byWeek.groups };
}

/** Weeks with enough people, without the smallest of them where the total minus what is shown would reveal others. */
async function weeksToShow(weeks: readonly WeekOfUse[], team: Team): Promise<readonly WeekOfUse[]> {
  const candidates = weeks.map(({ week, members, totalPico }) => ({ members, totalPico, key: String(week) }));
  const hidden = new Set(await groupsToHide(candidates, leastPeople(team), largestGroup(candidates)));
  return weeks.filter(({ week }) => !hidden.has(String(week)));
}

async function repriced({ engine, range, book, managedModel, nowMs }: PilotRequest): Promise<Repriced | null> {
  const rows = await engine.sums({ range, by: PRICE_DIMENSIONS });
  const { todayPico, otherPico } = repriceSums(rows, book, managedModel, nowMs);
  // A ratio of sums of money, which is never summed.
  return todayPico === 0n ? null : { model: book.nameOf(managedModel), ratio: Number(otherPico) / Number(todayPico) };
}

/** The newest Sonnet, which a managed rollout would set as the default. @returns null where there is none */
export function defaultManagedModel(book: PriceBook): string | null {
  const cards = book.cards.filter(({ family }) => family === "sonnet");
  return (
    cards.reduce<(typeof cards)[number] | null>((a, b) => (a && a.generation >= b.generation ? a : b), null)?.apiId ??
    null
  );
}
