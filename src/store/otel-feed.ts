/**
 * `feeds/otel/<UTC day>.jsonl`: the telemetry events that count, one line each, on the day of their own time.
 * Lines are only ever appended, each batch in one write, so that several writers and a reader can work at once;
 * what was sent twice is dropped when read.
 */

import { closeSync, fstatSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { eventKey, type TelemetryEvent } from "../core/background/events.ts";

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
    days.set(day, `${days.get(day) ?? ""}${JSON.stringify({ v: VERSION, ...event })}\n`);
  }
  if (days.size > 0) mkdirSync(dir, { recursive: true, mode: 0o700 });
  for (const [day, lines] of days) appendLines(join(dir, `${day}.jsonl`), lines);
}

function appendLines(file: string, lines: string): void {
  const fd = openSync(file, "a+", 0o600);
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

/**
 * Reads the events of the days that touch the span.
 * @param span epoch milliseconds; left out = everything
 */
export function readOtelFeed(dir: string, span: { sinceMs?: number; untilMs?: number } = {}): OtelFeed {
  const events: TelemetryEvent[] = [];
  const seen = new Set<string>();
  let duplicates = 0;
  let unreadable = 0;
  for (const name of dayFiles(dir)) {
    const dayMs = Date.parse(name.slice(0, 10));
    if (dayMs + DAY_MS <= (span.sinceMs ?? -Infinity) || dayMs > (span.untilMs ?? Infinity)) continue;
    for (const line of readFileSync(join(dir, name), "utf8").split("\n")) {
      if (line === "") continue;
      const event = parseLine(line);
      if (event === null) unreadable++;
      else if (seen.has(eventKey(event))) duplicates++;
      else {
        seen.add(eventKey(event));
        events.push(event);
      }
    }
  }
  events.sort((a, b) => a.timeMs - b.timeMs || (a.sequence ?? 0) - (b.sequence ?? 0));
  return { events, duplicates, unreadable };
}

function dayFiles(dir: string): readonly string[] {
  try {
    return readdirSync(dir)
      .filter((name) => DAY_FILE.test(name))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Checks what arithmetic relies on; our own writer made the rest. */
function parseLine(line: string): TelemetryEvent | null {
  let value: (Partial<TelemetryEvent> & { v?: unknown }) | null;
  try {
    value = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (value?.v !== VERSION || typeof value.sessionId !== "string" || !Number.isFinite(value.timeMs)) return null;
  if (value.type === "compaction") return value as TelemetryEvent;
  if (value.type !== "request" || typeof value.model !== "string" || typeof value.requestId !== "string") return null;
  const counts = [value.input, value.output, value.cacheWrite5m, value.cacheWrite1h, value.cacheRead];
  return counts.every((n) => Number.isSafeInteger(n) && (n as number) >= 0) ? (value as TelemetryEvent) : null;
}
