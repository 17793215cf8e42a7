/** Archive rows to and from Parquet. The libraries are loaded with this file, so load it only when it is needed. */

import { DamagedFile, readParquetColumns, writeParquet } from "../files/parquet-file.ts";
import { ARCHIVE_COLUMNS, type ArchiveRow } from "./archive-row.ts";
import { rowOfCells } from "./check-row.ts";

export { DamagedFile };

/** A column that every file with a checksum has, and no older one. */
const NEW_COLUMN = "account";

export type ParquetRows = {
  readonly rows: readonly ArchiveRow[];
  /** Invalid rows, by reason. */
  readonly refused: ReadonlyMap<string, number>;
  /** False for files of versions that wrote none. */
  readonly hasChecksum: boolean;
};

/** A column of texts that is not part of a row: exports contain it, imports ignore it. */
export type TextColumn = { readonly name: string; readonly textOf: (row: ArchiveRow) => string };

/** @param more columns after those of the archive */
export function parquetOf(rows: readonly ArchiveRow[], more: readonly TextColumn[] = []): Uint8Array {
  const columnData = ARCHIVE_COLUMNS.map(([name, field, type]) => ({
    name,
    type,
    nullable: field === "costUsd",
    data: rows.map((row) => toParquet(row[field], type)),
  }));
  const texts = more.map(({ name, textOf }) => ({
    name,
    type: "STRING" as const,
    nullable: false,
    data: rows.map(textOf),
  }));
  return writeParquet({ columnData: [...columnData, ...texts] });
}

function toParquet(value: string | number | null, type: string): unknown {
  return type === "INT64" || type === "TIMESTAMP" ? BigInt(value as number) : value;
}

/** @throws DamagedFile where the checksum is wrong or the bytes are not a Parquet file */
export async function rowsOfParquet(bytes: Uint8Array): Promise<ParquetRows> {
  const { hasChecksum, columns } = await readParquetColumns(bytes);
  const count = Math.max(0, ...Array.from(columns.values(), ({ length }) => length));
  // No month is written without a row.
  const mustHaveChecksum = count === 0 || columns.has(NEW_COLUMN);
  if (!hasChecksum && mustHaveChecksum) throw new DamagedFile("its checksum is missing");
  const lists = ARCHIVE_COLUMNS.map(([name]) => columns.get(name));
  const rows: ArchiveRow[] = [];
  const refused = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    const row = rowOfCells(lists.map((list) => list?.[i]));
    if (typeof row === "string") refused.set(row, (refused.get(row) ?? 0) + 1);
    else rows.push(row);
  }
  return { rows, refused, hasChecksum };
}
