/** `@clickhouse/client`, where it is installed. Loaded only when this engine is selected. */

import { createRequire } from "node:module";
import { join } from "node:path";
import { UserError } from "../../core/user-error.ts";
import type { SqlConnection, TextRow } from "../sql/sql-engine.ts";

/** The parts of the module that are used. */
type Module = {
  createClient(options: {
    url: string;
    username?: string;
    password?: string;
    request_timeout: number;
    application: string;
    log: { level: number };
    clickhouse_settings: Readonly<Record<string, string | number>>;
  }): Client;
};
type Client = {
  query(options: { query: string; format: "JSONEachRow" }): Promise<{ json(): Promise<unknown> }>;
  close(): Promise<void>;
};

/** A report over a cluster may take a while, but not forever. */
const TIMEOUT_MS = 300_000;
/** `ClickHouseLogLevel.OFF`: errors are reported by this program. */
const NO_LOG = 127;

/**
 * @param secrets what no error may show, besides the password
 * @throws UserError where the module is not installed
 */
export function openClient(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
  secrets: readonly string[],
): Pick<SqlConnection, "rows" | "close"> {
  const user = env["CLICKHOUSE_USER"];
  const password = env["CLICKHOUSE_PASSWORD"];
  const client = load().createClient({
    url,
    ...(user ? { username: user } : {}),
    ...(password ? { password } : {}),
    request_timeout: TIMEOUT_MS,
    application: "claude-cost",
    log: { level: NO_LOG },
    // Prevents proxies and load balancers from closing the connection during a long query.
    clickhouse_settings: { send_progress_in_http_headers: 1, http_headers_progress_interval_ms: "20000" },
  });
  return {
    rows: async (sql) => {
      try {
        const result = await client.query({ query: sql, format: "JSONEachRow" });
        return (await result.json()) as readonly TextRow[];
      } catch (error) {
        throw new UserError(`ClickHouse: ${withoutSecrets((error as Error).message, [...secrets, password ?? ""])}`, {
          hint: "Is the address right, may the user read the table, and does the server see the files? See docs/team.md.",
        });
      }
    },
    close: () => client.close(),
  };
}

const withoutSecrets = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((left, secret) => (secret === "" ? left : left.replaceAll(secret, "…")), text);

function load(): Module {
  for (const from of [import.meta.url, join(process.cwd(), "package.json")]) {
    try {
      return createRequire(from)("@clickhouse/client") as Module;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    }
  }
  throw new UserError("there is no @clickhouse/client here", {
    hint: "Install it beside claude-cost: npm install -g @clickhouse/client",
  });
}
