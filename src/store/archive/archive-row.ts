/** Rows of the archive, as they stand in its Parquet files and in exports. The columns are described in docs/archive.md. */

import type { OriginDetails } from "../../core/responses/origin.ts";

export type ArchiveRow = OriginDetails & {
  /** A response, or what is known of a session besides its responses. */
  readonly kind: "response" | "session";
  /** The folder whose logs it came from; `named:` before it where that was named by `--config-dir`; or `import`. */
  readonly source: string;
  /** 16 hexadecimal digits: a hash of the response's id; of a session, its id. */
  readonly id: string;
  readonly timeMs: number;
  readonly spanMs: number;
  readonly requestHash: number;
  readonly sessionId: string;
  readonly model: string;
  readonly input: number;
  readonly output: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly cacheRead: number;
  readonly webSearches: number;
  readonly flags: number;
  /** Dollars as priced when the row was written; null = unpriced. Loading prices it again. */
  readonly costUsd: number | null;
  /** JSON: the iterations of a response, or a session's facts; "" = none. */
  readonly detail: string;
};

export const NAMED = "named:";
export const IMPORTED = "import";

type ParquetType = "STRING" | "INT32" | "INT64" | "DOUBLE" | "TIMESTAMP";

/** Columns in the order in which they are written. */
export const ARCHIVE_COLUMNS: readonly (readonly [column: string, field: keyof ArchiveRow, type: ParquetType])[] = [
  ["kind", "kind", "STRING"],
  ["source", "source", "STRING"],
  ["id", "id", "STRING"],
  ["time", "timeMs", "TIMESTAMP"],
  ["span_ms", "spanMs", "INT64"],
  ["request_hash", "requestHash", "INT64"],
  ["session_id", "sessionId", "STRING"],
  ["project", "project", "STRING"],
  ["branch", "branch", "STRING"],
  ["agent", "agent", "STRING"],
  ["skill", "skill", "STRING"],
  ["plugin", "plugin", "STRING"],
  ["mcp_server", "mcp", "STRING"],
  ["client_version", "version", "STRING"],
  ["entrypoint", "entrypoint", "STRING"],
  ["model", "model", "STRING"],
  ["input_tokens", "input", "INT32"],
  ["output_tokens", "output", "INT32"],
  ["cache_write_5m_tokens", "cacheWrite5m", "INT32"],
  ["cache_write_1h_tokens", "cacheWrite1h", "INT32"],
  ["cache_read_tokens", "cacheRead", "INT32"],
  ["web_searches", "webSearches", "INT32"],
  ["flags", "flags", "INT32"],
  ["cost_usd", "costUsd", "DOUBLE"],
  ["detail", "detail", "STRING"],
];

export const keyOfRow = (row: ArchiveRow): string => `${row.kind} ${row.id}`;

/** `2026-11`, in UTC. */
export function monthOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 7);
}
