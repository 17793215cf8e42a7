/**
 * Reconstructs the main conversation of sessions whose logs are gone, from their responses in the index or the archive.
 */

import { addToGroup } from "../groups.ts";
import { Flag, isRequest, type ResponseTable, tokensAt } from "../responses/columns.ts";
import type { Compaction, SessionFacts } from "../responses/session-facts.ts";
import { promptTokens } from "../responses/tokens.ts";
import {
  afterCompaction,
  afterPrompt,
  afterRequest,
  afterTitle,
  type ContextTrail,
  EMPTY_TRAIL,
  type TrailRequest,
} from "./context-trail.ts";

/**
 * Requests of the main chain by session, oldest first. A fork or resume continues the conversation that it copied.
 * @param copies the table's rows that a session's log contains although another session is billed for them
 */
export function mainChains(
  table: ResponseTable,
  copies: ReadonlyMap<string, readonly number[]>,
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, readonly TrailRequest[]> {
  const chains = new Map<string, TrailRequest[]>();
  const add = (sessionId: string, row: number): void => {
    const request = mainRequest(table, row);
    if (request !== null) addToGroup(chains, sessionId, request);
  };
  const { columns, origins } = table;
  const isWanted = origins.map((o) => wanted.has(o.sessionId));
  for (let i = 0; i < columns.length; i++) {
    const origin = columns.origin[i] as number;
    if (isWanted[origin]) add(origins[origin]?.sessionId ?? "", i);
  }
  for (const sessionId of wanted) for (const row of copies.get(sessionId) ?? []) add(sessionId, row);
  for (const chain of chains.values()) chain.sort((a, b) => a.timeMs - b.timeMs);
  return chains;
}

function mainRequest(table: ResponseTable, row: number): TrailRequest | null {
  const { columns, models, origins, iterationsByRow } = table;
  const flags = columns.flags[row] as number;
  if ((flags & Flag.sidechain) !== 0 || !isRequest(flags)) return null;
  const tokens = tokensAt(columns, row);
  // Of several iterations the last one read the whole context; the sum would count it several times.
  const last = iterationsByRow.get(row)?.at(-1) ?? tokens;
  return {
    id: `${columns.idHi[row]}:${columns.idLo[row]}`,
    timeMs: columns.timeMs[row] as number,
    contextTokens: promptTokens(last),
    model: models[columns.model[row] as number] ?? "",
    flags,
    wrote: tokens.cacheWrite1h > 0 ? "1h" : tokens.cacheWrite5m > 0 ? "5m" : null,
    version: origins[columns.origin[row] as number]?.version ?? "",
  };
}

/**
 * Prompts are not known here: the client's count of turns is used, and all turns are assumed to have equally many
 * requests.
 */
export function trailOfChain(chain: readonly TrailRequest[], facts: SessionFacts | null): ContextTrail {
  const compactions = [...(facts?.compactions ?? [])];
  const perTurn = Math.max(1, Math.round(chain.length / (facts?.turns || chain.length || 1)));
  let trail = facts?.title ? afterTitle(EMPTY_TRAIL, facts.title) : EMPTY_TRAIL;
  chain.forEach((request, i) => {
    while (compactions[0] && compactions[0].atMs < request.timeMs) {
      trail = afterCompaction(trail, compactions.shift() as Compaction);
    }
    trail = afterRequest(i % perTurn === 0 ? afterPrompt(trail, null) : trail, request);
  });
  return compactions.reduce(afterCompaction, trail);
}
