/** The result of checking every file of the archive. */

import type { Pico } from "./pricing/money.ts";

export type ArchivedMonth = {
  /** `2026-11`. */
  readonly month: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly state: "whole" | "unchecked" | "damaged";
  /** Why the file is damaged, or why some of its rows are not counted; "" = no problem. */
  readonly reason: string;
  readonly isLastGoodCopy: boolean;
  readonly refusedRows: number;
  readonly responses: number;
  readonly sessions: number;
  /** The cost as it was priced when the rows were written. */
  readonly costPico: Pico;
  readonly firstMs: number;
  readonly lastMs: number;
};

export type ArchivedFolder = {
  /** A Claude Code folder; "" = the rows were imported by an earlier version, which recorded no folder. */
  readonly folder: string;
  readonly responses: number;
  /** How many of the rows were imported. */
  readonly imported: number;
  /** The folder whose figures include this one; "" = it is counted separately. */
  readonly adoptedBy: string;
};

export type ArchiveCheck = {
  readonly archiveDir: string;
  readonly months: readonly ArchivedMonth[];
  readonly folders: readonly ArchivedFolder[];
  /** Damaged files that were replaced; the originals are stored beside the new ones. */
  readonly setAside: readonly string[];
  readonly isWhole: boolean;
};
