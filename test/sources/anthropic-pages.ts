/** Questions and pages of the vendor's organisation API: ranges, sizes of pages, cursors bound to their question. */

import { ApiError, type Asked } from "./loopback.ts";
import { DAY_MS, type MadeOrganisation } from "./made-organisation.ts";

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

export const bad = (message: string): ApiError => new ApiError(400, "invalid_request_error", message);

/** Cursors are bound to the question. */
function cursorAt(asked: Asked): number {
  const page = asked.query.get("page");
  if (page === null) return 0;
  const [question, at] = Buffer.from(page, "base64url").toString().split("\n");
  if (question !== questionOf(asked)) throw bad("page does not belong to these parameters");
  return Number(at);
}

const cursorOf = (asked: Asked, at: number): string => Buffer.from(`${questionOf(asked)}\n${at}`).toString("base64url");

export function questionOf({ path, query }: Asked): string {
  const rest = new URLSearchParams(query);
  rest.delete("page");
  return `${path}?${rest}`;
}

export function page<T>(
  asked: Asked,
  all: readonly T[],
  size: number,
): { data: readonly T[]; has_more: boolean; next_page: string | null } {
  const at = cursorAt(asked);
  const next = at + size;
  const has_more = next < all.length;
  return { data: all.slice(at, next), has_more, next_page: has_more ? cursorOf(asked, next) : null };
}

export function limitOf({ query }: Asked, fallback: number, max: number): number {
  const limit = query.has("limit") ? Number(query.get("limit")) : fallback;
  if (!Number.isInteger(limit) || limit < 1 || limit > max) throw bad(`limit must be 1 to ${max}`);
  return limit;
}

export function byId(asked: Asked, all: readonly { readonly id: string }[]): unknown {
  const limit = Math.min(limitOf(asked, 20, 1000), 4);
  const after = asked.query.get("after_id");
  const from = after === null ? 0 : all.findIndex((one) => one.id === after) + 1;
  const data = all.slice(from, from + limit);
  return { data, has_more: from + limit < all.length, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
}

export function byCursor(asked: Asked, all: readonly unknown[], { pageRows = 4 }: AnthropicOptions): unknown {
  limitOf(asked, 20, 1000);
  const { data, next_page } = page(asked, all, pageRows);
  return { data, next_page };
}

export function rangeOf(asked: Asked): { from: number; to: number } {
  const start = Date.parse(asked.query.get("starting_at") ?? "");
  const end = Date.parse(asked.query.get("ending_at") ?? "");
  if (Number.isNaN(start) || Number.isNaN(end) || end <= start) throw bad("starting_at and ending_at");
  return { from: start / DAY_MS, to: end / DAY_MS - 1 };
}
