/** Rows with facts about a session: ledger, titles, pull requests, compactions, errors, turns, web searches. */

import { cleanText } from "../../core/clean-text.ts";
import { picoFromFloat } from "../../core/pricing/money.ts";
import type { FactRow } from "../../core/responses/log-row.ts";
import {
  type ClientLedger,
  type LedgerUsage,
  MAX_LEDGER_COUNT,
  MAX_LEDGER_PICO,
  MAX_WORK_MS,
  TITLE_RANK,
} from "../../core/responses/session-facts.ts";
import { MAX_REQUEST_TOKENS, MAX_SEARCHES } from "../../core/responses/tokens.ts";
import { isObject, type Json } from "../json.ts";
import { text } from "./row-json.ts";
import { parseTimestamp } from "./timestamp.ts";
import { count } from "./usage.ts";

const TITLE_LENGTH = 120;
/** At most this many characters of a text are read. */
export const TEXT_SCAN = 400;
const MAX_USD = MAX_LEDGER_PICO / 1e12;
/** The largest time a date can have; milliseconds. */
const MAX_DATE_MS = 8.64e15;

type At = { readonly sessionId: string; readonly timeMs: number };
type Decode = (row: Json, at: At) => FactRow | null;

/**
 * Types of rows with facts about a session. The WebAssembly module skips rows of all other types, so each type is also
 * in its list (`scan/wasm/words.ts`); a test compares the two lists.
 */
export const FACT_TYPES: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ["last-prompt", title("lastPrompt", TITLE_RANK.lastPrompt)],
  ["summary", title("summary", TITLE_RANK.summary)],
  ["ai-title", title("aiTitle", TITLE_RANK.ai)],
  ["agent-name", title("agentName", TITLE_RANK.agentName)],
  ["custom-title", title("customTitle", TITLE_RANK.custom)],
  ["pr-link", decodePullRequest],
  ["cost-state", (row, at) => ({ ...at, kind: "ledger", ledger: decodeLedger(row) })],
  ["system", (row, at) => SYSTEM_SUBTYPES.get(text(row["subtype"]))?.(row, at) ?? null],
  ["user", decodeUser],
]);

/** The same for `subtype` of `system` rows. */
export const SYSTEM_SUBTYPES: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ["api_error", (_, at) => ({ ...at, kind: "api-error" })],
  ["turn_duration", decodeTurn],
  ["compact_boundary", decodeCompaction],
  ["local_command", decodeCommand],
  ["informational", decodeNote],
]);

/** The client's note beside the compaction of an idle session (2.1.330 and later). */
export const IDLE_NOTE = "Compacted while idle";

/** The client's message to the model when it requests the rest of an answer that broke off. */
const CUT_NOTE = "Your response above was cut off mid-stream";
/** The error that replaces the rest. */
const CUT_ERROR = "lost mid-response";

/** @returns null where the error in an answer's place does not mean that the answer broke off */
export function decodeCut(row: Json): FactRow | null {
  const isCut = row["truncatedAfterOutput"] === true || text(row["streamCutCause"]) !== "";
  const at = { sessionId: text(row["sessionId"]), timeMs: parseTimestamp(row["timestamp"]) };
  return row["isApiErrorMessage"] === true && isCut ? { ...at, kind: "cut" } : null;
}

/** An impossible number: the row is counted as bad. */
class OutOfBounds extends Error {}

/** @returns null where the row contains no fact that is stored; "bad-facts" where a number in it is impossible */
export function decodeFact(row: Json): FactRow | "bad-facts" | null {
  try {
    return decode(row);
  } catch (error) {
    if (error instanceof OutOfBounds) return "bad-facts";
    throw error;
  }
}

/** The same; null also for rows with impossible numbers. */
export function factOf(row: Json): FactRow | null {
  const fact = decodeFact(row);
  return fact === "bad-facts" ? null : fact;
}

function decode(row: Json): FactRow | null {
  const at = { sessionId: text(row["sessionId"]), timeMs: parseTimestamp(row["timestamp"]) };
  return FACT_TYPES.get(text(row["type"]))?.(row, at) ?? null;
}

/** What a person typed, or the title that the client gave the session. */
export type TextKind = "prompt" | "title" | "summary";

/** The same for a text that a scanner has found. */
export function textFact(kind: TextKind, row: At & { readonly project: string }, words: string): FactRow | null {
  const at = { sessionId: row.sessionId, timeMs: row.timeMs };
  if (kind === "prompt") return promptFact(at, words, row.project);
  return titleFact(at, words, kind === "title" ? TITLE_RANK.ai : TITLE_RANK.summary);
}

function title(field: string, rank: number): Decode {
  return (row, at) => titleFact(at, text(row[field]), rank);
}

function titleFact(at: At, words: string, rank: number): FactRow | null {
  const clean = cleanText(words.slice(0, TEXT_SCAN)).slice(0, TITLE_LENGTH);
  return clean ? { ...at, kind: "title", title: { text: clean, rank } } : null;
}

function promptFact(at: At, words: string, project: string): FactRow | null {
  const clean = cleanText(words.slice(0, TEXT_SCAN));
  return clean && !clean.startsWith("<") ? { ...at, kind: "prompt", text: clean, project } : null;
}

/** Bounds of a repository's name and of a pull request's number. */
const MAX_REPOSITORY = 200;
const MAX_NUMBER = 1e9;

/**
 * The client writes it when a pull request is created or found for the session, and repeats it as the session
 * continues.
 */
function decodePullRequest(row: Json, at: At): FactRow | null {
  const number = row["prNumber"];
  const repository = cleanText(text(row["prRepository"]).slice(0, TEXT_SCAN)).slice(0, MAX_REPOSITORY);
  if (!isNumber(number) || !Number.isInteger(number) || number < 1 || number > MAX_NUMBER) return null;
  return { ...at, kind: "pull-request", key: `${repository}#${number}` };
}

function decodeTurn(row: Json, at: At): FactRow {
  return { ...at, kind: "turn", wallMs: turnMs(row["durationMs"]) };
}

/** A command that the client itself ran: it shows where a request for it (`/compact`) broke off. */
function decodeCommand(row: Json, at: At): FactRow | null {
  return text(row["content"]).includes(CUT_ERROR) ? { ...at, kind: "cut" } : null;
}

function decodeNote(row: Json, at: At): FactRow | null {
  return text(row["content"]).startsWith(IDLE_NOTE) ? { ...at, kind: "idle-note" } : null;
}

function decodeCompaction(row: Json, at: At): FactRow {
  const meta = isObject(row["compactMetadata"]) ? row["compactMetadata"] : {};
  const trigger = meta["trigger"] === "auto" || meta["trigger"] === "manual" ? meta["trigger"] : "unknown";
  const postTokens = isNumber(meta["postTokens"]) ? whole(meta["postTokens"], MAX_REQUEST_TOKENS) : null;
  const preTokens = whole(meta["preTokens"], MAX_REQUEST_TOKENS);
  return { ...at, kind: "compaction", compaction: { trigger, preTokens, postTokens } };
}

/**
 * A user row contains web searches (their number is in the tool's result) or, if typed by a person, a title for the
 * session.
 */
function decodeUser(row: Json, at: At): FactRow | null {
  const result = row["toolUseResult"];
  if (isObject(result)) {
    const searches = count(result["searchCount"], MAX_SEARCHES);
    return searches
      ? { ...at, kind: "search", id: text(row["uuid"]) || JSON.stringify(result).slice(0, 500), searches }
      : null;
  }
  const message = isObject(row["message"]) ? row["message"] : {};
  if (row["isMeta"] === true && text(message["content"]).startsWith(CUT_NOTE)) return { ...at, kind: "cut" };
  if (row["isMeta"] === true || row["isSidechain"] === true || row["isCompactSummary"] === true) return null;
  return promptFact(at, text(message["content"]), text(row["cwd"]));
}

/** The client's cumulative ledger. Its dollars are sums of binary floats; they are rounded to pico-dollars. */
function decodeLedger(row: Json): Omit<ClientLedger, "atMs"> {
  const models: Record<string, LedgerUsage> = {};
  for (const [model, entry] of Object.entries(isObject(row["modelUsage"]) ? row["modelUsage"] : {})) {
    if (isObject(entry)) models[model] = ledgerUsage(entry);
  }
  return {
    startMs: isNumber(row["startTime"]) ? within(row["startTime"], MAX_DATE_MS) : Number.NaN,
    totalCostPico: dollars(row["totalCostUSD"]),
    wallMs: within(row["totalDuration"], MAX_WORK_MS),
    apiMs: within(row["totalAPIDuration"], MAX_WORK_MS),
    linesAdded: whole(row["totalLinesAdded"], MAX_LEDGER_COUNT),
    linesRemoved: whole(row["totalLinesRemoved"], MAX_LEDGER_COUNT),
    models,
    hasUnknownModelCost: row["hasUnknownModelCost"] === true,
  };
}

function ledgerUsage(entry: Json): LedgerUsage {
  const writes = whole(entry["cacheCreationInputTokens"], MAX_LEDGER_COUNT);
  const cacheWrite1h = whole(entry["cacheCreationEphemeral1hInputTokens"], MAX_LEDGER_COUNT);
  const split5m = whole(entry["cacheCreationEphemeral5mInputTokens"], MAX_LEDGER_COUNT);
  return {
    input: whole(entry["inputTokens"], MAX_LEDGER_COUNT),
    output: whole(entry["outputTokens"], MAX_LEDGER_COUNT),
    cacheWrite5m: Math.max(0, writes === 0 ? split5m : writes - cacheWrite1h),
    cacheWrite1h,
    cacheRead: whole(entry["cacheReadInputTokens"], MAX_LEDGER_COUNT),
    webSearches: whole(entry["webSearchRequests"], MAX_LEDGER_COUNT),
    costPico: dollars(entry["costUSD"]),
  };
}

/** A duration of turns: an impossible value is limited to the bounds, so that the turn still counts. */
function turnMs(value: unknown): number {
  return isNumber(value) ? Math.trunc(Math.min(Math.max(0, value), MAX_WORK_MS)) : 0;
}

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

/** A whole number from 0 to `most`; 0 where it is not a number. @throws OutOfBounds */
function whole(value: unknown, most: number): number {
  const number = within(value, most);
  if (!Number.isInteger(number)) throw new OutOfBounds();
  return number;
}

/** A number from 0 to `most`; 0 where it is missing. @throws OutOfBounds */
function within(value: unknown, most: number): number {
  if (typeof value !== "number") return 0;
  if (!(value >= 0 && value <= most)) throw new OutOfBounds();
  return value;
}

/**
 * Pico-dollars of a float, as a number: exact to the pico-dollar below $9,007. @throws OutOfBounds above a million
 * dollars
 */
function dollars(value: unknown): number {
  return Number(picoFromFloat(within(value, MAX_USD)));
}
