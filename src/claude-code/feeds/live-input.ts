/**
 * Parses the mod's input to `live.cjs`: the status line's JSON, as far as a mod has it, with `samples` and `requests`
 * added. Unknown fields are ignored; an entry with an invalid one is left out.
 */

import { MAX_REQUEST_TOKENS } from "../../core/responses/tokens.ts";
import type { LiveRequest, LiveSample } from "../../core/statusline/live-session.ts";
import type { StatuslineInput } from "../../core/statusline/snapshot.ts";
import { array, count, dollars, object, parseObject, text } from "../json.ts";
import { parseStatuslineInput } from "./statusline-input.ts";

export type LiveInput = {
  readonly snapshot: StatuslineInput;
  /** Oldest first. */
  readonly samples: readonly LiveSample[];
  readonly requests: readonly LiveRequest[];
  /** The client made more requests than the mod stores: those before the first one are not known. */
  readonly isCut: boolean;
};

/** @returns null where it is not JSON, or contains no session id */
export function parseLiveInput(source: string): LiveInput | null {
  const snapshot = parseStatuslineInput(source);
  if (snapshot === null) return null;
  const root = parseObject(source) ?? {};
  return {
    snapshot,
    samples: array(root["samples"]).flatMap(sample),
    requests: array(root["requests"]).flatMap(request),
    isCut: root["is_cut"] === true,
  };
}

function sample(value: unknown): readonly LiveSample[] {
  const fields = object(value);
  const atMs = count(fields["at_ms"]);
  const usd = dollars(fields["usd"]);
  if (atMs === null || usd === null) return [];
  const contextTokens = count(fields["context_tokens"], MAX_REQUEST_TOKENS);
  return [{ atMs, usd, contextTokens, turnId: text(fields["turn_id"]) ?? "" }];
}

function request(value: unknown): readonly LiveRequest[] {
  const fields = object(value);
  const atMs = count(fields["at_ms"]);
  const model = text(fields["model"]);
  if (atMs === null || model === null) return [];
  const tokens = (name: string): number => count(fields[name], MAX_REQUEST_TOKENS) ?? 0;
  const writes = tokens("cache_creation_input_tokens");
  const write1h = tokens("ephemeral_1h_input_tokens");
  return [
    {
      atMs,
      model,
      turnId: text(fields["turn_id"]) ?? "",
      isAgent: fields["is_agent"] === true,
      tokens: {
        input: tokens("input_tokens"),
        output: tokens("output_tokens"),
        cacheRead: tokens("cache_read_input_tokens"),
        cacheWrite5m: Math.max(0, writes - write1h),
        cacheWrite1h: write1h,
      },
      hasLifetimes: writes === 0 || count(fields["ephemeral_1h_input_tokens"]) !== null,
    },
  ];
}
