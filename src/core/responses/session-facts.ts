/**
 * Facts about a session besides its responses. Partial facts (of one file or one scan) merge in any order to the same
 * result, so that a file can be read again alone.
 */

import { knownFolder } from "./project-path.ts";
import type { Tokens } from "./tokens.ts";

/**
 * Bounds of the client's ledger: for a count (of a session's tokens, of lines), and for an amount, a million dollars.
 */
export const MAX_LEDGER_COUNT = 100_000_000_000;
export const MAX_LEDGER_PICO = 1e18;
/** Thirty years: whole numbers up to this stay exact in sums, in any order. Milliseconds. */
export const MAX_WORK_MS = 1e12;

/** One model's entry in the client's own ledger. */
export type LedgerUsage = Tokens & {
  readonly webSearches: number;
  /** The client's own price, rounded to pico-dollars, because the client writes a binary float. */
  readonly costPico: number;
};

/** One `cost-state` row: the client's cumulative ledger of the session, as of `atMs`. */
export type ClientLedger = {
  /** The time of the previous row in the file (the row itself has none); epoch milliseconds. */
  readonly atMs: number;
  /** It covers requests at or after this time; epoch milliseconds. */
  readonly startMs: number;
  readonly totalCostPico: number;
  readonly wallMs: number;
  readonly apiMs: number;
  readonly linesAdded: number;
  readonly linesRemoved: number;
  readonly models: Readonly<Record<string, LedgerUsage>>;
  readonly hasUnknownModelCost: boolean;
};

export type Compaction = {
  readonly atMs: number;
  /** `idle`: by the client itself, shortly before the prompt cache of an idle session expired. */
  readonly trigger: "manual" | "auto" | "idle" | "unknown";
  readonly preTokens: number;
  readonly postTokens: number | null;
};

/** A pull request that a session worked on, as recorded by the client. */
export type PullRequestLink = {
  /** `owner/repository#12`. */
  readonly key: string;
  /** When it was first recorded; epoch milliseconds, NaN = not known. */
  readonly atMs: number;
};

/** Each pull request once, by its first record, in order: the client repeats them. */
export function firstLinks(links: readonly PullRequestLink[]): readonly PullRequestLink[] {
  if (links.length < 2) return links;
  const first = new Map<string, PullRequestLink>();
  for (const link of links) {
    const known = first.get(link.key);
    if (!known || link.atMs < known.atMs || Number.isNaN(known.atMs)) first.set(link.key, link);
  }
  const time = ({ atMs }: PullRequestLink): number => (Number.isNaN(atMs) ? Number.POSITIVE_INFINITY : atMs);
  return [...first.values()].sort((a, b) => (time(a) === time(b) ? (a.key < b.key ? -1 : 1) : time(a) - time(b)));
}

/** The client's note is near the row of the compaction. */
const SAME_COMPACTION_MS = 60_000;

/** Marks the last compaction as one of an idle session, because of the client's note at that time. */
export function markIdle(compactions: Compaction[], notedMs: number): void {
  const last = compactions.at(-1);
  if (last?.trigger !== "auto" || !(notedMs - last.atMs < SAME_COMPACTION_MS)) return;
  compactions[compactions.length - 1] = { ...last, trigger: "idle" };
}

/** The source of a title, best last. */
export const TITLE_RANK = { lastPrompt: 0, prompt: 1, summary: 2, ai: 3, agentName: 4, custom: 5 } as const;

export type Title = { readonly text: string; readonly rank: number };

export type SessionFacts = {
  readonly sessionId: string;
  /** First and last time of any row of the session; epoch milliseconds, NaN = none. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** The project of the first working directory seen. */
  readonly project: string;
  /** The worktree that it was in, as in `ProjectFolder`; "" = none. */
  readonly worktree: string;
  readonly title: Title | null;
  readonly ledgers: readonly ClientLedger[];
  readonly compactions: readonly Compaction[];
  readonly apiErrors: number;
  /** When requests were made whose answer broke off or never came: what they were billed is not recorded. */
  readonly lostAnswers: readonly number[];
  /** When the request was made that is still waiting at the end of the log; epoch milliseconds, NaN = none. */
  readonly awaitingMs: number;
  /** When a request was made that does not continue the previous one: two clients alternated in the session. */
  readonly branches: readonly number[];
  /** The client ran it without a terminal (`claude --bg`), and then makes requests that are not recorded. */
  readonly isDetached: boolean;
  /** Finished turns and their wall time, where the client logged it. */
  readonly turns: number;
  readonly turnMs: number;
  /** The session that this one was forked or resumed from, where a row contains it. */
  readonly parentId: string | null;
  /** Each once, in the order of first records. */
  readonly pullRequests: readonly PullRequestLink[];
};

/** Sessions by id. */
export type SessionBook = ReadonlyMap<string, SessionFacts> & {
  /** Ids of those with a row at or after a time; epoch milliseconds. */
  idsSince(fromMs: number): readonly string[];
  /**
   * The same, independent of the file that they are read from, in little memory; undefined = they are independent
   * already.
   */
  detached?(): SessionBook;
};

export class SessionMap extends Map<string, SessionFacts> implements SessionBook {
  idsSince(fromMs: number): readonly string[] {
    return [...this.values()].filter(({ lastMs }) => lastMs >= fromMs).map(({ sessionId }) => sessionId);
  }
}

export function emptyFacts(sessionId: string): SessionFacts {
  return {
    sessionId,
    firstMs: Number.NaN,
    lastMs: Number.NaN,
    project: "",
    worktree: "",
    title: null,
    ledgers: [],
    compactions: [],
    apiErrors: 0,
    lostAnswers: [],
    awaitingMs: Number.NaN,
    branches: [],
    isDetached: false,
    turns: 0,
    turnMs: 0,
    parentId: null,
    pullRequests: [],
  };
}

const earlier = (a: number, b: number): number => (a <= b || Number.isNaN(b) ? a : b);
const later = (a: number, b: number): number => (a >= b || Number.isNaN(b) ? a : b);

/**
 * Merges facts of one session from two files (or two parts of one file). Commutative, except for titles of equal rank
 * and length.
 */
export function mergeFacts(a: SessionFacts, b: SessionFacts): SessionFacts {
  const aFirst = !(b.firstMs < a.firstMs);
  const [old, young] = aFirst ? [a, b] : [b, a];
  const { project, worktree } = knownFolder(old, young);
  return {
    sessionId: a.sessionId,
    firstMs: earlier(old.firstMs, young.firstMs),
    lastMs: later(a.lastMs, b.lastMs),
    project,
    worktree,
    title: betterTitle(old.title, young.title),
    ledgers: [...old.ledgers, ...young.ledgers].sort((x, y) => x.atMs - y.atMs || x.totalCostPico - y.totalCostPico),
    compactions: [...old.compactions, ...young.compactions].sort((x, y) => x.atMs - y.atMs),
    apiErrors: a.apiErrors + b.apiErrors,
    lostAnswers: united(a.lostAnswers, b.lostAnswers),
    awaitingMs: later(a.awaitingMs, b.awaitingMs),
    branches: united(a.branches, b.branches),
    isDetached: a.isDetached || b.isDetached,
    turns: a.turns + b.turns,
    turnMs: a.turnMs + b.turnMs,
    parentId: old.parentId ?? young.parentId,
    pullRequests: bothLinks(a.pullRequests, b.pullRequests),
  };
}

/**
 * Merges facts with those of what was appended to the log: the first prompt remains the title until there is a better
 * one.
 */
export function appendFacts(known: SessionFacts, appended: SessionFacts): SessionFacts {
  const merged = { ...mergeFacts(known, appended), awaitingMs: appended.awaitingMs };
  const isPrompt = appended.title?.rank === TITLE_RANK.prompt;
  const keeps = isPrompt && known.title !== null && known.title.rank >= TITLE_RANK.prompt;
  return keeps ? { ...merged, title: known.title } : merged;
}

function bothLinks(a: readonly PullRequestLink[], b: readonly PullRequestLink[]): readonly PullRequestLink[] {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  return firstLinks([...a, ...b]);
}

/** A fork's log contains copies of its parent's rows, so equal times count once. */
function united(a: readonly number[], b: readonly number[]): readonly number[] {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  return [...new Set([...a, ...b])].sort((x, y) => x - y);
}

/** The better of two titles; of equal ones the later. */
export function betterTitle(old: Title | null, young: Title | null): Title | null {
  if (!old || !young) return old ?? young;
  return young.rank >= old.rank ? young : old;
}

/** Merges facts from logs and from the archive: those of the logs count, those that only the archive has are added. */
export function withArchived(logged: SessionFacts, archived: SessionFacts): SessionFacts {
  const merged = mergeFacts(archived, logged);
  const more = <T>(a: readonly T[], b: readonly T[]): readonly T[] => (a.length >= b.length ? a : b);
  return {
    ...merged,
    ledgers: more(logged.ledgers, archived.ledgers),
    compactions: more(logged.compactions, archived.compactions),
    apiErrors: Math.max(logged.apiErrors, archived.apiErrors),
    awaitingMs: logged.awaitingMs,
    turns: Math.max(logged.turns, archived.turns),
    turnMs: Math.max(logged.turnMs, archived.turnMs),
  };
}
