/** The main conversation of one session as the logs show it: how its context grew, request by request. */

import { Flag, isRequest, type ResponseTable, tokensAt } from "../responses/columns.ts";
import { promptTokens } from "../responses/tokens.ts";

export type MainRequest = {
  readonly timeMs: number;
  /** What the model had to read. */
  readonly contextTokens: number;
  readonly model: string;
  readonly flags: number;
  readonly wrote: "5m" | "1h" | null;
};

/**
 * Requests of the main chain by session, oldest first. A fork or resume continues the conversation that it copied.
 * @param copies rows of the table that a session's log holds although another session is billed for them
 */
export function mainChains(
  table: ResponseTable,
  copies: ReadonlyMap<string, readonly number[]>,
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, readonly MainRequest[]> {
  const chains = new Map<string, MainRequest[]>();
  const add = (sessionId: string, row: number): void => {
    const request = mainRequest(table, row);
    if (request === null) return;
    const chain = chains.get(sessionId);
    if (chain) chain.push(request);
    else chains.set(sessionId, [request]);
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

function mainRequest(table: ResponseTable, row: number): MainRequest | null {
  const { columns, models, iterationsByRow } = table;
  const flags = columns.flags[row] as number;
  if ((flags & Flag.sidechain) !== 0 || !isRequest(flags)) return null;
  const tokens = tokensAt(columns, row);
  // Of several iterations the last one read the whole context; the sum would count it several times.
  const last = iterationsByRow.get(row)?.at(-1) ?? tokens;
  return {
    timeMs: columns.timeMs[row] as number,
    contextTokens: promptTokens(last),
    model: models[columns.model[row] as number] ?? "",
    flags,
    wrote: tokens.cacheWrite1h > 0 ? "1h" : tokens.cacheWrite5m > 0 ? "5m" : null,
  };
}
