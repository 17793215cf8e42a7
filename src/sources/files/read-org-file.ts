/**
 * Reads a file of an organisation's figures: CSV (also gzipped) or Parquet, recognised by its column names. It is a
 * separate bundle, for `import` only; its results are plain data, because they are passed to another bundle.
 */

import { gunzipSync } from "node:zlib";
import type { DateRange } from "../../core/organization/fetched.ts";
import { RowFold } from "../../core/organization/fold-rows.ts";
import type { OrgReport, OrgRow } from "../../core/organization/org-row.ts";
import { LeftOut } from "./cells.ts";
import { CONSOLE_COST, CONSOLE_USAGE } from "./console-csv.ts";
import { csvHeader, csvRows, type TableRow } from "./csv-rows.ts";
import { CUR } from "./cur.ts";
import { FOCUS } from "./focus.ts";
import type { FileFormat } from "./format.ts";
import { ParquetTable } from "./parquet-rows.ts";
import { SPEND_REPORT } from "./spend-report.ts";

const FORMATS: readonly FileFormat[] = [CONSOLE_USAGE, CONSOLE_COST, SPEND_REPORT, CUR, FOCUS];

/** Text is read into memory whole; a larger file must be Parquet. */
const MAX_TEXT_BYTES = 400_000_000;

export type OrgFile =
  | {
      readonly kind: "read";
      readonly report: OrgReport;
      readonly format: string;
      /** Rows with the same key are added up. */
      readonly rows: readonly OrgRow[];
      /** Rows that are not stored, by reason. */
      readonly leftOut: ReadonlyMap<string, number>;
    }
  | { readonly kind: "needs-range"; readonly format: string }
  | { readonly kind: "problem"; readonly message: string }
  /** Not a known kind of file. */
  | { readonly kind: "unknown"; readonly columns: readonly string[] };

/** @param range for a file without days */
export async function readOrgFile(bytes: Uint8Array, range: DateRange | null): Promise<OrgFile> {
  let table: Table;
  try {
    table = tableOf(bytes);
  } catch (error) {
    return { kind: "problem", message: (error as Error).message };
  }
  const format = formatOf(table.columns);
  if (format === null) return { kind: "unknown", columns: table.columns };
  if (!format.hasDates && range === null) return { kind: "needs-range", format: format.name };
  const fold = new RowFold();
  const leftOut = new Map<string, number>();
  try {
    for await (const row of table.rows([...format.needs, ...format.columns])) {
      const read = format.rowOf(row, range);
      if (read instanceof LeftOut) leftOut.set(read.reason, (leftOut.get(read.reason) ?? 0) + 1);
      else fold.add(read);
    }
  } catch (error) {
    return { kind: "problem", message: (error as Error).message };
  }
  return { kind: "read", report: format.report, format: format.name, rows: fold.rows(), leftOut };
}

/** By column names, in any order and with any others; null = unknown. */
function formatOf(columns: readonly string[]): FileFormat | null {
  return FORMATS.find((format) => format.needs.every((name) => columns.includes(name))) ?? null;
}

type Table = {
  readonly columns: readonly string[];
  rows(wanted: readonly string[]): Iterable<TableRow> | AsyncIterable<TableRow>;
};

function tableOf(bytes: Uint8Array): Table {
  const head = Buffer.from(bytes.subarray(0, 4)).toString("latin1");
  if (head === "PAR1") return new ParquetTable(bytes);
  const plain = head.startsWith("\u001f\u008b") ? gunzipSync(bytes, { maxOutputLength: MAX_TEXT_BYTES }) : bytes;
  if (plain.length > MAX_TEXT_BYTES) throw new Error("the file is too large to read as text; export it as Parquet");
  const text = Buffer.from(plain).toString("utf8");
  return { columns: csvHeader(text), rows: () => csvRows(text) };
}
