/**
 * A LiteLLM proxy as its code answers: pages cut the rows of its table and not days, totals are of a page, prompt tokens
 * have the cached ones in them, money is a float.
 */

import { Random } from "../../src/data/demo/random.ts";
import { ApiError, type Asked, type Loopback, loopback } from "./loopback.ts";

/** A row of the proxy's daily table. */
export type SpendRow = {
  readonly date: string;
  readonly userId: string;
  readonly email: string;
  readonly key: string;
  readonly team: string;
  readonly model: string;
  readonly tags: readonly string[];
  readonly fresh: number;
  readonly read: number;
  readonly creation: number;
  readonly output: number;
  readonly requests: number;
  readonly spend: number;
};

export const MASTER_KEY = "sk-master-loopback";

export function spendRows(seed: string, dates: readonly string[], users = 5): readonly SpendRow[] {
  const random = new Random("litellm", seed);
  return dates.flatMap((date) =>
    Array.from({ length: users }, (_, i) => i).flatMap((i) =>
      ["claude-opus-5-5", "bedrock/us.anthropic.claude-haiku-5-5-v1:0"]
        .filter(() => random.chance(0.8))
        .map(
          (model): SpendRow => ({
            date,
            userId: `user-${i}`,
            email: i === 0 ? "" : `Dev${i}@Acme.example`,
            key: `hash${i}`,
            team: `team-${i % 2}`,
            model,
            tags: ["User-Agent: claude-cli/2.1", ...(i % 2 === 0 ? ["project:shop"] : [])],
            fresh: random.int(100, 9000),
            read: random.int(0, 900_000),
            creation: random.int(0, 40_000),
            output: random.int(1, 8000),
            requests: random.int(1, 90),
            spend: random.int(1, 5_000_000) / 1_000_000,
          }),
        ),
    ),
  );
}

const total = (rows: readonly SpendRow[], pick: (r: SpendRow) => number): number =>
  rows.reduce((n, r) => n + pick(r), 0);

function metrics(rows: readonly SpendRow[]): Record<string, number> {
  const prompt = total(rows, (r) => r.fresh + r.read + r.creation);
  const completion = total(rows, (r) => r.output);
  return {
    spend: total(rows, (r) => r.spend),
    flat_cost: 0,
    prompt_tokens: prompt,
    completion_tokens: completion,
    cache_read_input_tokens: total(rows, (r) => r.read),
    cache_creation_input_tokens: total(rows, (r) => r.creation),
    total_tokens: prompt + completion,
    successful_requests: total(rows, (r) => r.requests),
    failed_requests: 0,
    api_requests: total(rows, (r) => r.requests),
    total_response_time_ms: 1,
  };
}

function groups(rows: readonly SpendRow[], keysOf: (r: SpendRow) => readonly string[]): Map<string, SpendRow[]> {
  const found = new Map<string, SpendRow[]>();
  for (const row of rows) for (const key of keysOf(row)) found.set(key, [...(found.get(key) ?? []), row]);
  return found;
}

const byKey = (rows: readonly SpendRow[]): Record<string, unknown> =>
  Object.fromEntries(
    [...groups(rows, (r) => [r.key])].map(([key, some]) => [
      key,
      {
        metrics: metrics(some),
        metadata: {
          key_alias: key === "hash1" ? "one's laptop" : null,
          team_id: some[0]?.team,
          user_id: some[0]?.userId,
          user_email: some[0]?.email || null,
          key_exists: true,
        },
      },
    ]),
  );

function entity(rows: readonly SpendRow[], keysOf: (r: SpendRow) => readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    [...groups(rows, keysOf)].map(([key, some]) => [
      key,
      { metrics: metrics(some), metadata: {}, api_key_breakdown: byKey(some) },
    ]),
  );
}

export async function litellmServer(rows: readonly SpendRow[], pageRows = 7): Promise<Loopback> {
  return await loopback((asked) => {
    if (asked.headers["authorization"] !== `Bearer ${MASTER_KEY}`)
      throw new ApiError(401, "auth_error", "Invalid proxy server token");
    switch (asked.path) {
      case "/user/daily/activity":
        return activity(asked, rows, pageRows, (r) => [r.userId]);
      case "/team/daily/activity":
        return activity(asked, rows, pageRows, (r) => [r.team]);
      case "/tag/daily/activity":
        return activity(asked, rows, pageRows, (r) => r.tags);
      case "/user/info":
        return {
          user_id: "admin",
          user_info: {
            user_email: "admin@acme.example",
            spend: 12.5,
            max_budget: 100,
            budget_duration: "30d",
            budget_reset_at: "2026-12-01T00:00:00Z",
          },
          keys: [],
        };
      case "/key/list":
        return keys(asked);
      case "/team/list":
        return [
          { team_id: "team-0", team_alias: "Platform", spend: 75, max_budget: 100, budget_duration: "30d" },
          { team_id: "team-1", spend: 0.1 + 0.2, max_budget: null },
        ];
      default:
        throw new ApiError(404, "not_found", "Not Found");
    }
  });
}

/** Of one table row each: the same day comes again on the next page, even within a person's day. */
function activity(
  { query }: Asked,
  rows: readonly SpendRow[],
  pageRows: number,
  keysOf: (r: SpendRow) => readonly string[],
): unknown {
  const [start, end] = [query.get("start_date"), query.get("end_date")];
  if (start === null || end === null) throw new ApiError(400, "bad_request", "Please provide start_date and end_date");
  const page = Number(query.get("page") ?? 1);
  if (Number(query.get("page_size") ?? 50) > 1000) throw new ApiError(422, "validation", "page_size");
  const table = rows.filter((r) => r.date >= start && r.date <= end);
  const some = table.slice((page - 1) * pageRows, page * pageRows);
  const results = [...groups(some, (r) => [r.date])].map(([date, of]) => ({
    date,
    metrics: metrics(of),
    breakdown: {
      mcp_servers: {},
      models: entity(of, (r) => [r.model]),
      model_groups: {},
      providers: {},
      endpoints: {},
      api_keys: byKey(of),
      entities: entity(of, keysOf),
    },
  }));
  const total_pages = Math.ceil(table.length / pageRows);
  return {
    results,
    metadata: { total_spend: metrics(some)["spend"], page, total_pages, has_more: page < total_pages },
  };
}

function keys({ query }: Asked): unknown {
  const all = Array.from({ length: 3 }, (_, i) => ({
    token: `hash${i}`,
    key_alias: `key ${i}`,
    user_id: `user-${i}`,
    spend: 9.5 * i,
    max_budget: i === 0 ? null : 20,
    budget_duration: "7d",
    budget_reset_at: "2026-11-30T00:00:00Z",
  }));
  const page = Number(query.get("page") ?? 1);
  return {
    keys: query.get("return_full_object") === "true" ? [all[page - 1]] : [all[page - 1]?.token],
    total_count: 3,
    current_page: page,
    total_pages: 3,
  };
}
