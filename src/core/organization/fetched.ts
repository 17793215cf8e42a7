/** What a fetch from a source of an organisation, or an import of its files, came to. */

import type { OrgReport, OrgRow } from "./org-row.ts";

export const SOURCE_KINDS = ["anthropic", "enterprise", "gateway", "litellm"] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** Who may have a report, and what to do without it: for the message where it is refused. */
export type Access = { readonly needs: string; readonly instead: string };

export type FetchedPart = {
  readonly id: string;
  readonly kind: "report" | "snapshot";
  readonly optional: boolean;
  /** Days that were fetched now. */
  readonly days: number;
  readonly rows: number;
  /** Rows that could not be read, by reason. */
  readonly refusedRows: ReadonlyMap<string, number>;
  /** null = it was had. */
  readonly refusal: { readonly message: string; readonly access: Access } | null;
  /** First day that the report can tell of, where more was asked; null = all of it. */
  readonly limitedTo: string | null;
};

export type Fetched = {
  readonly kind: SourceKind;
  readonly since: string;
  readonly until: string;
  /** Whether it went on with a run that was interrupted. */
  readonly resumed: boolean;
  readonly parts: readonly FetchedPart[];
};

/** UTC days, inclusive: `2026-11-01`. */
export type DateRange = { readonly since: string; readonly until: string };

export type OrgImport = {
  /** What the file was recognised as. */
  readonly format: string;
  readonly report: OrgReport;
  readonly files: number;
  /** Rows that were stored, where rows about the same are one. */
  readonly rows: readonly OrgRow[];
  /** null = no row was left. */
  readonly range: DateRange | null;
  readonly leftOut: ReadonlyMap<string, number>;
  /** Ranges of earlier imports that overlap with this one, which takes their place. */
  readonly replaced: readonly DateRange[];
  readonly folder: string;
};

/** What there is of a source: set up, fetched or imported. */
export type SourceInspection = {
  /** A `SourceKind`, or the folder of imported files. */
  readonly kind: string;
  /** Where the key is found and what it is, never its value; null = it takes none. */
  readonly key: {
    /** Why what is there cannot be used; null = nothing is wrong. */
    readonly problem: string | null;
    /** A variable or a file; null = none is found. */
    readonly from: string | null;
    readonly kind: string | null;
  } | null;
  /** Epoch milliseconds of the last whole run, and of the beginning of the last run; null = none. */
  readonly finishedMs: number | null;
  readonly startedMs: number | null;
  readonly address: string;
  readonly reports: readonly {
    readonly id: string;
    /** The last day of which there is something. */
    readonly lastDay: string | null;
    /** What happened later may be missing; epoch milliseconds, null = not given. */
    readonly completeUntilMs: number | null;
    readonly refusal: { readonly message: string; readonly needs: string; readonly instead: string } | null;
    /** Rows of the last run that could not be read. */
    readonly unreadable: number;
  }[];
};
