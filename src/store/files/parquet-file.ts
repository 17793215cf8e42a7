/**
 * Parquet files with a checksum over all their bytes, so that any change is detected. The libraries are loaded with
 * this file, so load it only when it is needed.
 */

import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import {
  type AsyncBuffer,
  parquetMetadataAsync,
  parquetRead,
  parquetReadObjects,
  type RowGroup,
  type SchemaElement,
} from "hyparquet";
import {
  ByteWriter,
  type ColumnSource,
  type ParquetWriteOptions,
  ParquetWriter,
  parquetWriteBuffer,
} from "hyparquet-writer";
import { addToGroup } from "../../core/groups.ts";
import { readStoredColumn, type StoredColumn } from "./parquet-pages.ts";

/** In the metadata of the file: the SHA-256 of the file with zeros in the place of these 64 digits. */
const CHECKSUM_KEY = "claude-cost.sha256";
const NO_CHECKSUM = "0".repeat(64);

/** The bytes differ from those that were written. */
export class DamagedFile extends Error {
  override readonly name = "DamagedFile";
}

export type ParquetContent = {
  readonly columnData: ColumnSource[];
  /** For columns whose type the writer does not derive. */
  readonly schema?: ParquetWriteOptions["schema"];
};

export function writeParquet({ columnData, schema }: ParquetContent): Uint8Array {
  const options = { columnData, kvMetadata: [NO_CHECKSUM_YET], ...(schema ? { schema } : {}) };
  return withChecksum(parquetWriteBuffer(options));
}

/**
 * The same, a row group after another: only one of them is in memory as values.
 * @param schema a root, and the columns in their order
 */
export function writeParquetGroups(
  schema: readonly SchemaElement[],
  groups: Iterable<{ readonly rows: number; readonly columns: ColumnSource[] }>,
): Uint8Array {
  const writer = new ByteWriter();
  const file = new ParquetWriter({ writer, schema: [...schema], kvMetadata: [NO_CHECKSUM_YET] });
  for (const { rows, columns } of groups) {
    // Into memory it is written at once: there is nothing to wait for.
    void file.write({ columnData: columns, rowGroupSize: rows });
  }
  void file.finish();
  return withChecksum(writer.getBuffer());
}

const NO_CHECKSUM_YET = { key: CHECKSUM_KEY, value: NO_CHECKSUM };

function withChecksum(file: ArrayBuffer): Uint8Array {
  const bytes = Buffer.from(file);
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
  const { file, hasChecksum } = openParquet(bytes);
  return { rows: await orDamaged(parquetReadObjects({ file })), hasChecksum };
}

/** Values of a column in the order of the rows; dates as days, times and INT64 as bigint. */
export type ParquetColumn = ArrayLike<unknown>;

export type ReadColumns = {
  /** By name; all of one length. */
  readonly columns: ReadonlyMap<string, ParquetColumn>;
  /** False for files that were written without one. */
  readonly hasChecksum: boolean;
};

/** @throws DamagedFile where the checksum does not fit or the bytes are no Parquet file */
export async function readParquetColumns(bytes: Uint8Array): Promise<ReadColumns> {
  const { file, hasChecksum } = openParquet(bytes);
  const parts = new Map<string, ParquetColumn[]>();
  const onChunk = ({ columnName, columnData }: { columnName: string; columnData: ParquetColumn }): void =>
    addToGroup(parts, columnName, columnData);
  await orDamaged(parquetRead({ file, parsers: AS_STORED, onChunk }));
  const columns = new Map(
    [...parts].map(([name, list]) => [name, list.length === 1 ? (list[0] as ParquetColumn) : joined(list)]),
  );
  return { columns, hasChecksum };
}

/** The rows of one row group. */
export type StoredGroup = { readonly rows: number; readonly columns: ReadonlyMap<string, StoredColumn> };

/**
 * Reads some columns of a flat file, as they are stored.
 * @returns null where a column is stored in a format that this program does not write
 * @throws DamagedFile where the checksum is missing or wrong, or the bytes are not a Parquet file
 */
export async function readStored(
  bytes: Uint8Array,
  names: readonly string[],
): Promise<{ readonly schema: readonly SchemaElement[]; readonly groups: readonly StoredGroup[] | null }> {
  const { file, hasChecksum } = openParquet(bytes);
  if (!hasChecksum) throw new DamagedFile(NOT_OURS);
  const { schema, row_groups } = await orDamaged(parquetMetadataAsync(file));
  const rows = row_groups.reduce((n, { num_rows }) => n + Number(num_rows), 0);
  if (rows > bytes.length * MOST_ROWS_A_BYTE) throw new DamagedFile("it claims more rows than it can contain");
  const read = async () => row_groups.map((group) => storedGroup(bytes, group, schema, names));
  const groups = await orDamaged(read());
  return { schema, groups: groups.some((group) => group === null) ? null : (groups as StoredGroup[]) };
}

/** A row takes at least one bit: a file that claims more rows is not read. */
const MOST_ROWS_A_BYTE = 8;

function storedGroup(
  bytes: Uint8Array,
  { num_rows, columns }: RowGroup,
  schema: readonly SchemaElement[],
  names: readonly string[],
): StoredGroup | null {
  const rows = Number(num_rows);
  if (!(rows >= 0)) throw new Error("it has fewer rows than none");
  const stored = new Map<string, StoredColumn>();
  for (const name of names) {
    const column = columns.find(({ meta_data }) => meta_data?.path_in_schema.join(".") === name);
    // The first element is the root, which may have a column's name.
    const element = schema.find((one, i) => i > 0 && one.name === name);
    const read = column && element ? readStoredColumn(bytes, column, element, rows) : null;
    if (read === null) return null;
    stored.set(name, read);
  }
  return { rows, columns: stored };
}

/**
 * Reads the columns' definitions, without their values.
 * @throws DamagedFile where the checksum is missing or wrong, or the bytes are not a Parquet file
 */
export async function parquetSchema(bytes: Uint8Array): Promise<readonly SchemaElement[]> {
  const { file, hasChecksum } = openParquet(bytes);
  if (!hasChecksum) throw new DamagedFile(NOT_OURS);
  return (await orDamaged(parquetMetadataAsync(file))).schema;
}

/** The reason for refusing a file without a checksum. */
export const NOT_OURS = "it was not written by claude-cost (no checksum)";

const AS_STORED = {
  dateFromDays: (days: number) => days,
  timestampFromMilliseconds: (millis: bigint) => millis,
};

function joined(list: readonly ParquetColumn[]): ParquetColumn {
  const all: unknown[] = [];
  for (const part of list) for (let i = 0; i < part.length; i++) all.push(part[i]);
  return all;
}

/** @throws DamagedFile where the checksum is wrong */
function openParquet(bytes: Uint8Array): { readonly file: AsyncBuffer; readonly hasChecksum: boolean } {
  const { buffer, byteOffset, byteLength } = bytes;
  const slice = (from: number, to = byteLength): ArrayBuffer =>
    buffer.slice(byteOffset + from, byteOffset + to) as ArrayBuffer;
  return { file: { byteLength, slice }, hasChecksum: checkSum(bytes) };
}

/** @returns false where there is none. @throws DamagedFile where it is wrong */
function checkSum(bytes: Uint8Array): boolean {
  const at = checksumAt(bytes);
  if (at < 0) return false;
  const end = at + NO_CHECKSUM.length;
  const hash = createHash("sha256").update(bytes.subarray(0, at)).update(NO_CHECKSUM).update(bytes.subarray(end));
  if (hash.digest("hex") !== asBuffer(bytes).toString("latin1", at, end)) {
    throw new DamagedFile("its checksum does not fit");
  }
  return true;
}

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** The metadata is near the end of the file; only the name of the library follows. */
const METADATA_BYTES = 256;

/** The offset of the checksum's digits; -1 = there is no checksum. */
function checksumAt(bytes: Uint8Array): number {
  const tail = Math.max(0, bytes.length - METADATA_BYTES - CHECKSUM_KEY.length);
  const key = asBuffer(bytes.subarray(tail)).lastIndexOf(CHECKSUM_KEY) + tail;
  // After the key come the type of the next field and the length of its text, one byte each.
  const at = key + CHECKSUM_KEY.length + 2;
  return key < tail || at + NO_CHECKSUM.length > bytes.length ? -1 : at;
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

async function orDamaged<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    // Errors that the library throws for bytes that are not a Parquet file.
    throw new DamagedFile(`it is no whole Parquet file (${(error as Error).message})`, { cause: error });
  }
}
