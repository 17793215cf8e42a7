/** Sorts a list of sessions. */

import { totalTokens } from "../responses/tokens.ts";
import type { SessionSummary } from "./session-list.ts";

export const SESSION_ORDERS = ["last", "cost", "tokens", "project"] as const;
export type SessionOrder = (typeof SESSION_ORDERS)[number];

type Compare = (a: SessionSummary, b: SessionSummary) => number;

const latestFirst: Compare = (a, b) => (b.facts.lastMs || 0) - (a.facts.lastMs || 0);

const COMPARE: Readonly<Record<SessionOrder, Compare>> = {
  last: latestFirst,
  cost: (a, b) => (a.totalPico === b.totalPico ? 0 : a.totalPico < b.totalPico ? 1 : -1),
  tokens: (a, b) => totalTokens(b.totals.tokens) - totalTokens(a.totals.tokens),
  project: (a, b) => (a.facts.project < b.facts.project ? -1 : a.facts.project > b.facts.project ? 1 : 0),
};

/** The latest, most expensive, largest or alphabetically first session first; ties are sorted latest first. */
export function sortSessions(
  sessions: readonly SessionSummary[],
  order: SessionOrder,
  reverse = false,
): readonly SessionSummary[] {
  const compare: Compare = (a, b) =>
    COMPARE[order](a, b) || latestFirst(a, b) || (a.facts.sessionId < b.facts.sessionId ? -1 : 1);
  return reverse ? sessions.toSorted((a, b) => compare(b, a)) : sessions.toSorted(compare);
}
