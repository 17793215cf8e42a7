/** A kind of file with an organisation's figures, recognised by its column names. */

import type { DateRange } from "../../core/organization/fetched.ts";
import type { OrgReport, OrgRow } from "../../core/organization/org-row.ts";
import type { LeftOut } from "./cells.ts";
import type { TableRow } from "./csv-rows.ts";

export type FileFormat = {
  readonly report: OrgReport;
  /** Its name in messages. */
  readonly name: string;
  /** Columns that a file of this kind must have. */
  readonly needs: readonly string[];
  /** Further columns that are read if present; empty = all, because the file is small. */
  readonly columns: readonly string[];
  /** Whether its rows have days; if not, it is a sum over a range. */
  readonly hasDates: boolean;
  /** @param range the range of a file without days */
  rowOf(row: TableRow, range: DateRange | null): OrgRow | LeftOut;
};
