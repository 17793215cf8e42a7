/** Parses the JSON that Claude Code passes to a status line. Unknown fields are ignored, invalid ones are null. */

import { MAX_REQUEST_TOKENS } from "../../core/responses/tokens.ts";
import type { StatuslineCache, StatuslineInput, StatuslineWindow } from "../../core/statusline/snapshot.ts";
import { array, count, dollars, epochMs, finite, type Json, object, parseObject, text } from "../json.ts";

/** Before this version `total_input_tokens` was a running sum, not the context. */
const CONTEXT_TOTALS_SINCE = [2, 1, 132] as const;

/** @returns null where it is not JSON, or contains no session id */
export function parseStatuslineInput(source: string): StatuslineInput | null {
  const root = parseObject(source);
  if (root === null) return null;
  const sessionId = text(root["session_id"]);
  if (!sessionId) return null;
  const model = object(root["model"]);
  const workspace = object(root["workspace"]);
  const cost = object(root["cost"]);
  const window = object(root["context_window"]);
  const version = text(root["version"]) ?? "";
  const cwd = text(root["cwd"]) ?? text(workspace["current_dir"]) ?? "";
  return {
    sessionId,
    sessionName: text(root["session_name"]),
    promptId: text(root["prompt_id"]),
    transcriptPath: text(root["transcript_path"]),
    cwd,
    projectDir: text(workspace["project_dir"]) ?? cwd,
    modelId: text(model["id"]) ?? "",
    modelName: text(model["display_name"]) ?? text(model["id"]) ?? "",
    effort: text(object(root["effort"])["level"]),
    version,
    fastMode: root["fast_mode"] === true,
    costUsd: dollars(cost["total_cost_usd"]),
    wallMs: count(cost["total_duration_ms"]),
    apiMs: count(cost["total_api_duration_ms"]),
    linesAdded: count(cost["total_lines_added"]),
    linesRemoved: count(cost["total_lines_removed"]),
    contextTokens: contextTokens(window, version),
    windowTokens: count(window["context_window_size"]) || null,
    usedPercent: count(window["used_percentage"]),
    cache: cache(root["prompt_cache"]),
    windows: windows(root["rate_limits"]),
  };
}

function contextTokens(window: Json, version: string): number | null {
  const usage = object(window["current_usage"]);
  const parts = [usage["input_tokens"], usage["cache_creation_input_tokens"], usage["cache_read_input_tokens"]];
  const tokens = (value: unknown): number | null => count(value, MAX_REQUEST_TOKENS);
  if (parts.some((part) => tokens(part) !== null)) {
    return parts.reduce<number>((sum, part) => sum + (tokens(part) ?? 0), 0);
  }
  return atLeast(version, CONTEXT_TOTALS_SINCE) ? tokens(window["total_input_tokens"]) || null : null;
}

function atLeast(version: string, since: readonly number[]): boolean {
  const parts = version.split(".").map((part) => Number.parseInt(part, 10));
  for (const [i, wanted] of since.entries()) {
    const part = parts[i];
    if (part === undefined || Number.isNaN(part)) return false;
    if (part !== wanted) return part > wanted;
  }
  return true;
}

function cache(value: unknown): StatuslineCache | null {
  const fields = object(value);
  if (Object.keys(fields).length === 0) return null;
  const warm = fields["warm"];
  return {
    warm: typeof warm === "boolean" ? warm : null,
    ttl: text(fields["ttl"]),
    expiresAtMs: epochMs(fields["expires_at"]),
    hitRatio: finite(fields["hit_ratio"]),
    recacheTokensIfCold: count(fields["recache_tokens_if_cold"]),
  };
}

function windows(value: unknown): readonly StatuslineWindow[] {
  const found: StatuslineWindow[] = [];
  for (const [id, entry] of Object.entries(object(value))) {
    for (const fields of Array.isArray(entry) ? array(entry).map(object) : [object(entry)]) {
      const usedPercent = count(fields["used_percentage"]);
      const usedUsd = dollars(fields["used_usd"]);
      if (usedPercent === null && usedUsd === null) continue;
      found.push({
        id: text(fields["id"]) ?? id,
        usedPercent,
        resetsAtMs: epochMs(fields["resets_at"]),
        usedUsd,
        limitUsd: dollars(fields["limit_usd"]),
        period: text(fields["period"]),
      });
    }
  }
  return found;
}
