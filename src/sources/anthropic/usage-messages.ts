/**
 * `usage_report/messages` of the Console: tokens by day, member, key, workspace, model and everything that affects the
 * price, so that our own price book prices them exactly.
 */

import * as v from "valibot";
import type { DayWindow } from "../../core/organization/fetch-plan.ts";
import { emptyOrgRow, type OrgRow } from "../../core/organization/org-row.ts";
import { count, dateOf, instant, paging, RowReader, readAnswer, startOf, text } from "../answers.ts";
import type { ApiClient } from "../client/api-client.ts";
import type { DailyReport } from "../port.ts";
import { CONSOLE_ADMIN } from "./access.ts";

const PATH = "/v1/organizations/usage_report/messages";
const WHAT = "usage_report/messages";
/** The most daily buckets on one page. */
export const MAX_DAYS = 31;
/** Without this header there are no rows by speed. */
const SPEED_BETA = "fast-mode-2026-02-01";

const GROUP_BY = [
  "account_id",
  "service_account_id",
  "api_key_id",
  "workspace_id",
  "model",
  "speed",
  "inference_geo",
  "service_tier",
  "context_window",
];

export const bucketPage = v.looseObject({
  data: v.array(v.looseObject({ starting_at: instant, results: v.array(v.unknown()) })),
  ...paging,
});

/** Requests a bucket for each day of a window, for both reports of the Console. */
export function bucketQuery({ from, to }: DayWindow, cursor: string | null, groupBy: readonly string[]) {
  return {
    starting_at: startOf(from),
    ending_at: startOf(to + 1),
    bucket_width: "1d",
    limit: MAX_DAYS,
    group_by: groupBy,
    ...(cursor === null ? {} : { page: cursor }),
  };
}

const row = v.looseObject({
  account_id: text,
  service_account_id: text,
  api_key_id: text,
  workspace_id: text,
  model: text,
  speed: text,
  inference_geo: text,
  service_tier: text,
  context_window: text,
  uncached_input_tokens: count,
  cache_creation: v.looseObject({ ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count }),
  cache_read_input_tokens: count,
  output_tokens: count,
  server_tool_use: v.optional(v.nullable(v.looseObject({ web_search_requests: v.optional(count, 0) }))),
});

export function usageMessages(client: ApiClient): DailyReport {
  return {
    id: "messages",
    access: CONSOLE_ADMIN,
    optional: false,
    maxDays: MAX_DAYS,
    firstDay: () => null,
    fetchPage: async (window, cursor) => {
      const query = bucketQuery(window, cursor, GROUP_BY);
      const headers = { "anthropic-version": "2023-06-01", "anthropic-beta": SPEED_BETA };
      const page = readAnswer(bucketPage, await client.get(PATH, query, headers), WHAT);
      const reader = new RowReader(row);
      const rows = page.data.flatMap(({ starting_at, results }) =>
        reader.readAll(results, (r) => [rowOf(r, dateOf(starting_at))]),
      );
      return reader.page(page, rows);
    },
  };
}

function rowOf(r: v.InferOutput<typeof row>, date: string): OrgRow {
  const actorKind = r.account_id !== "" ? "user" : r.service_account_id !== "" ? "service-account" : "none";
  return {
    ...emptyOrgRow("messages", date),
    actorKind,
    actorId: r.account_id || r.service_account_id,
    apiKey: r.api_key_id,
    workspace: r.workspace_id,
    model: r.model,
    speed: r.speed,
    geo: r.inference_geo,
    serviceTier: r.service_tier,
    contextWindow: r.context_window,
    ...usageOf(r),
  };
}

/** The token columns that the Console's and the analytics' usage rows share. */
export function usageOf(
  r: Pick<
    v.InferOutput<typeof row>,
    "uncached_input_tokens" | "cache_creation" | "cache_read_input_tokens" | "output_tokens" | "server_tool_use"
  >,
): Pick<OrgRow, "input" | "output" | "cacheWrite5m" | "cacheWrite1h" | "cacheRead" | "webSearches"> {
  return {
    input: r.uncached_input_tokens,
    output: r.output_tokens,
    cacheWrite5m: r.cache_creation.ephemeral_5m_input_tokens,
    cacheWrite1h: r.cache_creation.ephemeral_1h_input_tokens,
    cacheRead: r.cache_read_input_tokens,
    webSearches: r.server_tool_use?.web_search_requests ?? 0,
  };
}
