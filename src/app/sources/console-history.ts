/**
 * The stored usage and costs from the Console, fetched by its API or imported from its exports, and from LiteLLM. Each
 * day of the Console is taken from only one of the two: the API or an export.
 */

import type { ConsoleDimension, ConsoleRows } from "../../core/organization/console-report.ts";
import { daysBetween } from "../../core/organization/fetch-plan.ts";
import type { DateRange } from "../../core/organization/fetched.ts";
import type { OrgDirectory } from "../../core/organization/limits.ts";
import type { OrgReport, OrgRow } from "../../core/organization/org-row.ts";
import { SourceStore } from "../../store/sources/source-store.ts";

export type ConsoleHistory = {
  readonly rows: ConsoleRows;
  readonly directory: OrgDirectory;
  /** Whether anything at all from the Console is stored. */
  readonly isAny: boolean;
  /** Days of the range for which neither the API nor an export has given the usage. */
  readonly missingDays: readonly string[];
  /** When the Console was last fetched, in epoch milliseconds; null = it was only imported. */
  readonly fetchedMs: number | null;
};

/** @throws UserError where a file is damaged */
export async function readConsole(sourcesDir: string, { since, until }: DateRange): Promise<ConsoleHistory> {
  const api = new SourceStore(sourcesDir, "anthropic");
  const exported = new SourceStore(sourcesDir, "console-csv");
  const state = api.state();
  const fetchedDays = (report: OrgReport): ReadonlySet<string> =>
    new Set(Object.keys(state.reports[report]?.days ?? {}));
  const merged = async (report: OrgReport, file: OrgReport): Promise<readonly OrgRow[]> => {
    const days = fetchedDays(report);
    const others = await exported.rows(file, since, until);
    return [...(await api.rows(report, since, until)), ...others.filter((row) => !days.has(row.date))];
  };
  const usage = await merged("messages", "console-usage");
  const told = new Set([...fetchedDays("messages"), ...usage.map((row) => row.date)]);
  return {
    rows: {
      source: "console",
      usage,
      charged: await merged("cost-report", "console-cost"),
      estimated: await api.rows("claude-code", since, until),
    },
    directory: api.directory(),
    isAny: told.size > 0 || exported.reports().length > 0,
    missingDays: daysBetween(since, until).filter((day) => !told.has(day)),
    fetchedMs: state.finishedMs ?? state.startedMs,
  };
}

/**
 * Reads LiteLLM's rows, each of which has both tokens and spend. LiteLLM gives them by team and by tag in separate
 * reports.
 * @throws UserError where a file is damaged
 */
export async function readLiteLlm(
  sourcesDir: string,
  { since, until }: DateRange,
  dimension: ConsoleDimension,
): Promise<ConsoleHistory> {
  const store = new SourceStore(sourcesDir, "litellm");
  const state = store.state();
  const report = dimension === "team" ? "litellm-teams" : dimension === "tag" ? "litellm-tags" : "litellm";
  const told = new Set(Object.keys(state.reports[report]?.days ?? {}));
  const rows = await store.rows(report, since, until);
  return {
    rows: { source: "litellm", usage: rows, charged: rows, estimated: [] },
    directory: store.directory(),
    isAny: told.size > 0,
    missingDays: daysBetween(since, until).filter((day) => !told.has(day)),
    fetchedMs: state.finishedMs ?? state.startedMs,
  };
}
