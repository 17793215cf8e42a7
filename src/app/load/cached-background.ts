/** The background as it was last worked out; only sessions that a log or a feed has changed since are worked out anew. */

import { startOf } from "../../core/background/ledger-chain.ts";
import { type BackgroundBook, backgroundSince } from "../../core/background/recent.ts";
import { reconcile } from "../../core/background/reconcile.ts";
import { afterLedger, hasLostAnswers } from "../../core/background/session-background.ts";
import { RULE_VERSION } from "../../core/background/status.ts";
import { type SessionBackground, unrecorded } from "../../core/background/types.ts";
import type { DayNumber, Zone } from "../../core/calendar/zone.ts";
import { type BookedDay, backgroundByDay } from "../../core/reports/period-list.ts";
import { type BackgroundTotal, wholeBackground } from "../../core/reports/session-list.ts";
import { shortName } from "../../core/responses/identity.ts";
import { LazyMap } from "../../core/responses/lazy-map.ts";
import { familyOf, relatedSessionsOf } from "../../core/responses/related-sessions.ts";
import { emptyFacts, type SessionFacts } from "../../core/responses/session-facts.ts";
import { VERSION } from "../../data/version.ts";
import { readStatuslineFeeds } from "../../store/feeds/statusline-feed.ts";
import { stampOf, stampsIn } from "../../store/files/file-stamps.ts";
import { type KeptBackground, readBackgroundCache, writeBackgroundCache } from "../../store/index/background-cache.ts";
import { priceKey } from "../../store/price-key.ts";
import type { LoadedLogs } from "./loaded-logs.ts";
import { type BackgroundInputs, reconcileBackground } from "./reconcile-background.ts";

export type LoadBackground = Pick<BackgroundInputs, "book" | "paths" | "onlyLogged"> & {
  readonly logs: LoadedLogs;
  /** null = there is no cache. */
  readonly indexFile: string | null;
  /** Of the index that the logs were loaded from: a cache goes with one index. */
  readonly indexStamp: string;
  /** Whose days are asked for, if any's. */
  readonly zone: Zone | null;
};

type Sessions = LoadedLogs["sessions"];
type Background = BackgroundBook;

/** So many feeds may be read again at each start before what they gave is kept. */
const MOST_CHANGED_FEEDS = 8;

type Booked = ReadonlyMap<DayNumber, BookedDay>;

export type LoadedBackground = {
  readonly background: Background;
  /** By local day; null where no zone was given. */
  readonly booked: Booked | null;
  /** All of it together; null where it has to be summed. */
  readonly whole: BackgroundTotal | null;
  /** Changes with logs, prices and feeds; null where any of them is not as it was cached. */
  readonly stamp: string | null;
  /** What it was made from, where it is to be cached; null = the cache has it, or little has changed. */
  readonly sources: BackgroundSources | null;
};

/** The feeds as they were before they were read. */
type BackgroundSources = { readonly feeds: ReadonlyMap<string, string>; readonly telemetryStamp: string };

export function loadBackground(options: LoadBackground): LoadedBackground {
  const { logs, paths, indexFile, indexStamp, zone } = options;
  if (indexFile === null) return withBooked(options, reconcileAll(options));
  const telemetryStamp = stampOf([paths.otelDir]);
  const feeds = stampsIn(paths.statuslineDir) ?? new Map<string, string>();
  const sources = { feeds, telemetryStamp };
  const key = cacheKey(options, telemetryStamp, indexStamp);
  const kept = logs.changedSessions === null ? null : readBackgroundCache(cacheFile(indexFile), key);
  const fed = kept ? changedFeeds(kept, feeds) : null;
  if (kept && fed?.size === 0 && logs.changedSessions?.size === 0) {
    const stamp = shortName(`${key} ${[...feeds].join()}`);
    return { background: kept.background, booked: keptDays(kept, zone), whole: kept.whole, stamp, sources: null };
  }
  const settled = kept && fed?.size === 0 ? withAdded(options, kept, feeds) : null;
  const changed = settled ?? (kept && fed ? withChanges(options, kept, fed) : null);
  if (changed && fed && fed.size <= MOST_CHANGED_FEEDS) return changed;
  return { ...(changed ?? withBooked(options, reconcileAll(options))), sources };
}

/** Caches the background, if it is to be. @param indexStamp of the index that has the logs as they are */
export function cacheBackground(options: LoadBackground, loaded: LoadedBackground, indexStamp: string): void {
  const { indexFile } = options;
  const { sources } = loaded;
  if (indexFile === null || sources === null) return;
  const key = cacheKey(options, sources.telemetryStamp, indexStamp);
  writeBackgroundCache(cacheFile(indexFile), key, keep(options, loaded, sources.feeds));
}

const cacheFile = (indexFile: string): string => `${indexFile}.background.json`;

function cacheKey({ book, onlyLogged }: LoadBackground, telemetryStamp: string, indexStamp: string): string {
  return `${VERSION} rule ${RULE_VERSION} ${priceKey(book)} ${onlyLogged} ${indexStamp} ${telemetryStamp}`;
}

function reconcileAll({ logs, book, paths, onlyLogged }: LoadBackground): Background {
  const { table, copies } = logs.allResponses();
  return reconcileBackground({ table, copies, sessions: logs.sessions, book, paths, onlyLogged });
}

const FEED_ENDING = ".json";

/** Sessions whose feed is not as it was; null = the file that holds many of them is not. */
function changedFeeds(kept: KeptBackground, feeds: ReadonlyMap<string, string>): ReadonlySet<string> | null {
  const names = [...feeds].filter(([name, stamp]) => kept.feeds.get(name) !== stamp).map(([name]) => name);
  for (const name of kept.feeds.keys()) if (!feeds.has(name)) names.push(name);
  if (names.some((name) => name.endsWith(".jsonl"))) return null;
  const loose = names.filter((name) => name.endsWith(FEED_ENDING));
  return new Set(loose.map((name) => name.slice(0, -FEED_ENDING.length)));
}

function withBooked({ zone }: LoadBackground, background: Background): LoadedBackground {
  const booked = zone && backgroundByDay(background.values(), zone);
  return { background, booked, whole: null, stamp: null, sources: null };
}

/**
 * Where logs only got longer, and their client has written down nothing since, nothing has to be worked out.
 * @returns null where that cannot be said
 */
function withAdded(
  { logs, zone }: LoadBackground,
  kept: KeptBackground,
  feeds: ReadonlyMap<string, string>,
): LoadedBackground | null {
  const { changedSessions, addedFromMs, sessions } = logs;
  const hasSettled = [...feeds.keys()].some((name) => !name.endsWith(FEED_ENDING));
  const isFed = (id: string): boolean => hasSettled || feeds.has(id + FEED_ENDING);
  if (!changedSessions || !addedFromMs || kept.hasTelemetry) return null;
  const changed = new Map<string, SessionBackground>();
  for (const id of changedSessions) {
    const facts = sessions.get(id) ?? emptyFacts(id);
    const { ledgers } = facts;
    if (isFed(id) || (kept.starts.get(id)?.length ?? 0) !== ledgers.length) return null;
    const before = kept.background.get(id) ?? unrecorded(id);
    // Whether an answer is lost may have changed.
    const isKnownLost = before.gaps.includes("lost-answer");
    if (before.status !== "unrecorded" && isKnownLost !== hasLostAnswers(facts)) return null;
    const fromMs = addedFromMs.get(id) ?? Number.POSITIVE_INFINITY;
    if (ledgers.length === 0 || fromMs === Number.POSITIVE_INFINITY) changed.set(id, before);
    else if (fromMs > before.settledUntilMs) changed.set(id, afterLedger(before));
    else return null;
  }
  const background = new ReplacedMap(kept.background, changed);
  return { background, booked: keptDays(kept, zone), whole: null, stamp: null, sources: null };
}

function keptDays({ days }: KeptBackground, zone: Zone | null): Booked | null {
  return days && days.zone === zone?.name ? days.booked : null;
}

/** @returns null where what changed reaches into sessions that did not */
function withChanges(options: LoadBackground, kept: KeptBackground, fed: ReadonlySet<string>): LoadedBackground | null {
  const { logs, book, paths, onlyLogged } = options;
  const touched = [...(logs.changedSessions ?? []), ...fed].filter((id) => logs.sessions.has(id));
  if (touched.length > 0 && kept.hasTelemetry) return null;
  const ids = relativesOf(touched, kept, logs.sessions);
  const sessions = new Map([...ids].map((id) => [id, logs.sessions.get(id) as SessionFacts]));
  if (ids.size === 0) {
    const booked = rebooked(options, kept, new Map());
    return { background: kept.background, booked, whole: null, stamp: null, sources: null };
  }
  const responses = logs.responsesOf(ids);
  const feeds = readStatuslineFeeds(paths.statuslineDir);
  const some = reconcile({ ...responses, sessions, events: [], feeds, book, onlyLogged });
  return {
    background: new ReplacedMap(kept.background, some),
    booked: rebooked(options, kept, some),
    whole: null,
    stamp: null,
    sources: null,
  };
}

/** Entries of the one map, with those of the other in their place. */
class ReplacedMap extends LazyMap<SessionBackground> {
  readonly #before: Background;
  readonly #after: Background;

  constructor(before: Background, after: Background) {
    super(() => new Map([...before, ...after]));
    this.#before = before;
    this.#after = after;
  }

  override get(sessionId: string): SessionBackground | undefined {
    return this.#after.get(sessionId) ?? this.#before.get(sessionId);
  }

  *since(fromMs: number): Iterable<readonly [string, SessionBackground]> {
    yield* this.#after;
    for (const entry of backgroundSince(this.#before, fromMs)) if (!this.#after.has(entry[0])) yield entry;
  }
}

/** The days with a few sessions' part taken out and put in anew. */
function rebooked({ zone }: LoadBackground, kept: KeptBackground, some: Background): Booked | null {
  const known = keptDays(kept, zone);
  if (!zone || !known) return null;
  const { background } = kept;
  const booked = new Map(known);
  const before = [...some.keys()].flatMap((id) => background.get(id) ?? []);
  const add = (parts: Iterable<SessionBackground>, sign: 1 | -1): void => {
    for (const [day, { pico, entries }] of backgroundByDay(parts, zone)) {
      const sum = booked.get(day) ?? { pico: 0n, entries: 0 };
      booked.set(day, { pico: sum.pico + BigInt(sign) * pico, entries: sum.entries + sign * entries });
    }
  };
  add(before, -1);
  add(some.values(), 1);
  return new Map([...booked].filter(([, { entries }]) => entries > 0));
}

/** The sessions and all that hang together with them: by copies, or by ledgers that began together. */
function relativesOf(
  ids: readonly string[],
  { relatedSessions, starts }: KeptBackground,
  sessions: Sessions,
): ReadonlySet<string> {
  if (ids.length === 0) return new Set();
  const began = ids.map((id) => [id, (sessions.get(id)?.ledgers ?? []).map(startOf)] as const);
  const ledgers = [...starts, ...began].map(([id, list]) => [id, list.map((start) => `start ${start}`)] as const);
  return new Set([...familyOf(ids, [...relatedSessions, ...ledgers])].filter((id) => sessions.has(id)));
}

function keep(
  { logs, paths, zone }: LoadBackground,
  { background, booked }: LoadedBackground,
  feeds: ReadonlyMap<string, string>,
): KeptBackground {
  const { table, copies } = logs.allResponses();
  const relatedSessions = relatedSessionsOf(table, copies);
  const starts = new Map<string, readonly number[]>();
  for (const [id, { ledgers }] of logs.sessions) if (ledgers.length > 0) starts.set(id, ledgers.map(startOf));
  const days = zone && booked ? { zone: zone.name, booked } : null;
  const { usage } = logs;
  const selected = new Uint8Array(usage.columns.length).fill(1);
  const whole = wholeBackground({ table: usage, selected, background });
  return { background, days, whole, feeds, starts, relatedSessions, hasTelemetry: stampsIn(paths.otelDir)?.size !== 0 };
}
