/** Rows of an organisation to and from Parquet. The libraries are loaded with this file, so load it only when needed. */

import { parquetReadObjects } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import {
  ACTOR_KINDS,
  type ActorKind,
  ORG_REPORTS,
  type OrgReport,
  type OrgRow,
} from "../../core/organization/org-row.ts";

type ColumnType = "STRING" | "INT64" | "DOUBLE";

/** Sums of tokens exceed 32 bits within a month of one busy member. */
const COLUMNS: readonly (readonly [column: string, field: keyof OrgRow, type: ColumnType, nullable?: true])[] = [
  ["report", "report", "STRING"],
  ["date", "date", "STRING"],
  ["until_date", "untilDate", "STRING"],
  ["actor_kind", "actorKind", "STRING"],
  ["actor_id", "actorId", "STRING"],
  ["actor_name", "actorName", "STRING"],
  ["workspace", "workspace", "STRING"],
  ["api_key", "apiKey", "STRING"],
  ["team", "team", "STRING"],
  ["tag", "tag", "STRING"],
  ["model", "model", "STRING"],
  ["product", "product", "STRING"],
  ["speed", "speed", "STRING"],
  ["geo", "geo", "STRING"],
  ["service_tier", "serviceTier", "STRING"],
  ["context_window", "contextWindow", "STRING"],
  ["detail", "detail", "STRING"],
  ["input_tokens", "input", "INT64"],
  ["output_tokens", "output", "INT64"],
  ["cache_write_5m_tokens", "cacheWrite5m", "INT64"],
  ["cache_write_1h_tokens", "cacheWrite1h", "INT64"],
  ["cache_write_untold_tokens", "cacheWriteUntold", "INT64"],
  ["cache_read_tokens", "cacheRead", "INT64"],
  ["web_searches", "webSearches", "INT64"],
  ["requests", "requests", "INT64", true],
  ["sessions", "sessions", "INT64", true],
  ["cost_pico", "costPico", "INT64", true],
  ["list_pico", "listPico", "INT64", true],
  ["currency", "currency", "STRING"],
];

/** The cost as a float, for people who open the file. Not read back. */
const COST_COLUMN = "cost";

export function orgParquetOf(rows: readonly OrgRow[]): Uint8Array {
  const columnData = COLUMNS.map(([name, field, type, nullable = false]) => ({
    name,
    type,
    nullable,
    data: rows.map((row) => (type === "INT64" ? bigOf(row[field]) : row[field])),
  }));
  const cost = { name: COST_COLUMN, type: "DOUBLE" as const, nullable: true, data: rows.map(costOf) };
  return new Uint8Array(parquetWriteBuffer({ columnData: [...columnData, cost] }));
}

const costOf = ({ costPico }: OrgRow): number | null => (costPico === null ? null : Number(costPico) / 1e12);
const bigOf = (value: unknown): bigint | null => (value === null ? null : BigInt(value as number | bigint));

/** @throws Error where the bytes are not a Parquet file of ours */
export async function orgRowsOfParquet(bytes: Uint8Array): Promise<readonly OrgRow[]> {
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const file = { byteLength: buffer.byteLength, slice: (from: number, to?: number) => buffer.slice(from, to) };
  return (await parquetReadObjects({ file })).map(rowOf);
}

const DATE = /^\d{4}-\d\d-\d\d$/;

function rowOf(object: Record<string, unknown>): OrgRow {
  const row: Record<string, unknown> = {};
  for (const [column, field, type, nullable = false] of COLUMNS) {
    row[field] = type === "STRING" ? textOf(object, column) : numberOf(object, column, field, nullable);
  }
  const { report, actorKind, date, untilDate } = row as Record<string, string>;
  const isKnown = ORG_REPORTS.includes(report as OrgReport) && ACTOR_KINDS.includes(actorKind as ActorKind);
  if (!isKnown || !DATE.test(date ?? "") || !DATE.test(untilDate ?? ""))
    throw new Error("a row is of no known report or day");
  return row as OrgRow;
}

function textOf(object: Record<string, unknown>, column: string): string {
  const value = object[column];
  if (typeof value !== "string") throw new Error(`the column ${column} is missing`);
  return value;
}

function numberOf(
  object: Record<string, unknown>,
  column: string,
  field: keyof OrgRow,
  nullable: boolean,
): bigint | number | null {
  const value = object[column] ?? null;
  if (value === null && nullable) return null;
  if (typeof value !== "bigint") throw new Error(`the column ${column} is missing`);
  if (field === "costPico" || field === "listPico") return value;
  if (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER))
    throw new Error(`the column ${column} has an impossible count`);
  return Number(value);
}
