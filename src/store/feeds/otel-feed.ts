/**
 * `feeds/otel/<UTC day>.jsonl`: the telemetry events that are used, one line each, on the day of their own time. A
 * large day continues in `<UTC day>.1.jsonl`, and so on, up to a limit. Lines are only ever appended, each batch in one
 * write, so that several writers and a reader can work at once; duplicates are dropped when read.
 */

import { closeSync, constants, fstatSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { eventKey, type TelemetryEvent } from "../../core/background/events.ts";
import { makeFolder } from "../../runtime/make-folder.ts";
import { openRegular, statIfAny } from "../../runtime/regular-file.ts";
import { ownNamesIn } from "../files/absent.ts";
import { eventOfLine, lineOfEvent } from "./otel-line.ts";

const DAY_FILE = /^(\d{4}-\d{2}-\d{2})(?:\.(\d{1,4}))?\.jsonl$/;
const DAY_MS = 86_400_000;
/** Bytes read at once. */
const CHUNK_BYTES = 4 * 1024 * 1024;
const NEWLINE = 0x0a;

export type OtelBounds = {
  /** Nothing is appended to a file of this size. */
  readonly fileBytes: number;
  /**
   * The most bytes stored and read for one day: hundreds of thousands of requests, when a busy day has a few thousand.
   */
  readonly dayBytes: number;
};

export const OTEL_BOUNDS: OtelBounds = { fileBytes: 16 * 1024 * 1024, dayBytes: 64 * 1024 * 1024 };

export type OtelFeed = {
  /** In order of time, without duplicates. */
  readonly events: readonly TelemetryEvent[];
  /** The number of duplicates that were dropped. */
  readonly duplicates: number;
  /** Lines that could not be read: torn, of another version, or with impossible numbers. */
  readonly unreadable: number;
};

export type OtelAppended = {
  /** Events that were not stored. */
  readonly refused: number;
  /** Days with events in this batch that have reached the size limit. */
  readonly fullDays: readonly string[];
};

/**
 * Appends a batch. When it returns, the events are in the file, except those of full days; when it throws, the sender
 * has to try again.
 */
export function appendOtelEvents(
  dir: string,
  events: readonly TelemetryEvent[],
  bounds: OtelBounds = OTEL_BOUNDS,
): OtelAppended {
  const days = new Map<string, { lines: string; events: number }>();
  for (const event of events) {
    const name = new Date(event.timeMs).toISOString().slice(0, 10);
    const day = days.get(name) ?? { lines: "", events: 0 };
    day.lines += lineOfEvent(event);
    day.events++;
    days.set(name, day);
  }
  if (days.size > 0) makeFolder(dir, 0o700);
  let refused = 0;
  const fullDays: string[] = [];
  for (const [day, { lines, events: count }] of days) {
    const file = fileToAppend(dir, day, bounds);
    if (file !== null) appendLines(join(dir, file), lines);
    else {
      refused += count;
      fullDays.push(day);
    }
  }
  return { refused, fullDays };
}

const nameOf = (day: string, part: number): string => `${day}${part === 0 ? "" : `.${part}`}.jsonl`;

/** @returns null where the day is full */
function fileToAppend(dir: string, day: string, { fileBytes, dayBytes }: OtelBounds): string | null {
  let bytes = 0;
  for (let part = 0; bytes < dayBytes; part++) {
    const size = statIfAny(join(dir, nameOf(day, part)))?.size ?? 0;
    if (size < fileBytes) return bytes + size < dayBytes ? nameOf(day, part) : null;
    bytes += size;
  }
  return null;
}

/** Days that have reached the size limit. */
export function fullOtelDays(dir: string, { dayBytes }: OtelBounds = OTEL_BOUNDS): readonly string[] {
  const bytes = new Map<string, number>();
  for (const name of dayFiles(dir)) {
    const day = name.slice(0, 10);
    bytes.set(day, (bytes.get(day) ?? 0) + (statIfAny(join(dir, name))?.size ?? 0));
  }
  return [...bytes].flatMap(([day, size]) => (size >= dayBytes ? [day] : []));
}

function appendLines(file: string, lines: string): void {
  const fd = openRegular(file, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT);
  try {
    const bytes = Buffer.from(endsLine(fd) ? lines : `\n${lines}`);
    const written = writeSync(fd, bytes);
    if (written < bytes.length) throw new Error(`only ${written} of ${bytes.length} bytes could be written to ${file}`);
  } finally {
    closeSync(fd);
  }
}

/** False where a full disk or a kill left an incomplete line, which the next one must not be appended to. */
function endsLine(fd: number): boolean {
  const { size } = fstatSync(fd);
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  return readSync(fd, last, 0, 1, size - 1) === 0 || last[0] === NEWLINE;
}

/** Reads everything once. @param span reads only days that overlap with it; epoch milliseconds */
export function readOtelFeed(dir: string, span: OtelSpan = {}, bounds: OtelBounds = OTEL_BOUNDS): OtelFeed {
  return new OtelFeedReader(dir, span, bounds).read();
}

type OtelSpan = { readonly sinceMs?: number; readonly untilMs?: number };

type ReadFile = { ino: number; offset: number };

/** Reads what was appended since its last call, for frequent reading. */
export class OtelFeedReader {
  readonly #dir: string;
  readonly #span: OtelSpan;
  readonly #bounds: OtelBounds;
  readonly #files = new Map<string, ReadFile>();
  readonly #seen = new Set<string>();
  #events: TelemetryEvent[] = [];
  #duplicates = 0;
  #unreadable = 0;

  constructor(dir: string, span: OtelSpan = {}, bounds: OtelBounds = OTEL_BOUNDS) {
    this.#dir = dir;
    this.#span = span;
    this.#bounds = bounds;
  }

  read(): OtelFeed {
    const names = dayFiles(this.#dir).filter((name) => this.#isWanted(name));
    if ([...this.#files].some(([name, file]) => !names.includes(name) || this.#wasReplaced(name, file))) this.#forget();
    const before = this.#events.length;
    for (const name of names) this.#append(name);
    if (this.#events.length > before) {
      this.#events = this.#events.toSorted((a, b) => a.timeMs - b.timeMs || (a.sequence ?? 0) - (b.sequence ?? 0));
    }
    return { events: this.#events, duplicates: this.#duplicates, unreadable: this.#unreadable };
  }

  /** Present total size of the files. */
  sizeBytes(): number {
    return dayFiles(this.#dir).reduce((sum, name) => sum + (statIfAny(join(this.#dir, name))?.size ?? 0), 0);
  }

  #isWanted(name: string): boolean {
    const dayMs = Date.parse(name.slice(0, 10));
    const { sinceMs = Number.NEGATIVE_INFINITY, untilMs = Number.POSITIVE_INFINITY } = this.#span;
    return dayMs + DAY_MS > sinceMs && dayMs <= untilMs;
  }

  #wasReplaced(name: string, file: ReadFile): boolean {
    const now = statIfAny(join(this.#dir, name));
    return now === undefined || now.ino !== file.ino || now.size < file.offset;
  }

  #forget(): void {
    this.#files.clear();
    this.#seen.clear();
    this.#events = [];
    this.#duplicates = 0;
    this.#unreadable = 0;
  }

  #append(name: string): void {
    const path = join(this.#dir, name);
    const stat = statIfAny(path);
    if (!stat?.isFile()) return;
    const { ino, size } = stat;
    const file = this.#files.get(name) ?? { ino, offset: 0 };
    this.#files.set(name, file);
    const room = this.#bounds.dayBytes - this.#readBefore(name);
    const end = Math.min(size, room);
    if (end <= file.offset) return;
    const fd = openRegular(path);
    try {
      file.offset = this.#lines(fd, file.offset, end);
    } finally {
      closeSync(fd);
    }
  }

  /** Bytes of the day in the files before this one. */
  #readBefore(name: string): number {
    let bytes = 0;
    for (const [other, { offset }] of this.#files) {
      if (other !== name && other.slice(0, 10) === name.slice(0, 10) && partOf(other) < partOf(name)) bytes += offset;
    }
    return bytes;
  }

  /** @returns where the next read begins: the last line may still be being written */
  #lines(fd: number, from: number, to: number): number {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, to - from));
    let position = from;
    while (position < to) {
      const read = readSync(fd, chunk, 0, Math.min(chunk.length, to - position), position);
      const end = chunk.subarray(0, read).lastIndexOf(NEWLINE) + 1;
      for (const line of chunk.toString("utf8", 0, end).split("\n")) if (line !== "") this.#line(line);
      // A chunk without a line end is skipped, and its end counts as an unreadable line: no event is that long.
      const isPiece = end === 0 && read === CHUNK_BYTES;
      if (end === 0 && !isPiece) return position;
      position += isPiece ? read : end;
    }
    return position;
  }

  #line(line: string): void {
    const event = eventOfLine(line);
    if (event === null) {
      this.#unreadable++;
      return;
    }
    const key = eventKey(event);
    if (this.#seen.has(key)) this.#duplicates++;
    else {
      this.#seen.add(key);
      this.#events.push(event);
    }
  }
}

function compareDays(a: string, b: string): number {
  const [one, other] = [a.slice(0, 10), b.slice(0, 10)];
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** 0 for the day's first file. */
const partOf = (name: string): number => Number(DAY_FILE.exec(name)?.[2] ?? 0);

function dayFiles(dir: string): readonly string[] {
  return ownNamesIn(dir)
    .filter((name) => DAY_FILE.test(name))
    .sort((a, b) => compareDays(a, b) || partOf(a) - partOf(b));
}
