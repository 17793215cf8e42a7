import { describe, expect, test } from "vitest";
import { Zone } from "../../src/core/calendar/zone.ts";
import { DEFAULT_AUTO_COMPACT } from "../../src/core/context/auto-compact.ts";
import { contextState } from "../../src/core/context/context-state.ts";
import type { SessionContext } from "../../src/core/context/session-context.ts";
import { DEFAULT_POLICY } from "../../src/core/context/stage.ts";
import { contextLines } from "../../src/view/tables/context-lines.ts";
import { textWidth } from "../../src/view/text/spans.ts";
import { terminalStyle } from "../../src/view/text/terminal-style.ts";

const UTC = new Zone("UTC");
const NOW = 1_795_300_000_000;

const session = (contextTokens: number): SessionContext => ({
  sessionId: "7a687d01-10c5-4309-b2b7-b7ba7765f97c",
  project: "/home/dev/orders",
  title: "Make webhooks idempotent",
  model: "claude-opus-4-5",
  lastMs: NOW,
  isOpen: true,
  state: contextState({
    contextTokens,
    windowTokens: 1_000_000,
    maxOutputTokens: 64_000,
    autoCompact: DEFAULT_AUTO_COMPACT,
    fills: [contextTokens - 40_000, contextTokens - 20_000, contextTokens],
    requestsPerTurn: 1,
    recacheTokens: null,
    baseTokens: 15_000,
    lastSummaryTokens: null,
    cache: { warm: true, expiresAtMs: NOW + 240_000, ttl: "5m" },
    rates: { output: 25_000_000n, cacheWrite5m: 6_250_000n, cacheWrite1h: 10_000_000n, cacheRead: 500_000n },
    policy: DEFAULT_POLICY,
    hasCompactInstructions: false,
    title: "Make webhooks idempotent",
    idle: { settings: { enabled: true, minTokens: 200_000 }, isAutoWindow: false, version: "2.1.332", lastMs: NOW },
    nowMs: NOW,
  }),
  compactions: [
    { atMs: NOW - 60_000, trigger: "auto", preTokens: 968_117, postTokens: 2872, costPico: 120_000_000_000n },
  ],
});

const drawn = (contexts: readonly SessionContext[], width: number, colour = false) =>
  contextLines(contexts, {
    width,
    style: terminalStyle({ colour, unicode: true }),
    demo: false,
    nowMs: NOW,
    zone: UTC,
  });

describe("the context of sessions", () => {
  test("near the point: the gauge, what is left, what it was, what to type and what that is worth", () => {
    // Reading 910,000 × $0.50 = $0.455, summary $0.125 + $0.03125; saves 890,000 × $0.50 = $0.445 a turn
    expect(drawn([session(910_000)], 100)).toEqual([
      "Context of open sessions",
      "",
      "7a687d01  orders  opus-4-5  Make webhooks idempotent",
      "  █████████████████████▉│░  91%  910k of 1.0M  !! compact now",
      "  until     Claude Code may compact by itself in 57.0k tokens, about 2 turns",
      "  cache     warm (5m, 4m left)",
      "  so far    1 compacted, 1 automatic; the last from 968k to 2.9k, $0.12",
      "  type      /compact Focus on Make webhooks idempotent",
      "            costs about $0.61 now (cache warm), saves about $0.45 a turn, paid back after 2 turns",
      "            /clear instead is free where the next work is unrelated",
    ]);
  });

  test.each([40, 60, 80, 120, 160])(
    "no line is wider than %i columns, and the command is never cut at 60 or more",
    (width) => {
      const lines = drawn([session(910_000), session(30_000)], width);
      for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
      if (width >= 60) expect(lines.join("\n")).toContain("/compact Focus on Make webhooks idempotent");
    },
  );

  test("says what to do where nothing runs", () => {
    expect(drawn([], 80).join("\n")).toContain("claude-cost context current");
  });

  test("without colour there is no escape sequence; with colour a sign says the same", () => {
    expect(drawn([session(910_000)], 100).join("")).not.toContain("\u001b");
    const coloured = drawn([session(910_000)], 100, true).join("\n");
    expect(coloured).toContain("\u001b[31m");
    expect(coloured).toContain("!! compact now");
  });
});
