/**
 * An organisation's data for a team's days: the only place where it enters the team's report. Cells are chosen by
 * member and day (`core/team/choose-source.ts`), never added to what members shared; checks are shown beside the total.
 */

import { dayKey } from "../../core/calendar/period.ts";
import { CLAUDE_CODE_WORKSPACE } from "../../core/organization/console-report.ts";
import type { OrgDirectory } from "../../core/organization/limits.ts";
import type { OrgReport, OrgRow } from "../../core/organization/org-row.ts";
import { sourceCells } from "../../core/organization/team-cells.ts";
import { CHECKED_REPORTS, sourceCheck } from "../../core/organization/team-checks.ts";
import type { PriceBook } from "../../core/pricing/price-book.ts";
import { MEMBER_PATTERN } from "../../core/team/check-cell.ts";
import type { SourceCell } from "../../core/team/choose-source.ts";
import type { SourceCheck } from "../../core/team/report/report.ts";
import { ALL_DAYS, addMembers, type DayRange, type TeamEngine, totalOf } from "../../core/team/sums.ts";
import { ownNamesIn } from "../../store/files/absent.ts";
import { SourceStore } from "../../store/sources/source-store.ts";
import { type ForeignFile, teamSourcesDir } from "../../store/team/team-folder.ts";
import type { OpenTeam } from "./open-team.ts";
import { pseudonymOf } from "./secret.ts";

export type TeamSources = {
  readonly cells: readonly SourceCell[];
  readonly checks: readonly SourceCheck[];
  /** Stored files that cannot be read: they are left out, and listed. */
  readonly foreign: readonly ForeignFile[];
};

export type SourcesAsked = {
  /** The folder for sources in the user's own data. */
  readonly ownSourcesDir: string;
  /** Called only where something was fetched. */
  readonly book: () => PriceBook;
  readonly range: DayRange;
};

const NO_SOURCES: TeamSources = { cells: [], checks: [], foreign: [] };

/**
 * Only members who share or are on the roster, because an organisation has other people, who are not in the team.
 * @param engine with what members shared
 */
export async function readTeamSources(
  open: OpenTeam,
  engine: TeamEngine,
  { ownSourcesDir, book, range }: SourcesAsked,
): Promise<TeamSources> {
  const stores = [...storesIn(ownSourcesDir), ...storesIn(teamSourcesDir(open.dir))];
  if (stores.length === 0) return NO_SOURCES;
  const memberOf = membersOf(open, await sharingMembers(engine));
  const cells: SourceCell[] = [];
  const byReport = new Map<OrgReport, OrgRow[]>();
  const seen = new Set<string>();
  const foreign: ForeignFile[] = [];
  for (const store of stores) {
    const { finishedMs, startedMs } = store.state();
    const options = { memberOf, book: book(), fetchedMs: finishedMs ?? startedMs ?? 0 };
    const isOfClaudeCode = claudeCodeFilter(store.directory());
    for (const report of CHECKED_REPORTS) {
      // Of reports in both folders, the user's own is at least as new.
      if (seen.has(`${store.kind} ${report}`)) continue;
      const read = await store.readableRows(report, dayKey(range.from), dayKey(range.to));
      foreign.push(...read.damaged);
      const rows = read.rows.filter(isOfClaudeCode);
      if (rows.length === 0) continue;
      seen.add(`${store.kind} ${report}`);
      byReport.set(report, [...(byReport.get(report) ?? []), ...rows]);
      cells.push(...sourceCells(rows, options));
    }
  }
  const checks = await checksOf(byReport, { open, engine, memberOf, book: book(), range });
  return { cells, checks, foreign };
}

type Checking = {
  readonly open: OpenTeam;
  readonly engine: TeamEngine;
  readonly memberOf: (row: OrgRow) => string | null;
  readonly book: PriceBook;
  readonly range: DayRange;
};

async function checksOf(
  byReport: ReadonlyMap<OrgReport, readonly OrgRow[]>,
  { open: { team }, engine, memberOf, book, range }: Checking,
): Promise<readonly SourceCheck[]> {
  const shared = async (members: ReadonlySet<string>, days: DayRange): Promise<bigint> =>
    totalOf(
      addMembers(
        await engine.sums({ range: days, by: ["member"], only: { dimension: "member", values: [...members] } }),
      ),
    );
  const fewest = team.agreedToNames ? 1 : team.k;
  const checks: SourceCheck[] = [];
  for (const [report, rows] of byReport) {
    const check = await sourceCheck(report, rows, { range, memberOf, book, fewest, shared });
    if (check !== null) checks.push(check);
  }
  return checks;
}

function storesIn(sourcesDir: string): readonly SourceStore[] {
  return ownNamesIn(sourcesDir)
    .filter((name) => /^[a-z-]+$/.test(name))
    .sort()
    .map((name) => new SourceStore(sourcesDir, name))
    .filter((store) => store.reports().length > 0);
}

async function sharingMembers(engine: TeamEngine): Promise<ReadonlySet<string>> {
  const rows = await engine.sums({ range: ALL_DAYS, by: ["member"] });
  return new Set(rows.map(({ keys }) => keys[0] as string));
}

/** Rows in the user's own folder identify a member by address, those in the team's folder by pseudonym. */
function membersOf({ secret, roster }: OpenTeam, sharing: ReadonlySet<string>): (row: OrgRow) => string | null {
  const known = new Map<string, string | null>();
  const find = (name: string): string | null => {
    const member = MEMBER_PATTERN.test(name) ? name : secret === null ? null : pseudonymOf(secret, name);
    return member !== null && (sharing.has(member) || roster.has(member)) ? member : null;
  };
  return ({ actorName, actorId, actorKind }) => {
    if (actorKind === "none" || actorKind === "api-key") return null;
    const name = actorName || actorId;
    const member = known.get(name);
    if (member !== undefined) return member;
    const found = find(name);
    known.set(name, found);
    return found;
  };
}

/** Of the Console's traffic only Claude Code's, if that has a workspace of its own. */
function claudeCodeFilter({ workspaces }: OrgDirectory): (row: OrgRow) => boolean {
  const own = new Set(workspaces.filter(({ name }) => name === CLAUDE_CODE_WORKSPACE).map(({ id }) => id));
  return (row) => row.report !== "messages" || own.size === 0 || own.has(row.workspace);
}
