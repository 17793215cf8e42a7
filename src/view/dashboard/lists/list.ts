/** A list of the dashboard: filtered by the typed text, sorted by a column, with one row selected. */

import { usdString } from "../../../core/pricing/money.ts";
import { type Line, lineWidth, type Span } from "../../text/spans.ts";
import { type Column, type Row, tableLines } from "../../text/table.ts";
import { targetText } from "../click-target.ts";
import type { ViewContext } from "../pane.ts";
import type { Place } from "../places/place.ts";
import type { ListId, ListSort, UiState } from "../ui-state.ts";

export type ListValue = string | number | bigint | null;

export type ListColumn<T> = Column & {
  /** The value for sorting and for exported files: money in pico-dollars. undefined = neither. */
  readonly value?: (item: T) => ListValue;
  /** The value in exported files, where it differs. */
  readonly written?: (item: T) => ListValue;
};

type ExportedColumn<T> = { readonly header: string; written(item: T): ListValue };

export type ListSpec<T> = {
  readonly id: ListId;
  /** In the list's default order. */
  readonly items: readonly T[];
  readonly columns: readonly ListColumn<T>[];
  /** Columns that only exported files have, in front of the others. */
  readonly exported?: readonly ExportedColumn<T>[];
  idOf(item: T): string;
  /** The text that a filter is applied to. */
  searchOf(item: T): string;
  rowOf(item: T, ctx: ViewContext): Row;
  /** The text that is copied; undefined = the values of its columns. */
  copyOf?(item: T): string;
  /** What Enter opens; null = nothing. */
  placeOf(item: T): Place | null;
};

/** The parts of the state that a list depends on. */
export type ListChoice = Pick<UiState, "filter" | "sorts" | "chosen"> & {
  /** Whether the first row is selected where nothing is. */
  readonly picksFirst?: boolean;
};

export type List = {
  readonly id: ListId;
  /** The number of rows that pass the filter. */
  readonly count: number;
  readonly total: number;
  readonly filter: string;
  readonly sort: ListSort | null;
  /** Headers of the columns that it can be sorted by, most useful first. */
  readonly sortable: readonly string[];
  /** Whether the first row is selected where nothing is. */
  readonly picksFirst: boolean;
  /** Index of the selected row; -1 = none. */
  readonly chosenAt: number;
  idAt(index: number): string;
  placeAt(index: number): Place | null;
  /** The text of a row for copying. */
  copyAt(index: number): string;
  /** All rows, as filtered and sorted, with the columns that have a value. */
  table(): { readonly columns: readonly string[]; readonly rows: readonly (readonly ListValue[])[] };
  /** The header and rows `from` to (exclusive) `to`; the selected one inverse. */
  lines(from: number, to: number, width: number, ctx: ViewContext): Line[];
};

export function makeList<T>(spec: ListSpec<T>, choice: ListChoice): List {
  const sort = choice.sorts[spec.id] ?? null;
  const rows = ordered(spec, matching(spec, choice.filter), sort);
  const chosenAt = chosenIndex(spec, rows, choice);
  return {
    id: spec.id,
    count: rows.length,
    total: spec.items.length,
    filter: choice.filter,
    sort,
    sortable: sortableHeaders(spec.columns),
    picksFirst: choice.picksFirst ?? false,
    chosenAt,
    idAt: (index) => spec.idOf(rows[index] as T),
    placeAt: (index) => (index >= 0 && index < rows.length ? spec.placeOf(rows[index] as T) : null),
    copyAt: (index) => copyOf(spec, rows[index] as T),
    table: () => {
      const columns = [...(spec.exported ?? []), ...writtenColumns(spec)];
      return {
        columns: columns.map(({ header }) => header),
        rows: rows.map((item) => columns.map((column) => column.written(item))),
      };
    },
    lines: (from, to, width, ctx) => {
      const shown = rows.slice(from, to);
      const columns = spec.columns.map((column) => marked(spec.id, column, sort, ctx));
      const table = tableLines(
        columns,
        shown.map((item) => spec.rowOf(item, ctx)),
        width - MARK_WIDTH,
        { unicode: ctx.unicode },
      );
      return table.map((line, i) => {
        const at = from + i - 1;
        if (i === 0) return [{ text: " ".repeat(MARK_WIDTH) }, ...line];
        const target = targetText({ kind: "row", list: spec.id, id: spec.idOf(rows[at] as T) });
        return aimed(withMark(line, at === chosenAt, width, ctx), target, width);
      });
    },
  };
}

function writtenColumns<T>({ columns }: ListSpec<T>): readonly ExportedColumn<T>[] {
  return columns.flatMap(({ header, value, written = value }) => (written === undefined ? [] : { header, written }));
}

function copyOf<T>(spec: ListSpec<T>, item: T): string {
  if (spec.copyOf) return spec.copyOf(item);
  const values = writtenColumns(spec).map(({ written }) => written(item));
  return values.map((value) => (typeof value === "bigint" ? usdString(value) : String(value ?? ""))).join("\t");
}

/** Before each row there is room for a mark, so that the selection is visible without colour. */
const MARK_WIDTH = 2;

function withMark(line: Line, isChosen: boolean, width: number, { unicode }: ViewContext): Line {
  if (!isChosen) return [{ text: " ".repeat(MARK_WIDTH) }, ...line];
  return inverseLine([{ text: unicode ? "› " : "> " }, ...line], width);
}

/** The line at full width, where a click anywhere means `target`. */
export function aimed(line: Line, target: string, width: number): Line {
  const blank = width - lineWidth(line);
  const padded = blank > 0 ? [...line, { text: " ".repeat(blank) }] : line;
  return padded.map((part): Span => ({ ...part, target }));
}

/** The line as one inverse bar of the whole width, without other colours in it. */
export function inverseLine(line: Line, width: number): Line {
  const used = lineWidth(line);
  const padded = used < width ? [...line, { text: " ".repeat(width - used) }] : line;
  return padded.map(({ tone: _, bold: __, shade: ___, ...part }): Span => ({ ...part, inverse: true }));
}

function matching<T>(spec: ListSpec<T>, filter: string): readonly T[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return spec.items;
  return spec.items.filter((item) => {
    const text = spec.searchOf(item).toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function ordered<T>({ columns }: ListSpec<T>, items: readonly T[], sort: ListSort | null): readonly T[] {
  const value = columns.find((column) => column.header === sort?.header)?.value;
  if (sort === null || value === undefined) return items;
  const keyed = items.map((item) => ({ item, key: value(item) }));
  return keyed.sort((a, b) => compare(a.key, b.key, sort.isReversed)).map(({ item }) => item);
}

/** Numbers largest first, texts from A; unknown values last in either direction. */
function compare(a: ListValue, b: ListValue, isReversed: boolean): number {
  if (isUnknown(a) || isUnknown(b)) return Number(isUnknown(a)) - Number(isUnknown(b));
  const [left, right] = [comparable(a), comparable(b)];
  if (left === right) return 0;
  const isAscending = (typeof left === "string") !== isReversed;
  return left < right === isAscending ? -1 : 1;
}

const isUnknown = (value: ListValue): value is null => value === null || value === "" || Number.isNaN(value);
const comparable = (value: string | number | bigint): string | number | bigint =>
  typeof value === "string" ? value.toLowerCase() : value;

function chosenIndex<T>({ id, idOf }: ListSpec<T>, rows: readonly T[], { chosen, picksFirst }: ListChoice): number {
  if (chosen !== null && chosen.list !== id) return -1;
  const at = chosen === null ? -1 : rows.findIndex((item) => idOf(item) === chosen.id);
  return at < 0 && picksFirst && rows.length > 0 ? 0 : at;
}

/** Money comes first, because it is used most. */
function sortableHeaders<T>(columns: readonly ListColumn<T>[]): readonly string[] {
  const headers = columns.flatMap(({ header, value }) => (value === undefined || header === "" ? [] : header));
  return [...headers.filter(isMoney).reverse(), ...headers.filter((header) => !isMoney(header))];
}

/** In a table, the cost is to the right of the background. */
const isMoney = (header: string): boolean => header === "Cost" || header === "Background";

function marked<T>(list: ListId, column: ListColumn<T>, sort: ListSort | null, ctx: ViewContext): Column {
  const { value, written: _, ...shown } = column;
  const isSortable = value !== undefined && column.header !== "";
  const target = targetText({ kind: "header", list, header: column.header });
  const plain: Column = isSortable ? { ...shown, target } : shown;
  if (value === undefined || sort?.header !== column.header) return plain;
  return { ...plain, header: sortedHeader(sort, ctx) };
}

/** `by Cost ▼`: what the user has ordered the list by; "" = it has its own order. */
export function sortWords({ sort }: Pick<List, "sort">, ctx: ViewContext): string {
  return sort === null ? "" : `by ${sortedHeader(sort, ctx)}`;
}

function sortedHeader({ header, isReversed }: ListSort, { unicode }: ViewContext): string {
  const [down, up] = unicode ? ["▼", "▲"] : ["v", "^"];
  return `${header} ${isReversed ? up : down}`;
}

/** `~29%`: an estimate. Less than one in a hundred is vague enough without a sign. */
export function withAbout(share: string): string {
  return share.startsWith("<") ? share : `~${share}`;
}
