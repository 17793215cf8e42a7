import { describe, expect, test } from "vitest";
import {
  afterCompaction,
  afterIdleNote,
  afterPrompt,
  afterRequest,
  type ContextTrail,
  EMPTY_TRAIL,
  isJustCompacted,
  trailTokens,
} from "./context-trail.ts";

let made = 0;
const request = (contextTokens: number, more: { id?: string; model?: string; wrote?: "1h" } = {}) => ({
  id: more.id ?? `msg_${++made}`,
  timeMs: 1000 + made,
  contextTokens,
  model: more.model ?? "claude-opus-5-5",
  flags: 0,
  wrote: more.wrote ?? null,
  version: "2.1.332",
});
const compaction = (postTokens: number | null) => ({
  atMs: 1,
  trigger: "auto" as const,
  preTokens: 300_000,
  postTokens,
});

/** A prompt, followed by requests with contexts of the given sizes. */
const turn = (trail: ContextTrail, ...tokens: number[]): ContextTrail =>
  tokens.reduce((t, n) => afterRequest(t, request(n)), afterPrompt(trail, "p"));

describe("the trail of a context", () => {
  test("a session without a request was not just compacted; one that is compacted was, until its next request", () => {
    const compacted = afterCompaction(turn(EMPTY_TRAIL, 300_000), compaction(20_000));
    const trails = [EMPTY_TRAIL, turn(EMPTY_TRAIL, 300_000), compacted, turn(compacted, 30_000)];
    expect(trails.map(isJustCompacted)).toEqual([false, false, true, false]);
  });

  test("a turn is a prompt and all its requests; its fill is the last one's", () => {
    const trail = turn(turn(EMPTY_TRAIL, 20_000, 30_000, 40_000), 50_000, 60_000);
    expect(trail).toMatchObject({ turns: 2, requests: 5, fills: [40_000, 60_000], smallestTokens: 20_000 });
  });

  test("rows of one response count once, and the last of them counts", () => {
    const first = afterRequest(afterPrompt(EMPTY_TRAIL, null), request(20_000, { id: "msg" }));
    expect(afterRequest(first, request(20_500, { id: "msg" }))).toMatchObject({ requests: 1, fills: [20_500] });
  });

  test("a prompt that got no answer is no turn, and the next request begins one", () => {
    const trail = afterPrompt(turn(EMPTY_TRAIL, 20_000), "p2");
    expect(trail).toMatchObject({ turns: 1, requests: 1 });
    expect(afterRequest(trail, request(30_000))).toMatchObject({ turns: 2, fills: [20_000, 30_000] });
  });

  test("a compaction empties the context to what it left, and the next request fills it anew within the turn", () => {
    const compacted = afterCompaction(turn(EMPTY_TRAIL, 20_000, 300_000), compaction(4000));
    expect(trailTokens(compacted)).toBe(4000);
    const next = afterRequest(compacted, request(25_000));
    expect(next).toMatchObject({ turns: 1, fills: [25_000], smallestTokens: 20_000, largestTokens: 300_000 });
    expect(trailTokens(next)).toBe(25_000);
  });

  test("an old client's compaction does not say what it left: not known until the next request", () => {
    const compacted = afterCompaction(turn(EMPTY_TRAIL, 190_000), compaction(null));
    expect(trailTokens(compacted)).toBeNull();
    expect(trailTokens(afterRequest(compacted, request(12_000)))).toBe(12_000);
  });

  test("the client's note tells an idle session's compaction from one of a full context", () => {
    const compacted = afterCompaction(turn(EMPTY_TRAIL, 253_673), compaction(3000));
    expect(afterIdleNote(compacted, 21).compactions[0]?.trigger).toBe("idle");
    expect(afterIdleNote(compacted, 60_000).compactions[0]?.trigger).toBe("idle");
    expect(afterIdleNote(compacted, 60_001).compactions[0]?.trigger).toBe("auto");
    expect(afterIdleNote(EMPTY_TRAIL, 21).compactions).toEqual([]);
  });

  test("what one model held proves nothing of another's window", () => {
    const trail = afterRequest(turn(EMPTY_TRAIL, 400_000), request(30_000, { model: "claude-sonnet-4-5" }));
    expect(trail.largestTokens).toBe(30_000);
  });
});
