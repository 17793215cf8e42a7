/**
 * Assigns every dollar of a range to exactly one cause; the causes add up to the range's total. Token counts decide the
 * amounts; where only sizes can divide an amount, it is divided by size and the cause is marked as an estimate. That
 * never changes a sum.
 */

import { IDLE_COMPACT } from "../background/idle.ts";
import type { BackgroundKind } from "../background/types.ts";
import type { Pico } from "../pricing/money.ts";
import type { PriceBook } from "../pricing/price-book.ts";
import { Flag, isRequest, type ResponseTable, tokensAt } from "../responses/columns.ts";
import { identityKey } from "../responses/identity.ts";
import type { Origin } from "../responses/origin.ts";
import type { SessionFacts } from "../responses/session-facts.ts";
import { promptTokens, totalTokens } from "../responses/tokens.ts";
import { type AdviceFacts, AdviceFactsBuilder } from "./advice-facts.ts";
import { type LifetimeReplay, LifetimeSums, replayLifetimes } from "./cache-lifetime.ts";
import { type Cause, CauseSums } from "./cause-sums.ts";
import { byTime, isMain, mainConversations } from "./chains.ts";
import { Conversation, type ConversationRequest } from "./conversation.ts";
import type { SessionEvidence } from "./evidence.ts";
import { type ContextBand, HistoryBands } from "./history-bands.ts";
import { type ProjectStart, StartSums } from "./start-sums.ts";
import { type ToolResult, ToolResults, type ToolUse } from "./tool-results.ts";

export type CausesInput = {
  readonly table: ResponseTable;
  readonly book: PriceBook;
  /** 1 for the rows to explain. */
  readonly selected: Uint8Array;
  /** All rows of the sessions that have selected rows; no others are read. undefined = the whole table. */
  readonly rows?: readonly number[];
  readonly copies: ReadonlyMap<string, readonly number[]>;
  readonly sessions: ReadonlyMap<string, SessionFacts>;
  readonly background: BackgroundTotal;
  /** The evidence in a session's log; `NO_EVIDENCE` where the log is gone. Called for one session after another. */
  readonly evidenceOf: (sessionId: string) => SessionEvidence;
};

export type BackgroundTotal = { readonly costPico: Pico | null; readonly kinds: readonly BackgroundKind[] };

export type CauseReport = {
  readonly causes: readonly Cause[];
  /** The cost of reading the context again, by how full it was; adds up to `history`. */
  readonly historyByContext: readonly ContextBand[];
  readonly starts: readonly ProjectStart[];
  readonly tools: readonly ToolUse[];
  /** Most expensive first. */
  readonly results: readonly ToolResult[];
  readonly lifetimes: LifetimeReplay;
  readonly advice: AdviceFacts;
};

export function findCauses(input: CausesInput): CauseReport {
  const { table, book, selected, copies, sessions, evidenceOf } = input;
  const sums = new CauseSums();
  const history = new HistoryBands();
  const starts = new StartSums();
  const results = new ToolResults();
  const advice = new AdviceFactsBuilder(table, book);
  const lifetimes = new LifetimeSums();
  const inRange = selectedRows(input);
  const agentRows = subagentRows(table, inRange);
  const wanted = sessionsOf(table, inRange);
  for (const { sessionId, rows } of mainConversations(table, copies, wanted, input.rows)) {
    const evidence = evidenceOf(sessionId);
    const facts = sessions.get(sessionId);
    const conversation = new Conversation({ table, book, compactions: facts?.compactions ?? [], evidence });
    const origin = (row: number): Origin => table.origins[table.columns.origin[row] as number] as Origin;
    const isCounted = (row: number): boolean => selected[row] === 1 && origin(row).sessionId === sessionId;
    const own: ConversationRequest[] = [];
    for (const row of rows) {
      const request = conversation.next(row);
      if (!isCounted(row)) continue;
      own.push(request);
      const project = facts?.project || origin(row).project;
      for (const { cause, key, costPico, tokens } of request.spent) {
        sums.add(cause, cause === "start" ? project : key, costPico, tokens);
      }
      markEstimates(sums, request);
      history.add(request);
      starts.add(project, request);
      results.add(sessionId, request);
    }
    advice.session(own, evidence);
    lifetimes.addMain(facts?.project ?? "", replayLifetimes(table, book, rows, isCounted));
    for (const keys of evidence.agents) {
      const ofAgent = [...keys].flatMap((key) => agentRows.get(key) ?? []).sort(byTime(table));
      lifetimes.addSubagent(replayLifetimes(table, book, ofAgent, () => true));
    }
  }
  addOtherRows(sums, input, inRange);
  addBackground(sums, input.background);
  return {
    causes: sums.list(),
    historyByContext: history.list(),
    starts: starts.list(),
    tools: results.tools(),
    results: results.mostExpensive(),
    lifetimes: lifetimes.finish(),
    advice: advice.finish(),
  };
}

/** Adds up several lists of causes of disjoint rows, and the background of all of them. */
export function sumCauses(found: Iterable<readonly Cause[]>, background: BackgroundTotal): readonly Cause[] {
  const sums = new CauseSums();
  for (const causes of found) {
    for (const { id, about, parts } of causes) {
      for (const { key, costPico, quantity } of parts) sums.add(id, key, costPico, quantity);
      if (about) sums.estimate(id);
    }
  }
  addBackground(sums, background);
  return sums.list();
}

function selectedRows({ table, selected, rows }: CausesInput): readonly number[] {
  if (rows !== undefined) return rows.filter((row) => selected[row] === 1);
  const found: number[] = [];
  for (let i = 0; i < table.columns.length; i++) if (selected[i] === 1) found.push(i);
  return found;
}

function sessionsOf({ columns, origins }: ResponseTable, rows: readonly number[]): ReadonlySet<string> {
  return new Set(rows.map((row) => origins[columns.origin[row] as number]?.sessionId ?? ""));
}

/** Selected rows of subagents, by `responseKey`. */
function subagentRows({ columns }: ResponseTable, rows: readonly number[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const i of rows) {
    const flags = columns.flags[i] as number;
    if ((flags & Flag.sidechain) === 0 || !isRequest(flags)) continue;
    found.set(identityKey(columns.idLo[i] as number, columns.idHi[i] as number), i);
  }
  return found;
}

/** Where the new tokens of a request are of several kinds, they were divided by size. */
function markEstimates(sums: CauseSums, { spent }: ConversationRequest): void {
  const shared = spent.filter((s) => s.tokens > 0 && (s.cause === "tools" || s.cause === "input" || isKept(s)));
  if (shared.length > 1) for (const { cause } of shared) sums.estimate(cause);
}

const isKept = ({ cause, key }: { cause: string; key: string }): boolean => cause === "output" && key !== "written";

/**
 * Rows that are not requests of a main conversation: subagents, searches that only a tool result proves, iterations
 * billed in addition.
 */
function addOtherRows(sums: CauseSums, { table, book }: CausesInput, inRange: readonly number[]): void {
  const { columns, models, origins } = table;
  let answered: ReadonlyMap<number, string> | null = null;
  for (const i of inRange) {
    if (Number.isNaN(columns.costPico[i]) || isMain(table, i)) continue;
    const flags = columns.flags[i] as number;
    const costPico = BigInt(columns.costPico[i] as number);
    const tokens = tokensAt(columns, i);
    const { agent } = origins[columns.origin[i] as number] as Origin;
    if ((flags & Flag.sidechain) !== 0) sums.add("subagents", agent || "unnamed", costPico, totalTokens(tokens));
    else if ((flags & Flag.search) !== 0) {
      sums.add("web-search", "searches by the WebSearch tool", costPico, columns.webSearches[i] as number);
    } else {
      const model = book.nameOf(models[columns.model[i] as number] ?? "");
      answered ??= modelsByRequest(table, book, inRange);
      const isOwnModel = answered.get(columns.requestHash[i] as number) === model;
      if (isOwnModel) sums.add("compaction", "by the API", costPico, 1);
      else sums.add("advisor", model, costPico, promptTokens(tokens));
    }
  }
}

/**
 * By the hash of a request: the model that answered it. An iteration that is billed in addition has the request id of
 * its response.
 * @param rows the rows whose requests are needed
 */
function modelsByRequest(table: ResponseTable, book: PriceBook, rows: readonly number[]): ReadonlyMap<number, string> {
  const { columns, models } = table;
  const asked = new Set<number>();
  for (const i of rows) if (!isRequest(columns.flags[i] as number)) asked.add(columns.requestHash[i] as number);
  asked.delete(0);
  const found = new Map<number, string>();
  for (let i = 0; i < columns.length; i++) {
    const hash = columns.requestHash[i] as number;
    if (!asked.has(hash) || !isRequest(columns.flags[i] as number)) continue;
    found.set(hash, book.nameOf(models[columns.model[i] as number] ?? ""));
  }
  return found;
}

/** Adds requests without a log row, from telemetry and ledgers; those of unknown kind remain unattributed. */
function addBackground(sums: CauseSums, { costPico, kinds }: BackgroundTotal): void {
  if (costPico === null) return;
  let named = 0n;
  for (const { kind, costPico: pico, requests } of kinds) {
    if (pico === null) continue;
    named += pico;
    if (kind === "compact") sums.add("compaction", "summaries", pico, requests ?? 0);
    else if (kind === IDLE_COMPACT) sums.add("compaction", "summaries while idle", pico, requests ?? 0);
    else sums.add("background", kind, pico, requests ?? 0);
  }
  sums.add("background", "unattributed", costPico - named, 0);
}
