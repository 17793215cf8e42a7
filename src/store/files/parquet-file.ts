/**
 * Parquet files with a checksum over all their bytes, so that a change in any of them is found. The libraries are loaded
 * with this file, so load it only when it is needed.
 */

import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { parquetReadObjects } from "hyparquet";
import { type ColumnSource, type ParquetWriteOptions, parquetWriteBuffer } from "hyparquet-writer";

/** In the metadata of the file: the SHA-256 of the file with zeros in the place of these 64 digits. */
const CHECKSUM_KEY = "claude-cost.sha256";
const NO_CHECKSUM = "0".repeat(64);

/** The bytes are not those that were written. */
export class DamagedFile extends Error {
  override readonly name = "DamagedFile";
}

export type ParquetContent = {
  readonly columnData: ColumnSource[];
  /** Where a column's type is not one of the writer's own. */
  readonly schema?: ParquetWriteOptions["schema"];
};

export function writeParquet({ columnData, schema }: ParquetContent): Uint8Array {
  const kvMetadata = [{ key: CHECKSUM_KEY, value: NO_CHECKSUM }];
  const options = { columnData, kvMetadata, ...(schema ? { schema } : {}) };
  const bytes = Buffer.from(parquetWriteBuffer(options));
  bytes.write(sha256(bytes), checksumAt(bytes), "latin1");
  return bytes;
}

export type ReadParquet = {
  readonly rows: readonly Record<string, unknown>[];
  /** False for files that were written without one. */
  readonly hasChecksum: boolean;
};

/** @throws DamagedFile where the checksum does not fit or the bytes are no Parquet file */
export async function readParquet(bytes: Uint8Array): Promise<ReadParquet> {
  const whole = Buffer.from(bytes);
  const hasChecksum = checkSum(whole);
  return { rows: await objectsOf(whole), hasChecksum };
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
