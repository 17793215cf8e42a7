/**
 * Cells as columns: numbers in typed arrays, texts as codes, so that a million cells are tens of megabytes. Contains
 * what reports need, without what is only for people who read a file; or whole cells, to write them again.
 */

import type { Cell } from "./cell.ts";

/** Text columns, stored as codes into a list of names. */
export const TEXT_FIELDS = [
  "member",
  "machine",
  "model",
  "provider",
  "billing",
  "speed",
  "geo",
  "kind",
  "project",
] as const satisfies readonly (keyof Cell)[];
export type TextField = (typeof TEXT_FIELDS)[number];

/** Columns of counts, exact as doubles. */
export const COUNT_FIELDS = [
  "day",
  "responses",
  "sessions",
  "input",
  "output",
  "cacheWrite5m",
  "cacheWrite1h",
  "cacheRead",
  "webSearches",
  "unpricedTokens",
  "idsCount",
  "generatedAtMs",
] as const satisfies readonly (keyof Cell)[];
export type CountField = (typeof COUNT_FIELDS)[number];

/** Columns of whole numbers that may exceed a double. */
export const BIG_FIELDS = ["costPico", "idsFold"] as const satisfies readonly (keyof Cell)[];
export type BigField = (typeof BIG_FIELDS)[number];

/** Which columns a table has. `BIG_FIELDS` are in every one. */
export type TableFields<T extends keyof Cell, C extends keyof Cell> = {
  readonly texts: readonly T[];
  /** Numbers that a double represents exactly. A missing one is NaN. */
  readonly counts: readonly C[];
  /** The value for a missing price. */
  readonly noPico: bigint;
};

const REPORT_FIELDS: TableFields<TextField, CountField> = { texts: TEXT_FIELDS, counts: COUNT_FIELDS, noPico: 0n };

const WHOLE_TEXTS = [
  ...TEXT_FIELDS,
  ...(["entry", "agent", "skill", "priceCard", "backgroundStatus", "clientVersionMax"] as const),
] as const;
const WHOLE_COUNTS = [
  ...COUNT_FIELDS,
  ...(["prs", "commits", "linesAdded", "linesRemoved", "schema"] as const),
] as const;

/** Every column of a cell. */
export const WHOLE_FIELDS: TableFields<(typeof WHOLE_TEXTS)[number], (typeof WHOLE_COUNTS)[number]> = {
  texts: WHOLE_TEXTS,
  counts: WHOLE_COUNTS,
  noPico: -1n,
};
export type WholeTable = CellTable<(typeof WHOLE_TEXTS)[number], (typeof WHOLE_COUNTS)[number]>;

const SHARE_TEXTS = ["member", "machine", "kind", "priceCard"] as const;
const SHARE_COUNTS = ["day", "generatedAtMs", "idsCount"] as const;
const SHARE_FIELDS = { texts: SHARE_TEXTS, counts: SHARE_COUNTS, noPico: 0n };

type Columns<T extends string, C extends string> = { readonly [F in T]: Uint32Array } & {
  readonly [F in C]: Float64Array;
} & { readonly [F in BigField]: BigInt64Array };

/** The values of some cells, by field and row. */
export type CellValues = (field: keyof Cell) => ArrayLike<unknown>;

/**
 * A column as its different values and the index of each row's value; an index beyond the values is a missing value.
 */
export type CodedColumn = {
  readonly values: ArrayLike<string | number | bigint>;
  readonly codes: ArrayLike<number>;
};

const FIRST_CAPACITY = 4096;

export class CellTable<T extends keyof Cell = TextField, C extends keyof Cell = CountField> {
  length = 0;
  readonly columns: Columns<T, C>;
  readonly names: { readonly [F in T]: readonly string[] };
  readonly fields: TableFields<T, C>;
  readonly #names: Record<T, string[]>;
  readonly #codes: Record<T, Map<string, number>>;

  private constructor(fields: TableFields<T, C>) {
    this.fields = fields;
    this.columns = allocate(fields, FIRST_CAPACITY);
    const lists = fields.texts.map((field) => [field, []] as const);
    this.#names = Object.fromEntries(lists) as unknown as Record<T, string[]>;
    this.#codes = Object.fromEntries(fields.texts.map((field) => [field, new Map()])) as Record<T, Map<string, number>>;
    this.names = this.#names;
  }

  /** For reports. */
  static forReports(): CellTable {
    return new CellTable(REPORT_FIELDS);
  }

  /** For checks of shares: their members and machines, their age, and whether they count. */
  static ofShares(): CellTable<(typeof SHARE_TEXTS)[number], (typeof SHARE_COUNTS)[number]> {
    return new CellTable(SHARE_FIELDS);
  }

  static ofWholeCells(): WholeTable {
    return new CellTable(WHOLE_FIELDS);
  }

  get #texts(): Record<T, Uint32Array> {
    return this.columns;
  }

  get #counts(): Record<C, Float64Array> {
    return this.columns;
  }

  /** Adds `count` cells whose values are already validated. */
  add(values: CellValues, count: number): void {
    this.#reserve(this.length + count);
    for (const field of this.fields.texts) this.#addTexts(field, values(field) as ArrayLike<string>, count);
    for (const field of this.fields.counts) {
      const from = values(field) as ArrayLike<number | bigint | null>;
      const to = this.#counts[field];
      for (let i = 0; i < count; i++) to[this.length + i] = Number(from[i] ?? Number.NaN);
    }
    for (const field of BIG_FIELDS) {
      const from = values(field) as ArrayLike<bigint | null>;
      const to = this.columns[field];
      for (let i = 0; i < count; i++) to[this.length + i] = from[i] ?? this.fields.noPico;
    }
    this.length += count;
  }

  /** The same for columns with codes: each different value is processed once. */
  addCoded(columns: (field: keyof Cell) => CodedColumn, count: number): void {
    this.#reserve(this.length + count);
    for (const field of this.fields.texts) {
      const { values, codes } = columns(field);
      const own = new Uint32Array(values.length);
      for (const code of usedCodes(codes, values.length)) own[code] = this.#codeOf(field, values[code] as string);
      this.#place(this.#texts[field], own, codes, count);
    }
    for (const field of this.fields.counts) {
      const { values, codes } = columns(field);
      this.#place(this.#counts[field], Float64Array.from(values as ArrayLike<number>, Number), codes, count);
    }
    for (const field of BIG_FIELDS) {
      const { values, codes } = columns(field);
      const own = new BigInt64Array(values.length + 1).fill(this.fields.noPico);
      for (let i = 0; i < values.length; i++) own[i] = values[i] as bigint;
      this.#place(this.columns[field], own, codes, count);
    }
    this.length += count;
  }

  #place<A extends Uint32Array | Float64Array | BigInt64Array>(
    to: A,
    own: A,
    codes: ArrayLike<number>,
    count: number,
  ): void {
    for (let i = 0, at = this.length; i < count; i++) to[at + i] = own[codes[i] as number] as A[number];
  }

  #addTexts(field: T, from: ArrayLike<string>, count: number): void {
    const to = this.#texts[field];
    let last: string | null = null;
    let code = 0;
    for (let i = 0; i < count; i++) {
      const name = from[i] as string;
      // Cells are sorted, so a row usually has the name of the previous one.
      if (name !== last) code = this.#codeOf(field, name);
      last = name;
      to[this.length + i] = code;
    }
  }

  #codeOf(field: T, name: string): number {
    const known = this.#codes[field].get(name);
    if (known !== undefined) return known;
    const code = this.#names[field].length;
    this.#names[field].push(name);
    this.#codes[field].set(name, code);
    return code;
  }

  /** Makes the columns larger one after another, so that no more than one of them is in memory twice. */
  #reserve(length: number): void {
    const old = this.columns.costPico.length;
    if (length <= old) return;
    const capacity = Math.max(length, old * 2);
    const { texts, counts } = this.fields;
    for (const field of texts) this.#texts[field] = copied(new Uint32Array(capacity), this.#texts[field]);
    for (const field of counts) this.#counts[field] = copied(new Float64Array(capacity), this.#counts[field]);
    const bigs: Record<BigField, BigInt64Array> = this.columns;
    for (const field of BIG_FIELDS) bigs[field] = copied(new BigInt64Array(capacity), bigs[field]);
  }

  nameAt(field: T, row: number): string {
    return this.names[field][this.columns[field][row] as number] as string;
  }
}

function copied<A extends Uint32Array | Float64Array | BigInt64Array>(larger: A, smaller: A): A {
  larger.set(smaller as Uint32Array & Float64Array & BigInt64Array);
  return larger;
}

/** The codes below `size` that occur in a column, without duplicates. */
export function usedCodes(codes: ArrayLike<number>, size: number): readonly number[] {
  const isUsed = new Uint8Array(size + 1);
  for (let i = 0; i < codes.length; i++) isUsed[codes[i] as number] = 1;
  const used: number[] = [];
  for (let code = 0; code < size; code++) if (isUsed[code] === 1) used.push(code);
  return used;
}

function allocate<T extends keyof Cell, C extends keyof Cell>(
  { texts, counts }: TableFields<T, C>,
  capacity: number,
): Columns<T, C> {
  return Object.fromEntries([
    ...texts.map((field) => [field, new Uint32Array(capacity)] as const),
    ...counts.map((field) => [field, new Float64Array(capacity)] as const),
    ...BIG_FIELDS.map((field) => [field, new BigInt64Array(capacity)] as const),
  ]) as Columns<T, C>;
}
