/** Answers that were interrupted or never came, as client 2.1.332 logs them, read by the program. */

import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { assistantRow, makeTree, SESSION, userRow } from "../helpers/make-tree.ts";
import { jsonHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

type Json = Record<string, unknown>;

const START = Date.UTC(2026, 10, 20, 10);
const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();

const prompt = (seconds: number, more: Json = {}): Json => ({
  ...userRow("Go on", { sessionId: SESSION, timestamp: at(seconds) }),
  ...more,
});
const sent = (seconds: number): Json => ({
  type: "api-request",
  sessionId: SESSION,
  id: `sent-${seconds}`,
  timestamp: at(seconds),
});
/** 10 in, 100 out of Opus 5.5: 10 × $4 + 100 × $20 a million = $0.00204. */
const answer = (seconds: number, more: Json = {}): Json =>
  assistantRow({ id: `m${seconds}`, timestamp: at(seconds), row: more });
const ask = (seconds: number): readonly Json[] => [prompt(seconds), sent(seconds + 1), answer(seconds + 2)];
/** @param base the request that it continues from */
const turn = (seconds: number, id: string, base?: string): readonly Json[] => [
  prompt(seconds),
  { ...sent(seconds + 1), id, ...(base ? { base } : {}) },
  answer(seconds + 2),
];
const system = (seconds: number, subtype: string, content: string): Json => ({
  type: "system",
  subtype,
  content,
  sessionId: SESSION,
  timestamp: at(seconds),
});
const error = (seconds: number, more: Json): Json =>
  assistantRow({ id: "e", model: "<synthetic>", timestamp: at(seconds), row: { isApiErrorMessage: true, ...more } });

/** @param answers that the ledger holds, of 10 in and 100 out each */
const ledger = (answers: number, wallSeconds = 100): Json => ({
  type: "cost-state",
  sessionId: SESSION,
  totalCostUSD: 0.00204 * answers,
  totalAPIDuration: 40,
  totalDuration: wallSeconds * 1000,
  startTime: START,
  modelUsage: {
    "claude-opus-5-5": { inputTokens: 10 * answers, outputTokens: 100 * answers, costUSD: 0.00204 * answers },
  },
});

const EXACT = ["exact", []];
const LOST = ["at-least", ["lost-answer"]];
const RESUME = "Your response above was cut off mid-stream. Resume directly from where it stops.";

const CASES: readonly (readonly [name: string, rows: readonly Json[], known: unknown])[] = [
  ["every answer came", [...ask(1), ...ask(5), ledger(2)], EXACT],
  ["given up before its first byte: another prompt comes", [...ask(1), prompt(5), sent(6), ...ask(9), ledger(2)], LOST],
  [
    "the same, written in another order",
    [...ask(1), prompt(5), sent(6), sent(10), prompt(9), answer(11), ledger(2)],
    LOST,
  ],
  ["tries of one request follow each other", [...ask(1), prompt(5), sent(6), sent(7), answer(8), ledger(2)], EXACT],
  ["an error in its place is an answer", [...ask(1), prompt(5), sent(6), error(7, {}), ...ask(9), ledger(2)], EXACT],
  ["the run ends before it comes", [...ask(1), prompt(5), sent(6), ledger(1)], LOST],
  ["killed after a ledger, before it comes", [...ask(1), ledger(1, 4), prompt(5), sent(6)], LOST],
  [
    "interrupted: no reason why it stopped",
    [...ask(1), assistantRow({ stopReason: null, timestamp: at(5) }), ledger(2)],
    LOST,
  ],
  ["cut off by the connection", [...ask(1), error(7, { streamCutCause: "stale_connection" }), ledger(1)], LOST],
  ["cut off after some output", [...ask(1), error(7, { truncatedAfterOutput: true }), ledger(1)], LOST],
  [
    "cut off in a run without a terminal: the model is told",
    [...ask(1), prompt(5, { isMeta: true, message: { content: RESUME } }), answer(6), ledger(2)],
    LOST,
  ],
  [
    "a compaction that was cut off",
    [...ask(1), system(5, "local_command", "Error during compaction: Connection lost mid-response."), ledger(1)],
    LOST,
  ],
  ["a command that was not", [...ask(1), system(5, "local_command", "Set model to opus"), ledger(1)], EXACT],
  ["a subagent was at work when the run ended", [...ask(1), answer(6, { isSidechain: true }), ledger(2)], LOST],
  ["a subagent that was answered", [prompt(1), sent(2), answer(6, { isSidechain: true }), answer(8), ledger(2)], EXACT],
  [
    "another client takes turns, and leaves no ledger",
    [...turn(1, "a"), ...turn(5, "b"), ...turn(9, "c", "a"), ledger(3)],
    ["at-least", ["other-client"]],
  ],
  ["one client's requests go on from each other", [...turn(1, "a"), ...turn(5, "b", "a"), ledger(2)], EXACT],
  [
    "a session without a terminal",
    [...ask(1), answer(5, { sessionKind: "bg" }), ledger(2)],
    ["at-least", ["detached"]],
  ],
];

async function known(home: string): Promise<unknown> {
  const env = { CLAUDE_COST_DIR: join(home, "cost") };
  const { sessions } = (await jsonHere(["sessions"], { home, env })) as { sessions: { background: Json }[] };
  const { status, gaps } = sessions[0]?.background ?? {};
  return [status, gaps];
}

describe("an answer that broke off or never came", () => {
  test.each(CASES)("%s", async (_, rows, expected) => {
    const home = tempDir();
    makeTree(join(home, ".claude"), { [`${SESSION}.jsonl`]: rows });
    expect(await known(home)).toEqual(expected);
  });

  test("is told row by row as the log grows: what is awaited may still come", async () => {
    const home = tempDir();
    makeTree(join(home, ".claude"), { [`${SESSION}.jsonl`]: [] });
    const path = join(home, ".claude", "projects", "-home-dev-app", `${SESSION}.jsonl`);
    const add = (rows: readonly Json[]): void =>
      appendFileSync(path, rows.map((r) => `${JSON.stringify(r)}\n`).join(""));
    writeFileSync(path, "");
    add([...ask(1), ledger(1, 4), prompt(5), sent(6)]);
    expect(await known(home)).toEqual(LOST);
    add([answer(7), ledger(2, 8)]);
    expect(await known(home)).toEqual(EXACT);
    add([prompt(9), sent(10), prompt(12)]);
    expect(await known(home)).toEqual(LOST);
    add([sent(13), answer(14), ledger(3, 15)]);
    expect(await known(home)).toEqual(LOST);
  });
});
