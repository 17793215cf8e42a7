/**
 * `feeds/otel/<UTC day>.jsonl`: the telemetry events that count, one line each, on the day of their own time.
 * Lines are only ever appended, each batch in one write, so that several writers and a reader can work at once;
 * what was sent twice is dropped when read.
 */

import { closeSync, constants, fstatSync, mkdirSync, readdirSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { eventKey, type RequestEvent, type TelemetryEvent } from "../../core/background/events.ts";
import { openRegular, statIfAny } from "../../runtime/regular-file.ts";
import { isAbsent } from "../files/absent.ts";

const VERSION = 1;
const DAY_FILE = /^\d{4}-\d{2}-\d{2}\.jsonl$/;
const DAY_MS = 86_400_000;

export type OtelFeed = {
  /** In the order of their time, each once. */
  readonly events: readonly TelemetryEvent[];
  /** Copies that were dropped. */
  readonly duplicates: number;
  /** Lines that could not be read: torn, or of another version. */
  readonly unreadable: number;
};

/** Appends a batch. When it returns, the events are in the file; when it throws, the sender has to try again. */
export function appendOtelEvents(dir: string, events: readonly TelemetryEvent[]): void {
  const days = new Map<string, string>();
  for (const event of events) {
    const day = new Date(event.timeMs).toISOString().slice(0, 10);
    days.set(day, `${days.get(day) ?? ""}${JSON.stringify({ v: VERSION, ...spare(event) })}\n`);
  }
  if (days.size > 0) mkdirSync(dir, { recursive: true, mode: 0o700 });
  for (const [day, lines] of days) appendLines(join(dir, `${day}.jsonl`), lines);
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

/** False where a full disk or a kill left half a line: ours must not become its end. */
function endsLine(fd: number): boolean {
  const { size } = fstatSync(fd);
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  return readSync(fd, last, 0, 1, size - 1) === 0 || last[0] === 0x0a;
}

/** Reads everything once. @param span days that touch it only; epoch milliseconds */
export function readOtelFeed(dir: string, span: { sinceMs?: number; untilMs?: number } = {}): OtelFeed {
  return new OtelFeedReader(dir, span).read();
}

type ReadFile = { ino: number; offset: number };

/** Reads what was appended since it last looked, for one that looks often. */
export class OtelFeedReader {
  readonly #dir: string;
  readonly #span: { readonly sinceMs?: number; readonly untilMs?: number };
  readonly #files = new Map<string, ReadFile>();
  readonly #seen = new Set<string>();
  #events: TelemetryEvent[] = [];
  #duplicates = 0;
  #unreadable = 0;

  constructor(dir: string, span: { readonly sinceMs?: number; readonly untilMs?: number } = {}) {
    this.#dir = dir;
    this.#span = span;
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

  /** Of the files, as they are now. */
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
    if (size <= file.offset) return;
    const bytes = readFrom(path, file.offset, size - file.offset);
    // The last line may still be in the writing.
    const end = bytes.lastIndexOf(0x0a) + 1;
    file.offset += end;
    for (const line of bytes.toString("utf8", 0, end).split("\n")) if (line !== "") this.#line(line);
  }

  #line(line: string): void {
    const event = parseLine(line);
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

function readFrom(path: string, offset: number, length: number): Buffer {
  const fd = openRegular(path);
  try {
    const bytes = Buffer.alloc(length);
    let read = 0;
    for (let n = -1; read < length && n !== 0; read += n) n = readSync(fd, bytes, read, length - read, offset + read);
    return bytes.subarray(0, read);
  } finally {
    closeSync(fd);
  }
}

function dayFiles(dir: string): readonly string[] {
  try {
    return readdirSync(dir)
      .filter((name) => DAY_FILE.test(name))
      .sort();
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

/** Parts of a request that mostly say nothing: left out of the line, filled in when it is read. */
const USUAL = {
  requestId: "",
  sequence: null,
  source: "",
  agentId: "",
  isSplit: true,
  fast: false,
  clientPico: null,
  input: 0,
  output: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  cacheRead: 0,
} as const;

function spare(event: TelemetryEvent): object {
  if (event.type !== "request") return event;
  const usual: Readonly<Record<string, unknown>> = USUAL;
  return Object.fromEntries(Object.entries(event).filter(([name, value]) => usual[name] !== value));
}

/** Checks what arithmetic relies on; our own writer made the rest. */
function parseLine(line: string): TelemetryEvent | null {
  let value: (Partial<RequestEvent> & { v?: unknown }) | null;
  try {
    value = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (value?.v !== VERSION || typeof value.sessionId !== "string" || !Number.isFinite(value.timeMs)) return null;
  if ((value.type as string) === "compaction") {
    const { v: _, ...event } = value;
    return event as unknown as TelemetryEvent;
  }
  if (value.type !== "request" || typeof value.model !== "string") return null;
  // Field by field: a million of them come through here, and a spread costs five times as much.
  const request: RequestEvent = {
    type: "request",
    sessionId: value.sessionId,
    requestId: value.requestId ?? USUAL.requestId,
    timeMs: value.timeMs as number,
    sequence: value.sequence ?? USUAL.sequence,
    model: value.model,
    source: value.source ?? USUAL.source,
    agentId: value.agentId ?? USUAL.agentId,
    isSplit: value.isSplit ?? USUAL.isSplit,
    fast: value.fast ?? USUAL.fast,
    input: value.input ?? 0,
    output: value.output ?? 0,
    cacheWrite5m: value.cacheWrite5m ?? 0,
    cacheWrite1h: value.cacheWrite1h ?? 0,
    cacheRead: value.cacheRead ?? 0,
    clientPico: value.clientPico ?? USUAL.clientPico,
  };
  const counts = [request.input, request.output, request.cacheWrite5m, request.cacheWrite1h, request.cacheRead];
  return counts.every((n) => Number.isSafeInteger(n) && n >= 0) ? request : null;
}
