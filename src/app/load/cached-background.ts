/**
 * Loads the background from the cache where it is valid; only sessions whose logs or feeds have changed are recomputed.
 */

import { startOf } from "../../core/background/ledger-chain.ts";
import { type BackgroundBook, backgroundSince } from "../../core/background/recent.ts";
import { reconcile } from "../../core/background/reconcile.ts";
import { afterLedger, hasLostAnswers } from "../../core/background/session-background.ts";
import { RULE_VERSION } from "../../core/background/status.ts";
import { type SessionBackground, unrecorded } from "../../core/background/types.ts";
import type { DayNumber, Zone } from "../../core/calendar/zone.ts";
import { once } from "../../core/once.ts";
import { type Certainty, certaintyAfterAppend, certaintyByDay } from "../../core/reports/certainty.ts";
import { type BookedDay, backgroundByDay } from "../../core/reports/period-list.ts";
import { type BackgroundTotal, wholeBackground } from "../../core/reports/session-list.ts";
import { shortName } from "../../core/responses/identity.ts";
import { LazyMap } from "../../core/responses/lazy-map.ts";
import { familyOf, relatedSessionsOf } from "../../core/responses/related-sessions.ts";
import { emptyFacts, type SessionFacts } from "../../core/responses/session-facts.ts";
import { VERSION } from "../../data/version.ts";
import { readStatuslineFeeds } from "../../store/feeds/statusline-feed.ts";
import { stampOf, stampsIn } from "../../store/files/file-stamps.ts";
import {
  type CachedBackground,
  readBackgroundCache,
  writeBackgroundCache,
} from "../../store/index/background-cache.ts";
import { priceKey } from "../../store/price-key.ts";
import type { LoadedLogs } from "./loaded-logs.ts";
import { type BackgroundInputs, reconcileBackground } from "./reconcile-background.ts";

export type LoadBackground = Pick<BackgroundInputs, "book" | "paths" | "onlyLogged"> & {
  readonly logs: LoadedLogs;
  /** null = no cache. */
  readonly indexFile: string | null;
  /** Stamp of the index that the logs were loaded from: a cache belongs to one index. */
  readonly indexStamp: string;
  /** The time zone of the requested days. */
  readonly zone: Zone;
};

type Sessions = LoadedLogs["sessions"];
type Background = BackgroundBook;

/** Up to this many changed feeds are read at each start; with more, the cache is rewritten. */
const MOST_CHANGED_FEEDS = 8;

type Booked = ReadonlyMap<DayNumber, BookedDay>;
type DayCertainties = ReadonlyMap<DayNumber, Certainty>;

export type LoadedBackground = {
  readonly background: Background;
  /** By local day; null where the cache has the days of another time zone. */
  readonly booked: Booked | null;
  /** The certainty of each local day. */
  readonly certainty: () => DayCertainties;
  /** The total of all sessions; null where it has to be summed. */
  readonly whole: BackgroundTotal | null;
  /** Changes with logs, prices and feeds; null where one of them has changed since it was cached. */
  readonly stamp: string | null;
  /** Its inputs, where it should be cached; null = the cache has it, or little has changed. */
  readonly sources: BackgroundSources | null;
};

/** The state of the feeds before they were read. */
type BackgroundSources = { readonly feeds: ReadonlyMap<string, string>; readonly telemetryStamp: string };

export function loadBackground(options: LoadBackground): LoadedBackground {
  const { logs, paths, indexFile, indexStamp, zone } = options;
  if (indexFile === null) return withBooked(options, reconcileAll(options));
  const telemetryStamp = stampOf([paths.otelDir]);
  const feeds = stampsIn(paths.statuslineDir) ?? new Map<string, string>();
  const sources = { feeds, telemetryStamp };
  const key = cacheKey(options, telemetryStamp, indexStamp);
  const cached = logs.changedSessions === null ? null : readBackgroundCache(cacheFile(indexFile), key);
  const changedFeedIds = cached ? changedFeeds(cached, feeds) : null;
  if (cached && changedFeedIds?.size === 0 && logs.changedSessions?.size === 0) {
    const stamp = shortName(`${key} ${[...feeds].join()}`);
    const { background, whole } = cached;
    const days = cachedDays(cached, zone);
    const certainty = days ? () => days.certainty : certaintyOf(options, background);
    return { background, booked: days?.booked ?? null, certainty, whole, stamp, sources: null };
  }
  const appended = cached && changedFeedIds?.size === 0 ? withAppended(options, cached, feeds) : null;
  const changed = appended ?? (cached && changedFeedIds ? withChanges(options, cached, changedFeedIds) : null);
  if (changed && changedFeedIds && changedFeedIds.size <= MOST_CHANGED_FEEDS) return changed;
  return { ...(changed ?? withBooked(options, reconcileAll(options))), sources };
}

/** Caches the background where it should be. @param indexStamp of the index with the present logs */
export function cacheBackground(options: LoadBackground, loaded: LoadedBackground, indexStamp: string): void {
  const { indexFile } = options;
  const { sources } = loaded;
  if (indexFile === null || sources === null) return;
  const key = cacheKey(options, sources.telemetryStamp, indexStamp);
  writeBackgroundCache(cacheFile(indexFile), key, cacheContent(options, loaded, sources.feeds));
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

/** Sessions whose feed has changed; null = the file with the feeds of many sessions has changed. */
function changedFeeds(cached: CachedBackground, feeds: ReadonlyMap<string, string>): ReadonlySet<string> | null {
  const names = [...feeds].filter(([name, stamp]) => cached.feeds.get(name) !== stamp).map(([name]) => name);
  for (const name of cached.feeds.keys()) if (!feeds.has(name)) names.push(name);
  if (names.some((name) => name.endsWith(".jsonl"))) return null;
  const loose = names.filter((name) => name.endsWith(FEED_ENDING));
  return new Set(loose.map((name) => name.slice(0, -FEED_ENDING.length)));
}

function withBooked(options: LoadBackground, background: Background): LoadedBackground {
  const { zone } = options;
  return changedBackground(options, background, backgroundByDay(background.values(), zone));
}

function changedBackground(options: LoadBackground, background: Background, booked: Booked | null): LoadedBackground {
  const certainty = certaintyOf(options, background);
  return { background, booked, certainty, whole: null, stamp: null, sources: null };
}

function certaintyOf({ logs, zone }: LoadBackground, background: Background): () => DayCertainties {
  return once(() => {
    const { usage } = logs;
    const selected = new Uint8Array(usage.columns.length).fill(1);
    return certaintyByDay({ table: usage, selected, background, zone });
  });
}

/**
 * The background where logs were only appended to, and no ledger, feed or telemetry of their sessions has changed: the
 * new responses come after the last ledger, so nothing has to be recomputed.
 * @returns null in any other case
 */
function withAppended(
  options: LoadBackground,
  cached: CachedBackground,
  feeds: ReadonlyMap<string, string>,
): LoadedBackground | null {
  const { changedSessions, appended, sessions } = options.logs;
  const hasJoinedFeeds = [...feeds.keys()].some((name) => !name.endsWith(FEED_ENDING));
  const isFed = (id: string): boolean => hasJoinedFeeds || feeds.has(id + FEED_ENDING);
  if (!changedSessions || !appended || cached.hasTelemetry) return null;
  const changed = new Map<string, SessionBackground>();
  for (const id of changedSessions) {
    const facts = sessions.get(id) ?? emptyFacts(id);
    const { ledgers } = facts;
    if (isFed(id) || (cached.starts.get(id)?.length ?? 0) !== ledgers.length) return null;
    const before = cached.background.get(id) ?? unrecorded(id);
    // Whether an answer is lost may have changed.
    const isKnownLost = before.gaps.includes("lost-answer");
    if (before.status !== "unrecorded" && isKnownLost !== hasLostAnswers(facts)) return null;
    const fromMs = appended.firstMs.get(id) ?? Number.POSITIVE_INFINITY;
    if (ledgers.length === 0 || fromMs === Number.POSITIVE_INFINITY) changed.set(id, before);
    else if (fromMs > before.settledUntilMs) changed.set(id, afterLedger(before));
    else return null;
  }
  const background = new ReplacedMap(cached.background, changed);
  const days = cachedDays(cached, options.zone);
  const loaded = changedBackground(options, background, days?.booked ?? null);
  if (!days) return loaded;
  const { logs, zone } = options;
  const certainty = once(() =>
    certaintyAfterAppend(days.certainty, {
      table: logs.usage,
      appendedFrom: appended.usageFrom,
      before: cached.background,
      after: changed,
      zone,
    }),
  );
  return { ...loaded, certainty };
}

function cachedDays({ days }: CachedBackground, zone: Zone): CachedBackground["days"] | null {
  return days.zone === zone.name ? days : null;
}

/**
 * Recomputes changed sessions and all that are related to them. @returns null where telemetry may relate any session
 */
function withChanges(
  options: LoadBackground,
  cached: CachedBackground,
  changedFeedIds: ReadonlySet<string>,
): LoadedBackground | null {
  const { logs, book, paths, onlyLogged } = options;
  const touched = [...(logs.changedSessions ?? []), ...changedFeedIds].filter((id) => logs.sessions.has(id));
  if (touched.length > 0 && cached.hasTelemetry) return null;
  const ids = relativesOf(touched, cached, logs.sessions);
  const sessions = new Map([...ids].map((id) => [id, logs.sessions.get(id) as SessionFacts]));
  if (ids.size === 0) {
    return changedBackground(options, cached.background, rebooked(options, cached, new Map()));
  }
  const responses = logs.responsesOf(ids);
  const feeds = readStatuslineFeeds(paths.statuslineDir);
  const some = reconcile({ ...responses, sessions, events: [], feeds, book, onlyLogged });
  return changedBackground(options, new ReplacedMap(cached.background, some), rebooked(options, cached, some));
}

/** The entries of one map, replaced by those of another where that has them. */
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

/** The sums by day, with the parts of a few sessions replaced. */
function rebooked({ zone }: LoadBackground, cached: CachedBackground, some: Background): Booked | null {
  const known = cachedDays(cached, zone)?.booked;
  if (!known) return null;
  const { background } = cached;
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

/** The sessions and all that are related to them: by copies, or by ledgers that began at the same time. */
function relativesOf(
  ids: readonly string[],
  { relatedSessions, starts }: CachedBackground,
  sessions: Sessions,
): ReadonlySet<string> {
  if (ids.length === 0) return new Set();
  const began = ids.map((id) => [id, (sessions.get(id)?.ledgers ?? []).map(startOf)] as const);
  const ledgers = [...starts, ...began].map(([id, list]) => [id, list.map((start) => `start ${start}`)] as const);
  return new Set([...familyOf(ids, [...relatedSessions, ...ledgers])].filter((id) => sessions.has(id)));
}

function cacheContent(
  { logs, paths, zone }: LoadBackground,
  { background, booked, certainty }: LoadedBackground,
  feeds: ReadonlyMap<string, string>,
): CachedBackground {
  const { table, copies } = logs.allResponses();
  const relatedSessions = relatedSessionsOf(table, copies);
  const starts = new Map<string, readonly number[]>();
  for (const [id, { ledgers }] of logs.sessions) if (ledgers.length > 0) starts.set(id, ledgers.map(startOf));
  const days = {
    zone: zone.name,
    booked: booked ?? backgroundByDay(background.values(), zone),
    certainty: certainty(),
  };
  const { usage } = logs;
  const selected = new Uint8Array(usage.columns.length).fill(1);
  const whole = wholeBackground({ table: usage, selected, background });
  return { background, days, whole, feeds, starts, relatedSessions, hasTelemetry: stampsIn(paths.otelDir)?.size !== 0 };
}
