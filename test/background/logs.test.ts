/** Logs as client 2.1.330 writes them, row by row, read by the program. */

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { appendOtelEvents } from "../../src/store/feeds/otel-feed.ts";
import { assistantRow, makeTree, userRow } from "../helpers/make-tree.ts";
import { jsonHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

type Json = Record<string, unknown>;

const PARENT = "aaaaaaaa-2222-4333-8444-555555555555";
const FORK = "bbbbbbbb-2222-4333-8444-555555555555";
const START = Date.UTC(2026, 10, 20, 10);
const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();

/** input, output, 5-minute writes, cache reads. */
type Counts = readonly [number, number, number, number];

const usage = ([input, output, write, read]: Counts): Json => ({
  input_tokens: input,
  output_tokens: output,
  cache_creation_input_tokens: write,
  cache_read_input_tokens: read,
  cache_creation: { ephemeral_5m_input_tokens: write, ephemeral_1h_input_tokens: 0 },
});

function answer(sessionId: string, id: string, seconds: number, counts: Counts, row: Json = {}): Json {
  return assistantRow({
    id,
    sessionId,
    timestamp: at(seconds),
    usage: usage(counts),
    row: { requestId: `r_${id}`, ...row },
  });
}

/** Opus 5.5 at $4 in, $20 out, $5 write and $0.20 read a million. */
function costState(
  sessionId: string,
  wallSeconds: number,
  [input, output, write, read]: Counts,
  more: Json = {},
): Json {
  const costUSD = (4 * input + 20 * output + 5 * write + 0.2 * read) / 1e6;
  const line = {
    inputTokens: input,
    outputTokens: output,
    thinkingTokens: 0,
    cacheReadInputTokens: read,
    cacheCreationInputTokens: write,
    cacheCreationEphemeral5mInputTokens: write,
    cacheCreationEphemeral1hInputTokens: 0,
    webSearchRequests: 0,
    costUSD,
  };
  return {
    type: "cost-state",
    sessionId,
    totalCostUSD: costUSD,
    totalAPIDuration: 40,
    totalDuration: wallSeconds * 1000,
    startTime: START,
    modelUsage: { "claude-opus-5-5": line },
    hasUnknownModelCost: false,
    ...more,
  };
}

const boundary = (sessionId: string, seconds: number): Json => ({
  type: "system",
  subtype: "compact_boundary",
  sessionId,
  timestamp: at(seconds),
  uuid: `boundary-${seconds}`,
  compactMetadata: { trigger: "manual", preTokens: 14_556, postTokens: 3137 },
});

async function report(files: Readonly<Record<string, readonly Json[]>>, home = tempDir()) {
  makeTree(join(home, ".claude"), files);
  const env = { CLAUDE_COST_DIR: join(home, "cost") };
  const sessions = (await jsonHere(["sessions"], { home, env })) as { sessions: Json[]; totals: Json };
  const background = (await jsonHere(["background"], { home, env })) as {
    sessions: Json[];
    totals: Json;
    days: Json[];
  };
  const of = (id: string) => sessions.sessions.find((s) => s["sessionId"] === id) as Json;
  return { of, totals: sessions.totals, background };
}

const parentLog: readonly Json[] = [
  userRow("How many lines?", { sessionId: PARENT, timestamp: at(3) }),
  answer(PARENT, "m1", 5, [9, 156, 5300, 11_000]),
  boundary(PARENT, 20),
  answer(PARENT, "m2", 30, [8, 222, 904, 22_311]),
  // 401/13 of a title and 7/420/903/15,004 of the compaction beside the two answers
  costState(PARENT, 40, [425, 811, 7107, 48_315]),
];

describe("logs of the real client's shape", () => {
  test("a title and a compaction: exact from the ledger, not split, the compaction named", async () => {
    const { of, background } = await report({ [`${PARENT}.jsonl`]: parentLog });
    expect(of(PARENT)).toMatchObject({
      background: {
        status: "exact",
        source: "cost-state",
        tokens: { input: 408, output: 433, cacheWrite5m: 903, cacheWrite1h: 0, cacheRead: 15_004 },
        // 408 × $4 + 433 × $20 + 903 × $5 + 15,004 × $0.20 a million
        costUsd: "0.0178078",
        kinds: [{ kind: "unattributed", requests: null }],
      },
      clientUsd: "0.063118",
      totalUsd: "0.063118",
    });
    expect(background.totals["compactions"]).toBe(1);
    expect(background.days).toMatchObject([{ day: "2026-11-20", source: "cost-state", costUsd: "0.0178078" }]);
  });

  test("a fork of a compacted session copies an answer with its usage at zero: nothing is lost, nothing twice", async () => {
    const copied = { requestSessionId: PARENT, session_id: PARENT };
    const { of, totals } = await report({
      [`${PARENT}.jsonl`]: parentLog,
      [`${FORK}.jsonl`]: [
        boundary(FORK, 20),
        answer(FORK, "m1", 5, [0, 0, 0, 0], copied),
        answer(FORK, "m2", 30, [8, 222, 904, 22_311], copied),
        userRow("In the fork", { sessionId: FORK, timestamp: at(400) }),
        answer(FORK, "m3", 405, [9, 102, 1000, 21_000]),
        // The parent's ledger, its own answer, and 403/15 of a name
        costState(FORK, 52, [425 + 9 + 403, 811 + 102 + 15, 8107, 69_315]),
      ],
    });
    expect(of(PARENT)).toMatchObject({ totalUsd: "0.063118", requests: 2 });
    expect(of(FORK)).toMatchObject({
      requests: 1,
      inheritedRequests: 2,
      background: {
        status: "exact",
        tokens: { input: 403, output: 15, cacheWrite5m: 0, cacheRead: 0 },
        costUsd: "0.001912",
      },
    });
    // $0.063118 + 9 × $4 + 102 × $20 + 1,000 × $5 + 21,000 × $0.20 a million + $0.001912
    expect(totals["totalUsd"]).toBe("0.076306");
  });

  test("killed between two ledgers: partial, and what was logged stays whole", async () => {
    const { of } = await report({
      [`${PARENT}.jsonl`]: [
        answer(PARENT, "k1", 5, [8, 101, 1000, 20_000]),
        costState(PARENT, 10, [409, 114, 1000, 20_000]),
        answer(PARENT, "k2", 105, [7, 103, 1000, 22_000]),
        answer(PARENT, "k3", 205, [8, 104, 1000, 23_000]),
        costState(PARENT, 20, [417, 218, 2000, 43_000]),
      ],
    });
    expect(of(PARENT)).toMatchObject({
      requests: 3,
      background: { status: "partial", tokens: { input: 401, output: 13, cacheWrite5m: 0, cacheRead: 0 } },
    });
  });

  test("telemetry names the kinds of the same requests, and nothing counts twice", async () => {
    const home = tempDir();
    const base = {
      type: "request",
      sessionId: PARENT,
      sequence: 1,
      model: "claude-opus-5-5",
      agentId: "",
      isSplit: true,
      fast: false,
    } as const;
    const request = (requestId: string, seconds: number, source: string, [input, output, write, read]: Counts) => ({
      ...base,
      requestId,
      timeMs: START + seconds * 1000,
      source,
      input,
      output,
      cacheWrite5m: write,
      cacheWrite1h: 0,
      cacheRead: read,
      clientPico: null,
    });
    appendOtelEvents(join(home, "cost", "feeds", "otel"), [
      request("r_title", 4, "generate_session_title", [401, 13, 0, 0]),
      request("r_m1", 5, "repl_main_thread", [9, 156, 5300, 11_000]),
      request("r_compact", 20, "compact", [7, 420, 903, 15_004]),
      request("r_m2", 30, "repl_main_thread", [8, 222, 904, 22_311]),
    ]);
    const { of } = await report({ [`${PARENT}.jsonl`]: parentLog }, home);
    expect(of(PARENT)).toMatchObject({
      totalUsd: "0.063118",
      background: {
        status: "exact",
        source: "otel",
        costUsd: "0.0178078",
        kinds: [
          { kind: "compact", requests: 1, costUsd: "0.0159438" },
          { kind: "generate_session_title", requests: 1, costUsd: "0.001864" },
        ],
      },
    });
  });
});
