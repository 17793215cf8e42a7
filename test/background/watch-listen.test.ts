import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readOtelFeed } from "../../src/store/feeds/otel-feed.ts";
import { assistantRow, makeTree, SESSION } from "../helpers/make-tree.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { openTerminal } from "../helpers/terminal.ts";
import { apiRequest, postLogs } from "./otlp.ts";

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test("the dashboard receives telemetry when asked, and shows what it brings", { timeout: 60_000 }, async () => {
  const home = tempDir();
  const timestamp = new Date(Date.now() - 60_000).toISOString();
  makeTree(join(home, ".claude"), { [`${SESSION}.jsonl`]: [assistantRow({ timestamp })] });
  const port = await freePort();
  const env = { CLAUDE_COST_DIR: join(home, "cost") };
  const terminal = openTerminal(["watch", "--view", "background", "--listen", String(port)], { home, env });
  await terminal.waitForContent("not recorded");
  const reply = await postLogs(`http://127.0.0.1:${port}`, [apiRequest(1, { "event.timestamp": timestamp })]);
  expect(reply.status).toBe(200);
  expect(readOtelFeed(join(home, "cost", "feeds", "otel")).events).toHaveLength(1);
  await terminal.waitForContent("title");
  terminal.write("q");
  expect(await terminal.exited).toBe(0);
});
