/** Makes a team's report: queries an engine for sums, and shows no group of too few people. */

import type { DayNumber } from "../../core/calendar/zone.ts";
import type { Pico } from "../../core/pricing/money.ts";
import { memberLabels } from "../../core/team/member-label.ts";
import { type ComparedCheck, checksToShow } from "../../core/team/report/check-privacy.ts";
import {
  type CrossedPart,
  candidateOf,
  coarsePico,
  groupsToHide,
  isEnough,
  isWholeTime,
  LEAST_FOR_DISTRIBUTION,
  leastPeople,
  mayStandBeside,
  type Openness,
} from "../../core/team/report/privacy.ts";
import {
  type Coverage,
  othersKey,
  type Quantile,
  type ReportDimension,
  type SourceCheck,
  sumDimension,
  type TeamGroup,
  type TeamReport,
  UNALLOCATED,
} from "../../core/team/report/report.ts";
import {
  ALL_DAYS,
  addMembers,
  type DayRange,
  type MachineShare,
  type SpendRow,
  type SumQuery,
  type SumRow,
  type TeamEngine,
  type TeamSum,
  totalOf,
} from "../../core/team/sums.ts";
import type { Roster, Team } from "../../core/team/team-file.ts";
import { UserError } from "../../core/user-error.ts";

export type ReportRequest = {
  readonly team: Team;
  readonly roster: Roster;
  readonly engine: TeamEngine;
  /** The machines of everybody who has shared. */
  readonly machines: readonly MachineShare[];
  readonly range: DayRange;
  /** The UTC date of now. */
  readonly today: DayNumber;
  readonly dimension: ReportDimension;
  /** Whether to show names of the roster instead of pseudonyms. */
  readonly names: boolean;
  readonly checks: readonly SourceCheck[];
};

export async function reportTeam(request: ReportRequest): Promise<TeamReport> {
  const { team, range, dimension } = request;
  refuseNames(request);
  const { members, openness } = await activeMembers(request);
  const shown = openness === "all" ? await openFigures(request, members) : NO_FIGURES;
  // Last, because an engine has summed by the report's dimension then and need not read all cells for it.
  const totals = openness === "nothing" ? null : addMembers(await request.engine.sums({ range, by: [] }));
  return {
    team,
    range,
    dimension,
    coverage: coverageOf(request),
    openness,
    totals,
    distribution: distributionOf(members, openness),
    ...shown,
  };
}

/** What each member spent in the range, and what of them may be shown: by member only where `openness` is `all`. */
export async function activeMembers({
  engine,
  range,
  team,
  dimension,
}: Pick<ReportRequest, "engine" | "range" | "team"> & Partial<Pick<ReportRequest, "dimension">>): Promise<{
  readonly members: readonly SpendRow[];
  readonly openness: Openness;
}> {
  const members = await engine.members(range, dimension === undefined ? [] : [sumDimension(dimension)]);
  if (isEnough(members.length, team)) return { members, openness: "all" };
  const held = addMembers(await engine.sums({ range: ALL_DAYS, by: ["member"] }));
  return { members, openness: isWholeTime(range, held, team) ? "totals" : "nothing" };
}

type OpenFigures = Pick<TeamReport, "groups" | "unallocatedPico" | "checks" | "checksLeftOut">;

const NO_FIGURES: OpenFigures = { groups: [], unallocatedPico: null, checks: [], checksLeftOut: 0 };

async function openFigures(request: ReportRequest, members: readonly SpendRow[]): Promise<OpenFigures> {
  const { groups, hidden } = await groupsOf(request);
  const unallocatedPico = hidden.has("") ? null : await unallocatedOf(request, members, hidden);
  const checks = await shownChecks(request, members);
  return { groups, unallocatedPico, checks, checksLeftOut: request.checks.length - checks.length };
}

/**
 * How a group's key is shown where its people may not be identified: unchanged, or as that of the merged groups.
 * @returns null where no group may be shown
 */
export async function groupKeys(request: ReportRequest): Promise<((key: string) => string) | null> {
  const { team, dimension, names, roster } = request;
  const { openness } = await activeMembers(request);
  if (openness !== "all") return null;
  if (dimension === "member") return memberLabels(roster, names);
  const { hidden } = await groupsOf(request);
  return (key) => (hidden.has(key) ? othersKey(team.k) : key === "" ? UNALLOCATED : key);
}

export function refuseNames({ names, roster }: Pick<ReportRequest, "names" | "roster">): void {
  if (!names || roster.size > 0) return;
  throw new UserError("--names needs the lead's roster, and there is none here", {
    hint: "`claude-cost team roster set NAME --group GROUP` makes one, where the team was made.",
    exitCode: 2,
  });
}

type Groups = {
  readonly groups: readonly TeamGroup[];
  /** Keys of the merged groups. */
  readonly hidden: ReadonlySet<string>;
};

async function groupsOf(request: ReportRequest): Promise<Groups> {
  const { team, engine, range, dimension } = request;
  if (dimension === "member") {
    return { groups: membersBy(request, await engine.sums({ range, by: ["member"] })), hidden: new Set() };
  }
  const query: Omit<SumQuery, "by"> = { range, ...groupsQuery(request) };
  const by = sumDimension(dimension);
  const rows = (await engine.sums({ ...query, by: [by] })).map((row) => ({ ...row, key: row.keys[0] as string }));
  const only = async (values: readonly string[]): Promise<TeamSum> =>
    addMembers(await engine.sums({ ...query, by: [], only: { dimension: by, values } }));
  const limit = leastPeople(team);
  const candidates = rows.map((row) => candidateOf(row.key, row));
  const hidden = new Set(await groupsToHide(candidates, limit, async (keys) => (await only(keys)).members));
  const open = rows.filter(({ key }) => !hidden.has(key)).map(({ keys: _, ...row }) => ({ ...row, suppressed: false }));
  const shown: TeamGroup[] = open.filter(({ key }) => key !== "");
  if (by === "group" || by === "project" || by === "model") shown.sort(mostExpensiveFirst);
  shown.push(...open.filter(({ key }) => key === "").map((row) => ({ ...row, key: UNALLOCATED })));
  if (hidden.size > 0) shown.push({ ...(await only([...hidden])), key: othersKey(team.k), suppressed: true });
  return { groups: shown, hidden };
}

export function groupsQuery({ dimension, roster }: ReportRequest): Pick<SumQuery, "groupOf"> {
  if (dimension !== "group" && dimension !== "cost-center") return {};
  const field = dimension === "group" ? "group" : "costCenter";
  return { groupOf: new Map([...roster.values()].map((entry) => [entry.member, entry[field]])) };
}

/** Sorted by name, so that there is no ranking. */
function membersBy({ names, roster }: ReportRequest, members: readonly SumRow[]): readonly TeamGroup[] {
  const nameOf = memberLabels(roster, names);
  return members
    .map(({ keys, ...row }) => ({ ...row, key: nameOf(keys[0] as string), suppressed: false }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

const mostExpensiveFirst = (a: TeamGroup, b: TeamGroup): number => {
  const difference = totalOf(b) - totalOf(a);
  return difference === 0n ? (a.key < b.key ? -1 : 1) : difference > 0n ? 1 : -1;
};

function coverageOf({ machines, roster, names }: ReportRequest): Coverage {
  const sharing = new Set(machines.map(({ member }) => member));
  const absent = [...roster.keys()].filter((member) => !sharing.has(member));
  const missing = absent.map(memberLabels(roster, names)).sort();
  return {
    members: sharing.size + missing.length,
    sharing: sharing.size,
    machines: machines.length,
    lastDay: machines.reduce<DayNumber | null>((last, m) => Math.max(last ?? m.lastDay, m.lastDay), null),
    missing,
  };
}

const QUANTILES = [10, 25, 50, 75, 90] as const;

/** With few people the quantiles would be their own amounts: those are rounded, and omitted for one or two people. */
function distributionOf(members: readonly SpendRow[], openness: Openness): readonly Quantile[] {
  const isCoarse = openness === "totals";
  if (openness === "nothing" || (isCoarse && members.length < LEAST_FOR_DISTRIBUTION)) return [];
  const sorted = members.map(totalOf).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  if (sorted.length === 0) return [];
  const amounts = isCoarse ? sorted.map(coarsePico) : sorted;
  return QUANTILES.map((percent) => ({ percent, pico: quantileOf(amounts, percent) }));
}

/** Interpolated between neighbours, rounded down to a pico-dollar. */
function quantileOf(sorted: readonly Pico[], percent: number): Pico {
  const at = (sorted.length - 1) * percent;
  const below = sorted[Math.floor(at / 100)] as Pico;
  const above = sorted[Math.ceil(at / 100)] as Pico;
  return below + ((above - below) * BigInt(at % 100)) / 100n;
}

/**
 * Spend that belongs to nobody in particular: of members without a group or cost centre, or of cells without a project.
 */
async function unallocatedOf(
  request: ReportRequest,
  members: readonly SpendRow[],
  hidden: ReadonlySet<string>,
): Promise<Pico | null> {
  const { team, roster, engine, range, dimension } = request;
  if (dimension === "project") {
    return totalOf(addMembers(await engine.sums({ range, by: [], only: { dimension: "project", values: [""] } })));
  }
  const field = dimension === "cost-center" ? "costCenter" : "group";
  const own = members.filter(({ keys }) => !roster.get(keys[0] as string)?.[field]);
  const rest = members.length - own.length;
  // The rest of the total is a figure too: both must include enough people.
  if (!isEnough(own.length, team) || !isEnough(rest, team)) return null;
  const isOfMembers = sumDimension(dimension) === "group" || dimension === "member";
  const revealsNothing = isOfMembers || own.length === 0 || rest === 0;
  return revealsNothing || mayStandBeside(await crossedParts(request, hidden), team)
    ? own.reduce((sum, row) => sum + totalOf(row), 0n)
    : null;
}

/** The groups that are shown, each with the number of unallocated people in it and of others. */
async function crossedParts(request: ReportRequest, hidden: ReadonlySet<string>): Promise<readonly CrossedPart[]> {
  const { engine, range, roster, dimension } = request;
  const groupOf = new Map([...roster.values()].map(({ member, group }) => [member, group === "" ? "" : "allocated"]));
  const rows = await engine.people({ range, by: [sumDimension(dimension), "group"], groupOf });
  const parts = new Map<string, { inside: number; outside: number }>();
  for (const { keys, members } of rows) {
    const [key = "", group = ""] = keys;
    const name = hidden.has(key) ? "" : `=${key}`;
    const part = parts.get(name) ?? { inside: 0, outside: 0 };
    const side = group === "" ? "inside" : "outside";
    // Of merged groups the largest, because the number of different people in them is not known here.
    parts.set(name, { ...part, [side]: Math.max(part[side], members) });
  }
  return [...parts.values()];
}

async function shownChecks(
  { checks, engine, range, dimension, team }: ReportRequest,
  members: readonly SpendRow[],
): Promise<readonly SourceCheck[]> {
  const within = async (from: DayNumber, to: DayNumber): Promise<readonly string[]> =>
    from > to ? [] : (await engine.members({ from, to })).map(({ keys }) => keys[0] as string);
  const compared: ComparedCheck[] = [];
  for (const check of checks) {
    const { from, to } = check.range;
    const outside = new Set([...(await within(range.from, from - 1)), ...(await within(to + 1, range.to))]);
    const inside = new Set(await within(from, to));
    const isOfAll = outside.size === 0 && members.every(({ keys }) => check.members.has(keys[0] as string));
    const partly = [...check.members].filter((member) => inside.has(member) && outside.has(member)).length;
    compared.push({ check, isOfAll, partly });
  }
  return checksToShow(compared, dimension === "member", team);
}
