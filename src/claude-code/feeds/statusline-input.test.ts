import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseStatuslineInput } from "./statusline-input.ts";

const FULL = {
  session_id: "s-1",
  transcript_path: "/home/dev/.claude/projects/-app/s-1.jsonl",
  cwd: "/home/dev/app",
  prompt_id: "p-1",
  session_name: "Ledger check",
  model: { id: "claude-opus-5-5", display_name: "Opus 5.5" },
  workspace: { current_dir: "/home/dev/app", project_dir: "/home/dev", added_dirs: [] },
  version: "2.1.330",
  effort: { level: "medium" },
  cost: { total_cost_usd: 0.1473796, total_duration_ms: 32_029, total_api_duration_ms: 826, total_lines_added: 3 },
  context_window: {
    total_input_tokens: 14_193,
    context_window_size: 1_000_000,
    current_usage: {
      input_tokens: 8,
      output_tokens: 183,
      cache_creation_input_tokens: 904,
      cache_read_input_tokens: 13_281,
    },
    used_percentage: 1,
  },
  prompt_cache: { warm: true, ttl: "5m", expires_at: 1_795_295_404, hit_ratio: 0.88, recache_tokens_if_cold: 14_193 },
  rate_limits: {
    five_hour: { used_percentage: 93, resets_at: 1_795_297_623 },
    spend_limit: { used_percentage: 12.5, resets_at: 1_795_594_023, used_usd: 12.5, limit_usd: 100, period: "monthly" },
    lunar_month: { used_percentage: 3 },
  },
};

const parse = (value: unknown) => parseStatuslineInput(JSON.stringify(value));

describe("the documented fields", () => {
  test("are read with our units", () => {
    expect(parse(FULL)).toEqual({
      sessionId: "s-1",
      sessionName: "Ledger check",
      promptId: "p-1",
      transcriptPath: "/home/dev/.claude/projects/-app/s-1.jsonl",
      cwd: "/home/dev/app",
      projectDir: "/home/dev",
      modelId: "claude-opus-5-5",
      modelName: "Opus 5.5",
      effort: "medium",
      version: "2.1.330",
      fastMode: false,
      costUsd: 0.1473796,
      wallMs: 32_029,
      apiMs: 826,
      linesAdded: 3,
      linesRemoved: null,
      // 8 + 904 + 13,281: the output is not part of the context of the request that made it.
      contextTokens: 14_193,
      windowTokens: 1_000_000,
      usedPercent: 1,
      cache: {
        warm: true,
        ttl: "5m",
        expiresAtMs: 1_795_295_404_000,
        hitRatio: 0.88,
        recacheTokensIfCold: 14_193,
      },
      windows: [
        {
          id: "five_hour",
          usedPercent: 93,
          resetsAtMs: 1_795_297_623_000,
          usedUsd: null,
          limitUsd: null,
          period: null,
        },
        {
          id: "spend_limit",
          usedPercent: 12.5,
          resetsAtMs: 1_795_594_023_000,
          usedUsd: 12.5,
          limitUsd: 100,
          period: "monthly",
        },
        { id: "lunar_month", usedPercent: 3, resetsAtMs: null, usedUsd: null, limitUsd: null, period: null },
      ],
    });
  });

  test("a session that has only begun", () => {
    const input = parse({ session_id: "s", context_window: { current_usage: null, context_window_size: 200_000 } });
    expect(input).toMatchObject({
      costUsd: null,
      contextTokens: null,
      windowTokens: 200_000,
      cache: null,
      windows: [],
    });
  });

  test.each([
    ["2.1.131", null],
    ["2.1.132", 9000],
    ["2.2.0", 9000],
    ["nightly", null],
  ])("version %s: the running input total is the context only since 2.1.132", (version, expected) => {
    expect(parse({ session_id: "s", version, context_window: { total_input_tokens: 9000 } })?.contextTokens).toBe(
      expected,
    );
  });
});

describe("anything else", () => {
  test.each(["", "{", "null", "[]", '"x"', "{}", '{"session_id":7}'])("%j is no snapshot", (source) => {
    expect(parseStatuslineInput(source)).toBeNull();
  });

  test("any JSON in any field never throws and never gives a number that is not one", () => {
    const anyFields = fc.dictionary(fc.constantFrom(...Object.keys(FULL)), fc.jsonValue());
    fc.assert(
      fc.property(anyFields, (fields) => {
        const input = parse({ ...FULL, ...fields, session_id: "s" });
        for (const value of Object.values(input ?? {})) {
          if (typeof value === "number") expect(value).toBeGreaterThanOrEqual(0);
        }
        expect(input?.sessionId).toBe("s");
      }),
    );
  });
});
