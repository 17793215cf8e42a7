/**
 * Cost and usage of Claude Code from the analytics API (Console and Enterprise): by day, actor and model. Usage has
 * both cache lifetimes; cost is after discounts and before credits, with the price before discounts in another field.
 */

import * as v from "valibot";
import { picoOfDecimal } from "../../core/organization/amounts.ts";
import type { DayWindow } from "../../core/organization/fetch-plan.ts";
import { type ActorKind, emptyOrgRow, type OrgReport, type OrgRow } from "../../core/organization/org-row.ts";
import { count, dateOf, instant, paging, RowReader, readAnswer, startOf, text, utcDay } from "../answers.ts";
import { type ApiClient, jsonOf } from "../client/api-client.ts";
import type { DailyReport, ReportPage } from "../port.ts";
import { ANALYTICS } from "./access.ts";
import { usageOf } from "./usage-messages.ts";

const MAX_DAYS = 31;
const MAX_DAYS_BACK = 365;
/** The API has no data before this day. */
const FIRST_DAY = utcDay(Date.UTC(2026, 0, 1));
const MAX_ROWS = 1000;

const page = v.looseObject({
  data: v.array(v.unknown()),
  ...paging,
  data_refreshed_at: v.optional(v.nullable(instant)),
});

const actor = v.looseObject({
  type: text,
  user_id: text,
  email_address: text,
  name: text,
  service_account_id: text,
  api_key_id: text,
  subject: text,
});

const group = v.looseObject({
  actor: v.optional(v.nullable(actor)),
  model: text,
  product: text,
  speed: text,
  inference_geo: text,
  context_window: text,
});

const cents = v.pipe(
  v.string(),
  v.transform((amount) => picoOfDecimal(amount, true)),
  v.check((pico) => pico !== null, "an amount of cents"),
);

const requests = v.optional(v.nullable(count), null);

const costRow = v.looseObject({
  starting_at: instant,
  group,
  cost: v.looseObject({ amount: cents, list_amount: cents, currency: v.optional(v.string(), "USD"), requests }),
});

const usageRow = v.looseObject({
  starting_at: instant,
  group,
  usage: v.looseObject({
    uncached_input_tokens: count,
    cache_creation: v.looseObject({ ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count }),
    cache_read_input_tokens: count,
    output_tokens: count,
    requests,
    server_tool_use: v.optional(v.nullable(v.looseObject({ web_search_requests: v.optional(count, 0) }))),
  }),
});

export function analyticsCost(client: ApiClient, signal: AbortSignal, optional: boolean): DailyReport {
  return report("analytics-cost", optional, async (window, cursor) => {
    const query = { ...queryOf(window, cursor), group_by: ["actor" as const, "model" as const] };
    const answer = readAnswer(page, await jsonOf(client.analytics.cost.list(query, { signal })), "analytics/cost");
    return pageOf(answer, new RowReader(costRow), (r) => ({
      ...rowOf("analytics-cost", r),
      costPico: r.cost.amount,
      listPico: r.cost.list_amount,
      currency: r.cost.currency.toUpperCase(),
      requests: r.cost.requests,
    }));
  });
}

export function analyticsUsage(client: ApiClient, signal: AbortSignal, optional: boolean): DailyReport {
  return report("analytics-usage", optional, async (window, cursor) => {
    const query = {
      ...queryOf(window, cursor),
      group_by: [
        "actor" as const,
        "model" as const,
        "speed" as const,
        "inference_geo" as const,
        "context_window" as const,
      ],
    };
    const answer = readAnswer(page, await jsonOf(client.analytics.usage.list(query, { signal })), "analytics/usage");
    return pageOf(answer, new RowReader(usageRow), (r) => ({
      ...rowOf("analytics-usage", r),
      ...usageOf(r.usage),
      requests: r.usage.requests,
    }));
  });
}

function report(id: OrgReport, optional: boolean, fetchPage: DailyReport["fetchPage"]): DailyReport {
  return {
    id,
    access: ANALYTICS,
    optional,
    maxDays: MAX_DAYS,
    firstDay: (nowMs) => Math.max(FIRST_DAY, utcDay(nowMs) - MAX_DAYS_BACK + 1),
    fetchPage,
  };
}

function queryOf({ from, to }: DayWindow, cursor: string | null) {
  return {
    starting_at: startOf(from),
    ending_at: startOf(to + 1),
    time_bucket_width: "1d" as const,
    products: ["claude_code" as const],
    order_by: "time" as const,
    limit: MAX_ROWS,
    ...(cursor === null ? {} : { page: cursor }),
  };
}

function pageOf<S extends v.GenericSchema>(
  answer: v.InferOutput<typeof page>,
  reader: RowReader<S>,
  make: (row: v.InferOutput<S>) => OrgRow,
): ReportPage {
  const rows = reader.readAll(answer.data, (row) => [make(row)]);
  return reader.page(answer, rows, answer.data_refreshed_at);
}

type Grouped = { readonly starting_at: number; readonly group: v.InferOutput<typeof group> };

function rowOf(id: OrgReport, { starting_at, group: g }: Grouped): OrgRow {
  return {
    ...emptyOrgRow(id, dateOf(starting_at)),
    ...actorOfGroup(g.actor ?? null),
    model: g.model,
    product: g.product,
    speed: g.speed,
    geo: g.inference_geo,
    contextWindow: g.context_window,
  };
}

const KINDS: Readonly<Record<string, ActorKind>> = {
  user_actor: "user",
  service_account_actor: "service-account",
  federated_actor: "federated",
  api_actor: "api-key",
};

function actorOfGroup(
  who: v.InferOutput<typeof actor> | null,
): Pick<OrgRow, "actorKind" | "actorId" | "actorName" | "apiKey"> {
  if (who === null) return { actorKind: "none", actorId: "", actorName: "", apiKey: "" };
  const actorId = who.user_id || who.service_account_id || who.api_key_id || who.subject;
  return {
    actorKind: KINDS[who.type] ?? (actorId === "" ? "none" : "principal"),
    actorId,
    actorName: who.email_address.toLowerCase(),
    apiKey: who.api_key_id,
  };
}
