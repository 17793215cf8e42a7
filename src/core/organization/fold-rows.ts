/** Adds up rows of one report that have the same key. */

import { addTokens } from "../responses/tokens.ts";
import type { OrgRow } from "./org-row.ts";

/** The key of a row: all fields but its amounts, as one text. */
function keyOf(row: OrgRow): string {
  return JSON.stringify([
    row.report,
    row.date,
    row.untilDate,
    row.actorKind,
    row.actorId,
    row.actorName,
    row.workspace,
    row.apiKey,
    row.team,
    row.tag,
    row.model,
    row.product,
    row.speed,
    row.geo,
    row.serviceTier,
    row.contextWindow,
    row.detail,
    row.currency,
  ]);
}

/** Adds rows up as they arrive, so that a long file takes no more memory than what is stored of it. */
export class RowFold {
  readonly #rows = new Map<string, OrgRow>();

  add(row: OrgRow): void {
    const key = keyOf(row);
    const before = this.#rows.get(key);
    this.#rows.set(key, before ? addRows(before, row) : row);
  }

  /** One row for each key, oldest first, in an order that is independent of the order of arrival. */
  rows(): readonly OrgRow[] {
    return [...this.#rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  }
}

export function foldRows(rows: Iterable<OrgRow>): readonly OrgRow[] {
  const fold = new RowFold();
  for (const row of rows) fold.add(row);
  return fold.rows();
}

function addRows(a: OrgRow, b: OrgRow): OrgRow {
  return {
    ...a,
    ...addTokens(a, b),
    cacheWriteUntold: a.cacheWriteUntold + b.cacheWriteUntold,
    webSearches: a.webSearches + b.webSearches,
    requests: addKnown(a.requests, b.requests),
    sessions: addKnown(a.sessions, b.sessions),
    costPico: addKnownPico(a.costPico, b.costPico),
    listPico: addKnownPico(a.listPico, b.listPico),
  };
}

const addKnown = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : a + b);
const addKnownPico = (a: bigint | null, b: bigint | null): bigint | null => (a === null ? b : b === null ? a : a + b);
