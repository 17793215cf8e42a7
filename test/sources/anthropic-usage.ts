/** The reports of the vendor's organisation API on usage and cost, made of the organisation's requests. */

import { type Decimal, decimal, times, toText } from "../oracle/decimal.ts";
import { type AnthropicOptions, bad, limitOf, page, questionOf, rangeOf } from "./anthropic-pages.ts";
import type { Asked } from "./loopback.ts";
import {
  chargedUsd,
  contextWindow,
  DAY_MS,
  groupBy,
  type MadeOrganisation,
  type MadeRequest,
  tokenSums,
  truthUsd,
  utcDate,
} from "./made-organisation.ts";

export const cents = (usd: Decimal): string => toText(times(usd, decimal(100)));

const within = (organisation: MadeOrganisation, from: number, to: number): readonly MadeRequest[] =>
  organisation.requests.filter(({ timeMs }) => timeMs >= from * DAY_MS && timeMs < (to + 1) * DAY_MS);

const made = new WeakMap<MadeOrganisation, Map<string, readonly unknown[]>>();

/** The rows that answer a question, made once for all of its pages and for every test that asks it. */
function rowsOnce(
  organisation: MadeOrganisation,
  question: string,
  make: () => readonly unknown[],
): readonly unknown[] {
  const known = made.get(organisation) ?? new Map<string, readonly unknown[]>();
  made.set(organisation, known);
  const rows = known.get(question) ?? make();
  known.set(question, rows);
  return rows;
}

const usage = (requests: readonly MadeRequest[]) => {
  const t = tokenSums(requests);
  return {
    uncached_input_tokens: t.input,
    cache_creation: { ephemeral_5m_input_tokens: t.cacheWrite5m, ephemeral_1h_input_tokens: t.cacheWrite1h },
    cache_read_input_tokens: t.cacheRead,
    output_tokens: t.output,
    server_tool_use: { web_search_requests: t.webSearches },
  };
};

/** Empty buckets are there, the oldest first. */
function buckets(
  asked: Asked,
  organisation: MadeOrganisation,
  results: (requests: readonly MadeRequest[]) => readonly unknown[],
): unknown {
  if (asked.query.get("bucket_width") !== "1d") throw bad("bucket_width");
  const { from, to } = rangeOf(asked);
  const limit = Math.min(limitOf(asked, 7, 31), 9);
  const question = `${asked.path} ${asked.query.getAll("group_by[]")}`;
  const all = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const { data, ...rest } = page(asked, all, limit);
  return {
    data: data.map((day) => ({
      starting_at: new Date(day * DAY_MS).toISOString(),
      ending_at: new Date((day + 1) * DAY_MS).toISOString(),
      results: rowsOnce(organisation, `${question} ${day}`, () => results(within(organisation, day, day))),
    })),
    ...rest,
  };
}

export function messages(asked: Asked, organisation: MadeOrganisation, _options: AnthropicOptions): unknown {
  const groups = asked.query.getAll("group_by[]");
  if (groups.includes("speed") && asked.headers["anthropic-beta"] !== "fast-mode-2026-02-01")
    throw bad("speed needs a beta");
  const dimensions = (r: MadeRequest): Record<string, unknown> => ({
    account_id: r.userId,
    service_account_id: null,
    api_key_id: r.apiKeyId,
    workspace_id: r.workspaceId,
    model: r.model,
    speed: r.fast ? "fast" : "standard",
    inference_geo: r.geoUs ? "us" : "global",
    service_tier: r.batch ? "batch" : "standard",
    context_window: contextWindow(r),
  });
  return buckets(asked, organisation, (requests) =>
    [...groupBy(requests, dimensions).values()].map((some) => ({
      ...usage(some),
      ...Object.fromEntries(
        Object.entries(dimensions(some[0] as MadeRequest)).map(([k, v]) => [k, groups.includes(k) ? v : null]),
      ),
      a_field_of_tomorrow: { nested: true },
    })),
  );
}

export function costReport(asked: Asked, organisation: MadeOrganisation, _options: AnthropicOptions): unknown {
  for (const group of asked.query.getAll("group_by[]")) {
    if (group !== "workspace_id" && group !== "description") throw bad(`group_by ${group}`);
  }
  return buckets(asked, organisation, (requests) =>
    [...groupBy(requests, (r) => [r.workspaceId, r.model])].map(([, some]) => ({
      amount: cents(chargedUsd(some)),
      currency: "USD",
      cost_type: "tokens",
      workspace_id: some[0]?.workspaceId ?? null,
      description: `${some[0]?.model} Usage`,
      model: some[0]?.model,
    })),
  );
}

/** Several rows for a person and day. Amounts are numbers in cents, rounded. */
export function claudeCode(asked: Asked, organisation: MadeOrganisation, options: AnthropicOptions): unknown {
  const date = asked.query.get("starting_at") ?? "";
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) throw bad("starting_at must be YYYY-MM-DD");
  const rows = rowsOnce(organisation, questionOf(asked), () => claudeCodeRows(organisation, date));
  return page(asked, rows, Math.min(limitOf(asked, 20, 1000), options.pageRows ?? 5));
}

function claudeCodeRows(organisation: MadeOrganisation, date: string): readonly unknown[] {
  const day = Date.parse(date) / DAY_MS;
  return [...groupBy(within(organisation, day, day), (r) => [r.userId, r.apiKeyId, r.terminal]).values()].map(
    (some) => {
      const first = some[0] as MadeRequest;
      const user = organisation.users.find((u) => u.id === first.userId);
      return {
        date: `${date}T00:00:00Z`,
        actor: user
          ? { type: "user_actor", email_address: user.email }
          : { type: "api_actor", api_key_name: organisation.apiKeys.find((k) => k.id === first.apiKeyId)?.name },
        organization_id: "org_1",
        customer_type: "api",
        is_remote: first.terminal === "cloud",
        terminal_type: first.terminal,
        core_metrics: {
          num_sessions: some.length,
          lines_of_code: { added: 3, removed: 0 },
          commits_by_claude_code: 0,
          pull_requests_by_claude_code: 0,
        },
        tool_actions: {},
        model_breakdown: [...groupBy(some, (r) => r.model).values()].map((same) => {
          const t = tokenSums(same);
          return {
            model: same[0]?.model,
            tokens: {
              input: t.input,
              output: t.output,
              cache_read: t.cacheRead,
              cache_creation: t.cacheWrite5m + t.cacheWrite1h,
            },
            estimated_cost: { currency: "USD", amount: claudeCodeCents(same) },
          };
        }),
      };
    },
  );
}

export const claudeCodeCents = (requests: readonly MadeRequest[]): number =>
  Math.round(Number(cents(truthUsd(requests))));

export function analytics(asked: Asked, organisation: MadeOrganisation, options: AnthropicOptions): unknown {
  if (asked.headers["anthropic-beta"] !== "analytics-usage-cost-2026-08-24") throw bad("beta header");
  const { from, to } = rangeOf(asked);
  if (to - from + 1 > 31) throw bad("the range is longer than 31 days");
  if (from < Date.UTC(2026, 0, 1) / DAY_MS || from < options.nowMs / DAY_MS - 365)
    throw bad("starting_at is too early");
  if (asked.query.get("time_bucket_width") !== "1d") throw bad("time_bucket_width");
  const groups = asked.query.getAll("group_by[]");
  if (groups.length > 5) throw bad("at most five group_by");
  const rows = rowsOnce(organisation, questionOf(asked), () => analyticsRows(asked, organisation));
  const refreshed = new Date(options.nowMs - 4 * 3_600_000).toISOString();
  return {
    ...page(asked, rows, Math.min(limitOf(asked, 20, 1000), options.pageRows ?? 50)),
    data_refreshed_at: refreshed,
  };
}

function analyticsRows(asked: Asked, organisation: MadeOrganisation): readonly unknown[] {
  const { from, to } = rangeOf(asked);
  const groups = asked.query.getAll("group_by[]");
  // What is billed by key alone is another product.
  const all = within(organisation, from, to).filter((r) => r.userId !== null);
  const isCost = asked.path.endsWith("/cost");
  return [
    ...groupBy(all, (r) => [
      utcDate(r.timeMs),
      r.userId,
      r.model,
      ...(isCost ? [] : [r.fast, r.geoUs, contextWindow(r)]),
    ]).values(),
  ]
    .sort((a, b) => utcDate(a[0]?.timeMs ?? 0).localeCompare(utcDate(b[0]?.timeMs ?? 0)))
    .map((some) => {
      const first = some[0] as MadeRequest;
      const user = organisation.users.find((u) => u.id === first.userId);
      const day = Math.floor(first.timeMs / DAY_MS);
      return {
        starting_at: new Date(day * DAY_MS).toISOString(),
        ending_at: new Date((day + 1) * DAY_MS).toISOString(),
        group: {
          actor: {
            type: "user_actor",
            user_id: first.userId,
            email_address: user?.email ?? null,
            name: user?.name ?? null,
            deleted: false,
          },
          model: first.model,
          product: null,
          speed: groups.includes("speed") ? (first.fast ? "fast" : "standard") : null,
          inference_geo: groups.includes("inference_geo") ? (first.geoUs ? "us" : "global") : null,
          context_window: groups.includes("context_window") ? contextWindow(first) : null,
        },
        ...(isCost
          ? {
              cost: {
                amount: cents(chargedUsd(some)),
                list_amount: cents(truthUsd(some)),
                currency: "USD",
                requests: some.length,
              },
            }
          : { usage: { ...usage(some), total_tokens: 0, requests: some.length } }),
      };
    });
}
