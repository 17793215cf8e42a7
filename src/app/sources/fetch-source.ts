/** Fetches what an organisation's API reports and stores it day by day, so that an interrupted run can continue. */

import { dayKey } from "../../core/calendar/period.ts";
import type { DayNumber } from "../../core/calendar/zone.ts";
import { isFinal, REVISED_DAYS } from "../../core/organization/fetch-plan.ts";
import type { Fetched, FetchedPart } from "../../core/organization/fetched.ts";
import type { ReportState } from "../../store/sources/source-store.ts";
import type { FetchOptions, Run } from "./fetch-parts.ts";
import { fetchReport } from "./fetch-report.ts";
import { fetchDirectory, fetchLimits } from "./fetch-snapshots.ts";

const DAY_MS = 86_400_000;
/** A run that was interrupted longer ago than this is started again from the beginning. */
const RESUMED_FOR_MS = DAY_MS;

/**
 * @throws UserError where the server does not accept the key, cannot be reached or asks for too long a wait, or the run
 * is stopped; whatever was fetched until then is stored
 */
export async function fetchSource(options: FetchOptions): Promise<Fetched> {
  const { kind, base, key, userAgent, store, signal, nowMs } = options;
  const { openSource } = await import("../../sources/open-source.ts");
  const source = openSource(kind, { base, key, userAgent, signal });
  const run = beginRun(options);
  const parts: FetchedPart[] = [];
  const directory = await fetchDirectory(source, options, parts);
  await fetchLimits(source, options, parts);
  for (const report of source.reports) parts.push(await fetchReport(report, options, run, directory));
  store.writeState({ ...store.state(), finishedMs: nowMs });
  options.pending.drop();
  return { kind, since: dayKey(run.since), until: dayKey(run.until), resumed: run.resumed, parts };
}

function beginRun({ store, base, since, until, nowMs }: FetchOptions): Run {
  const state = store.state();
  const { startedMs } = state;
  const isOpen = startedMs !== null && state.finishedMs === null && state.address === base.origin;
  const resumed = isOpen && nowMs >= startedMs && nowMs - startedMs < RESUMED_FOR_MS;
  const began = resumed ? startedMs : nowMs;
  store.writeState({
    ...state,
    startedMs: began,
    finishedMs: null,
    address: base.origin,
  });
  const today = Math.floor(nowMs / DAY_MS);
  return { since: since ?? firstUnsettled(state.reports, today), until: until ?? today, startedMs: began, resumed };
}

/** The first day that the vendor may have revised, or that was not fetched since. */
function firstUnsettled(reports: Readonly<Record<string, ReportState>>, today: DayNumber): DayNumber {
  const open = Object.values(reports).flatMap(({ days }) =>
    Object.entries(days)
      .map(([day, fetchedMs]) => ({ day: Date.parse(day) / DAY_MS, fetchedMs }))
      .filter(({ day, fetchedMs }) => !isFinal(day, fetchedMs))
      .map(({ day }) => day),
  );
  return open.reduce((first, day) => Math.min(first, day), today - REVISED_DAYS);
}
