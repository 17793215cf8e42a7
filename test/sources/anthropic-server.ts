/** Answers as the vendor's organisation API is described: ranges, sizes of pages, cursors bound to their question, errors. */

import { type Decimal, decimal, times, toText } from "../oracle/decimal.ts";
import { ApiError, type Asked, type Loopback, loopback } from "./loopback.ts";
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

export type AnthropicServer = Loopback & {
  /** Days are revised between two fetches. */
  revise(organisation: MadeOrganisation): void;
};

export type AnthropicOptions = {
  readonly organisation: MadeOrganisation;
  readonly key: string;
  readonly nowMs: number;
  readonly plan: "console" | "enterprise";
  readonly scopes?: readonly string[];
  /** How a key is accepted. */
  readonly auth?: "x-api-key" | "bearer";
  /** Rows on a page at most, however many are asked for. */
  readonly pageRows?: number;
};

const cents = (usd: Decimal): string => toText(times(usd, decimal(100)));

export async function anthropicServer(options: AnthropicOptions): Promise<AnthropicServer> {
  let { organisation } = options;
  const server = await loopback((asked) => {
    assertKey(asked, options);
    return route(asked, organisation, options);
  });
  return Object.assign(server, {
    revise: (revised: MadeOrganisation) => {
      organisation = revised;
    },
  });
}

function assertKey({ headers }: Asked, { key, auth = "x-api-key" }: AnthropicOptions): void {
  const given = auth === "bearer" ? headers["authorization"] : headers["x-api-key"];
  if (given !== (auth === "bearer" ? `Bearer ${key}` : key))
    throw new ApiError(401, "authentication_error", "invalid x-api-key");
}

function route(asked: Asked, organisation: MadeOrganisation, options: AnthropicOptions): unknown {
  const { path } = asked;
  const only = (plan: AnthropicOptions["plan"]): void => {
    if (options.plan !== plan)
      throw new ApiError(400, "invalid_request_error", "not supported for this organization type", {
        error_code: "organization_type_not_supported",
      });
  };
  switch (path.replace("/v1/organizations/", "")) {
    case "usage_report/messages":
      only("console");
      return messages(asked, organisation, options);
    case "usage_report/claude_code":
      only("console");
      return claudeCode(asked, organisation, options);
    case "cost_report":
      only("console");
      return costReport(asked, organisation, options);
    case "analytics/cost":
    case "analytics/usage":
      scope("read:analytics", options);
      return analytics(asked, organisation, options);
    case "users":
      if (options.plan === "enterprise") scope("read:members", options);
      return byId(
        asked,
        organisation.users.map(({ id, email, name }) => ({
          type: "user",
          id,
          email,
          name,
          role: "developer",
          added_at: "",
        })),
      );
    case "workspaces":
      only("console");
      return byId(
        asked,
        organisation.workspaces.map((w) => ({ type: "workspace", ...w, tags: {}, something_new: 1 })),
      );
    case "api_keys":
      only("console");
      return byId(
        asked,
        organisation.apiKeys.map((k) => ({ type: "api_key", ...k, status: "active" })),
      );
    case "rbac_groups":
      only("enterprise");
      scope("read:rbac_groups", options);
      return byCursor(
        asked,
        organisation.groups.map((g) => ({ type: "rbac_group", ...g })),
        options,
      );
    case "rate_limits":
      return byCursor(
        asked,
        [
          {
            id: "rl_1",
            type: "rate_limit",
            group_type: "model_group",
            models: ["claude-opus-5-5"],
            limits: [{ type: "requests_per_minute", value: 4000 }],
          },
          {
            id: "rl_2",
            type: "rate_limit",
            group: { id: "g", type: "batch" },
            models: null,
            limits: [{ type: "enqueued", value: 9 }],
          },
        ],
        options,
      );
    case "spend_limits/effective":
      only("enterprise");
      scope("read:spend_limits", options);
      return byCursor(asked, effective(organisation, options.nowMs), options);
    case "spend_limits":
      if (options.plan === "console") throw new ApiError(403, "permission_error", "early access preview");
      scope("read:spend_limits", options);
      return byCursor(asked, configured(organisation), options);
    default: {
      const group = /rbac_groups\/(\w+)\/members$/.exec(path)?.[1];
      if (group === undefined) throw new ApiError(404, "not_found_error", "not found");
      const members = organisation.users.filter((u) => u.groups.includes(group));
      return byCursor(
        asked,
        members.map((u) => ({ type: "rbac_group_member", user_id: u.id, email: u.email, rbac_group_id: group })),
        options,
      );
    }
  }
}

function scope(needed: string, { plan, scopes = [] }: AnthropicOptions): void {
  if (plan === "console" || scopes.includes(needed)) return;
  throw new ApiError(403, "permission_error", `key has scopes: ${scopes.join(", ")}; needed: ${needed}`);
}

const bad = (message: string): ApiError => new ApiError(400, "invalid_request_error", message);

/** Cursors are bound to the question. */
function cursorAt(asked: Asked): number {
  const page = asked.query.get("page");
  if (page === null) return 0;
  const [question, at] = Buffer.from(page, "base64url").toString().split("\n");
  if (question !== questionOf(asked)) throw bad("page does not belong to these parameters");
  return Number(at);
}

const cursorOf = (asked: Asked, at: number): string => Buffer.from(`${questionOf(asked)}\n${at}`).toString("base64url");

function questionOf({ path, query }: Asked): string {
  const rest = new URLSearchParams(query);
  rest.delete("page");
  return `${path}?${rest}`;
}

function page<T>(
  asked: Asked,
  all: readonly T[],
  size: number,
): { data: readonly T[]; has_more: boolean; next_page: string | null } {
  const at = cursorAt(asked);
  const next = at + size;
  const has_more = next < all.length;
  return { data: all.slice(at, next), has_more, next_page: has_more ? cursorOf(asked, next) : null };
}

function limitOf({ query }: Asked, fallback: number, max: number): number {
  const limit = query.has("limit") ? Number(query.get("limit")) : fallback;
  if (!Number.isInteger(limit) || limit < 1 || limit > max) throw bad(`limit must be 1 to ${max}`);
  return limit;
}

function byId(asked: Asked, all: readonly { readonly id: string }[]): unknown {
  const limit = Math.min(limitOf(asked, 20, 1000), 4);
  const after = asked.query.get("after_id");
  const from = after === null ? 0 : all.findIndex((one) => one.id === after) + 1;
  const data = all.slice(from, from + limit);
  return { data, has_more: from + limit < all.length, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
}

function byCursor(asked: Asked, all: readonly unknown[], { pageRows = 4 }: AnthropicOptions): unknown {
  limitOf(asked, 20, 1000);
  const { data, next_page } = page(asked, all, pageRows);
  return { data, next_page };
}

function rangeOf(asked: Asked): { from: number; to: number } {
  const start = Date.parse(asked.query.get("starting_at") ?? "");
  const end = Date.parse(asked.query.get("ending_at") ?? "");
  if (Number.isNaN(start) || Number.isNaN(end) || end <= start) throw bad("starting_at and ending_at");
  return { from: start / DAY_MS, to: end / DAY_MS - 1 };
}

const within = (organisation: MadeOrganisation, from: number, to: number): readonly MadeRequest[] =>
  organisation.requests.filter(({ timeMs }) => timeMs >= from * DAY_MS && timeMs < (to + 1) * DAY_MS);

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
function buckets(asked: Asked, results: (day: number) => readonly unknown[]): unknown {
  if (asked.query.get("bucket_width") !== "1d") throw bad("bucket_width");
  const { from, to } = rangeOf(asked);
  const limit = Math.min(limitOf(asked, 7, 31), 9);
  const all = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const { data, ...rest } = page(asked, all, limit);
  return {
    data: data.map((day) => ({
      starting_at: new Date(day * DAY_MS).toISOString(),
      ending_at: new Date((day + 1) * DAY_MS).toISOString(),
      results: results(day),
    })),
    ...rest,
  };
}

function messages(asked: Asked, organisation: MadeOrganisation, _options: AnthropicOptions): unknown {
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
  return buckets(asked, (day) =>
    [...groupBy(within(organisation, day, day), dimensions).values()].map((some) => ({
      ...usage(some),
      ...Object.fromEntries(
        Object.entries(dimensions(some[0] as MadeRequest)).map(([k, v]) => [k, groups.includes(k) ? v : null]),
      ),
      a_field_of_tomorrow: { nested: true },
    })),
  );
}

function costReport(asked: Asked, organisation: MadeOrganisation, _options: AnthropicOptions): unknown {
  for (const group of asked.query.getAll("group_by[]")) {
    if (group !== "workspace_id" && group !== "description") throw bad(`group_by ${group}`);
  }
  return buckets(asked, (day) =>
    [...groupBy(within(organisation, day, day), (r) => [r.workspaceId, r.model])].map(([, some]) => ({
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
function claudeCode(asked: Asked, organisation: MadeOrganisation, options: AnthropicOptions): unknown {
  const date = asked.query.get("starting_at") ?? "";
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) throw bad("starting_at must be YYYY-MM-DD");
  const day = Date.parse(date) / DAY_MS;
  const rows = [...groupBy(within(organisation, day, day), (r) => [r.userId, r.apiKeyId, r.terminal]).values()].map(
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
  return page(asked, rows, Math.min(limitOf(asked, 20, 1000), options.pageRows ?? 5));
}

export const claudeCodeCents = (requests: readonly MadeRequest[]): number =>
  Math.round(Number(cents(truthUsd(requests))));

function analytics(asked: Asked, organisation: MadeOrganisation, options: AnthropicOptions): unknown {
  if (asked.headers["anthropic-beta"] !== "analytics-usage-cost-2026-08-24") throw bad("beta header");
  const { from, to } = rangeOf(asked);
  if (to - from + 1 > 31) throw bad("the range is longer than 31 days");
  if (from < Date.UTC(2026, 0, 1) / DAY_MS || from < options.nowMs / DAY_MS - 365)
    throw bad("starting_at is too early");
  if (asked.query.get("time_bucket_width") !== "1d") throw bad("time_bucket_width");
  const groups = asked.query.getAll("group_by[]");
  if (groups.length > 5) throw bad("at most five group_by");
  // What is billed by key alone is another product.
  const all = within(organisation, from, to).filter((r) => r.userId !== null);
  const isCost = asked.path.endsWith("/cost");
  const rows = [
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
  const refreshed = new Date(options.nowMs - 4 * 3_600_000).toISOString();
  return {
    ...page(asked, rows, Math.min(limitOf(asked, 20, 1000), options.pageRows ?? 50)),
    data_refreshed_at: refreshed,
  };
}

/** One limit for the first member, one for a group, one for a seat tier, and the organisation's for the rest. */
function effective(organisation: MadeOrganisation, nowMs: number): readonly unknown[] {
  const month = utcDate(nowMs).slice(0, 7);
  return organisation.users.flatMap((user, i) => {
    const own = organisation.requests.filter((r) => r.userId === user.id);
    const spent = (some: readonly MadeRequest[]): string => {
      const text = cents(chargedUsd(some));
      return text.replace(/(\.\d{3})\d+$/, "$1");
    };
    const actor = { type: "user_actor", user_id: user.id, email_address: user.email, name: user.name, deleted: false };
    const monthly = {
      actor,
      amount: i === 1 ? null : LIMIT_CENTS[i % LIMIT_CENTS.length],
      currency: "USD",
      period: "monthly",
      period_to_date_spend: spent(own.filter((r) => utcDate(r.timeMs).startsWith(month))),
      source: [
        { type: "user", user_id: user.id },
        { type: "organization" },
        { type: "seat_tier", seat_tier: "premium" },
        { type: "rbac_group", rbac_group_id: user.groups[0] },
      ][i % 4],
      spend_limit_id: `spl_${i}`,
    };
    const today = utcDate(nowMs);
    const daily = {
      ...monthly,
      amount: "2000",
      period: "daily",
      period_to_date_spend: spent(own.filter((r) => utcDate(r.timeMs) === today)),
    };
    return i === 0 ? [monthly, daily] : [monthly];
  });
}

const LIMIT_CENTS = ["300", "100000", "50000", "0"];

function configured(organisation: MadeOrganisation): readonly unknown[] {
  const one = (id: string, scope: unknown, amount: string | null, rest = {}) => ({
    type: "spend_limit",
    id,
    scope,
    amount,
    currency: "USD",
    period: "monthly",
    is_enabled: true,
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
    ...rest,
  });
  return [
    one("spl_org", { type: "organization" }, "100000"),
    one("spl_seat", { type: "seat_tier", seat_tier: "premium" }, "50000"),
    one("spl_group", { type: "rbac_group", rbac_group_id: organisation.groups[0]?.id }, "20000"),
    one("spl_user", { type: "user", user_id: organisation.users[0]?.id }, "300"),
    one("spl_new", { type: "moon_base", base_id: "b1" }, null),
  ];
}
