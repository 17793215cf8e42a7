/** What a look at every file of the archive found. */

import type { Pico } from "./pricing/money.ts";

export type ArchivedMonth = {
  /** `2026-11`. */
  readonly month: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly state: "whole" | "unchecked" | "damaged";
  /** Why it is damaged, or why rows of it are not counted; else "". */
  readonly reason: string;
  readonly isLastGoodCopy: boolean;
  readonly refusedRows: number;
  readonly responses: number;
  readonly sessions: number;
  /** As priced when the rows were written. */
  readonly costPico: Pico;
  readonly firstMs: number;
  readonly lastMs: number;
};

export type ArchivedFolder = {
  /** A Claude Code folder; "" = imported by an earlier version, for no folder. */
  readonly folder: string;
  readonly responses: number;
  /** Those of them that were imported. */
  readonly imported: number;
  /** The folder that it counts with; "" = itself. */
  readonly adoptedBy: string;
};

export type ArchiveCheck = {
  readonly archiveDir: string;
  readonly months: readonly ArchivedMonth[];
  readonly folders: readonly ArchivedFolder[];
  /** Damaged files that were replaced and are kept beside. */
  readonly setAside: readonly string[];
  readonly isWhole: boolean;
};
