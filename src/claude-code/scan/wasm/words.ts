/**
 * Keys that are needed, and types of rows, found by their bytes. Types and fields are those of `logs/fact-row.ts` and
 * `logs/decode-row.ts`; a test compares them.
 */

import { head } from "./bytes";

export const TYPE = 1;
export const MESSAGE = 2;
export const USAGE = 3;
export const ID = 4;
export const MODEL = 5;
export const STOP_REASON = 6;
export const REQUEST_ID = 7;
export const REQUEST_SESSION_ID = 8;
export const FORKED_FROM = 9;
export const SESSION_ID = 10;
export const IS_SIDECHAIN = 11;
export const IS_API_ERROR_MESSAGE = 12;
export const TIMESTAMP = 13;
export const CWD = 14;
export const GIT_BRANCH = 15;
export const ATTRIBUTION_AGENT = 16;
export const ATTRIBUTION_SKILL = 17;
export const ATTRIBUTION_PLUGIN = 18;
export const ATTRIBUTION_MCP_SERVER = 19;
export const VERSION = 20;
export const ENTRYPOINT = 21;
export const CONTENT = 22;
export const TOOL_USE_RESULT = 23;
export const SEARCH_COUNT = 24;
export const IS_META = 25;
export const IS_COMPACT_SUMMARY = 26;
export const SUBTYPE = 27;
export const DURATION_MS = 28;
export const INPUT_TOKENS = 29;
export const OUTPUT_TOKENS = 30;
export const CACHE_READ_INPUT_TOKENS = 31;
export const CACHE_CREATION_INPUT_TOKENS = 32;
export const CACHE_CREATION = 33;
export const EPHEMERAL_5M_INPUT_TOKENS = 34;
export const EPHEMERAL_1H_INPUT_TOKENS = 35;
export const SERVER_TOOL_USE = 36;
export const WEB_SEARCH_REQUESTS = 37;
export const SPEED = 38;
export const INFERENCE_GEO = 39;
export const SERVICE_TIER = 40;
export const ITERATIONS = 41;
export const AI_TITLE_TEXT = 42;
export const UUID = 43;
export const SESSION_KIND = 45;
export const BASE = 46;

export const FALLBACK_CREDIT = 45;
/** Fields because of which a row of an unknown type is decoded. */
export const COST = 44;

/** Values. */
export const ASSISTANT = 50;
export const USER = 51;
export const SYSTEM = 52;
/** A kind of row, and the key of its text. */
export const SUMMARY = 53;
export const TURN_DURATION = 54;
export const FAST = 55;
export const US = 56;
export const BATCH = 57;
export const PRIORITY = 58;
export const SYNTHETIC = 59;
/** Kinds of iterations that are billed in addition to their response. */
export const BILLED_PART = 60;
/** Rows with facts about their session that depend on no earlier row, except for the time. */
export const FACT = 61;
export const LAST_PROMPT = 62;
export const AI_TITLE = 63;
export const API_ERROR = 64;
/** A row that records a request that is sent. */
export const API_REQUEST = 65;
export const DETACHED = 66;

const LONGEST: usize = 32;
const MOST = 88;
/** The bytes of each word, followed by zeros and its number. */
const ENTRY_BYTES: usize = 64;
const ENTRIES: usize = memory.data(5696, 64);
/** Indices into the entries, by hash; 0 = free. */
const SLOTS: usize = memory.data(256);
let count = 0;

export function hashOf(from: usize, length: usize): u32 {
  const first: u32 = load<u8>(from);
  const middle: u32 = load<u8>(from + (length >> 1));
  const last: u32 = load<u8>(from + length - 1);
  return (<u32>length * 31 + first * 7 + last * 13 + middle) & 255;
}

/** The number of the word with these bytes; 0 = not a known word. */
export function wordAt(from: usize, length: usize): i32 {
  if (length - 1 >= LONGEST) return 0;
  let slot = hashOf(from, length);
  while (true) {
    const entry: usize = load<u8>(SLOTS + slot);
    if (!entry) return 0;
    const word = ENTRIES + entry * ENTRY_BYTES;
    if (isWord(from, word, length)) return load<u8>(word, LONGEST);
    slot = (slot + 1) & 255;
  }
}

/** A word of another length differs in the zeros. */
function isWord(from: usize, word: usize, length: usize): bool {
  const low = v128.xor(v128.and(v128.load(from), head(length)), v128.load(word));
  const high = v128.load(word, 16);
  if (length <= 16) return !v128.any_true(v128.or(low, high));
  return !v128.any_true(v128.or(low, v128.xor(v128.and(v128.load(from, 16), head(length - 16)), high)));
}

function add(number: i32, text: string): void {
  const entry: usize = ++count;
  assert(count <= MOST);
  const to = ENTRIES + entry * ENTRY_BYTES;
  const length: usize = text.length;
  for (let i: usize = 0; i < length; i++) store<u8>(to + i, load<u16>(changetype<usize>(text) + (i << 1)));
  store<u8>(to, number, LONGEST);
  let slot = hashOf(to, length);
  while (load<u8>(SLOTS + slot)) slot = (slot + 1) & 255;
  store<u8>(SLOTS + slot, entry);
}

add(TYPE, "type");
add(MESSAGE, "message");
add(USAGE, "usage");
add(ID, "id");
add(MODEL, "model");
add(STOP_REASON, "stop_reason");
add(REQUEST_ID, "requestId");
add(REQUEST_SESSION_ID, "requestSessionId");
add(FORKED_FROM, "forkedFrom");
add(SESSION_ID, "sessionId");
add(IS_SIDECHAIN, "isSidechain");
add(IS_API_ERROR_MESSAGE, "isApiErrorMessage");
add(TIMESTAMP, "timestamp");
add(CWD, "cwd");
add(GIT_BRANCH, "gitBranch");
add(ATTRIBUTION_AGENT, "attributionAgent");
add(ATTRIBUTION_SKILL, "attributionSkill");
add(ATTRIBUTION_PLUGIN, "attributionPlugin");
add(ATTRIBUTION_MCP_SERVER, "attributionMcpServer");
add(VERSION, "version");
add(ENTRYPOINT, "entrypoint");
add(CONTENT, "content");
add(TOOL_USE_RESULT, "toolUseResult");
add(SEARCH_COUNT, "searchCount");
add(IS_META, "isMeta");
add(IS_COMPACT_SUMMARY, "isCompactSummary");
add(SUBTYPE, "subtype");
add(DURATION_MS, "durationMs");
add(INPUT_TOKENS, "input_tokens");
add(OUTPUT_TOKENS, "output_tokens");
add(CACHE_READ_INPUT_TOKENS, "cache_read_input_tokens");
add(CACHE_CREATION_INPUT_TOKENS, "cache_creation_input_tokens");
add(CACHE_CREATION, "cache_creation");
add(EPHEMERAL_5M_INPUT_TOKENS, "ephemeral_5m_input_tokens");
add(EPHEMERAL_1H_INPUT_TOKENS, "ephemeral_1h_input_tokens");
add(SERVER_TOOL_USE, "server_tool_use");
add(WEB_SEARCH_REQUESTS, "web_search_requests");
add(SPEED, "speed");
add(INFERENCE_GEO, "inference_geo");
add(SERVICE_TIER, "service_tier");
add(ITERATIONS, "iterations");
add(AI_TITLE_TEXT, "aiTitle");
add(UUID, "uuid");
add(FALLBACK_CREDIT, "fallback_credit");
add(COST, "modelUsage");
add(COST, "costUSD");
add(COST, "totalCostUSD");
add(COST, "total_cost_usd");
add(SESSION_KIND, "sessionKind");
add(BASE, "base");
add(ASSISTANT, "assistant");
add(USER, "user");
add(SYSTEM, "system");
add(LAST_PROMPT, "last-prompt");
add(SUMMARY, "summary");
add(AI_TITLE, "ai-title");
add(FACT, "agent-name");
add(FACT, "custom-title");
add(FACT, "pr-link");
add(FACT, "cost-state");
add(API_ERROR, "api_error");
add(FACT, "local_command");
add(API_REQUEST, "api-request");
add(DETACHED, "bg");
add(FACT, "compact_boundary");
add(FACT, "informational");
add(TURN_DURATION, "turn_duration");
add(FAST, "fast");
add(US, "us");
add(BATCH, "batch");
add(PRIORITY, "priority");
add(SYNTHETIC, "<synthetic>");
add(BILLED_PART, "advisor_message");
add(BILLED_PART, "compaction");
