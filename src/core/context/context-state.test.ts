import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_AUTO_COMPACT } from "./auto-compact.ts";
import type { ContextInput } from "./context-input.ts";
import { contextState } from "./context-state.ts";
import { averageGrowth } from "./growth.ts";
import { DEFAULT_POLICY, STAGES } from "./stage.ts";

// $25 output, $6.25 and $10 cache writes, $0.50 cache reads for a million tokens.
const RATES = {
  output: 25_000_000n,
  cacheWrite5m: 6_250_000n,
  cacheWrite1h: 10_000_000n,
  cacheRead: 500_000n,
};

const NOW = 1_795_300_000_000;

const SESSION: ContextInput = {
  contextTokens: 50_000,
  windowTokens: 200_000,
  maxOutputTokens: 64_000,
  autoCompact: DEFAULT_AUTO_COMPACT,
  fills: [],
  requestsPerTurn: 1,
  recacheTokens: null,
  baseTokens: 15_000,
  lastSummaryTokens: null,
  cache: { warm: true, expiresAtMs: null, ttl: "5m" },
  rates: RATES,
  policy: DEFAULT_POLICY,
  hasCompactInstructions: false,
  title: null,
  idle: { settings: { enabled: true, minTokens: 200_000 }, isAutoWindow: false, version: "2.1.332", lastMs: null },
  nowMs: NOW,
};

const stateOf = (session: Partial<ContextInput>) => contextState({ ...SESSION, ...session });
const million = (contextTokens: number, more: Partial<ContextInput> = {}) =>
  stateOf({ windowTokens: 1_000_000, contextTokens, ...more });

describe("at the value itself, and one step to each side", () => {
  test("a cold cache is worth a word from 100,000 tokens on, though the limit is far", () => {
    const cache = { warm: false, expiresAtMs: NOW - 1, ttl: "5m" } as const;
    const reason = (tokens: number) => million(tokens, { cache }).advice?.reason ?? null;
    expect([99_999, 100_000, 100_001].map(reason)).toEqual([null, "cold-cache", "cold-cache"]);
  });

  test("a window that the user set is one of its own where it is smaller than the model's", () => {
    const set = (windowTokens: number) =>
      million(50_000, {
        autoCompact: { ...DEFAULT_AUTO_COMPACT, windowTokens, windowSource: "settings" },
      }).compactWindow?.tokens ?? null;
    expect([999_999, 1_000_000, 1_000_001].map(set)).toEqual([999_999, null, null]);
  });

  test("a context that is larger than the window proves the large one", () => {
    const windowTokens = (contextTokens: number) => stateOf({ contextTokens }).windowTokens;
    expect([199_999, 200_000, 200_001].map(windowTokens)).toEqual([200_000, 200_000, 1_000_000]);
  });

  test("a turn that added nothing is no growth", () => {
    const growth = (added: number) => averageGrowth([100, 100 + added, 300, 500]);
    // 200, 200; then 1, 199, 200.
    expect(growth(0)).toBe(200);
    expect(growth(1)).toBeCloseTo(400 / 3, 9);
    expect(growth(-1)).toBe((201 + 200) / 2);
  });
});

describe("where the client compacts by itself", () => {
  test.each([
    // window - 20,000 - 13,000
    ["1M", { windowTokens: 1_000_000 }, 967_000],
    ["200k", { windowTokens: 200_000 }, 167_000],
    // 200,000 - 4,096 - 13,000: a model with a smaller maximum output
    ["200k with a short output", { windowTokens: 200_000, maxOutputTokens: 4096 }, 182_904],
    [
      "a window that the user made smaller",
      { windowTokens: 1_000_000, autoCompact: { ...DEFAULT_AUTO_COMPACT, windowTokens: 400_000 } },
      367_000,
    ],
    [
      "a window that the user made larger than the model's",
      { windowTokens: 200_000, autoCompact: { ...DEFAULT_AUTO_COMPACT, windowTokens: 400_000 } },
      167_000,
    ],
    // 50 % of 980,000
    [
      "brought forward",
      { windowTokens: 1_000_000, autoCompact: { ...DEFAULT_AUTO_COMPACT, percentOverride: 50 } },
      490_000,
    ],
    [
      "never put off",
      { windowTokens: 1_000_000, autoCompact: { ...DEFAULT_AUTO_COMPACT, percentOverride: 100 } },
      967_000,
    ],
    ["switched off", { autoCompact: { ...DEFAULT_AUTO_COMPACT, automatic: false } }, null],
  ])("%s", (_name, session, expected) => {
    expect(stateOf(session).autoCompactAtTokens).toBe(expected);
  });

  test("a context above the window proves the larger one", () => {
    expect(stateOf({ contextTokens: 240_000 })).toMatchObject({ windowTokens: 1_000_000, usedPercent: 24 });
  });
});

describe("stages", () => {
  test.each([
    // 95 % of 1M is 950,000, before the client's 967,000: watch at 80 %, soon at 90 %, now 5 % of the window before it
    [759_999, "ok"],
    [760_000, "watch"],
    [855_000, "soon"],
    [899_999, "soon"],
    [900_000, "now"],
    [949_999, "now"],
    [950_000, "over"],
  ])("%i of 1M is %s", (contextTokens, stage) => {
    expect(million(contextTokens).stage).toBe(stage);
  });

  test.each([
    // the client's own 167,000 comes before 95 % (190,000): 80 % is 133,600, 90 % is 150,300, less 10,000 is 157,000
    [133_599, "ok"],
    [133_600, "watch"],
    [150_300, "soon"],
    [157_000, "now"],
    [167_000, "over"],
  ])("%i of 200k is %s", (contextTokens, stage) => {
    expect(stateOf({ contextTokens }).stage).toBe(stage);
  });

  test("with fewer than two turns to go it is time, however far off that is", () => {
    // 40,000 a turn: 167,000 - 90,000 = 77,000, which is 1.9 turns
    expect(stateOf({ contextTokens: 90_000, fills: [10_000, 50_000, 90_000] })).toMatchObject({
      stage: "now",
      tokensUntilCompact: 77_000,
      turnsUntilCompact: 1,
    });
  });

  test("one turn that read much is no pace: two are", () => {
    expect(million(400_000, { fills: [50_000, 400_000] })).toMatchObject({ stage: "ok", turnsUntilCompact: null });
    // 350,000 and 100,000: 225,000 a turn. 950,000 - 500,000 is two turns to go, not fewer
    expect(million(500_000, { fills: [50_000, 400_000, 500_000] })).toMatchObject({
      stage: "ok",
      turnsUntilCompact: 2,
    });
    expect(million(500_001, { fills: [50_000, 400_000, 500_001] })).toMatchObject({ stage: "now" });
  });

  test("without automatic compaction the window itself is the end", () => {
    const state = stateOf({ contextTokens: 150_000, autoCompact: { ...DEFAULT_AUTO_COMPACT, automatic: false } });
    expect(state).toMatchObject({ promptAtTokens: 190_000, tokensUntilCompact: 50_000, stage: "ok" });
  });

  test("automatic compaction of a 1M window is announced between 90 % and 967,000 tokens", () => {
    for (let tokens = 900_000; tokens < 967_000; tokens += 500) {
      expect(["now", "over"]).toContain(million(tokens).stage);
    }
  });
});

describe("advice", () => {
  test("compacting: what it costs, saves, and when it has paid", () => {
    // reading 160,000 × $0.50 = $0.08; summary 5,000 × $25 = $0.125, and 5,000 × $6.25 = $0.03125 to write it
    // saves 160,000 - 20,000 = 140,000 × $0.50 = $0.07 a turn; $0.23625 / $0.07 = 3.4 turns
    expect(stateOf({ contextTokens: 160_000 }).advice).toMatchObject({
      command: "/compact",
      reason: "near-limit",
      costPico: 236_250_000_000n,
      savesPerTurnPico: 70_000_000_000n,
      breakEvenTurns: 4,
    });
  });

  test("/clear is named beside it: it is free where the next work is unrelated", () => {
    expect(stateOf({ contextTokens: 160_000 }).advice?.alternative).toBe("/clear");
  });

  test("a turn of many requests reads the context as many times", () => {
    expect(stateOf({ contextTokens: 160_000, requestsPerTurn: 4 }).advice).toMatchObject({
      savesPerTurnPico: 280_000_000_000n,
      breakEvenTurns: 1,
    });
  });

  test.each([
    [
      "the user's focus",
      { policy: { ...DEFAULT_POLICY, focus: "the failing tests" } },
      "/compact Focus on the failing tests",
    ],
    ["a focus that already says so", { policy: { ...DEFAULT_POLICY, focus: "Focus on X" } }, "/compact Focus on X"],
    ["CLAUDE.md's own instructions", { hasCompactInstructions: true, title: "Fix login" }, "/compact"],
    ["the session's title", { title: "Fix login" }, "/compact Focus on Fix login"],
  ])("the command goes by %s", (_name, session, command) => {
    expect(stateOf({ contextTokens: 160_000, ...session }).advice?.command).toBe(command);
  });

  test("past its cache, starting over is free and going on is not", () => {
    // 120,000 × ($6.25 - $0.50) = $0.69 more than a warm read; clearing drops 105,000 × $0.50
    const cache = { warm: false, expiresAtMs: 1, ttl: "5m" as const };
    expect(stateOf({ contextTokens: 120_000, cache }).advice).toMatchObject({
      command: "/clear",
      reason: "cold-cache",
      costPico: 0n,
      coldReadPico: 690_000_000_000n,
      savesPerTurnPico: 52_500_000_000n,
      breakEvenTurns: 0,
    });
  });

  test("where compacting is switched off, only clearing is left", () => {
    const autoCompact = { ...DEFAULT_AUTO_COMPACT, automatic: false, manual: false };
    expect(stateOf({ contextTokens: 185_000, autoCompact }).advice).toMatchObject({
      command: "/clear",
      reason: "near-limit-no-compact",
    });
  });

  test("a model without a price still gets the command", () => {
    expect(stateOf({ contextTokens: 160_000, rates: null }).advice).toMatchObject({
      command: "/compact",
      costPico: null,
      savesPerTurnPico: null,
      breakEvenTurns: null,
    });
  });
});

describe("compaction of an idle session", () => {
  const warm = { warm: true, expiresAtMs: NOW + 3_600_000, ttl: "1h" as const };
  const idle = { ...SESSION.idle, lastMs: NOW };
  const left = (more: Partial<ContextInput> = {}) => million(300_000, { cache: warm, idle, ...more }).idleCompaction;

  test("comes at 90 % of the cache's hour, costs a summary, and saves writing the context again", () => {
    // reading 300,000 × $0.50 = $0.15, summary 5,000 × $25 = $0.125 and × $10 = $0.05;
    // the next prompt writes 20,000 instead of 300,000: 280,000 × $10 = $2.80
    expect(left()).toEqual({
      atMs: NOW + 54 * 60_000,
      costPico: 325_000_000_000n,
      savesPico: 2_800_000_000_000n,
    });
  });

  test.each<[string, Partial<ContextInput>]>([
    ["the context is smaller than 200,000", { contextTokens: 199_999 }],
    ["the cache lives five minutes", { cache: { ...warm, ttl: "5m" } }],
    ["the cache is cold", { cache: { ...warm, warm: false } }],
    ["the setting is off", { idle: { ...idle, settings: { enabled: false, minTokens: 200_000 } } }],
    ["automatic compaction is off", { autoCompact: { ...DEFAULT_AUTO_COMPACT, automatic: false } }],
    ["the client is older", { idle: { ...idle, version: "2.1.329" } }],
    ["the client is older by its first number", { idle: { ...idle, version: "1.9.999" } }],
    ["the client is not known", { idle: { ...idle, version: "" } }],
    ["the moment has passed", { nowMs: NOW + 54 * 60_000 }],
    [
      "the session loads nearly as much at its start, and an auto-compact window is set",
      { contextTokens: 200_000, baseTokens: 100_001, idle: { ...idle, isAutoWindow: true } },
    ],
  ])("does not come where %s", (_why, more) => {
    expect(left(more)).toBeNull();
  });

  test.each<[string, Partial<ContextInput>]>([
    ["exactly 200,000", { contextTokens: 200_000 }],
    [
      "a smaller least size that the user set",
      { contextTokens: 100_000, idle: { ...idle, settings: { enabled: true, minTokens: 100_000 } } },
    ],
    ["the first client that has it", { idle: { ...idle, version: "2.1.330" } }],
    ["a later client", { idle: { ...idle, version: "2.2.0" } }],
    ["a millisecond before", { nowMs: NOW + 54 * 60_000 - 1 }],
    [
      "100,000 above the start, with an auto-compact window",
      { contextTokens: 200_000, baseTokens: 100_000, idle: { ...idle, isAutoWindow: true } },
    ],
  ])("comes with %s", (_why, more) => {
    expect(left(more)).not.toBeNull();
  });
});

const anySession = fc.record({
  contextTokens: fc.nat(1_200_000),
  windowTokens: fc.constantFrom(200_000, 1_000_000),
  maxOutputTokens: fc.option(fc.integer({ min: 1000, max: 128_000 })),
  autoCompact: fc.record({
    automatic: fc.boolean(),
    manual: fc.boolean(),
    windowTokens: fc.option(fc.integer({ min: 100_000, max: 1_000_000 })),
    windowSource: fc.constantFrom("settings" as const, "served" as const),
    percentOverride: fc.option(fc.integer({ min: 1, max: 100 })),
  }),
  fills: fc.array(fc.nat(1_000_000), { maxLength: 10 }),
  requestsPerTurn: fc.integer({ min: 1, max: 40 }),
  baseTokens: fc.nat(60_000),
  lastSummaryTokens: fc.option(fc.nat(20_000)),
  cache: fc.option(
    fc.record({
      warm: fc.boolean(),
      expiresAtMs: fc.constant(null),
      ttl: fc.constantFrom("5m" as const, "1h" as const),
    }),
  ),
  policy: fc.record({
    compactAt: fc.integer({ min: 1, max: 100 }),
    watchAt: fc.integer({ min: 1, max: 100 }),
    soonAt: fc.integer({ min: 1, max: 100 }),
    focus: fc.option(fc.string()),
  }),
});

describe("for any session", () => {
  test("a fuller context is never at an earlier stage and never further from compaction", () => {
    fc.assert(
      fc.property(anySession, fc.nat(100_000), (session, more) => {
        const less = stateOf({
          ...session,
          windowTokens: 1_000_000,
          contextTokens: Math.min(session.contextTokens, 900_000),
        });
        const fuller = stateOf({
          ...session,
          windowTokens: 1_000_000,
          contextTokens: Math.min(session.contextTokens, 900_000) + more,
        });
        expect(STAGES.indexOf(fuller.stage)).toBeGreaterThanOrEqual(STAGES.indexOf(less.stage));
        expect(fuller.tokensUntilCompact).toBeLessThanOrEqual(less.tokensUntilCompact);
      }),
    );
  });

  test("every figure is finite and not negative, and the break-even pays", () => {
    fc.assert(
      fc.property(anySession, (session) => {
        const state = stateOf(session);
        for (const n of [
          state.usedPercent,
          state.promptAtTokens,
          state.tokensUntilCompact,
          state.turnsUntilCompact ?? 0,
        ]) {
          expect(Number.isFinite(n) && n >= 0).toBe(true);
        }
        expect(state.autoCompactAtTokens ?? 0).toBeLessThanOrEqual(state.windowTokens);
        const { advice } = state;
        if (!advice) return;
        for (const pico of [advice.costPico, advice.savesPerTurnPico, advice.coldReadPico]) {
          expect((pico ?? 0n) >= 0n).toBe(true);
        }
        if (advice.command === "/clear") expect(advice.costPico).toBe(0n);
        else expect(advice.command.startsWith("/compact")).toBe(true);
      }),
    );
  });
});
