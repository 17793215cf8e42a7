/**
 * What reading the logs gave, kept between runs: the resolved and priced table as it is used, and behind it, for when a
 * log has changed, what each file gave by itself. Disposable: `--no-index` gives the same figures.
 */

import { Buffer } from "node:buffer";
import { closeSync, openSync } from "node:fs";
import {
  COLUMN_TYPES,
  type Extras,
  type Origin,
  type ResponseColumns,
  type ResponseTable,
} from "../../core/usage/columns.ts";
import type { Resolution } from "../../core/usage/resolve.ts";
import type { FileScan, ScanReport } from "../../core/usage/scan.ts";
import type { SessionFacts } from "../../core/usage/session-facts.ts";
import { originKey } from "../../core/usage/table-draft.ts";
import {
  type FactsList,
  factsOf,
  listFacts,
  listOrigins,
  listReport,
  originsOf,
  type ReportList,
  reportOf,
} from "./codec.ts";
import { BadIndex, encodeSections, SectionReader, type Sections } from "./sections.ts";

/** Raised whenever the layout changes, or what a scanner takes from a row. */
const FORMAT = 1;

/** A log file as it was when it was read. */
export type FileStamp = {
  readonly path: string;
  readonly dev: number;
  readonly ino: number;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
};
const STAMP_NUMBERS = 4;

export type IndexContent = Resolution & {
  readonly files: readonly FileStamp[];
  /** One for each file, and the archive's. */
  readonly scans: readonly FileScan[];
  /** What the archive was. */
  readonly archiveStamp: string;
  readonly sessions: ReadonlyMap<string, SessionFacts>;
  readonly report: ScanReport;
  /** What the prices were made with. */
  readonly priceKey: string;
  readonly usesOverlay: boolean;
};

type Head = {
  readonly format: number;
  readonly writer: string;
  readonly priceKey: string;
  readonly archiveStamp: string;
  readonly usesOverlay: boolean;
  readonly rows: number;
  readonly sharedRows: number;
  readonly models: readonly string[];
  readonly copies: readonly (readonly [string, readonly number[]])[];
  readonly report: ReportList;
  readonly paths: readonly string[];
  readonly extras: readonly (readonly [number, ExtrasValue])[];
};
type ExtrasValue = NonNullable<ReturnType<Extras["get"]>>;

/** What is kept of one file: its rows are in the two tables. */
type FileEntry = readonly [
  fileSession: string,
  consumed: number,
  fingerprint: number,
  own: readonly [number, number],
  copied: readonly [number, number],
  lastMs: number | null,
  lastModel: number,
  lastOrigin: number,
  report: ReportList,
  facts: readonly (FactsList | string)[],
];

const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const jsonBytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
const jsonOf = <T>(bytes: Buffer): T => JSON.parse(bytes.toString("utf8")) as T;

/** @param writer the program's version: another one reads everything again */
export function encodeIndex(content: IndexContent, writer: string): Uint8Array[] {
  const { table, rawOrigins, shared, files, sessions } = content;
  const stamps = Float64Array.from(files.flatMap((f) => [f.dev, f.ino, f.sizeBytes, f.mtimeMs]));
  const origins = listOrigins(table.origins);
  const raw = listOrigins(rawOrigins);
  const head: Head = {
    format: FORMAT,
    writer,
    priceKey: content.priceKey,
    archiveStamp: content.archiveStamp,
    usesOverlay: content.usesOverlay,
    rows: table.columns.length,
    sharedRows: shared.columns.length,
    models: table.models,
    copies: [...content.copies],
    report: listReport(content.report),
    paths: files.map((f) => f.path),
    extras: [...table.extras],
  };
  const hot: Record<string, Uint8Array> = {
    head: jsonBytes(head),
    stamps: bytesOf(stamps),
    origins: bytesOf(origins.codes),
    originTexts: jsonBytes(origins.texts),
    sessions: jsonBytes([...sessions.values()].map(listFacts)),
    ...columnSections(table.columns),
  };
  const cold: Record<string, Uint8Array> = {
    rawOrigins: bytesOf(raw.codes),
    rawOriginTexts: jsonBytes(raw.texts),
    files: jsonBytes(fileEntries(content)),
    sharedExtras: jsonBytes([...shared.extras]),
    ...columnSections(shared.columns),
  };
  return encodeSections(hot, cold);
}

function columnSections(columns: ResponseColumns): Sections {
  return Object.fromEntries(COLUMN_TYPES.map(([name]) => [name, bytesOf(columns[name].subarray(0, columns.length))]));
}

function fileEntries({ scans, own, copied, table, rawOrigins, sessions }: IndexContent): FileEntry[] {
  const models = new Map(table.models.map((m, i) => [m, i]));
  const origins = new Map(rawOrigins.map((o, i) => [originKey(o), i]));
  return scans.map((scan, i): FileEntry => {
    const { last, lastMs } = scan.state;
    const range = (r: { from: number; to: number } | undefined): [number, number] => [r?.from ?? 0, r?.to ?? 0];
    return [
      scan.fileSession,
      scan.consumedBytes,
      scan.fingerprint,
      range(own[i]),
      range(copied[i]),
      lastMs,
      last ? (models.get(last.model) ?? -1) : -1,
      last ? (origins.get(originKey(last.origin)) ?? -1) : -1,
      listReport(scan.report),
      // What one file alone says of a session stands among the sessions already.
      scan.sessions.map((f) => (sessions.get(f.sessionId) === f ? f.sessionId : listFacts(f))),
    ];
  });
}

/** An index that was read. Its columns lie in the buffer that was read. */
export class LogIndex {
  readonly priceKey: string;
  readonly archiveStamp: string;
  readonly usesOverlay: boolean;
  readonly table: ResponseTable;
  readonly copies: ReadonlyMap<string, readonly number[]>;
  readonly report: ScanReport;
  readonly paths: readonly string[];
  readonly #reader: SectionReader;
  readonly #head: Head;
  readonly #stamps: Float64Array;
  #sessions: ReadonlyMap<string, SessionFacts> | null = null;

  /** @throws BadIndex where the file is none, is broken, or is another version's */
  constructor(fd: number, writer: string) {
    const reader = new SectionReader(fd);
    const head = jsonOf<Head>(reader.hot("head"));
    if (head.format !== FORMAT || head.writer !== writer) throw new BadIndex("of another version");
    this.#reader = reader;
    this.#head = head;
    this.priceKey = head.priceKey;
    this.archiveStamp = head.archiveStamp;
    this.usesOverlay = head.usesOverlay;
    this.paths = head.paths;
    this.copies = new Map(head.copies);
    this.report = reportOf(head.report);
    this.#stamps = arrayOf(Float64Array, reader.hot("stamps"));
    const codes = arrayOf(Uint32Array, reader.hot("origins"));
    const origins = originsOf({ texts: jsonOf(reader.hot("originTexts")), codes });
    const columns = columnsOf((name) => reader.hot(name), head.rows);
    this.table = { columns, models: head.models, origins, extras: new Map(head.extras) };
  }

  get sessions(): ReadonlyMap<string, SessionFacts> {
    this.#sessions ??= new Map(
      jsonOf<FactsList[]>(this.#reader.hot("sessions")).map((list) => [list[0], factsOf(list)]),
    );
    return this.#sessions;
  }

  /** True where the `i`th file is the one given, unchanged. */
  holds(i: number, file: FileStamp): boolean {
    const at = i * STAMP_NUMBERS;
    const stamps = this.#stamps;
    return (
      this.paths[i] === file.path &&
      stamps[at + 3] === file.mtimeMs &&
      stamps[at + 2] === file.sizeBytes &&
      stamps[at + 1] === file.ino &&
      stamps[at] === file.dev
    );
  }

  /** True where the `i`th file may be the given one with more at its end. */
  mayBeLonger(i: number, file: FileStamp): boolean {
    const at = i * STAMP_NUMBERS;
    const isSame = this.#stamps[at] === file.dev && this.#stamps[at + 1] === file.ino;
    return isSame && file.sizeBytes > (this.#stamps[at + 2] as number);
  }

  /**
   * What each file gave by itself.
   * @throws BadIndex
   */
  scans(): readonly FileScan[] {
    const reader = this.#reader;
    const codes = arrayOf(Uint32Array, reader.cold("rawOrigins"));
    const origins = originsOf({ texts: jsonOf(reader.cold("rawOriginTexts")), codes });
    const { models } = this.table;
    const ownTable = { ...this.table, origins };
    const columns = columnsOf((name) => reader.cold(name), this.#head.sharedRows);
    const sharedTable = {
      columns,
      models,
      origins,
      extras: new Map(jsonOf<Head["extras"]>(reader.cold("sharedExtras"))),
    };
    const scanOf = ([
      session,
      consumed,
      fingerprint,
      own,
      copied,
      lastMs,
      model,
      origin,
      report,
      facts,
    ]: FileEntry): FileScan => ({
      fileSession: session,
      slices: [
        { table: ownTable, from: own[0], to: own[1] },
        { table: sharedTable, from: copied[0], to: copied[1] },
      ],
      state: {
        lastMs: lastMs ?? Number.NaN,
        last: origin < 0 ? null : { model: models[model] as string, origin: origins[origin] as Origin },
      },
      sessions: facts.map((f) => (typeof f === "string" ? (this.sessions.get(f) as SessionFacts) : factsOf(f))),
      report: reportOf(report),
      consumedBytes: consumed,
      fingerprint,
    });
    return jsonOf<FileEntry[]>(reader.cold("files")).map(scanOf);
  }
}

function columnsOf(section: (name: string) => Buffer, rows: number): ResponseColumns {
  const columns: Record<string, unknown> = { length: rows };
  for (const [name, Type] of COLUMN_TYPES) {
    const bytes = section(name);
    if (bytes.length !== rows * Type.BYTES_PER_ELEMENT) throw new BadIndex("incomplete");
    columns[name] = new Type(bytes.buffer as ArrayBuffer, bytes.byteOffset, rows);
  }
  return columns as ResponseColumns;
}

function arrayOf<T>(
  Type: { new (buffer: ArrayBufferLike, offset: number, length: number): T; readonly BYTES_PER_ELEMENT: number },
  bytes: Buffer,
): T {
  return new Type(bytes.buffer, bytes.byteOffset, bytes.length / Type.BYTES_PER_ELEMENT);
}

/**
 * Calls `use` with the index, which must not be used after that is done.
 * @returns what `use` gave; `bad` = why there is no index to use, "" where there is just none
 */
export async function withIndex<T>(
  file: string,
  writer: string,
  use: (index: LogIndex) => Promise<T>,
): Promise<{ value: T } | { bad: string }> {
  let fd: number;
  try {
    fd = openSync(file, "r");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return { bad: "" };
    if (code === undefined) throw error;
    return { bad: `unreadable: ${code}` };
  }
  try {
    return { value: await use(new LogIndex(fd, writer)) };
  } catch (error) {
    if (error instanceof BadIndex || error instanceof SyntaxError) return { bad: error.message };
    throw error;
  } finally {
    closeSync(fd);
  }
}
