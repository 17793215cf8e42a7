/**
 * The index: the results of reading the logs, for the next run. It contains sums, which are sufficient for most
 * reports, and the rows of every file, for logs that have changed and for reports that need each response. Disposable:
 * `--no-index` gives the same figures.
 */

import type { Buffer } from "node:buffer";
import { closeSync } from "node:fs";
import { dirname } from "node:path";
import type { Pico } from "../../core/pricing/money.ts";
import type { PriceMarks } from "../../core/pricing/price-marks.ts";
import { DAY_COLUMNS, dayTable } from "../../core/reports/day-rollup.ts";
import { USAGE_COLUMN_TYPES, type UsageColumns, type UsageTable } from "../../core/reports/usage-rollup.ts";
import type { ResponseTable } from "../../core/responses/columns.ts";
import { familyOf, type RelatedSessions } from "../../core/responses/related-sessions.ts";
import type { FileScan, ScanReport, Slice } from "../../core/responses/scan.ts";
import type { SessionFacts } from "../../core/responses/session-facts.ts";
import { openRegular } from "../../runtime/regular-file.ts";
import { canEnter, isAbsent } from "../files/absent.ts";
import { IdFilter } from "./bloom-filter.ts";
import { factsOf, reportOf } from "./codec.ts";
import { type FileEntry, FORMAT, type FolderList, type Head } from "./encode-index.ts";
import { IndexedFiles } from "./indexed-files.ts";
import { IndexedRows } from "./indexed-rows.ts";
import { IndexedSessions } from "./indexed-sessions.ts";
import { arrayOf, BadIndex, jsonOf, SectionReader } from "./sections.ts";

/** All single responses, and which of them the logs of other sessions contain as copies. */
export type BilledResponses = {
  readonly table: ResponseTable;
  readonly copies: ReadonlyMap<string, readonly number[]>;
};

/** An open index. Its columns are views of the buffers that were read. */
export class LogIndex {
  readonly priceKey: string;
  readonly archiveStamp: string;
  /** The time of the archive's latest response; 0 = none. Epoch milliseconds. */
  readonly archivedUntilMs: number;
  readonly priceMarks: PriceMarks;
  readonly sessions: IndexedSessions;
  readonly inherited: ReadonlyMap<string, number>;
  readonly report: ScanReport;
  /** Files, without the archive. */
  readonly files: IndexedFiles;
  readonly #fd: number;
  readonly #reader: SectionReader;
  readonly #head: Head;
  #isClosed = false;
  #usage: UsageTable | null = null;
  readonly #rows: IndexedRows;
  #filter: IdFilter | null = null;

  /**
   * @param isWhole whether to read all of it now @throws BadIndex where the file is no index, is damaged, or is another
   * version's
   */
  constructor(fd: number, file: string, writer: string, isWhole: boolean) {
    const reader = new SectionReader(fd, file);
    const head = jsonOf<Head>(reader.hot("head"));
    if (head.format !== FORMAT || head.writer !== writer) throw new BadIndex("of another version", file);
    if (isWhole) reader.readAll();
    this.#fd = fd;
    this.#reader = reader;
    this.#head = head;
    this.#rows = new IndexedRows(reader, head);
    this.priceKey = head.priceKey;
    this.archiveStamp = head.archiveStamp;
    this.archivedUntilMs = head.archivedUntilMs;
    this.priceMarks = head.priceMarks;
    this.inherited = new Map(head.inherited);
    this.report = reportOf(head.report);
    this.files = new IndexedFiles({
      stamps: arrayOf(Float64Array, reader.hot("stamps")),
      places: arrayOf(Int32Array, reader.hot("places")),
      folders: () => jsonOf<FolderList[]>(reader.hot("folders")),
      loose: () => jsonOf<string[]>(reader.hot("looseFiles")),
    });
    this.sessions = new IndexedSessions({
      ids: () => reader.cold("sessionIds"),
      ends: () => arrayOf(Float64Array, reader.cold("sessionEnds")),
      places: () => arrayOf(Uint32Array, reader.cold("sessionPlaces")),
      texts: () => reader.cold("sessionTexts"),
      text: (from, to) => reader.coldPart("sessionTexts", from, to),
    });
  }

  /** The sums of the responses. @throws BadIndex */
  get usage(): UsageTable {
    this.#usage ??= this.#readUsage();
    return this.#usage;
  }

  /** The number of responses. */
  get responses(): number {
    return this.#head.rows;
  }

  /** The number of rows of `usage`. */
  get usageRows(): number {
    return this.#head.usageRows;
  }

  /** The sums by day; null where the index has the days of another zone. @throws BadIndex */
  days(zone: string): UsageTable | null {
    if (this.#head.dayZone !== zone) return null;
    const columns = DAY_COLUMNS.map((name) => [name, arrayOf(Float64Array, this.#reader.hot(`day.${name}`))]);
    return dayTable(Object.fromEntries(columns), this.#head.dayModels);
  }

  /** All single responses. @throws BadIndex */
  allResponses(): BilledResponses {
    const table = this.#rows.billed();
    const copies = new Map(jsonOf<(readonly [string, readonly number[]])[]>(this.#reader.cold("copies")));
    return { table, copies };
  }

  /** The rows of `usage` with the sums of the rows that only file `i` has. @throws BadIndex */
  usageRange(i: number): readonly [from: number, to: number] {
    const from = arrayOf(Uint32Array, this.#reader.cold("usageFrom"));
    return [from[i] as number, from[i + 1] as number];
  }

  /** The rows of `allResponses` that only file `i` has. @throws BadIndex */
  ownRows(i: number): readonly [from: number, to: number] {
    return this.#entry(i)[3];
  }

  /**
   * The time up to which file `i` may grow without changing who is billed for responses that it shares. @throws
   * BadIndex
   */
  copyLimitMs(i: number): number {
    return arrayOf(Float64Array, this.#reader.cold("copyLimits"))[i] as number;
  }

  /** The sessions and all whose logs share responses with theirs. @throws BadIndex */
  familyOf(sessionIds: Iterable<string>): ReadonlySet<string> {
    return familyOf(sessionIds, jsonOf<RelatedSessions>(this.#reader.cold("relatedSessions")));
  }

  /** Indices of files with facts about the session. @throws BadIndex */
  filesOf(sessionId: string): readonly number[] {
    const place = this.sessions.placeOf(sessionId);
    if (place === undefined) return [];
    const from = arrayOf(Uint32Array, this.#reader.cold("sessionFilesFrom"));
    return [...arrayOf(Uint32Array, this.#reader.cold("sessionFiles")).subarray(from[place], from[place + 1])];
  }

  /**
   * The scan of file `i`. The last one is the archive's, without its sessions (see `archived`) and without rows that
   * are no better than those of the logs. @throws BadIndex
   */
  scan(i: number): FileScan {
    const entry = this.#entry(i);
    const tables = [this.#rows.part("", entry[3]), this.#rows.part("shared.", entry[4])];
    return this.#scanOf(entry, tables.map(wholeTable));
  }

  /** The same without rows, which is sufficient to continue reading. @throws BadIndex */
  withoutRows(i: number): FileScan {
    return this.#scanOf(this.#entry(i), []);
  }

  /** The archive's scan with some of its sessions. @throws BadIndex */
  archived(sessionIds: Iterable<string>): FileScan {
    const scan = this.scan(this.files.length);
    return { ...scan, sessions: [...sessionIds].flatMap((id) => this.archivedFacts(id)) };
  }

  /** The archive's facts about a session. @throws BadIndex */
  archivedFacts(sessionId: string): readonly SessionFacts[] {
    const place = this.sessions.placeOf(sessionId);
    if (place === undefined) return [];
    const places = arrayOf(Uint32Array, this.#reader.cold("archivedPlaces"));
    const [from, to] = [places[place] as number, places[place + 1] as number];
    if (from === to) return [];
    return this.#factsOf(jsonOf<FileEntry[9]>(this.#reader.coldPart("archivedTexts", from, to - 1)));
  }

  /** The facts in file `i`, which is not the archive, about its sessions. @throws BadIndex */
  facts(i: number): readonly SessionFacts[] {
    return this.#factsOf(this.#entry(i)[9]);
  }

  /** The scans of all files and of the archive; they share their tables. @throws BadIndex */
  scans(): readonly FileScan[] {
    const { own, shared } = this.#rows.tables();
    // All at once, because each single entry would read whole pages.
    const entries = this.#reader.cold("entries");
    this.#reader.cold("archivedTexts");
    return Array.from({ length: this.files.length + 1 }, (_, i) => {
      const entry = this.#entry(i, entries);
      const [ownRows, copied] = [entry[3], entry[4]];
      const slices = [
        { table: own, from: ownRows[0], to: ownRows[1] },
        { table: shared, from: copied[0], to: copied[1] },
      ];
      if (i < this.files.length) return this.#scanOf(entry, slices);
      const all = [...slices, ...this.#rows.archivedCopies().map(wholeTable)];
      return { ...this.#scanOf(entry, all), sessions: this.#allArchived() };
    });
  }

  /** The cost of the session's responses that have a price. @throws BadIndex */
  costOf(sessionId: string): Pico {
    const place = this.sessions.placeOf(sessionId);
    const costs = arrayOf(BigInt64Array, this.#reader.cold("sessionCosts"));
    return place === undefined ? 0n : (costs[place] as Pico);
  }

  /** False where certainly no row of any file has this identity. @throws BadIndex */
  mayHold(idLo: number, idHi: number): boolean {
    this.#filter ??= new IdFilter(arrayOf(Uint32Array, this.#reader.cold("idFilter")));
    return this.#filter.mayHold(idLo, idHi);
  }

  /** Whether any row of any file has one of these identities. @param wanted by `idLo`: the `idHi`s @throws BadIndex */
  holdsAny(wanted: ReadonlyMap<number, readonly number[]>): boolean {
    return this.#rows.holdsAny(wanted);
  }

  /** After this, only what was already read can be accessed. */
  close(): void {
    if (!this.#isClosed) closeSync(this.#fd);
    this.#isClosed = true;
  }

  #entry(i: number, entries?: Buffer): FileEntry {
    const places = arrayOf(Uint32Array, this.#reader.cold("entryPlaces"));
    const [from, to] = [places[i] as number, places[i + 1] as number];
    return jsonOf<FileEntry>(entries?.subarray(from, to) ?? this.#reader.coldPart("entries", from, to));
  }

  #allArchived(): readonly SessionFacts[] {
    const texts = this.#reader.cold("archivedTexts").toString("utf8");
    return this.#factsOf((JSON.parse(`[${texts.slice(0, -1)}]`) as FileEntry[9][]).flat(1));
  }

  #scanOf(entry: FileEntry, slices: readonly Slice[]): FileScan {
    const [fileSession, consumedBytes, fingerprint, , , lastMs, model, origin, report] = entry;
    const last =
      origin < 0 ? null : { model: this.#head.models[model] as string, origin: this.#rows.origins.get(origin) };
    return {
      fileSession,
      slices,
      state: {
        lastMs: lastMs ?? Number.NaN,
        last,
        awaitingMs: entry[10] ?? Number.NaN,
        lastRequest: entry[11],
      },
      sessions: this.#factsOf(entry[9]),
      report: reportOf(report),
      consumedBytes,
      isResumed: false,
      fingerprint,
    };
  }

  #factsOf(list: FileEntry[9]): readonly SessionFacts[] {
    const whole = (id: string): SessionFacts => this.sessions.get(id) as SessionFacts;
    return list.map((f) => (typeof f === "string" ? whole(f) : factsOf(f, whole)));
  }

  #readUsage(): UsageTable {
    const rows = this.#head.usageRows;
    const columns: Record<string, unknown> = { length: rows };
    for (const [name, Type] of USAGE_COLUMN_TYPES) {
      const bytes = this.#reader.cold(`usage.${name}`);
      if (bytes.length !== rows * Type.BYTES_PER_ELEMENT) throw new BadIndex("incomplete", this.#reader.file);
      columns[name] = new Type(bytes.buffer as ArrayBuffer, bytes.byteOffset, rows);
    }
    return { columns: columns as UsageColumns, models: this.#head.models, origins: this.#rows.billedOrigins };
  }
}

const wholeTable = (table: ResponseTable): Slice => ({ table, from: 0, to: table.columns.length });

/** Why an index cannot be used; "" = there is none. */
export type NoIndex = { readonly bad: string };

/** Opens an index. The caller closes it, because most of it is read only when needed. */
export function openIndex(file: string, writer: string, isWhole = false): LogIndex | NoIndex {
  let fd: number;
  try {
    fd = openRegular(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    if (isAbsent(error) || !canEnter(dirname(file))) return { bad: "" };
    return { bad: `unreadable: ${code}` };
  }
  try {
    return new LogIndex(fd, file, writer, isWhole);
  } catch (error) {
    closeSync(fd);
    if (isBadIndex(error)) return { bad: error.message };
    throw error;
  }
}

/** Whether an error means that the index is damaged. */
export function isBadIndex(error: unknown): error is BadIndex | SyntaxError {
  return error instanceof BadIndex || error instanceof SyntaxError;
}
