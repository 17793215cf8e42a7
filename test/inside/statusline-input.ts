/** The input of client 2.1.330 for a status line, with the fields that a test is about. */

type Fields = {
  readonly sessionId?: string;
  readonly usd?: number;
  readonly wallMs?: number;
  readonly contextTokens?: number;
  readonly windowTokens?: number;
  readonly promptId?: string;
  readonly rateLimits?: unknown;
  readonly model?: string;
};

export function statuslineJson(fields: Fields): string {
  const { usd = 0, contextTokens = 0 } = fields;
  return JSON.stringify({
    session_id: fields.sessionId ?? "s-1",
    transcript_path: "/home/dev/.claude/projects/-home-dev-app/s-1.jsonl",
    cwd: "/home/dev/app",
    prompt_id: fields.promptId ?? "p-1",
    effort: { level: "medium" },
    model: { id: "claude-opus-5-5", display_name: fields.model ?? "Opus 5.5" },
    workspace: { current_dir: "/home/dev/app", project_dir: "/home/dev/app", added_dirs: [] },
    version: "2.1.330",
    cost: { total_cost_usd: usd, total_duration_ms: fields.wallMs ?? 1000 + usd * 1000, total_api_duration_ms: 10 },
    context_window: {
      total_input_tokens: contextTokens,
      context_window_size: fields.windowTokens ?? 1_000_000,
      current_usage: {
        input_tokens: 0,
        output_tokens: 1,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: contextTokens,
      },
      used_percentage: 1,
    },
    fast_mode: false,
    ...(fields.rateLimits === undefined ? {} : { rate_limits: fields.rateLimits }),
  });
}
