/** Rows of the archive in its Parquet files and in exports. docs/archive.md describes the columns. */

import { NO_DETAILS, type OriginDetails } from "../../core/responses/origin.ts";

export type ArchiveRow = OriginDetails & {
  /**
   * A response, or the facts about a session besides its responses. In exports also a background request that only
   * telemetry reports: the archive contains none, because the telemetry feed is kept.
   */
  readonly kind: "response" | "session" | "background";
  /** The Claude Code folder whose logs it came from; `import:` and the folder it was imported for; or `import`. */
  readonly source: string;
  /** The account that was signed in there when the row was written; "" = not known. */
  readonly account: string;
  /** 16 hexadecimal digits: a hash of the response's id; for a session, its id. */
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
  /** Dollars as priced when the row was written; null = unpriced. It is priced again when loaded. */
  readonly costUsd: number | null;
  /** JSON: the iterations of a response, a session's facts, or a line of the telemetry feed; "" = none. */
  readonly detail: string;
};

/** A row with empty values. */
export const BLANK_ROW: ArchiveRow = {
  kind: "session",
  source: "",
  account: "",
  id: "",
  timeMs: 0,
  spanMs: 0,
  requestHash: 0,
  sessionId: "",
  ...NO_DETAILS,
  model: "",
  input: 0,
  output: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  cacheRead: 0,
  webSearches: 0,
  flags: 0,
  costUsd: null,
  detail: "",
};

/** Prefix of the folder in the `source` of rows of earlier versions, where it was given by `--config-dir`. */
const NAMED = "named:";
/** The `source` of rows imported by earlier versions, which did not record the folder. */
export const IMPORTED = "import";
const IMPORTED_FOR = "import:";

/** The Claude Code folder that a row belongs to; null = imported without a folder. */
export function folderOfSource(source: string): string | null {
  if (source === IMPORTED) return null;
  const prefix = [NAMED, IMPORTED_FOR].find((p) => source.startsWith(p)) ?? "";
  return source.slice(prefix.length);
}

export const isImported = ({ source }: Pick<ArchiveRow, "source">): boolean =>
  source === IMPORTED || source.startsWith(IMPORTED_FOR);

export const importedFor = (folder: string): string => IMPORTED_FOR + folder;

type ParquetType = "STRING" | "INT32" | "INT64" | "DOUBLE" | "TIMESTAMP";

/** The name of a column in JSON and CSV, as in every report; Parquet uses names that suit SQL. */
export function jsonNameOf(field: keyof ArchiveRow): string {
  return field === "timeMs" ? "time" : field;
}

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
  ["account", "account", "STRING"],
];

/** A response in the logs of two folders has a row for each of them. */
export const keyOfRow = (row: ArchiveRow): string => `${row.kind} ${row.id} ${row.source}`;

/** `2026-11`, in UTC. */
export function monthOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 7);
}
