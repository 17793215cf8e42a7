/** Keys of the fields that are read, found by their bytes. */

import { Buffer } from "node:buffer";

export const KEYS = [
  "type",
  "message",
  "usage",
  "id",
  "model",
  "stop_reason",
  "requestId",
  "requestSessionId",
  "forkedFrom",
  "sessionId",
  "isSidechain",
  "isApiErrorMessage",
  "timestamp",
  "cwd",
  "gitBranch",
  "attributionAgent",
  "attributionSkill",
  "attributionPlugin",
  "attributionMcpServer",
  "version",
  "entrypoint",
  "content",
  "toolUseResult",
  "input_tokens",
  "output_tokens",
  "cache_read_input_tokens",
  "cache_creation_input_tokens",
  "cache_creation",
  "ephemeral_5m_input_tokens",
  "ephemeral_1h_input_tokens",
  "server_tool_use",
  "web_search_requests",
  "speed",
  "inference_geo",
  "service_tier",
  "iterations",
] as const;
export type Key = (typeof KEYS)[number];

/** Number of a key: its place in `KEYS`. */
export const KEY = Object.fromEntries(KEYS.map((k, i) => [k, i])) as Readonly<Record<Key, number>>;

const BYTES = KEYS.map((k) => Buffer.from(k, "latin1"));
const SLOTS = new Int8Array(256).fill(-1);
for (const [i, bytes] of BYTES.entries()) {
  let slot = slotOf(bytes, 0, bytes.length);
  while (SLOTS[slot] !== -1) slot = (slot + 1) & 255;
  SLOTS[slot] = i;
}

function slotOf(b: Uint8Array, from: number, to: number): number {
  const length = to - from;
  return (
    (length * 31 + (b[from] as number) * 7 + (b[to - 1] as number) * 13 + (b[from + (length >> 1)] as number)) & 255
  );
}

/** The key is written with escapes: it may be any. */
export const ESCAPED_KEY = -2;

/** The number of the key whose bytes stand there; -1 = not one that is read, or `ESCAPED_KEY`. */
export function keyAt(b: Uint8Array, from: number, to: number): number {
  if (to === from) return -1;
  for (let slot = slotOf(b, from, to); ; slot = (slot + 1) & 255) {
    const key = SLOTS[slot] as number;
    if (key === -1) return hasBackslash(b, from, to) ? ESCAPED_KEY : -1;
    const bytes = BYTES[key] as Uint8Array;
    if (bytes.length !== to - from) continue;
    let k = 0;
    while (k < bytes.length && bytes[k] === b[from + k]) k++;
    if (k === bytes.length) return key;
  }
}

function hasBackslash(b: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (b[i] === 0x5c) return true;
  return false;
}
