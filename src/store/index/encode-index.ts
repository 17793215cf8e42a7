/** The contents of an index, and their encoding. */

import { Buffer } from "node:buffer";
import { sep } from "node:path";
import { addToGroup } from "../../core/groups.ts";
import type { PriceMarks } from "../../core/pricing/price-marks.ts";
import { DAY_COLUMNS } from "../../core/reports/day-rollup.ts";
import { costsBySession } from "../../core/reports/session-costs.ts";
import {
  listedOrigins,
  USAGE_COLUMN_TYPES,
  type UsageColumns,
  type UsageTable,
} from "../../core/reports/usage-rollup.ts";
import { COLUMN_TYPES, type IterationsByRow, type ResponseColumns } from "../../core/responses/columns.ts";
import { lastTimeIn } from "../../core/responses/concat-tables.ts";
import { copyLimits } from "../../core/responses/copy-order.ts";
import type { LogFile, LogFolder } from "../../core/responses/log-files.ts";
import { originKey } from "../../core/responses/origin.ts";
import { relatedSessionsOf } from "../../core/responses/related-sessions.ts";
import type { Resolution } from "../../core/responses/resolve.ts";
import type { FileScan, ScanReport } from "../../core/responses/scan.ts";
import type { SessionFacts } from "../../core/responses/session-facts.ts";
import { splitArchived } from "./archived-copies.ts";
import { IdFilter } from "./bloom-filter.ts";
import { type FactsList, listFacts, listOrigins, listReport, type ReportList, textOfFacts } from "./codec.ts";
import { encodeSessions } from "./indexed-sessions.ts";
import { type Packing, pack } from "./pack.ts";
import { encodeSections, type Sections } from "./sections.ts";

/** Raised whenever the format changes, or a scanner reads rows differently. */
export const FORMAT = 28;

export type IndexContent = Resolution & {
  readonly files: readonly LogFile[];
  readonly folders: readonly LogFolder[];
  /** One for each file, and the archive's. */
  readonly scans: readonly FileScan[];
  /** The stamp of the archive. */
  readonly archiveStamp: string;
  readonly sessions: ReadonlyMap<string, SessionFacts>;
  readonly report: ScanReport;
  /** Key of the rate cards and the overlay that rows were priced with. */
  readonly priceKey: string;
  readonly priceMarks: PriceMarks;
  /** Sums of the table's rows, with the own rows of one file after those of another. */
  readonly usage: UsageColumns;
  /** Sums by day of one time zone. */
  readonly days: { readonly zone: string; readonly table: UsageTable };
  /** Where the sums of each file's own rows begin, and where the last ones end. */
  readonly usageFrom: Uint32Array;
};

export type Head = {
  readonly format: number;
  readonly writer: string;
  readonly priceKey: string;
  readonly archiveStamp: string;
  readonly priceMarks: PriceMarks;
  readonly rows: number;
  readonly usageRows: number;
  readonly sharedRows: number;
  /** The archive's rows that are neither better than those of the logs nor equal to them. */
  readonly archivedCopies: number;
  /** The time of the archive's latest response; 0 = none. Epoch milliseconds. */
  readonly archivedUntilMs: number;
  /** For the columns of both tables. */
  readonly packings: Readonly<Record<string, Packing>>;
  readonly models: readonly string[];
  readonly dayZone: string;
  readonly dayModels: readonly string[];
  /** By session: responses that its log contains and that another session is billed for. */
  readonly inherited: readonly (readonly [string, number])[];
  readonly report: ReportList;
};
export type IterationsList = readonly (readonly [number, NonNullable<ReturnType<IterationsByRow["get"]>>])[];
export type FolderList = readonly [
  path: string,
  dev: number,
  ino: number,
  mtimeMs: number | null,
  logs: readonly string[],
  folders: readonly string[],
];

/** A file without its rows, which are in the two tables. */
export type FileEntry = readonly [
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
  awaitingMs: number | null,
  lastRequest: number,
];

const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const jsonBytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

/** @param writer the program's version: another version reads everything again */
export function encodeIndex(content: IndexContent, writer: string): Uint8Array[] {
  const { table, rawOrigins, shared, files, folders, sessions, usage, usageFrom, days, copies } = content;
  const archived = splitArchived(content);
  const origins = listOrigins(table.origins);
  const raw = listOrigins(rawOrigins);
  const packings: Record<string, Packing> = {};
  const columns = {
    ...columnSections("", table.columns, packings),
    ...columnSections("shared.", shared.columns, packings),
    ...columnSections("archived.", archived.others.columns, packings),
  };
  const head: Head = {
    format: FORMAT,
    writer,
    priceKey: content.priceKey,
    archiveStamp: content.archiveStamp,
    priceMarks: content.priceMarks,
    rows: table.columns.length,
    usageRows: usage.length,
    sharedRows: shared.columns.length,
    archivedCopies: archived.others.columns.length,
    archivedUntilMs: lastTimeOf(content.scans.at(-1)),
    packings,
    models: table.models,
    dayZone: days.zone,
    dayModels: days.table.models,
    inherited: [...copies].map(([session, rows]) => [session, rows.length]),
    report: listReport(content.report),
  };
  const { places, loose } = placesOf(files, folders);
  const { sessionIds, sessionEnds, sessionPlaces, sessionTexts } = encodeSessions(sessions);
  const hot: Record<string, Uint8Array> = {
    head: jsonBytes(head),
    folders: jsonBytes(folders.map(listFolder)),
    looseFiles: jsonBytes(loose),
    stamps: bytesOf(Float64Array.from(files.flatMap((f) => [f.dev, f.ino, f.sizeBytes, f.mtimeMs, f.ctimeMs]))),
    places: bytesOf(places),
    ...daySections(days.table.columns),
  };
  const cold: Record<string, Uint8Array> = {
    ...usageSections(usage),
    origins: bytesOf(origins.codes),
    originTexts: jsonBytes(origins.texts),
    sessionIds,
    sessionEnds: bytesOf(sessionEnds),
    sessionPlaces: bytesOf(sessionPlaces),
    sessionTexts,
    sessionCosts: bytesOf(sessionCosts(content)),
    rawOrigins: bytesOf(raw.codes),
    rawOriginTexts: jsonBytes(raw.texts),
    iterationsByRow: jsonBytes([...table.iterationsByRow]),
    copies: jsonBytes([...copies]),
    relatedSessions: jsonBytes(relatedSessionsOf(table, copies)),
    usageFrom: bytesOf(usageFrom),
    idFilter: bytesOf(IdFilter.of([table.columns, shared.columns]).words),
    copyLimits: bytesOf(copyLimits(content)),
    ...fileEntries(content),
    ...archivedFacts(content),
    archivedRows: archived.bits,
    ...filesOfSessions(content),
    "shared.iterationsByRow": jsonBytes([...shared.iterationsByRow]),
    "archived.iterationsByRow": jsonBytes([...archived.others.iterationsByRow]),
    ...columns,
  };
  return encodeSections(hot, cold);
}

const lastTimeOf = (scan: FileScan | undefined): number =>
  Math.max(0, ...(scan?.slices ?? []).map((slice) => lastTimeIn(slice.table.columns.timeMs, slice)));

function listFolder({ path, dev, ino, mtimeMs, logs, folders }: LogFolder): FolderList {
  return [path, dev, ino, Number.isNaN(mtimeMs) ? null : mtimeMs, logs, folders];
}

/** For each file the index of its folder and of its name there; -1 and the index in `looseFiles` for the others. */
function placesOf(files: readonly LogFile[], folders: readonly LogFolder[]): { places: Int32Array; loose: string[] } {
  const known = new Map<string, readonly [number, number]>();
  folders.forEach(({ path, logs }, f) => {
    logs.forEach((name, n) => {
      known.set(`${path}${sep}${name}`, [f, n]);
    });
  });
  const loose: string[] = [];
  const places = Int32Array.from(files.flatMap(({ path }) => known.get(path) ?? [-1, loose.push(path) - 1]));
  return { places, loose };
}

function fileEntries({ scans, own, copied, table, rawOrigins, sessions }: IndexContent): Sections {
  const models = new Map(table.models.map((m, i) => [m, i]));
  const origins = new Map(rawOrigins.map((o, i) => [originKey(o), i]));
  const range = (r: { from: number; to: number } | undefined): [number, number] => [r?.from ?? 0, r?.to ?? 0];
  const texts = scans.map((scan, i) => {
    const { last, lastMs, awaitingMs, lastRequest } = scan.state;
    const entry: FileEntry = [
      scan.fileSession,
      scan.consumedBytes,
      scan.fingerprint,
      range(own[i]),
      range(copied[i]),
      lastMs,
      last ? (models.get(last.model) ?? -1) : -1,
      last ? (origins.get(originKey(last.origin)) ?? -1) : -1,
      listReport(scan.report),
      // The archive has facts of most sessions, of which few are needed, so they are in a separate section.
      i === scans.length - 1 ? [] : scan.sessions.map((f) => listFactsOfFile(f, sessions.get(f.sessionId))),
      awaitingMs,
      lastRequest,
    ];
    return Buffer.from(JSON.stringify(entry));
  });
  const places = new Uint32Array(texts.length + 1);
  texts.forEach((text, i) => {
    places[i + 1] = (places[i] as number) + text.length;
  });
  return { entries: Buffer.concat(texts), entryPlaces: bytesOf(places) };
}

/** The archive's facts of each session, in the order of the sessions: a JSON list and a comma, or nothing. */
function archivedFacts({ scans, sessions }: IndexContent): Sections {
  const lists = new Map<string, (FactsList | string)[]>();
  for (const facts of scans.at(-1)?.sessions ?? []) {
    addToGroup(lists, facts.sessionId, listFactsOfFile(facts, sessions.get(facts.sessionId)));
  }
  const texts: Buffer[] = [];
  const places = new Uint32Array(sessions.size + 1);
  let at = 0;
  let n = 0;
  for (const sessionId of sessions.keys()) {
    const list = lists.get(sessionId);
    const text = Buffer.from(list ? `${JSON.stringify(list)},` : "");
    texts.push(text);
    at += text.length;
    places[++n] = at;
  }
  return { archivedTexts: Buffer.concat(texts), archivedPlaces: bytesOf(places) };
}

/** A file's facts of a session: only the id where they equal the merged facts, which are stored with the sessions. */
function listFactsOfFile(facts: SessionFacts, whole: SessionFacts | undefined): FactsList | string {
  if (whole === undefined) return listFacts(facts);
  const mayBeSame = whole.firstMs === facts.firstMs && whole.lastMs === facts.lastMs;
  if (whole === facts || (mayBeSame && textOfFacts(whole) === textOfFacts(facts))) return facts.sessionId;
  const { ledgers } = facts;
  const isAll = ledgers.length > 0 && whole.ledgers.length === ledgers.length;
  const hasAll = isAll && ledgers.every((ledger, i) => whole.ledgers[i] === ledger);
  return hasAll ? listFacts(facts, true) : listFacts(facts);
}

/** The cost of the responses that each session was billed for, in pico-dollars, in the order of the sessions. */
function sessionCosts({ sessions, usage, table }: IndexContent): BigInt64Array {
  const costs = costsBySession({ columns: usage, models: table.models, origins: listedOrigins(table.origins) });
  return BigInt64Array.from(sessions.keys(), (id) => costs.get(id) ?? 0n);
}

/** By session, in order, the files with facts about it. */
function filesOfSessions({ scans, sessions }: IndexContent): Sections {
  const lists = new Map([...sessions.keys()].map((id) => [id, [] as number[]]));
  scans.forEach((scan, i) => {
    const ids = new Set(scan.sessions.map(({ sessionId }) => sessionId));
    // The archive may have responses of a session but no facts about it.
    if (i === scans.length - 1) for (const id of sessionsOfRows(scan)) ids.add(id);
    for (const id of ids) lists.get(id)?.push(i);
  });
  const from = new Uint32Array(lists.size + 1);
  let n = 0;
  for (const list of lists.values()) {
    from[n + 1] = (from[n] as number) + list.length;
    n++;
  }
  return { sessionFiles: bytesOf(Uint32Array.from([...lists.values()].flat())), sessionFilesFrom: bytesOf(from) };
}

function sessionsOfRows({ slices }: FileScan): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { table, from, to } of slices) {
    for (const code of new Set(table.columns.origin.subarray(from, to))) ids.add(table.origins[code]?.sessionId ?? "");
  }
  return ids;
}

/** Adds the packing of each column. */
function columnSections(prefix: string, columns: ResponseColumns, packings: Record<string, Packing>): Sections {
  return Object.fromEntries(
    COLUMN_TYPES.map(([name]) => {
      const { bytes, packing } = pack(columns[name].subarray(0, columns.length));
      packings[prefix + name] = packing;
      return [prefix + name, bytes];
    }),
  );
}

function daySections(columns: UsageColumns): Sections {
  return Object.fromEntries(DAY_COLUMNS.map((name) => [`day.${name}`, bytesOf(Float64Array.from(columns[name]))]));
}

function usageSections(columns: UsageColumns): Sections {
  return Object.fromEntries(
    USAGE_COLUMN_TYPES.map(([name]) => [`usage.${name}`, bytesOf(columns[name].subarray(0, columns.length))]),
  );
}
