/**
 * A record of how the context of one session grew, built from the rows of its main conversation. Each row is added to
 * it, so that a log need be read only once.
 */

import { betterTitle, type Compaction, markIdle, type Title } from "../responses/session-facts.ts";

export type TrailRequest = {
  /** The response's id: a response has one row per content block. */
  readonly id: string;
  readonly timeMs: number;
  /** The tokens that the model had to read. */
  readonly contextTokens: number;
  /** As logged. */
  readonly model: string;
  /** Bits of `Flag`. */
  readonly flags: number;
  readonly wrote: "5m" | "1h" | null;
  /** Client version; "" = not logged. */
  readonly version: string;
};

export type ContextTrail = {
  readonly last: TrailRequest | null;
  /** The lifetime that the last cache write was paid for. */
  readonly wrote: "5m" | "1h" | null;
  /** Turns with at least one request, and their requests. */
  readonly turns: number;
  readonly requests: number;
  /** A prompt came after the last request. */
  readonly isPrompted: boolean;
  /** `promptId` of the last prompt; null = not logged. */
  readonly promptId: string | null;
  /** The context at the end of each turn since the last compaction, oldest first; the last turn may still run. */
  readonly fills: readonly number[];
  /** The smallest context: what the session contains from its start. null = no request yet. */
  readonly smallestTokens: number | null;
  /** The largest context of the present model, also before compactions: it proves a window. */
  readonly largestTokens: number;
  /** Oldest first. */
  readonly compactions: readonly Compaction[];
  readonly title: Title | null;
};

export const EMPTY_TRAIL: ContextTrail = {
  last: null,
  wrote: null,
  turns: 0,
  requests: 0,
  isPrompted: false,
  promptId: null,
  fills: [],
  smallestTokens: null,
  largestTokens: 0,
  compactions: [],
  title: null,
};

const MAX_FILLS = 8;
const MAX_COMPACTIONS = 1000;

export function afterPrompt(trail: ContextTrail, promptId: string | null): ContextTrail {
  return { ...trail, isPrompted: true, promptId };
}

export function afterRequest(trail: ContextTrail, request: TrailRequest): ContextTrail {
  const { contextTokens } = request;
  const isSame = trail.last?.id === request.id;
  const startsTurn = !isSame && (trail.isPrompted || trail.turns === 0);
  // The first request after a compaction starts a new list of fills, even in the middle of a turn.
  const isNewFill = startsTurn || trail.fills.length === 0;
  const before = isNewFill ? trail.fills : trail.fills.slice(0, -1);
  return {
    ...trail,
    last: request,
    wrote: request.wrote ?? trail.wrote,
    turns: trail.turns + (startsTurn ? 1 : 0),
    requests: trail.requests + (isSame ? 0 : 1),
    isPrompted: isSame && trail.isPrompted,
    fills: [...before, contextTokens].slice(-MAX_FILLS),
    smallestTokens: Math.min(trail.smallestTokens ?? contextTokens, contextTokens),
    largestTokens: Math.max(trail.last?.model === request.model ? trail.largestTokens : 0, contextTokens),
  };
}

export function afterCompaction(trail: ContextTrail, compaction: Compaction): ContextTrail {
  return {
    ...trail,
    compactions: [...trail.compactions, compaction].slice(-MAX_COMPACTIONS),
    fills: [],
    largestTokens: Math.max(trail.largestTokens, compaction.preTokens),
  };
}

/** Records that the client compacted the idle session at `notedMs`. */
export function afterIdleNote(trail: ContextTrail, notedMs: number): ContextTrail {
  const compactions = [...trail.compactions];
  markIdle(compactions, notedMs);
  return { ...trail, compactions };
}

export function afterTitle(trail: ContextTrail, title: Title): ContextTrail {
  return { ...trail, title: betterTitle(trail.title, title) };
}

/** Whether a compaction came after the last request. */
export function isJustCompacted({ fills, compactions }: ContextTrail): boolean {
  return compactions.length > 0 && fills.length === 0;
}

/**
 * The size of the context after the last row; null before the first request, and between a compaction whose row does
 * not record its result and the next request.
 */
export function trailTokens(trail: ContextTrail): number | null {
  if (isJustCompacted(trail)) return trail.compactions.at(-1)?.postTokens ?? null;
  return trail.last?.contextTokens ?? null;
}
