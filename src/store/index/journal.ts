/**
 * Rows that were appended to some logs since the index was written, in a file beside the index, because writing the
 * index takes as long as many starts. Contains only responses of which the index has no row. Disposable.
 */

import { COLUMN_TYPES, emptyColumns, type ResponseTable } from "../../core/responses/columns.ts";
import type { LogFile } from "../../core/responses/log-files.ts";
import type { Origin } from "../../core/responses/origin.ts";
import type { FileScan, Slice } from "../../core/responses/scan.ts";
import { readText } from "../../runtime/regular-file.ts";
import { attempt } from "../../runtime/try-file.ts";
import { writeFileAtomic } from "../files/atomic-file.ts";
import { type FactsList, factsOf, listFacts, listReport, type ReportList, reportOf } from "./codec.ts";

/** Raised whenever the format changes, or a scanner reads rows differently. */
const FORMAT = 5;

/** A log as it was read, with the rows that were appended since the index was written. */
export type JournalEntry = { readonly file: LogFile; readonly scan: FileScan };

type ScanList = readonly [
  fileSession: string,
  consumedBytes: number,
  fingerprint: number,
  lastMs: number | null,
  lastModel: string | null,
  lastOrigin: Origin | null,
  report: ReportList,
  facts: readonly FactsList[],
  models: readonly string[],
  origins: readonly Origin[],
  iterationsByRow: readonly (readonly [number, NonNullable<ReturnType<ResponseTable["iterationsByRow"]["get"]>>])[],
  /** Numbers by column, in order, without prices. */
  columns: readonly (readonly number[])[],
  awaitingMs: number | null,
  lastRequest: number,
];

type Content = {
  readonly format: number;
  readonly writer: string;
  /** The stamp of its index. */
  readonly index: string;
  readonly logs: readonly (readonly [LogFile, ScanList])[];
};

const COLUMNS = COLUMN_TYPES.filter(([name]) => name !== "costPico");
const NO_ENTRIES: ReadonlyMap<string, JournalEntry> = new Map();

const fileOf = (indexFile: string): string => `${indexFile}.journal.json`;

/** @param indexStamp of the index @returns by path; empty where there is no journal for this index */
export function readJournal(indexFile: string, writer: string, indexStamp: string): ReadonlyMap<string, JournalEntry> {
  try {
    const content = JSON.parse(readText(fileOf(indexFile))) as Content;
    const isOurs = content.format === FORMAT && content.writer === writer && content.index === indexStamp;
    return isOurs ? new Map(content.logs.map(([file, list]) => [file.path, { file, scan: scanOf(list) }])) : NO_ENTRIES;
  } catch (error) {
    // Missing or truncated: the logs are read from where the index ends.
    const isNone = error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError;
    if (isNone || (error as NodeJS.ErrnoException).code) return NO_ENTRIES;
    throw error;
  }
}

export function writeJournal(
  indexFile: string,
  writer: string,
  indexStamp: string,
  logs: readonly JournalEntry[],
): void {
  const lists = logs.map(({ file, scan }) => [file, listScan(scan)] as const);
  const content: Content = { format: FORMAT, writer, index: indexStamp, logs: lists };
  // A folder that cannot be written only costs time at the next start.
  attempt(() => writeFileAtomic(fileOf(indexFile), JSON.stringify(content), { durable: false }));
}

function listScan({ fileSession, consumedBytes, fingerprint, state, report, sessions, slices }: FileScan): ScanList {
  const [{ table, from, to }] = slices as [Slice];
  const { models, origins } = table;
  const used = (name: "model" | "origin"): number[] => [...new Set(table.columns[name].subarray(from, to))];
  const [usedModels, usedOrigins] = [used("model"), used("origin")];
  const columns = COLUMNS.map(([name]) => {
    const numbers = Array.from(table.columns[name].subarray(from, to));
    if (name === "model") return numbers.map((code) => usedModels.indexOf(code));
    return name === "origin" ? numbers.map((code) => usedOrigins.indexOf(code)) : numbers;
  });
  const iterationsByRow = [...table.iterationsByRow].filter(([row]) => row >= from && row < to);
  const { lastMs, last, awaitingMs, lastRequest } = state;
  return [
    ...([fileSession, consumedBytes, fingerprint, lastMs, last?.model ?? null, last?.origin ?? null] as const),
    ...([listReport(report), sessions.map((facts) => listFacts(facts))] as const),
    usedModels.map((code) => models[code] as string),
    usedOrigins.map((code) => origins[code] as Origin),
    iterationsByRow.map(([row, value]) => [row - from, value] as const),
    columns,
    awaitingMs,
    lastRequest,
  ];
}

function scanOf(list: ScanList): FileScan {
  const [fileSession, consumedBytes, fingerprint, lastMs, model, origin, report, facts, ...rows] = list;
  const [models, origins, iterationsByRow, numbers, awaitingMs, lastRequest] = rows;
  const length = numbers[0]?.length ?? 0;
  const columns = emptyColumns(length);
  COLUMNS.forEach(([name], k) => {
    columns[name].set(numbers[k] as readonly number[]);
  });
  columns.costPico.fill(Number.NaN);
  columns.length = length;
  const table = { columns, models, origins, iterationsByRow: new Map(iterationsByRow) };
  const last = model === null || origin === null ? null : { model, origin };
  return {
    fileSession,
    slices: [{ table, from: 0, to: length }],
    state: { lastMs: lastMs ?? Number.NaN, last, awaitingMs: awaitingMs ?? Number.NaN, lastRequest },
    sessions: facts.map((f) => factsOf(f)),
    report: reportOf(report),
    consumedBytes,
    isResumed: true,
    fingerprint,
  };
}
