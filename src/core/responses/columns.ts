/**
 * Billed responses as columns. A million rows are tens of megabytes, travel between threads by transfer,
 * and are written and read back as they are. Rows refer to `models` and `origins` of the table that holds them.
 */

import type { Origin } from "./origin.ts";
import type { Tokens } from "./tokens.ts";

/** Bits of `flags`. */
export const Flag = {
  /** A subagent's or side conversation's row (`isSidechain`). */
  sidechain: 1,
  /** The row has a `stop_reason`: its usage is final. */
  stopped: 2,
  /** `usage.speed == "fast"`. */
  fast: 4,
  /** `usage.inference_geo == "us"`. */
  geoUs: 8,
  /** `usage.service_tier == "batch"`. */
  batch: 16,
  /** `usage.service_tier == "priority"`. */
  priority: 32,
  /**
   * Not a response: web searches that only a tool result proves (`toolUseResult.searchCount`). No tokens, no request.
   */
  search: 64,
  /** Not a separate request: an advisor's or a compaction's iteration, billed in addition to its response. */
  part: 128,
  /** `iterationsByRow` contains this row's iterations. */
  iterations: 256,
  /** The row had no usable timestamp and got its neighbour's. */
  undated: 512,
  /** Another session made the request, according to the row (`requestSessionId`): a fork's copy. */
  inherited: 1024,
  /** From another machine's export: replaced by any copy of the response in the logs here. */
  imported: 2048,
  /** `usage.fallback_credit` was redeemed: the response may have been billed less than its price. */
  credited: 4096,
} as const;

/** Flags of the row itself, which go with its time and origin; the others go with its usage. */
export const FLAGS_OF_ROW: number = Flag.sidechain | Flag.undated | Flag.inherited;

export type ResponseColumns = {
  /** Rows in use; the arrays may be longer. */
  length: number;
  /** 64-bit hash of the response's identity (see `identity.ts`), in two halves. */
  idLo: Uint32Array;
  idHi: Uint32Array;
  /** 32-bit hash of `requestId`; 0 = none logged. Used to join telemetry. */
  requestHash: Uint32Array;
  /** Time of the response's first row; epoch milliseconds, UTC. */
  timeMs: Float64Array;
  /** From the first row to the row whose usage counts; milliseconds. */
  spanMs: Uint32Array;
  input: Uint32Array;
  output: Uint32Array;
  cacheWrite5m: Uint32Array;
  cacheWrite1h: Uint32Array;
  cacheRead: Uint32Array;
  webSearches: Uint16Array;
  /** Index into `models`: the id as it was logged. */
  model: Uint32Array;
  /** Index into `origins`. */
  origin: Uint32Array;
  flags: Uint16Array;
  /** Price in pico-dollars (integer, exact below 2^53); NaN = unpriced. Filled by `pricing/price-columns.ts`. */
  costPico: Float64Array;
};

/** The iterations of a response, where their sums equal its usage, in order; each is priced in its own band. */
export type IterationsByRow = Map<number, readonly Tokens[]>;

/** Responses, with the values of their codes. */
export type ResponseTable = {
  readonly columns: ResponseColumns;
  readonly models: readonly string[];
  readonly origins: readonly Origin[];
  readonly iterationsByRow: IterationsByRow;
};

/** A row as an object: for building, tests and the few places that process single rows. */
export type ResponseRow = Tokens & {
  readonly idLo: number;
  readonly idHi: number;
  readonly requestHash: number;
  readonly timeMs: number;
  readonly spanMs: number;
  readonly webSearches: number;
  readonly model: number;
  readonly origin: number;
  readonly flags: number;
};

const NUMERIC = [
  ["idLo", Uint32Array],
  ["idHi", Uint32Array],
  ["requestHash", Uint32Array],
  ["timeMs", Float64Array],
  ["spanMs", Uint32Array],
  ["input", Uint32Array],
  ["output", Uint32Array],
  ["cacheWrite5m", Uint32Array],
  ["cacheWrite1h", Uint32Array],
  ["cacheRead", Uint32Array],
  ["webSearches", Uint16Array],
  ["model", Uint32Array],
  ["origin", Uint32Array],
  ["flags", Uint16Array],
  ["costPico", Float64Array],
] as const;

/** Column names with their array types, in the order in which they are written to disk. */
export const COLUMN_TYPES = NUMERIC;

export function emptyColumns(capacity = 64): ResponseColumns {
  const columns: Record<string, unknown> = { length: 0 };
  for (const [name, Type] of NUMERIC) columns[name] = new Type(capacity);
  return columns as ResponseColumns;
}

/** Makes room for `extra` more rows; full arrays grow by at least a half. */
export function reserve(columns: ResponseColumns, extra: number): void {
  const need = columns.length + extra;
  if (need > columns.timeMs.length) resize(columns, Math.max(need, Math.ceil(columns.timeMs.length * 1.5)));
}

/**
 * Copies the rows into new arrays. @param capacity the number of rows that they have room for, at least the present
 * number
 */
export function resize(columns: ResponseColumns, capacity: number): void {
  const target = columns as unknown as Record<string, Float64Array>;
  for (const [name, Type] of NUMERIC) {
    const grown = new Type(capacity);
    grown.set((target[name] as Float64Array).subarray(0, columns.length) as never);
    target[name] = grown as unknown as Float64Array;
  }
}

/** Appends a row (unpriced) and returns its index. */
export function pushRow(columns: ResponseColumns, row: ResponseRow): number {
  reserve(columns, 1);
  const i = columns.length++;
  setRow(columns, i, row);
  return i;
}

export function setRow(columns: ResponseColumns, i: number, row: ResponseRow): void {
  columns.idLo[i] = row.idLo;
  columns.idHi[i] = row.idHi;
  columns.requestHash[i] = row.requestHash;
  columns.timeMs[i] = row.timeMs;
  columns.spanMs[i] = row.spanMs;
  columns.input[i] = row.input;
  columns.output[i] = row.output;
  columns.cacheWrite5m[i] = row.cacheWrite5m;
  columns.cacheWrite1h[i] = row.cacheWrite1h;
  columns.cacheRead[i] = row.cacheRead;
  columns.webSearches[i] = row.webSearches;
  columns.model[i] = row.model;
  columns.origin[i] = row.origin;
  columns.flags[i] = row.flags;
  columns.costPico[i] = Number.NaN;
}

export function tokensAt(columns: ResponseColumns, i: number): Tokens {
  return {
    input: columns.input[i] as number,
    output: columns.output[i] as number,
    cacheWrite5m: columns.cacheWrite5m[i] as number,
    cacheWrite1h: columns.cacheWrite1h[i] as number,
    cacheRead: columns.cacheRead[i] as number,
  };
}

export function rowAt(columns: ResponseColumns, i: number): ResponseRow {
  return {
    idLo: columns.idLo[i] as number,
    idHi: columns.idHi[i] as number,
    requestHash: columns.requestHash[i] as number,
    timeMs: columns.timeMs[i] as number,
    spanMs: columns.spanMs[i] as number,
    input: columns.input[i] as number,
    output: columns.output[i] as number,
    cacheWrite5m: columns.cacheWrite5m[i] as number,
    cacheWrite1h: columns.cacheWrite1h[i] as number,
    cacheRead: columns.cacheRead[i] as number,
    webSearches: columns.webSearches[i] as number,
    model: columns.model[i] as number,
    origin: columns.origin[i] as number,
    flags: columns.flags[i] as number,
  };
}

/** True where the row counts as one API request (searches and parts of responses do not). */
export function isRequest(flags: number): boolean {
  return (flags & (Flag.search | Flag.part)) === 0;
}
