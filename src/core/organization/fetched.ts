/** The result of a fetch from an organisation's source, or of an import of its files. */

import type { OrgReport, OrgRow } from "./org-row.ts";

export const SOURCE_KINDS = ["anthropic", "enterprise", "gateway", "litellm"] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** Who may read a report, and what to do otherwise: for the message where access is refused. */
export type Access = { readonly needs: string; readonly instead: string };

export type FetchedPart = {
  readonly id: string;
  readonly kind: "report" | "snapshot";
  readonly optional: boolean;
  /** The number of days fetched in this run. */
  readonly days: number;
  readonly rows: number;
  /** Rows that could not be read, by reason. */
  readonly refusedRows: ReadonlyMap<string, number>;
  /** null = the report was fetched. */
  readonly refusal: { readonly message: string; readonly access: Access } | null;
  /** First day that the report contains, where earlier days were requested; null = it contains all. */
  readonly limitedTo: string | null;
};

export type Fetched = {
  readonly kind: SourceKind;
  readonly since: string;
  readonly until: string;
  /** Whether it continued an interrupted run. */
  readonly resumed: boolean;
  readonly parts: readonly FetchedPart[];
};

/** UTC days, inclusive: `2026-11-01`. */
export type DateRange = { readonly since: string; readonly until: string };

export type OrgImport = {
  /** The detected format of the file. */
  readonly format: string;
  readonly report: OrgReport;
  readonly files: number;
  /** Rows that were stored, after rows with the same key were added up. */
  readonly rows: readonly OrgRow[];
  /** null = no row remained. */
  readonly range: DateRange | null;
  readonly leftOut: ReadonlyMap<string, number>;
  /** Ranges of earlier imports that overlap with this one and were replaced by it. */
  readonly replaced: readonly DateRange[];
  readonly folder: string;
};

/** The state of a source: set up, fetched or imported. */
export type SourceInspection = {
  /** A `SourceKind`, or the folder of imported files. */
  readonly kind: string;
  /** Where the key is stored and what kind it is, never its value; null = the source needs no key. */
  readonly key: {
    /** Why the key cannot be used; null = no problem. */
    readonly problem: string | null;
    /** A variable or a file; null = not found. */
    readonly from: string | null;
    readonly kind: string | null;
  } | null;
  /** Epoch milliseconds of the last complete run, and of the start of the last run; null = none. */
  readonly finishedMs: number | null;
  readonly startedMs: number | null;
  readonly address: string;
  readonly reports: readonly {
    readonly id: string;
    /** The last day with data. */
    readonly lastDay: string | null;
    /** Data after this time may be incomplete; epoch milliseconds, null = not given. */
    readonly completeUntilMs: number | null;
    readonly refusal: { readonly message: string; readonly needs: string; readonly instead: string } | null;
    /** Rows of the last run that could not be read. */
    readonly unreadable: number;
  }[];
};
