/** Archive rows to and from Parquet. The libraries are loaded with this file, so load it only when it is needed. */

import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { parquetReadObjects } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { ARCHIVE_COLUMNS, type ArchiveRow } from "./archive-row.ts";
import { rowOfObject } from "./check-row.ts";

/** In the metadata of the file: the SHA-256 of the file with zeros in the place of these 64 digits. */
const CHECKSUM_KEY = "claude-cost.sha256";
const NO_CHECKSUM = "0".repeat(64);
/** A column that every file with a checksum has, and no older one. */
const NEW_COLUMN = "account";

export type ParquetRows = {
  readonly rows: readonly ArchiveRow[];
  /** Rows that cannot be, by reason. */
  readonly refused: ReadonlyMap<string, number>;
  /** False for files of versions that wrote none. */
  readonly hasChecksum: boolean;
};

/** The bytes are not those that were written. */
export class DamagedFile extends Error {
  override readonly name = "DamagedFile";
}

export function parquetOf(rows: readonly ArchiveRow[]): Uint8Array {
  const columnData = ARCHIVE_COLUMNS.map(([name, field, type]) => ({
    name,
    type,
    nullable: field === "costUsd",
    data: rows.map((row) => toParquet(row[field], type)),
  }));
  const kvMetadata = [{ key: CHECKSUM_KEY, value: NO_CHECKSUM }];
  const bytes = Buffer.from(parquetWriteBuffer({ columnData, kvMetadata }));
  bytes.write(sha256(bytes), checksumAt(bytes), "latin1");
  return bytes;
}

function toParquet(value: string | number | null, type: string): unknown {
  if (type === "TIMESTAMP") return new Date(value as number);
  return type === "INT64" ? BigInt(value as number) : value;
}

/** @throws DamagedFile where the checksum does not fit or the bytes are no Parquet file */
export async function rowsOfParquet(bytes: Uint8Array): Promise<ParquetRows> {
  const whole = Buffer.from(bytes);
  const hasChecksum = checkSum(whole);
  const objects = await objectsOf(whole);
  // No month is written without a row.
  const mustHaveChecksum = objects.length === 0 || objects.some((object) => NEW_COLUMN in object);
  if (!hasChecksum && mustHaveChecksum) throw new DamagedFile("its checksum is missing");
  const rows: ArchiveRow[] = [];
  const refused = new Map<string, number>();
  for (const object of objects) {
    const row = rowOfObject(object);
    if (typeof row === "string") refused.set(row, (refused.get(row) ?? 0) + 1);
    else rows.push(row);
  }
  return { rows, refused, hasChecksum };
}

/** @returns false where there is none. @throws DamagedFile where it does not fit */
function checkSum(bytes: Buffer): boolean {
  const at = checksumAt(bytes);
  if (at < 0) return false;
  const expected = bytes.toString("latin1", at, at + NO_CHECKSUM.length);
  bytes.write(NO_CHECKSUM, at, "latin1");
  if (sha256(bytes) !== expected) throw new DamagedFile("its checksum does not fit");
  return true;
}

/** The metadata is the last but one thing in the file; behind it is the name of the library. */
const METADATA_BYTES = 256;

/** Where the digits of the checksum stand; -1 = there are none. */
function checksumAt(bytes: Buffer): number {
  const key = bytes.lastIndexOf(CHECKSUM_KEY);
  // After the key come the kind of the next field and the length of its text, a byte each.
  const at = key + CHECKSUM_KEY.length + 2;
  return key < bytes.length - METADATA_BYTES || at + NO_CHECKSUM.length > bytes.length ? -1 : at;
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

async function objectsOf(bytes: Buffer): Promise<readonly Record<string, unknown>[]> {
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const file = { byteLength: buffer.byteLength, slice: (from: number, to?: number) => buffer.slice(from, to) };
  try {
    return await parquetReadObjects({ file });
  } catch (error) {
    // Whatever a reader trips over in bytes that are not those of a Parquet file.
    throw new DamagedFile(`it is no whole Parquet file (${(error as Error).message})`, { cause: error });
  }
}
