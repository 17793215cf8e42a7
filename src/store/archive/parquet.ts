/** Archive rows to and from Parquet. The libraries are loaded with this file, so load it only when it is needed. */

import { parquetReadObjects } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { ARCHIVE_COLUMNS, type ArchiveRow } from "./archive-row.ts";

export function parquetOf(rows: readonly ArchiveRow[]): Uint8Array {
  const columnData = ARCHIVE_COLUMNS.map(([name, field, type]) => ({
    name,
    type,
    nullable: field === "costUsd",
    data: rows.map((row) => toParquet(row[field], type)),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

function toParquet(value: string | number | null, type: string): unknown {
  if (type === "TIMESTAMP") return new Date(value as number);
  return type === "INT64" ? BigInt(value as number) : value;
}

/** @throws where the bytes are no archive file */
export async function rowsOfParquet(bytes: Uint8Array): Promise<ArchiveRow[]> {
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const file = { byteLength: buffer.byteLength, slice: (from: number, to?: number) => buffer.slice(from, to) };
  const objects = await parquetReadObjects({ file });
  return objects.map(rowOfObject);
}

/** A row as Parquet or a JSON export has it. */
export function rowOfObject(object: Readonly<Record<string, unknown>>): ArchiveRow {
  const row: Record<string, unknown> = {};
  for (const [name, field, type] of ARCHIVE_COLUMNS) row[field] = fromParquet(name, object[name], type);
  if (row["kind"] !== "response" && row["kind"] !== "session") throw new TypeError("not a row of an archive");
  return row as ArchiveRow;
}

function fromParquet(name: string, value: unknown, type: string): string | number | null {
  if (type === "STRING") {
    if (typeof value === "string") return value;
  } else if (value instanceof Date) return value.getTime();
  else if (typeof value === "bigint") return Number(value);
  else if (typeof value === "number") return value;
  else if (type === "TIMESTAMP" && typeof value === "string") return Date.parse(value);
  else if (value === null || value === undefined) {
    if (name === "cost_usd") return null;
  }
  throw new TypeError(`column ${name} is missing or of another type`);
}
