import { expect, test } from "vitest";
import { type AdviceInput, findAdvice } from "./advice.ts";
import type { CauseReport } from "./causes.ts";

const CENT = 10_000_000_000n;
const NOTHING = { times: 0, savesPico: 0n };
const NO_LIFETIME = { actualPico: 0n, "5m": 0n, "1h": 0n };

const REPORT: CauseReport = {
  causes: [],
  historyByContext: [],
  starts: [],
  tools: [],
  results: [],
  lifetimes: { main: NO_LIFETIME, subagents: NO_LIFETIME, projects: new Map() },
  advice: { clear: NOTHING, compact: NOTHING, narrow: NOTHING, mcpServers: [] },
};

function adviceOf(report: Partial<CauseReport>, more: Partial<AdviceInput> = {}) {
  const input = { totalPico: CENT, subagents: null, claudeMdTokens: new Map<string, number>(), silenced: [], ...more };
  return findAdvice({ report: { ...REPORT, ...report }, ...input });
}

const fast = (costPico: bigint): Partial<CauseReport> => ({
  causes: [{ id: "fast", costPico, about: false, parts: [] }],
});
const ids = (...args: Parameters<typeof adviceOf>) => adviceOf(...args).map(({ id }) => id);

test("less than a cent is not worth a line", () => {
  expect(ids(fast(CENT - 1n))).toEqual([]);
  expect(ids(fast(CENT))).toEqual(["fast-off"]);
});

test("nor is less than a hundredth of the total", () => {
  expect(ids(fast(CENT), { totalPico: 100n * CENT })).toEqual(["fast-off"]);
  expect(ids(fast(CENT), { totalPico: 100n * CENT + 1n })).toEqual([]);
});

test("what the user silenced is not repeated", () => {
  expect(ids(fast(CENT), { silenced: ["advice:fast-off"] })).toEqual([]);
  expect(ids(fast(CENT), { silenced: ["fast-off", "advice:unused-mcp"] })).toEqual(["fast-off"]);
});

test("what saves most comes first, and no more than five lines", () => {
  const saves = (n: number) => ({ times: 1, savesPico: BigInt(n) * CENT });
  const mcpServers = [4, 5, 6].map((n) => ({ server: `s${n}`, sessions: 3, calls: 0, costPico: BigInt(n) * CENT }));
  const report = { advice: { clear: saves(3), compact: saves(9), narrow: saves(1), mcpServers } };
  expect(adviceOf(report).map(({ savesPico }) => savesPico / CENT)).toEqual([9n, 6n, 5n, 4n, 3n]);
});

test("a server that was called, or announced in two sessions only, may be needed", () => {
  const server = (sessions: number, calls: number): Partial<CauseReport> => ({
    advice: { ...REPORT.advice, mcpServers: [{ server: "jira", sessions, calls, costPico: CENT }] },
  });
  expect(ids(server(3, 0))).toEqual(["unused-mcp"]);
  expect(ids(server(2, 0))).toEqual([]);
  expect(ids(server(3, 1))).toEqual([]);
});

test("a CLAUDE.md beyond 5,000 tokens: its part of what the starts and their re-reads cost", () => {
  const start = { project: "/p", sessions: 2, firstTokens: 20_000, lastTokens: 20_000, medianTokens: 20_000 };
  const starts = [{ ...start, costPico: 3n * CENT, rereadPico: 5n * CENT }];
  const claudeMdTokens = (tokens: number) => new Map([["/p", tokens]]);
  expect(ids({ starts }, { claudeMdTokens: claudeMdTokens(5_000) })).toEqual([]);
  // 5,000 more than is considered fair, of 20,000: a quarter of 8 cents
  expect(adviceOf({ starts }, { claudeMdTokens: claudeMdTokens(10_000) })).toEqual([
    { id: "smaller-claude-md", project: "/p", tokens: 10_000, savesPico: 2n * CENT },
  ]);
});

test("the better lifetime for all, and for a project for which the other one is better", () => {
  const cost = (actual: bigint, five: bigint, hour: bigint) => ({
    actualPico: actual * CENT,
    "5m": five * CENT,
    "1h": hour * CENT,
  });
  const projects = new Map([
    ["/a", cost(9n, 5n, 9n)],
    ["/b", cost(9n, 9n, 7n)],
  ]);
  const lifetimes = { main: cost(18n, 14n, 16n), subagents: cost(4n, 4n, 3n), projects };
  expect(adviceOf({ lifetimes }).map((a) => a.id === "cache-lifetime" && [a.whose, a.project, a.lifetime])).toEqual([
    ["main", null, "5m"],
    ["main", "/b", "1h"],
    ["subagents", null, "1h"],
  ]);
});
