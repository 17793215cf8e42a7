/**
 * Cells as columns: numbers in typed arrays, texts as codes, so that a million cells are tens of megabytes. Contains
 * what reports need, without what is only for people who read a file.
 */

import type { DayNumber } from "../calendar/zone.ts";
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

/** Columns of whole numbers that may exceed a double. A missing price is 0 here. */
export const BIG_FIELDS = ["costPico", "idsFold"] as const satisfies readonly (keyof Cell)[];
export type BigField = (typeof BIG_FIELDS)[number];

type Columns = {
  readonly [F in TextField]: Uint32Array;
} & { readonly [F in CountField]: Float64Array } & { readonly [F in BigField]: BigInt64Array };

/** The values of some cells, by field and row. */
export type CellValues = (field: TextField | CountField | BigField) => ArrayLike<unknown>;

/**
 * A column as its different values and the index of each row's value; an index beyond the values is a missing value.
 */
export type CodedColumn = {
  readonly values: ArrayLike<string | number | bigint>;
  readonly codes: ArrayLike<number>;
};

const FIRST_CAPACITY = 4096;

export class CellTable {
  length = 0;
  columns: Columns = allocate(FIRST_CAPACITY);
  readonly names: { readonly [F in TextField]: readonly string[] };
  readonly #names: Record<TextField, string[]>;
  readonly #codes: Record<TextField, Map<string, number>>;

  constructor() {
    const lists = TEXT_FIELDS.map((field) => [field, []] as const);
    this.#names = Object.fromEntries(lists) as unknown as Record<TextField, string[]>;
    this.#codes = Object.fromEntries(TEXT_FIELDS.map((field) => [field, new Map()])) as Record<
      TextField,
      Map<string, number>
    >;
    this.names = this.#names;
  }

  /** Adds `count` cells whose values are already validated. */
  add(values: CellValues, count: number): void {
    this.#reserve(this.length + count);
    for (const field of TEXT_FIELDS) this.#addTexts(field, values(field) as ArrayLike<string>, count);
    for (const field of COUNT_FIELDS) {
      const from = values(field) as ArrayLike<number | bigint>;
      const to = this.columns[field];
      for (let i = 0; i < count; i++) to[this.length + i] = Number(from[i]);
    }
    for (const field of BIG_FIELDS) {
      const from = values(field) as ArrayLike<bigint | null>;
      const to = this.columns[field];
      for (let i = 0; i < count; i++) to[this.length + i] = from[i] ?? 0n;
    }
    this.length += count;
  }

  /** The same for columns with codes: each different value is processed once. */
  addCoded(columns: (field: TextField | CountField | BigField) => CodedColumn, count: number): void {
    this.#reserve(this.length + count);
    for (const field of TEXT_FIELDS) {
      const { values, codes } = columns(field);
      const own = new Uint32Array(values.length);
      for (const code of usedCodes(codes, values.length)) own[code] = this.#codeOf(field, values[code] as string);
      this.#place(this.columns[field], own, codes, count);
    }
    for (const field of COUNT_FIELDS) {
      const { values, codes } = columns(field);
      this.#place(this.columns[field], Float64Array.from(values as ArrayLike<number>, Number), codes, count);
    }
    for (const field of BIG_FIELDS) {
      const { values, codes } = columns(field);
      const own = new BigInt64Array(values.length + 1);
      for (let i = 0; i < values.length; i++) own[i] = values[i] as bigint;
      this.#place(this.columns[field], own, codes, count);
    }
    this.length += count;
  }

  #place<T extends Uint32Array | Float64Array | BigInt64Array>(
    to: T,
    own: T,
    codes: ArrayLike<number>,
    count: number,
  ): void {
    for (let i = 0, at = this.length; i < count; i++) to[at + i] = own[codes[i] as number] as T[number];
  }

  #addTexts(field: TextField, from: ArrayLike<string>, count: number): void {
    const to = this.columns[field];
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

  #codeOf(field: TextField, name: string): number {
    const known = this.#codes[field].get(name);
    if (known !== undefined) return known;
    const code = this.#names[field].length;
    this.#names[field].push(name);
    this.#codes[field].set(name, code);
    return code;
  }

  #reserve(length: number): void {
    const capacity = this.columns.day.length;
    if (length <= capacity) return;
    const larger = allocate(Math.max(length, capacity * 2));
    for (const field of TEXT_FIELDS) larger[field].set(this.columns[field].subarray(0, this.length));
    for (const field of COUNT_FIELDS) larger[field].set(this.columns[field].subarray(0, this.length));
    for (const field of BIG_FIELDS) larger[field].set(this.columns[field].subarray(0, this.length));
    this.columns = larger;
  }

  dayAt(row: number): DayNumber {
    return this.columns.day[row] as number;
  }

  nameAt(field: TextField, row: number): string {
    return this.names[field][this.columns[field][row] as number] as string;
  }
}

/** The codes below `size` that occur in a column, without duplicates. */
export function usedCodes(codes: ArrayLike<number>, size: number): readonly number[] {
  const isUsed = new Uint8Array(size + 1);
  for (let i = 0; i < codes.length; i++) isUsed[codes[i] as number] = 1;
  const used: number[] = [];
  for (let code = 0; code < size; code++) if (isUsed[code] === 1) used.push(code);
  return used;
}

function allocate(capacity: number): Columns {
  return Object.fromEntries([
    ...TEXT_FIELDS.map((field) => [field, new Uint32Array(capacity)]),
    ...COUNT_FIELDS.map((field) => [field, new Float64Array(capacity)]),
    ...BIG_FIELDS.map((field) => [field, new BigInt64Array(capacity)]),
  ]) as Columns;
}
