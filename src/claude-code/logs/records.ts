/**
 * Finds the records of one line. Usually a line is one record; but two processes that write one log, or a crash, can
 * leave several on a line, or one that is cut off by the next, or a run of NULs before one. Every complete record
 * counts.
 */

import { parseJson } from "../../core/parse-json.ts";
/** A record's position in its line: from `start` to `end`, exclusive. */
export type RecordRange = { readonly start: number; readonly end: number };

export type LineRecords = {
  readonly records: readonly { readonly value: unknown; readonly text: string }[];
  /** The number of parts of the line that are not complete records. */
  readonly fragments: number;
};

/** @param line not blank, without its newline and byte order mark */
export function recordsOf(line: string): LineRecords {
  const value = parseJson(line);
  if (value !== undefined) return { records: [{ value, text: line }], fragments: 0 };
  return split(line);
}

/** The complete records at the start of a line that may still be being written. @param line bytes as latin1 */
export function leadingRecords(line: string): readonly RecordRange[] {
  const ranges: RecordRange[] = [];
  for (let at = blankEnd(line, 0); ; ) {
    const { end, isWhole } = walkObject(line, at);
    if (!isWhole) return ranges;
    ranges.push({ start: at, end });
    at = blankEnd(line, end);
  }
}

/**
 * The search for records walks at most this many characters per character of the line, plus some, because lines can be
 * hostile.
 */
const WALKS = 4;
const SPARE_WALK = 1_000_000;
/** How every record begins. */
const OPENING = '{"';

/**
 * Where a record is expected, each complete object is one. Otherwise the search continues: a later object is a record
 * only if it is not part of what was cut off, and if the line ends or another record begins after it.
 */
function split(line: string): LineRecords {
  const records: { value: unknown; text: string }[] = [];
  let fragments = 0;
  let isCut = false;
  /** How far the fragment is valid JSON. */
  let reach = 0;
  let work = WALKS * line.length + SPARE_WALK;
  for (let at = blankEnd(line, 0); at < line.length; ) {
    const start = isCut ? line.indexOf(OPENING, at) : at;
    if (start < 0 || work < 0) break;
    const { end, isWhole } = walkObject(line, start);
    work -= end - start;
    const isRecord = isWhole && (!isCut || (end > reach && isBoundary(line, end)));
    const text = isRecord ? line.slice(start, end) : "";
    const value = isRecord ? parseJson(text) : undefined;
    if (value !== undefined) {
      records.push({ value, text });
      isCut = false;
      reach = 0;
      at = blankEnd(line, end);
    } else {
      if (!isCut) fragments++;
      isCut = true;
      reach = Math.max(reach, end);
      at = start + 1;
    }
  }
  if (work < 0 && !isCut) fragments++;
  return { records, fragments };
}

function isBoundary(line: string, at: number): boolean {
  const next = blankEnd(line, at);
  return next === line.length || line[next] === "{";
}

/** The first position from `at` on that is not white space, NUL or a byte order mark. */
function blankEnd(line: string, at: number): number {
  let i = at;
  while (i < line.length && (line.charCodeAt(i) <= 0x20 || line.charCodeAt(i) === 0xfeff)) i++;
  return i;
}

type Walk = {
  /** After the object if it is complete, else where it stops being JSON. */
  readonly end: number;
  readonly isWhole: boolean;
};

const SCALAR = /-?\d[\d.eE+-]{0,400}|true|false|null/y;

/** Steps over an object without creating one. `JSON.parse` decides on its contents. */
function walkObject(line: string, at: number): Walk {
  if (line[at] !== "{") return { end: at, isWhole: false };
  /** The characters that close the open levels. */
  const open: ("}" | "]")[] = [];
  let expects: "key" | "value" | "more" = "value";
  let i = at;
  for (;;) {
    i = spaceEnd(line, i);
    const c = line[i];
    if (expects === "more") {
      if (c === open.at(-1)) {
        open.pop();
        if (open.length === 0) return { end: i + 1, isWhole: true };
      } else if (c === ",") expects = open.at(-1) === "}" ? "key" : "value";
      else return { end: i, isWhole: false };
      i++;
    } else if (expects === "key") {
      const closed = stringEnd(line, i);
      if (closed === 0) return { end: i, isWhole: false };
      const colon = spaceEnd(line, closed);
      if (line[colon] !== ":") return { end: colon, isWhole: false };
      expects = "value";
      i = colon + 1;
    } else if (c === "{" || c === "[") {
      open.push(c === "{" ? "}" : "]");
      i = spaceEnd(line, i + 1);
      if (line[i] === open.at(-1)) expects = "more";
      else expects = c === "{" ? "key" : "value";
    } else {
      const end = c === '"' ? stringEnd(line, i) : scalarEnd(line, i);
      if (end === 0) return { end: i, isWhole: false };
      expects = "more";
      i = end;
    }
  }
}

function spaceEnd(line: string, at: number): number {
  let i = at;
  while (line[i] === " " || line[i] === "\t" || line[i] === "\r") i++;
  return i;
}

/** The position after the closing quote; 0 = there is none, or no string begins at `at`. */
function stringEnd(line: string, at: number): number {
  if (line[at] !== '"') return 0;
  for (let end = line.indexOf('"', at + 1); end > 0; end = line.indexOf('"', end + 1)) {
    let slashes = 0;
    while (line[end - 1 - slashes] === "\\") slashes++;
    if (slashes % 2 === 0) return end + 1;
  }
  return 0;
}

function scalarEnd(line: string, at: number): number {
  SCALAR.lastIndex = at;
  return SCALAR.test(line) ? SCALAR.lastIndex : 0;
}
