import { expect, test } from "vitest";
import { emptyFacts } from "../responses/session-facts.ts";
import { IDLE_COMPACT, kindsWithIdle } from "./idle.ts";
import type { BackgroundEntry, SessionBackground } from "./types.ts";

const AT = 1_795_300_000_000;
const entry = (kind: string, timeMs: number, costPico: bigint): BackgroundEntry => ({
  kind,
  requests: 1,
  tokens: null,
  costPico,
  timeMs,
  model: "claude-opus-5-5",
  source: "otel",
});
const background = (entries: readonly BackgroundEntry[]): SessionBackground =>
  ({ sessionId: "s1", entries, kinds: entries }) as unknown as SessionBackground;
const compaction = (trigger: "auto" | "idle") => ({ atMs: AT, trigger, preTokens: 250_000, postTokens: 3000 });
const sessions = (trigger: "auto" | "idle") =>
  new Map([["s1", { ...emptyFacts("s1"), compactions: [compaction(trigger)] }]]);
const costs = (trigger: "auto" | "idle", entries: readonly BackgroundEntry[]) =>
  kindsWithIdle([background(entries)], sessions(trigger)).map(({ kind, costPico }) => [kind, costPico]);

test("the summary of an idle session's compaction is told by its time", () => {
  const entries = [entry("compact", AT - 3_600_000, 5n), entry("compact", AT - 299_999, 3n), entry("title", AT, 1n)];
  expect(costs("idle", entries)).toEqual([
    ["compact", 5n],
    [IDLE_COMPACT, 3n],
    ["title", 1n],
  ]);
  expect(costs("auto", entries)).toEqual([
    ["compact", 8n],
    ["title", 1n],
  ]);
  expect(costs("idle", [entry("compact", AT - 300_000, 5n)])).toEqual([["compact", 5n]]);
});
