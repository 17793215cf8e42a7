/**
 * LiteLLM's daily activity: by user, key and model, by team, and by tag. Pages split rows of its database, not days: a
 * day can continue on the next page, and a page's totals cover that page only. So every page is read, and rows of the
 * same day, key and model are added up when they are stored.
 */

import * as v from "valibot";
import { dayKey } from "../../core/calendar/period.ts";
import { picoOfNumber } from "../../core/organization/amounts.ts";
import type { Access } from "../../core/organization/fetched.ts";
import { emptyOrgRow, type OrgReport, type OrgRow } from "../../core/organization/org-row.ts";
import { count, RowReader, readAnswer, text } from "../answers.ts";
import { type ApiClient, NO_VERSION } from "../client/api-client.ts";
import type { DailyReport } from "../port.ts";

const PAGE_SIZE = 1000;
const MAX_DAYS = 31;

export const LITELLM_ACCESS: Access = {
  needs:
    "It takes a proxy with a database, and its master key or that of a proxy admin; other keys see only their own use.",
  instead: "Without it: `claude-cost team share` on each machine needs no key.",
};

const metrics = v.looseObject({
  spend: v.number(),
  prompt_tokens: count,
  completion_tokens: count,
  cache_read_input_tokens: v.optional(count, 0),
  cache_creation_input_tokens: v.optional(count, 0),
  api_requests: v.optional(count, 0),
});

const keyMetadata = v.optional(
  v.nullable(v.looseObject({ key_alias: text, team_id: text, user_id: text, user_email: text })),
);

const entity = v.looseObject({
  metrics,
  metadata: v.optional(
    v.nullable(v.looseObject({ alias: text, team_alias: text, user_email: text, user_alias: text })),
  ),
  api_key_breakdown: v.optional(v.record(v.string(), v.looseObject({ metrics, metadata: keyMetadata })), {}),
});

const breakdown = v.looseObject({
  models: v.optional(v.record(v.string(), entity), {}),
  entities: v.optional(v.record(v.string(), entity), {}),
  api_keys: v.optional(v.record(v.string(), v.looseObject({ metrics, metadata: keyMetadata })), {}),
});

const day = v.looseObject({ date: v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\d$/)), metrics, breakdown });

const page = v.looseObject({
  results: v.array(v.unknown()),
  metadata: v.optional(
    v.looseObject({
      page: v.optional(v.number()),
      total_pages: v.optional(v.number()),
      has_more: v.optional(v.boolean(), false),
    }),
    {},
  ),
});

type Day = v.InferOutput<typeof day>;
type Metrics = v.InferOutput<typeof metrics>;

/** By key and model; a key belongs to one user and one team. */
export const userActivity = (client: ApiClient): DailyReport =>
  activity(client, { id: "litellm", path: "/user/daily/activity", optional: false, rowsOf: rowsOfKeys });

/** Teams do not overlap: a key belongs to one. */
export const teamActivity = (client: ApiClient): DailyReport =>
  activity(client, {
    id: "litellm-teams",
    path: "/team/daily/activity",
    optional: true,
    rowsOf: (d) => rowsOfEntities(d, "litellm-teams", (name) => ({ team: name })),
  });

/** Tags overlap: a request with three tags is in three rows. */
export const tagActivity = (client: ApiClient): DailyReport =>
  activity(client, {
    id: "litellm-tags",
    path: "/tag/daily/activity",
    optional: true,
    rowsOf: (d) => rowsOfEntities(d, "litellm-tags", (name) => ({ tag: name })),
  });

type Activity = {
  readonly id: OrgReport;
  readonly path: string;
  readonly optional: boolean;
  rowsOf(day: Day): readonly OrgRow[];
};

function activity(client: ApiClient, { id, path, optional, rowsOf }: Activity): DailyReport {
  return {
    id,
    access: LITELLM_ACCESS,
    optional,
    maxDays: MAX_DAYS,
    firstDay: () => null,
    fetchPage: async ({ from, to }, cursor) => {
      const number = cursor === null ? 1 : Number(cursor);
      const query = { start_date: dayKey(from), end_date: dayKey(to), page: number, page_size: PAGE_SIZE };
      const answer = readAnswer(page, await client.get(path, query, NO_VERSION), path);
      const reader = new RowReader(day);
      // A page with few results may not be the last one; only `has_more` is reliable.
      const nextPage = { has_more: answer.metadata.has_more, next_page: String(number + 1) };
      return reader.page(nextPage, reader.readAll(answer.results, rowsOf));
    },
  };
}

/** What each key spent on each model; where a day has no models by key, what each key spent. */
function rowsOfKeys(d: Day): readonly OrgRow[] {
  const byModel = Object.entries(d.breakdown.models).flatMap(([model, { api_key_breakdown: keys }]) =>
    Object.entries(keys).map(([key, { metrics: m, metadata }]) => ({
      ...keyRow(d.date, key, metadata ?? null),
      model,
      ...amountsOf(m),
    })),
  );
  const byKey = Object.entries(d.breakdown.api_keys).map(([key, { metrics: m, metadata }]) => ({
    ...keyRow(d.date, key, metadata ?? null),
    ...amountsOf(m),
  }));
  const found = byModel.length > 0 ? byModel : byKey;
  return [...found, ...remainder(d, found)];
}

function keyRow(
  date: string,
  key: string,
  metadata: { user_id: string; user_email: string; team_id: string; key_alias: string } | null,
): OrgRow {
  const isUser = metadata !== null && (metadata.user_email !== "" || metadata.user_id !== "");
  return {
    ...emptyOrgRow("litellm", date),
    actorKind: isUser ? "user" : "api-key",
    actorId: isUser ? metadata.user_id : "",
    actorName: isUser ? metadata.user_email.toLowerCase() : "",
    team: metadata?.team_id ?? "",
    apiKey: metadata?.key_alias || key,
  };
}

function rowsOfEntities(d: Day, id: OrgReport, name: (entity: string) => Partial<OrgRow>): readonly OrgRow[] {
  return Object.entries(d.breakdown.entities).map(([key, { metrics: m, metadata }]) => ({
    ...emptyOrgRow(id, d.date),
    ...name(metadata?.team_alias || metadata?.alias || key),
    ...amountsOf(m),
  }));
}

/** The part of the day that no listed part contains, so that nothing is lost. */
function remainder(d: Day, parts: readonly OrgRow[]): readonly OrgRow[] {
  const whole = amountsOf(d.metrics);
  const sum = (pick: (row: Amounts) => number): number => parts.reduce((total, row) => total + pick(row), 0);
  const costPico = (whole.costPico ?? 0n) - parts.reduce((total, row) => total + (row.costPico ?? 0n), 0n);
  const rest: OrgRow = {
    ...emptyOrgRow("litellm", d.date),
    detail: "not told by key",
    input: whole.input - sum((r) => r.input),
    output: whole.output - sum((r) => r.output),
    cacheWriteUntold: whole.cacheWriteUntold - sum((r) => r.cacheWriteUntold),
    cacheRead: whole.cacheRead - sum((r) => r.cacheRead),
    requests: (whole.requests ?? 0) - sum((r) => r.requests ?? 0),
    costPico: costPico > 0n ? costPico : 0n,
  };
  const counts = [rest.input, rest.output, rest.cacheWriteUntold, rest.cacheRead, rest.requests ?? 0];
  // Money is not compared: sums of floats differ in their last digits.
  const isRest = counts.some((n) => n > 0) && counts.every((n) => n >= 0);
  return isRest ? [rest] : [];
}

type Amounts = Pick<OrgRow, "input" | "output" | "cacheWriteUntold" | "cacheRead" | "requests" | "costPico">;

/** `prompt_tokens` includes the cached ones. */
function amountsOf(m: Metrics): Amounts {
  const cached = m.cache_read_input_tokens + m.cache_creation_input_tokens;
  return {
    input: Math.max(0, m.prompt_tokens - cached),
    output: m.completion_tokens,
    cacheWriteUntold: m.cache_creation_input_tokens,
    cacheRead: m.cache_read_input_tokens,
    requests: m.api_requests,
    costPico: picoOfNumber(m.spend),
  };
}
