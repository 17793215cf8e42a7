/** Replaces the parts of a few files in the sums. */

import type { Zone } from "../../core/calendar/zone.ts";
import type { Pico } from "../../core/pricing/money.ts";
import { DaySummer, joinDays } from "../../core/reports/day-rollup.ts";
import { costsBySession } from "../../core/reports/session-costs.ts";
import {
  appendUsage,
  listedOrigins,
  type Origins,
  type UsageColumns,
  UsageFolder,
  type UsageTable,
  usageColumns,
} from "../../core/reports/usage-rollup.ts";
import { rowsWithout } from "../../core/responses/concat-tables.ts";
import { Interner } from "../../core/responses/interner.ts";
import type { Origin } from "../../core/responses/origin.ts";
import { originKey } from "../../core/responses/origin.ts";
import { billed } from "../../core/responses/resolve.ts";
import type { Slice } from "../../core/responses/scan.ts";
import type { SessionBook } from "../../core/responses/session-facts.ts";
import { homeOrigin } from "../../core/responses/session-project.ts";
import type { LogIndex } from "../../store/index/log-index.ts";
import type { ReadChange } from "./log-changes.ts";

/** The sums of the rows that no other log has: of the changed logs, after and before the change. */
export type SummedRows = { readonly after: readonly UsageTable[]; readonly before: readonly UsageTable[] };

/** @param unsummedFromMs responses from this time on are not summed */
export function summedRows(changes: readonly ReadChange[], unsummedFromMs: number): SummedRows {
  const sum = ({ table, from, to }: Slice): UsageTable => {
    const folder = new UsageFolder(table, unsummedFromMs, to - from);
    folder.add(from, to);
    return { columns: folder.columns, models: table.models, origins: listedOrigins(table.origins) };
  };
  return {
    after: changes.flatMap(({ rows }) => rows.own.map(sum)),
    before: changes.flatMap(({ rows }) => rows.gone.map(sum)),
  };
}

export function replaceUsage(
  index: LogIndex,
  changes: readonly ReadChange[],
  { after }: SummedRows,
  sessions: SessionBook,
): UsageTable {
  const before = index.usage;
  const rows = after.reduce((sum, { columns }) => sum + columns.length, 0);
  const columns = usageColumns(before.columns.length + rows);
  copyOthers(columns, index, changes);
  const models = new Interner<string>((name) => name);
  for (const model of before.models) models.code(model);
  const origins = new Interner<Origin>(originKey);
  for (const table of after) {
    const at = columns.length;
    appendUsage(columns, table.columns, 0, table.columns.length);
    for (let i = at; i < columns.length; i++) {
      const origin = homeOrigin(billed(table.origins.get(columns.origin[i] as number)), sessions);
      columns.origin[i] = before.origins.length + origins.code(origin);
      columns.model[i] = models.code(table.models[columns.model[i] as number] as string);
    }
  }
  return { columns, models: models.values, origins: withMore(before.origins, origins.values) };
}

/** @returns null where the index has the days of another zone */
export function replaceDays(index: LogIndex, { before, after }: SummedRows, zone: Zone): UsageTable | null {
  const days = index.days(zone.name);
  if (!days) return null;
  const summer = new DaySummer(zone);
  if (before.length > 0) summer.add(days, 0, days.columns.length, 1);
  for (const table of before) summer.add(table, 0, table.columns.length, -1);
  for (const table of after) summer.add(table, 0, table.columns.length, 1);
  return before.length > 0 ? summer.finish() : joinDays(days, summer.finish());
}

/** The cost of sessions, where some logs have more or other responses than before. */
export function replaceCosts(index: LogIndex, { before, after }: SummedRows): (sessionId: string) => Pico {
  const [gone, come] = [before, after].map((tables) => tables.map(costsBySession)) as [Costs[], Costs[]];
  const sum = (costs: readonly Costs[], id: string): Pico =>
    costs.reduce((all, cost) => all + (cost.get(id) ?? 0n), 0n);
  return (id) => index.costOf(id) - sum(gone, id) + sum(come, id);
}

type Costs = ReturnType<typeof costsBySession>;

/** The sums of all files except the changed ones. */
function copyOthers(columns: UsageColumns, index: LogIndex, changes: readonly ReadChange[]): void {
  const replaced = changes.filter(({ rows }) => rows.gone.length > 0).map(({ place }) => index.usageRange(place));
  const { usage } = index;
  for (const { from, to } of rowsWithout(replaced, usage.columns.length)) appendUsage(columns, usage.columns, from, to);
}

function withMore(first: Origins, more: readonly Origin[]): Origins {
  const added = (code: number): Origin => more[code - first.length] as Origin;
  return {
    length: first.length + more.length,
    get: (code) => (code < first.length ? first.get(code) : added(code)),
    part: (code, name) => (code < first.length ? first.part(code, name) : added(code)[name]),
  };
}
