import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Receiver, type ReceiverOptions, startReceiver } from "../../src/app/telemetry/receiver.ts";
import { UserError } from "../../src/core/user-error.ts";
import { OtelFeedReader, readOtelFeed } from "../../src/store/feeds/otel-feed.ts";
import { apiRequest, exportRequest, logRecord, post, postLogs } from "./otlp.ts";

let dir: string;
const running: Receiver[] = [];

async function start(options: Partial<ReceiverOptions> = {}): Promise<Receiver> {
  const receiver = await startReceiver({ otelDir: join(dir, "otel"), port: 0, ...options });
  running.push(receiver);
  return receiver;
}

const kept = () => readOtelFeed(join(dir, "otel"));

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "claude-cost-otel-"));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((receiver) => receiver.close()));
  rmSync(dir, { recursive: true, force: true });
});

describe("what a client sends", () => {
  test("is in the file when it is answered, with nothing of the prompt or the account", async () => {
    const { url } = await start();
    const prompt = logRecord("user_prompt", { "session.id": "s", prompt: "secret words", "user.email": "a@b.c" });
    const reply = await postLogs(url, [apiRequest(1, { "user.email": "a@b.c" }), prompt]);
    expect([reply.status, reply.body]).toEqual([200, {}]);
    expect(kept().events).toEqual([
      {
        type: "request",
        sessionId: "11111111-2222-4333-8444-555555555555",
        requestId: "req_1",
        timeMs: Date.UTC(2026, 10, 21, 12, 0, 0, 1),
        sequence: 1,
        model: "claude-opus-5-5",
        source: "generate_session_title",
        agentId: "",
        isSplit: true,
        fast: false,
        input: 401,
        output: 13,
        cacheWrite5m: 0,
        cacheWrite1h: 0,
        cacheRead: 0,
        clientPico: 1_864_000_000,
      },
    ]);
    const file = readFileSync(join(dir, "otel", "2026-11-21.jsonl"), "utf8");
    expect(file).not.toMatch(/secret|a@b\.c/);
  });

  test("is the same with gzip, and with numbers as text or doubles", async () => {
    const { url } = await start();
    const split = { cache_creation_tokens: 5300, cache_creation_5m_tokens: 300, cache_creation_1h_tokens: 5000 };
    await postLogs(url, [apiRequest(1, split)], true);
    const text = Object.fromEntries(Object.entries(split).map(([key, n]) => [key, String(n)]));
    const reply = await postLogs(url, [apiRequest(2, { ...text, input_tokens: "401", cost_usd: "0.001864" })]);
    expect(reply.status).toBe(200);
    const [a, b] = kept().events;
    expect({ ...a, requestId: 0, timeMs: 0, sequence: 0 }).toEqual({ ...b, requestId: 0, timeMs: 0, sequence: 0 });
    expect(a).toMatchObject({ cacheWrite5m: 300, cacheWrite1h: 5000 });
  });

  test("goes to the day of its own time", async () => {
    const { url } = await start();
    await postLogs(url, [
      apiRequest(1, { "event.timestamp": "2026-11-21T23:59:59.999Z" }),
      apiRequest(2, { "event.timestamp": "2026-11-22T00:00:00.000Z" }),
    ]);
    expect(readdirSync(join(dir, "otel")).sort()).toEqual(["2026-11-21.jsonl", "2026-11-22.jsonl"]);
    const sinceMs = Date.parse("2026-11-22T00:00:00Z");
    expect(readOtelFeed(join(dir, "otel"), { sinceMs }).events.map((e) => e.timeMs)).toEqual([sinceMs]);
  });

  test("counts once when a batch comes twice", async () => {
    const { url } = await start();
    const compaction = logRecord("compaction", {
      "session.id": "s",
      "event.timestamp": "2026-11-21T12:00:00.000Z",
      "event.sequence": 39,
      trigger: "auto",
      success: "true",
      pre_tokens: "3483",
      post_tokens: "3019",
    });
    const batch = [apiRequest(1), apiRequest(2), apiRequest(3, { request_id: "" }), compaction];
    await postLogs(url, batch);
    await postLogs(url, batch, true);
    expect(kept()).toMatchObject({ duplicates: 4, unreadable: 0 });
    expect(kept().events).toHaveLength(4);
    expect(kept().events[0]).toMatchObject({ type: "compaction", preTokens: 3483, postTokens: 3019, success: true });
  });

  test("is rejected record by record, as the protocol asks", async () => {
    const { url } = await start();
    const reply = await postLogs(url, [apiRequest(1), apiRequest(2, { input_tokens: -1 }), { attributes: 7 }]);
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({
      partialSuccess: { rejectedLogRecords: "1", errorMessage: "api_request with an invalid token count" },
    });
    expect(kept().events).toHaveLength(1);
  });

  test("without a usable time takes the record's, and is rejected where that is none either", async () => {
    const { url } = await start();
    const nano = (time: unknown) => ({
      ...(apiRequest(1, { "event.timestamp": "never" }) as object),
      timeUnixNano: time,
    });
    const reply = await postLogs(url, [nano("1795294245327000000"), nano("9".repeat(40)), nano(0)]);
    expect(reply.body).toEqual({
      partialSuccess: { rejectedLogRecords: "2", errorMessage: "api_request without a usable time" },
    });
    expect(kept().events.map((e) => new Date(e.timeMs).toISOString())).toEqual(["2026-11-21T20:50:45.327Z"]);
  });

  test("may be metrics and traces: taken, not kept", async () => {
    const { url } = await start();
    expect((await post(`${url}/v1/metrics`, '{"resourceMetrics":[]}')).status).toBe(200);
    expect((await post(`${url}/v1/traces`, '{"resourceSpans":[]}')).status).toBe(200);
    expect(kept().events).toEqual([]);
  });
});

describe("what is refused, with a status that says why", () => {
  const json = { "content-type": "application/json" };

  test("protobuf: 415 and the setting to change", async () => {
    const { url } = await start();
    const reply = await post(`${url}/v1/logs`, Buffer.from([10, 0]), { "content-type": "application/x-protobuf" });
    expect(reply.status).toBe(415);
    expect(reply.body).toMatchObject({ message: expect.stringContaining("OTEL_EXPORTER_OTLP_PROTOCOL=http/json") });
  });

  test.each([
    ["not JSON", "{", json],
    ["JSON that is no export", "[]", json],
    ["resourceLogs of another type", '{"resourceLogs":{}}', json],
    ["gzip that is none", "{}", { ...json, "content-encoding": "gzip" }],
  ])("%s: 400", async (_name, body, headers) => {
    const { url } = await start();
    expect((await post(`${url}/v1/logs`, body, headers)).status).toBe(400);
  });

  test("an encoding that we do not know: 415", async () => {
    const { url } = await start();
    expect((await post(`${url}/v1/logs`, "{}", { ...json, "content-encoding": "zstd" })).status).toBe(415);
  });

  test("too much, sent plainly, in chunks or packed: 413", async () => {
    const { url } = await start({ maxBodyBytes: 10_000 });
    const large = JSON.stringify(exportRequest([apiRequest(1, { note: "x".repeat(20_000) })]));
    expect((await post(`${url}/v1/logs`, large, { ...json, "content-length": String(large.length) })).status).toBe(413);
    expect((await post(`${url}/v1/logs`, large, { ...json, "transfer-encoding": "chunked" })).status).toBe(413);
    const packed = gzipSync(large);
    expect(packed.length).toBeLessThan(10_000);
    expect((await post(`${url}/v1/logs`, packed, { ...json, "content-encoding": "gzip" })).status).toBe(413);
    expect(kept().events).toEqual([]);
    expect((await postLogs(url, [apiRequest(2)])).status).toBe(200);
  });

  test("other methods, other paths, web pages", async () => {
    const { url } = await start();
    const get = await post(`${url}/v1/logs`, "", {}, "GET");
    expect([get.status, get.headers["allow"]]).toEqual([405, "POST"]);
    expect((await post(`${url}/v2/logs`, "{}")).status).toBe(404);
    expect((await post(`${url}/v1/logs`, "{}", { ...json, origin: "https://example.com" })).status).toBe(403);
  });

  test("another host's name, with or without a port, so that a page that was rebound to this machine gets nothing", async () => {
    const { url, port, counts } = await start();
    for (const host of [
      "evil.example",
      `evil.example:${port}`,
      "127.0.0.1.evil.example",
      "192.168.1.7",
      "localhost.",
    ]) {
      const isOurs = host === "localhost.";
      expect((await post(`${url}/`, "", { host }, "GET")).status, host).toBe(isOurs ? 200 : 403);
      expect((await post(`${url}/v1/logs`, "{}", { ...json, host })).status, host).toBe(isOurs ? 200 : 403);
    }
    for (const host of [`127.0.0.1:${port}`, "localhost", `LOCALHOST:${port}`, "[::1]:1", "127.9.9.9"]) {
      expect((await post(`${url}/`, "", { host }, "GET")).status, host).toBe(200);
    }
    expect(counts.events).toBe(0);
  });

  test("its counters are not for a web page, whatever kind of request it makes", async () => {
    const { url } = await start();
    for (const headers of [
      { origin: "null" },
      { origin: "http://127.0.0.1:3000" },
      { referer: "https://example.com/" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "same-origin" },
    ]) {
      const { status, headers: answer, body } = await post(`${url}/`, "", headers, "GET");
      expect([status, JSON.stringify(body).includes("events")], JSON.stringify(headers)).toEqual([403, false]);
      expect(answer["access-control-allow-origin"]).toBeUndefined();
    }
    expect(
      (await post(`${url}/`, "", { "access-control-request-method": "POST", origin: "https://x" }, "OPTIONS")).status,
    ).toBe(403);
  });

  test("an address that it was told to listen on may be asked for by that address, not by a name", async () => {
    const { port } = await start({ host: "0.0.0.0" });
    const status = async (host: string) => (await post(`http://127.0.0.1:${port}/`, "", { host }, "GET")).status;
    expect([await status("192.168.1.7"), await status("evil.example")]).toEqual([200, 403]);
  });

  test("a connection that says nothing, stops in its headers, drips or stops in its body is closed", async () => {
    const { port, url } = await start({ idleMs: 200 });
    const head = `POST /v1/logs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n`;
    const closed = ["", head.slice(0, 20), head, `${head}Content-Length: 100\r\n\r\n{`].map(
      (text) =>
        new Promise<void>((resolve, reject) => {
          const socket = connect(port, "127.0.0.1", () => text !== "" && socket.write(text));
          socket.on("error", () => {}).on("close", () => resolve());
          socket.resume();
          setTimeout(() => reject(new Error(`still open after ${JSON.stringify(text)}`)), 8_000).unref();
        }),
    );
    await Promise.all(closed);
    expect((await postLogs(url, [apiRequest(3)])).status).toBe(200);
  });

  test("a folder that cannot be written: 503, so that the sender tries again", async () => {
    appendFileSync(join(dir, "otel"), "not a folder");
    const problems: string[] = [];
    const { url } = await start({ onProblem: (message) => problems.push(message) });
    const reply = await postLogs(url, [apiRequest(1)]);
    expect([reply.status, reply.headers["retry-after"]]).toEqual([503, "5"]);
    expect(problems).toHaveLength(1);
  });
});

describe("keeping up and starting again", () => {
  test("12,000 events in batches from several senders, with a restart between: none lost, none twice", async () => {
    const batches = Array.from({ length: 240 }, (_, b) => Array.from({ length: 50 }, (_, i) => apiRequest(b * 50 + i)));
    const send = async (url: string, from: number, to: number) => {
      const senders = [0, 1, 2, 3].map(async (s) => {
        for (let b = from + s; b < to; b += 4) {
          expect((await postLogs(url, batches[b] ?? [], b % 2 === 0)).status).toBe(200);
        }
      });
      await Promise.all(senders);
    };
    const first = await start();
    await send(first.url, 0, 120);
    await first.close();
    // The last batch before the stop was stored, but its answer got lost: the client sends it again.
    const second = await start();
    await send(second.url, 119, 240);
    const feed = kept();
    expect(feed.events).toHaveLength(12_000);
    expect(feed).toMatchObject({ duplicates: 50, unreadable: 0 });
    expect(first.counts.events + second.counts.events).toBe(12_050);
  });

  test("half a line that a kill left does not swallow the next one", async () => {
    const { url } = await start();
    await postLogs(url, [apiRequest(1)]);
    appendFileSync(join(dir, "otel", "2026-11-21.jsonl"), '{"v":1,"type":"req');
    await postLogs(url, [apiRequest(2)]);
    expect(kept()).toMatchObject({ unreadable: 1 });
    expect(kept().events.map((e) => e.sequence)).toEqual([1, 2]);
  });

  test("one who looks often reads what was appended, and starts over where a file was replaced", async () => {
    const { url } = await start();
    const reader = new OtelFeedReader(join(dir, "otel"));
    expect(reader.read().events).toEqual([]);
    await postLogs(url, [apiRequest(2), apiRequest(3)]);
    expect(reader.read().events.map((e) => e.sequence)).toEqual([2, 3]);
    const file = join(dir, "otel", "2026-11-21.jsonl");
    const line = readFileSync(file, "utf8")
      .split("\n")[0]
      ?.replace("req_2", "req_1")
      .replace('"sequence":2', '"sequence":1');
    appendFileSync(file, line?.slice(0, 40) ?? "");
    expect(reader.read().events).toHaveLength(2);
    appendFileSync(file, `${line?.slice(40)}\n`);
    expect(reader.read().events.map((e) => e.sequence)).toEqual([1, 2, 3].sort());
    rmSync(file);
    await postLogs(url, [apiRequest(9)]);
    expect(reader.read().events.map((e) => e.sequence)).toEqual([9]);
    expect(reader.read()).toEqual(readOtelFeed(join(dir, "otel")));
  });

  test("two receivers on two ports write the same files", async () => {
    const [a, b] = [await start(), await start()];
    const one = async (url: string, from: number) => {
      for (let n = from; n < 200; n += 2) await postLogs(url, [apiRequest(n)]);
    };
    await Promise.all([one(a.url, 0), one(b.url, 1)]);
    expect(kept().events).toHaveLength(200);
    expect(kept().unreadable).toBe(0);
  });

  test("a taken port names its holder", async () => {
    const first = await start();
    await expect(start({ port: first.port })).rejects.toThrow(`port ${first.port} (process ${process.pid})`);
    const foreign = createServer((_, response) => response.end("hello"));
    await new Promise<void>((resolve) => foreign.listen(0, "127.0.0.1", resolve));
    const { port } = foreign.address() as AddressInfo;
    await expect(start({ port })).rejects.toThrow(UserError);
    await expect(start({ port })).rejects.toThrow("used by another program");
    await new Promise((resolve) => foreign.close(resolve));
  });
});
