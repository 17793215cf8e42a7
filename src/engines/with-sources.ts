/**
 * Adds an organisation's data to an engine: for each member and day one source is chosen
 * (`core/team/choose-source.ts`), the members' own shares first, and nothing is counted twice.
 */

import { parseDay } from "../core/calendar/period.ts";
import type { DayNumber } from "../core/calendar/zone.ts";
import { CellTable } from "../core/team/cell-table.ts";
import { chosenCells, type SourceCell } from "../core/team/choose-source.ts";
import { combineWeeks, type MemberDay, weeksOf } from "../core/team/member-weeks.ts";
import {
  ALL_DAYS,
  addMembers,
  compareKeys,
  type DayRange,
  type MachineShare,
  type PeopleRow,
  type SpendRow,
  type SumQuery,
  type SumRow,
  type TeamEngine,
  totalOf,
  type WeekOfUse,
} from "../core/team/sums.ts";
import { EmbeddedEngine } from "./embedded/embedded-engine.ts";

/** @param cells of all sources; those that are not chosen are left out here */
export async function withSources(engine: TeamEngine, cells: readonly SourceCell[]): Promise<TeamEngine> {
  if (cells.length === 0) return engine;
  const members = [...new Set(cells.map(({ cell }) => cell.member))];
  const shared = await daysOf(engine, members);
  const known = new Set(shared.map(({ member, day }) => `${member} ${day}`));
  const chosen = chosenCells(cells, (member, day) => known.has(`${member} ${day}`));
  if (chosen.length === 0) return engine;
  const table = CellTable.forReports();
  table.add((field) => chosen.map((cell) => cell[field]), chosen.length);
  return new EngineWithSources(engine, new EmbeddedEngine(table), shared);
}

async function daysOf(engine: TeamEngine, members: readonly string[]): Promise<readonly MemberDay[]> {
  const only = { dimension: "member" as const, values: members };
  const rows = await engine.sums({ range: ALL_DAYS, by: ["member", "day"], only });
  return rows.map((row) => ({
    member: row.keys[0] as string,
    day: parseDay(row.keys[1] as string) as DayNumber,
    isActive: row.activeDays > 0,
    totalPico: totalOf(row),
  }));
}

class EngineWithSources implements TeamEngine {
  readonly name: TeamEngine["name"];
  readonly #shares: TeamEngine;
  readonly #sources: TeamEngine;
  /** Days of the members that the sources know, as they shared them. */
  readonly #shared: readonly MemberDay[];

  constructor(shares: TeamEngine, sources: TeamEngine, shared: readonly MemberDay[]) {
    this.name = shares.name;
    this.#shares = shares;
    this.#sources = sources;
    this.#shared = shared;
  }

  async sums(query: SumQuery): Promise<readonly SumRow[]> {
    const rows = new Map((await this.#shares.sums(query)).map((row) => [keyOf(row.keys), row]));
    const twice = await this.#membersInBoth(query);
    for (const other of await this.#sources.sums(query)) {
      const key = keyOf(other.keys);
      const row = rows.get(key);
      if (!row) rows.set(key, other);
      else {
        const sum = addMembers([row, other]);
        rows.set(key, { ...sum, keys: row.keys, members: sum.members - (twice.get(key) ?? 0) });
      }
    }
    return [...rows.values()].sort((a, b) => compareKeys(a.keys, b.keys));
  }

  people(query: SumQuery): Promise<readonly PeopleRow[]> {
    return this.sums(query);
  }

  members(range: DayRange): Promise<readonly SpendRow[]> {
    return this.sums({ range, by: ["member"] });
  }

  /** By key of a row: members of whom both have something in it. */
  async #membersInBoth(query: SumQuery): Promise<ReadonlyMap<string, number>> {
    const byMember: SumQuery = { ...query, by: [...query.by, "member"] };
    const inShares = new Set((await this.#shares.sums(byMember)).map(({ keys }) => keyOf(keys)));
    const both = new Map<string, number>();
    for (const { keys } of await this.#sources.sums(byMember)) {
      const key = keyOf(keys.slice(0, -1));
      if (inShares.has(keyOf(keys))) both.set(key, (both.get(key) ?? 0) + 1);
    }
    return both;
  }

  async weeksOfUse(range: DayRange): Promise<readonly WeekOfUse[]> {
    const added = await daysOf(this.#sources, await this.#sourceMembers());
    const others = combineWeeks(await this.#shares.weeksOfUse(range), weeksOf(this.#shared, range), -1);
    return combineWeeks(others, weeksOf([...this.#shared, ...added], range), 1);
  }

  async #sourceMembers(): Promise<readonly string[]> {
    return (await this.#sources.sums({ range: ALL_DAYS, by: ["member"] })).map(({ keys }) => keys[0] as string);
  }

  machines(): Promise<readonly MachineShare[]> {
    return this.#shares.machines();
  }

  close(): Promise<void> {
    return this.#shares.close();
  }
}

const keyOf = (keys: readonly string[]): string => JSON.stringify(keys);
