import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readOtelFeed } from "../../src/store/feeds/otel-feed.ts";
import { assistantRow, makeTree, SESSION } from "../helpers/make-tree.ts";
import { runCli } from "../helpers/run-cli.ts";
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
  expect(terminal.screen()[0], "the header says that it receives, and where").toContain(`telemetry :${port}`);
  const reply = await postLogs(`http://127.0.0.1:${port}`, [apiRequest(1, { "event.timestamp": timestamp })]);
  expect(reply.status).toBe(200);
  expect(readOtelFeed(join(home, "cost", "feeds", "otel")).events).toHaveLength(1);
  await terminal.waitForContent("title");
  terminal.write("q");
  expect(await terminal.exited).toBe(0);
});

test("it receives where setup sends the telemetry, unless another port is named", { timeout: 60_000 }, async () => {
  const home = tempDir();
  const timestamp = new Date(Date.now() - 60_000).toISOString();
  makeTree(join(home, ".claude"), { [`${SESSION}.jsonl`]: [assistantRow({ timestamp })] });
  const port = await freePort();
  await runCli(["setup", "--yes", "--only", "telemetry", "--port", String(port)], { home });
  const terminal = openTerminal(["watch", "--listen"], { home, columns: 120 });
  await terminal.waitForContent(`receiving telemetry :${port}`);
  expect((await postLogs(`http://127.0.0.1:${port}`, [apiRequest(1)])).status).toBe(200);
  terminal.write("q");
  expect(await terminal.exited).toBe(0);
  // Without being told to, it receives nothing, and says nothing of the kind.
  const deaf = openTerminal(["watch"], { home, columns: 120 });
  await deaf.waitForContent("[1 Now]");
  expect(deaf.screen().join("\n")).not.toContain("telemetry :");
  await expect(postLogs(`http://127.0.0.1:${port}`, [apiRequest(2)])).rejects.toThrow("ECONNREFUSED");
  deaf.write("q");
  expect(await deaf.exited).toBe(0);
});
