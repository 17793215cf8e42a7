/** Rows of the archive and of exports, from a loaded table. */

import { Flag, type ResponseTable } from "../../core/responses/columns.ts";
import type { Origin } from "../../core/responses/origin.ts";
import type { SessionFacts } from "../../core/responses/session-facts.ts";
import { type ArchiveRow, BLANK_ROW } from "../../store/archive/archive-row.ts";
import { textOfFacts } from "../../store/index/codec.ts";

/** The folder and account that a row belongs to. */
export type RowOwner = Pick<ArchiveRow, "source" | "account">;

const hex = (half: number): string => half.toString(16).padStart(8, "0");

/** An identity as the `id` of a row. */
export const hexOf = (hi: number, lo: number): string => hex(hi) + hex(lo);

export function responseRow(table: ResponseTable, i: number, owner: RowOwner): ArchiveRow {
  const c = table.columns;
  const origin = table.origins[c.origin[i] as number] as Origin;
  const cost = c.costPico[i] as number;
  const iterations = table.iterationsByRow.get(i);
  return {
    kind: "response",
    source: owner.source,
    account: owner.account,
    id: hexOf(c.idHi[i] as number, c.idLo[i] as number),
    timeMs: c.timeMs[i] as number,
    spanMs: c.spanMs[i] as number,
    requestHash: c.requestHash[i] as number,
    // Field by field, because copying the rest of an object takes as long as everything else.
    sessionId: origin.sessionId,
    project: origin.project,
    branch: origin.branch,
    agent: origin.agent,
    skill: origin.skill,
    plugin: origin.plugin,
    mcp: origin.mcp,
    version: origin.version,
    entrypoint: origin.entrypoint,
    model: table.models[c.model[i] as number] as string,
    input: c.input[i] as number,
    output: c.output[i] as number,
    cacheWrite5m: c.cacheWrite5m[i] as number,
    cacheWrite1h: c.cacheWrite1h[i] as number,
    cacheRead: c.cacheRead[i] as number,
    webSearches: c.webSearches[i] as number,
    flags: (c.flags[i] as number) & ~Flag.imported,
    costUsd: Number.isNaN(cost) ? null : cost / 1e12,
    detail: iterations ? JSON.stringify(iterations) : "",
  };
}

export function sessionRow(facts: SessionFacts, owner: RowOwner): ArchiveRow {
  return {
    ...BLANK_ROW,
    kind: "session",
    source: owner.source,
    account: owner.account,
    id: facts.sessionId,
    timeMs: facts.lastMs,
    spanMs: Math.max(0, facts.lastMs - facts.firstMs),
    sessionId: facts.sessionId,
    project: facts.project,
    detail: textOfFacts(facts),
  };
}
