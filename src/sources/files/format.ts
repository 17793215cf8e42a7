/** A kind of file with figures of an organisation, known by the names of its columns. */

import type { DateRange } from "../../core/organization/fetched.ts";
import type { OrgReport, OrgRow } from "../../core/organization/org-row.ts";
import type { LeftOut } from "./cells.ts";
import type { TableRow } from "./csv-rows.ts";

export type FileFormat = {
  readonly report: OrgReport;
  /** As it is called in messages. */
  readonly name: string;
  /** Columns that make a file one of these. */
  readonly needs: readonly string[];
  /** Further columns that are read where they are there; empty = all, since the file is small. */
  readonly columns: readonly string[];
  /** Whether its rows have days; else it is a sum over a range. */
  readonly hasDates: boolean;
  /** @param range what a file without days is of */
  rowOf(row: TableRow, range: DateRange | null): OrgRow | LeftOut;
};
