/**
 * ClickHouse's engine as a server on loopback: chdb, which is too large to be a dependency. CI installs it with the client
 * into a folder of its own, which CLAUDE_COST_TEST_CHDB names.
 */

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The folder in which chdb is installed; null = it is not installed. */
export const CHDB = process.env["CLAUDE_COST_TEST_CHDB"] ?? null;
const FRONT = fileURLToPath(new URL("clickhouse-front.mjs", import.meta.url));

/** The user that the server accepts, as the program's environment names it. */
export const CLICKHOUSE_LOGIN = { CLICKHOUSE_USER: "reader", CLICKHOUSE_PASSWORD: "secret" };

export type ClickHouseServer = { readonly url: string; stop(): void };

/** @param env variables for the server besides those of this process: the keys with which it reads buckets */
export async function startClickHouse(chdb: string, env: Record<string, string> = {}): Promise<ClickHouseServer> {
  const front = spawn(process.execPath, [FRONT, chdb], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  const port = await new Promise<string>((resolve) =>
    front.stdout.once("data", (text) => resolve(String(text).trim())),
  );
  return { url: `http://127.0.0.1:${port}`, stop: () => front.kill() };
}
