/**
 * The last computed background, in a file beside the index: a start reads it and recomputes only sessions whose logs or
 * feeds have changed. Disposable.
 */

import { type BackgroundBook, lastEntryMs } from "../../core/background/recent.ts";
import type { SessionBackground } from "../../core/background/types.ts";
import type { DayNumber } from "../../core/calendar/zone.ts";
import type { Certainty } from "../../core/reports/certainty.ts";
import type { BookedDay } from "../../core/reports/period-list.ts";
import type { BackgroundTotal } from "../../core/reports/session-list.ts";
import { LazyMap } from "../../core/responses/lazy-map.ts";
import type { RelatedSessions } from "../../core/responses/related-sessions.ts";
import { readText } from "../../runtime/regular-file.ts";
import { attempt } from "../../runtime/try-file.ts";
import { writeFileAtomic } from "../files/atomic-file.ts";
import {
  type BackgroundList,
  backgroundOf,
  listBackground,
  listWhole,
  type WholeList,
  wholeOf,
} from "./background-codec.ts";

export type CachedBackground = {
  readonly background: BackgroundBook;
  /** Background by local day of a zone. */
  readonly days: {
    readonly zone: string;
    readonly booked: ReadonlyMap<DayNumber, BookedDay>;
    readonly certainty: ReadonlyMap<DayNumber, Certainty>;
  };
  readonly whole: BackgroundTotal;
  /** The stamp of each file of the status line's feed. */
  readonly feeds: ReadonlyMap<string, string>;
  /** By session with a ledger, the start times in it: ledgers with equal start times are related. */
  readonly starts: ReadonlyMap<string, readonly number[]>;
  /** Sessions whose logs contain copies, each with the sessions that they were copied from. */
  readonly relatedSessions: RelatedSessions;
  /** Whether telemetry was included. */
  readonly hasTelemetry: boolean;
};

/** Raised whenever the format changes. */
const FORMAT = 5;

/** All sessions with an entry since a time. */
type Recent = { readonly sinceMs: number; readonly ids: readonly string[] };

/** Longer than a limit's window, but short enough for few sessions. */
const RECENT_MS = 7 * 24 * 3_600_000;

/** The first line. The second contains the start times; the others one session each. */
type Head = {
  readonly format: number;
  readonly key: string;
  readonly zone: string;
  readonly booked: readonly (readonly [DayNumber, pico: string, entries: number])[];
  readonly certainty: readonly (readonly [DayNumber, status: Certainty["status"], exactPico: string])[];
  readonly whole: WholeList;
  readonly feeds: readonly (readonly [string, string])[];
  readonly relatedSessions: RelatedSessions;
  readonly hasTelemetry: boolean;
  readonly recent: Recent;
  /** Length of everything that follows, to detect a truncated file. */
  readonly length: number;
};

/** @returns null where nothing is cached for that key */
export function readBackgroundCache(file: string, key: string): CachedBackground | null {
  try {
    const text = readText(file);
    const end = text.indexOf("\n");
    const head = JSON.parse(text.slice(0, end)) as Head;
    if (head.format !== FORMAT || head.key !== key || text.length - end - 1 !== head.length) return null;
    const { zone, booked, certainty, whole, feeds, relatedSessions, hasTelemetry } = head;
    const second = text.indexOf("\n", end + 1);
    return {
      background: new BackgroundLines(text.slice(second), head.recent),
      days: { zone, booked: bookedDays(booked), certainty: certaintyOf(certainty) },
      whole: wholeOf(whole),
      feeds: new Map(feeds),
      starts: new LazyMap(() => new Map(JSON.parse(text.slice(end + 1, second)) as [string, readonly number[]][])),
      relatedSessions,
      hasTelemetry,
    };
  } catch (error) {
    // Missing or truncated: everything is recomputed.
    if (error instanceof SyntaxError || error instanceof TypeError || (error as NodeJS.ErrnoException).code)
      return null;
    throw error;
  }
}

function bookedDays(list: Head["booked"]): ReadonlyMap<DayNumber, BookedDay> {
  return new Map(list.map(([day, pico, entries]) => [day, { pico: BigInt(pico), entries }]));
}

function certaintyOf(list: Head["certainty"]): ReadonlyMap<DayNumber, Certainty> {
  return new Map(list.map(([day, status, pico]) => [day, { status, exactPico: BigInt(pico) }]));
}

/** Each search goes through the text; for more sessions than this, all lines are decoded at once. */
const MOST_SEARCHES = 64;

/** Sessions' background by id, each decoded at its first access. */
class BackgroundLines extends LazyMap<SessionBackground> {
  readonly #text: string;
  readonly #recent: Recent;
  #searches = 0;

  /** @param text each line after its newline */
  constructor(text: string, recent: Recent) {
    super(() => new Map(linesOf(text).map((list) => [list[0], backgroundOf(list)])));
    this.#text = text;
    this.#recent = recent;
  }

  since(fromMs: number): Iterable<readonly [string, SessionBackground]> {
    const { sinceMs, ids } = this.#recent;
    if (fromMs < sinceMs || this.isMade) return this;
    return ids.flatMap((id) => {
      const background = this.get(id);
      return background ? [[id, background] as const] : [];
    });
  }

  override get(sessionId: string): SessionBackground | undefined {
    if (this.isMade || ++this.#searches > MOST_SEARCHES) return super.get(sessionId);
    const at = this.#text.indexOf(`\n[${JSON.stringify(sessionId)}`);
    if (at < 0) return undefined;
    const end = this.#text.indexOf("\n", at + 1);
    return backgroundOf(JSON.parse(this.#text.slice(at + 1, end)) as BackgroundList);
  }

  override has(sessionId: string): boolean {
    return this.get(sessionId) !== undefined;
  }
}

function linesOf(text: string): BackgroundList[] {
  return JSON.parse(`[${text.trim().replaceAll("\n", ",")}]`) as BackgroundList[];
}

export function writeBackgroundCache(file: string, key: string, content: CachedBackground): void {
  const lines = [[...content.starts], ...[...content.background.values()].map(listBackground)];
  const rest = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  const { days, whole, feeds, relatedSessions, hasTelemetry } = content;
  const booked = [...days.booked].map(([day, { pico, entries }]) => [day, String(pico), entries] as const);
  const certainty = [...days.certainty].map(
    ([day, { status, exactPico }]) => [day, status, String(exactPico)] as const,
  );
  const head: Head = {
    format: FORMAT,
    key,
    zone: days.zone,
    booked,
    certainty,
    whole: listWhole(whole),
    feeds: [...feeds],
    relatedSessions,
    hasTelemetry,
    recent: recentOf([...content.background.values()]),
    length: rest.length,
  };
  // A folder that cannot be written only costs time at the next start.
  attempt(() => writeFileAtomic(file, `${JSON.stringify(head)}\n${rest}`, { durable: false }));
}

function recentOf(all: readonly SessionBackground[]): Recent {
  const last = all.map(lastEntryMs);
  const sinceMs = last.reduce((a, b) => Math.max(a, b), 0) - RECENT_MS;
  return { sinceMs, ids: all.flatMap(({ sessionId }, i) => ((last[i] as number) >= sinceMs ? [sessionId] : [])) };
}
