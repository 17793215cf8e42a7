/**
 * `usage_report/claude_code` of the Console: sessions and an estimated cost by person, terminal and model. A day has
 * several rows for a person (terminal, cloud or not, kind of customer), and all of them count. Members with seats are
 * not in it.
 */

import * as v from "valibot";
import { picoOfNumber } from "../../core/organization/amounts.ts";
import { emptyOrgRow, type OrgRow } from "../../core/organization/org-row.ts";
import { count, dateOf, instant, paging, RowReader, readAnswer, text } from "../answers.ts";
import type { ApiClient } from "../client/api-client.ts";
import type { DailyReport } from "../port.ts";
import { CONSOLE_ADMIN } from "./access.ts";

const PATH = "/v1/organizations/usage_report/claude_code";
const WHAT = "usage_report/claude_code";
const MAX_ROWS = 1000;

const page = v.looseObject({
  data: v.array(v.unknown()),
  ...paging,
});

const row = v.looseObject({
  date: instant,
  actor: v.looseObject({ type: text, email_address: text, api_key_name: text }),
  customer_type: text,
  is_remote: v.optional(v.nullable(v.boolean())),
  terminal_type: text,
  core_metrics: v.optional(v.looseObject({ num_sessions: v.optional(count, 0) })),
  model_breakdown: v.optional(
    v.array(
      v.looseObject({
        model: text,
        tokens: v.looseObject({ input: count, output: count, cache_read: count, cache_creation: count }),
        estimated_cost: v.looseObject({ currency: v.optional(v.string(), "USD"), amount: v.number() }),
      }),
    ),
    [],
  ),
});

export function claudeCodeUsage(client: ApiClient): DailyReport {
  return {
    id: "claude-code",
    access: CONSOLE_ADMIN,
    optional: false,
    // The API accepts one day per request.
    maxDays: 1,
    firstDay: () => null,
    fetchPage: async ({ from }, cursor) => {
      const query = {
        starting_at: dateOf(from * 86_400_000),
        limit: MAX_ROWS,
        ...(cursor === null ? {} : { page: cursor }),
      };
      const answer = readAnswer(page, await client.get(PATH, query), WHAT);
      const reader = new RowReader(row);
      return reader.page(answer, reader.readAll(answer.data, rowsOf));
    },
  };
}

/** A row for each model; the sessions are in a separate row, because they belong to no model. */
function rowsOf(r: v.InferOutput<typeof row>): readonly OrgRow[] {
  const { actor } = r;
  const isUser = actor.email_address !== "";
  const base: OrgRow = {
    ...emptyOrgRow("claude-code", dateOf(r.date)),
    actorKind: isUser ? "user" : actor.api_key_name === "" ? "none" : "api-key",
    actorName: isUser ? actor.email_address.toLowerCase() : actor.api_key_name,
    apiKey: actor.api_key_name,
    product: r.customer_type,
    detail: r.is_remote === true ? "cloud session" : r.terminal_type,
  };
  const sessions = r.core_metrics?.num_sessions ?? 0;
  return [
    ...(sessions > 0 ? [{ ...base, sessions }] : []),
    ...r.model_breakdown.map(({ model, tokens, estimated_cost: cost }) => ({
      ...base,
      model,
      input: tokens.input,
      output: tokens.output,
      cacheRead: tokens.cache_read,
      cacheWriteUntold: tokens.cache_creation,
      costPico: picoOfNumber(cost.amount, true),
      currency: cost.currency.toUpperCase(),
    })),
  ];
}
