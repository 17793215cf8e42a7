/** What the parts of a fetch have in common: the options, the result of each part, and how a refusal is recorded. */

import type { DayNumber } from "../../core/calendar/zone.ts";
import type { DayWindow } from "../../core/organization/fetch-plan.ts";
import type { Access, SourceKind } from "../../core/organization/fetched.ts";
import type { OrgDirectory, OrgLimits } from "../../core/organization/limits.ts";
import type { OrgRow } from "../../core/organization/org-row.ts";
import { UserError } from "../../core/user-error.ts";
import type { FoundKey } from "../../sources/client/keys.ts";
import type { PendingFile } from "../../store/sources/pending-window.ts";
import { FRESH_REPORT, type ReportState, type SourceStore } from "../../store/sources/source-store.ts";

export type FetchOptions = {
  readonly kind: SourceKind;
  readonly base: URL;
  readonly key: FoundKey;
  readonly userAgent: string;
  readonly store: SourceStore;
  readonly pending: PendingFile;
  /** The first UTC day to fetch (inclusive); null = whatever may have changed since the last run. */
  readonly since: DayNumber | null;
  readonly until: DayNumber | null;
  readonly nowMs: number;
  readonly signal: AbortSignal;
  /** What to store of a row or a member: in a folder that others read, pseudonyms take the place of people. */
  readonly protect: Protection;
  progress(step: FetchStep): void;
};

export type Protection = {
  row(row: OrgRow): OrgRow;
  directory(directory: OrgDirectory): OrgDirectory;
  limits(limits: OrgLimits): OrgLimits;
};

export type FetchStep = { readonly part: string; readonly window: DayWindow | null; readonly rows: number };

export type Run = {
  readonly since: DayNumber;
  readonly until: DayNumber;
  readonly startedMs: number;
  readonly resumed: boolean;
};

export const NOTHING_FETCHED = {
  days: 0,
  rows: 0,
  refusedRows: new Map<string, number>(),
  refusal: null,
  limitedTo: null,
};

/** @throws UserError for a failure that ends the run */
export async function refusalOf(
  error: unknown,
  { id, access }: { readonly id: string; readonly access: Access },
  { key, base }: FetchOptions,
): Promise<{ message: string; access: Access }> {
  const { explain } = await import("../../sources/open-source.ts");
  const explained = explain(error, { what: id, access, key, base });
  if (explained === null) throw error;
  if (explained.kind === "refused") return explained;
  throw new UserError(explained.message, { hint: explained.hint, cause: error });
}

export const refusalState = ({ message, access }: { message: string; access: Access }): ReportState["refusal"] => ({
  message,
  ...access,
});

export function noteReport(store: SourceStore, id: string, change: Partial<ReportState>): void {
  const state = store.state();
  const before = state.reports[id] ?? FRESH_REPORT;
  store.writeState({ ...state, reports: { ...state.reports, [id]: { ...before, ...change } } });
}
