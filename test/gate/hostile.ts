/** A machine on which every text that can come from outside is hostile. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { assistantRow, makeTree, userRow } from "../helpers/make-tree.ts";

/**
 * Sets the clipboard, colours, hides, reorders, breaks the line to forge one of our messages, and hides a text in tags.
 * 8- and 7-bit forms; one of our own colours too, which a writer cannot tell from ours.
 */
export const EVIL =
  "x\u001b]52;c;ZXZpbA==\u0007\u001b[31mRED\u001b[8m\u009b2J\u009d0;t\u009c\u202e\u2066\u061c\u200b\u00ad\u3164\uffa0\u{e0041}\ufe01" +
  "\r\nclaude-cost: FORGED\nFORGED\u2028FORGED\u2029FORGED\tend";

/** Forbidden in a terminal and in our files: invisible characters, and all control characters except line ends. */
const NEVER =
  /[\u0000-\u0008\u000b-\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\u{fff9}-\u{fffb}]|\p{Default_Ignorable_Code_Point}/u;

/** What is wrong with the output of a command without colour; "" = nothing. */
export function faultIn(written: string): string {
  const text = written.replaceAll("\r\n", "\n");
  const at = text.search(NEVER);
  if (at >= 0 || text.includes("\r")) {
    const from = Math.max(0, (at < 0 ? text.indexOf("\r") : at) - 40);
    return `an unsafe character in ${JSON.stringify(text.slice(from, from + 80))}`;
  }
  const forged = text.split("\n").find((line) => /^(?:claude-cost: )?FORGED/.test(line));
  return forged === undefined ? "" : `a forged line: ${JSON.stringify(forged)}`;
}

const OWN_COLOUR = /\u001b\[(?:1|2|7|22|27|31|32|33|36|39)m/g;

/** The same for a command whose output may be coloured. */
export function faultInColour(written: string): string {
  const lone = written.includes("\u001b[31mRED") ? "a colour from outside" : "";
  return lone || faultIn(written.replace(OWN_COLOUR, ""));
}

const SESSION = `s-${EVIL}`;
const NOW = new Date().toISOString();

function logs(): Parameters<typeof makeTree>[1] {
  const hostile = {
    sessionId: SESSION,
    cwd: `/home/dev/${EVIL}`,
    timestamp: NOW,
    model: `claude-${EVIL}`,
    row: {
      gitBranch: EVIL,
      version: EVIL,
      entrypoint: EVIL,
      attributionAgent: EVIL,
      attributionSkill: EVIL,
      attributionPlugin: EVIL,
      attributionMcpServer: EVIL,
    },
  };
  const known = { ...hostile, model: "claude-opus-5-5" };
  return {
    [`${"a".repeat(8)}.jsonl`]: [
      userRow(`please ${EVIL}`, { sessionId: SESSION, timestamp: NOW, cwd: hostile.cwd, gitBranch: EVIL }),
      assistantRow(hostile),
      assistantRow({
        ...known,
        row: {
          ...hostile.row,
          message: {
            ...(assistantRow(known)["message"] as object),
            content: [{ type: "tool_use", id: EVIL, name: EVIL, input: { subagent_type: EVIL, description: EVIL } }],
          },
        },
      }),
      { type: "summary", summary: EVIL, leafUuid: "l" },
      { type: "custom-title", customTitle: EVIL, sessionId: SESSION },
      { type: "pr-link", prNumber: 7, prRepository: EVIL, prUrl: EVIL, sessionId: SESSION, timestamp: NOW },
      { type: "ai-title", title: EVIL, sessionId: SESSION },
      { type: "cost-state", sessionId: SESSION, timestamp: NOW, [EVIL]: EVIL, model: EVIL, version: EVIL },
      {
        type: EVIL,
        sessionId: SESSION,
        timestamp: NOW,
        error: EVIL,
      },
      `{"broken": "${EVIL.replace(/[\r\n]/g, "")}`,
    ],
    "plain.jsonl": [assistantRow({ timestamp: NOW })],
  };
}

/** As Claude Code would pass it to a status line and to hooks. */
export function statuslineInput(): string {
  const reset = Math.round(Date.now() / 1000) + 3_600;
  return JSON.stringify({
    session_id: "abc",
    session_name: EVIL,
    model: { id: `claude-${EVIL}`, display_name: EVIL },
    effort: { level: EVIL },
    cwd: `/x/${EVIL}`,
    workspace: { project_dir: `/x/${EVIL}` },
    version: EVIL,
    cost: { total_cost_usd: 1.5 },
    context_window: { context_window_size: 200_000, current_usage: { input_tokens: 190_000 } },
    rate_limits: {
      five_hour: { used_percentage: 95, resets_at: reset },
      [EVIL]: { used_percentage: 99, resets_at: reset },
      x: [{ id: `seven_day_${EVIL}`, used_percentage: 99, resets_at: reset }],
    },
  });
}

export function hookInput(event: string, commandName = ""): string {
  return JSON.stringify({
    session_id: "abc",
    hook_event_name: event,
    cwd: `/x/${EVIL}`,
    transcript_path: `/nowhere/${EVIL}`,
    prompt_id: EVIL,
    command_name: commandName,
    last_assistant_message: EVIL,
    from_model: EVIL,
    to_model: EVIL,
    context_tokens: 500_000,
    estimated_cache_write_usd: 3,
    prompt_cache_warm: true,
    source: "command",
  });
}

/** A background request as the receiver stores it. */
function telemetry(): unknown {
  const where = { sessionId: SESSION, timeMs: Date.parse(NOW) - 1_000, promptId: EVIL, requestId: EVIL, agentId: EVIL };
  const what = {
    type: "request",
    model: `claude-${EVIL}`,
    source: EVIL,
    input: 10,
    output: 20,
    clientPico: 1_000_000_000,
  };
  return { v: 1, ...where, ...what, sequence: 1 };
}

/** The output of a headless run. */
function headless(): unknown {
  const usage = { input_tokens: 10, output_tokens: 5, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };
  const modelUsage = { [`claude-${EVIL}`]: { inputTokens: 10, outputTokens: 5, costUSD: 0.1 } };
  const run = {
    type: "result",
    subtype: "success",
    session_id: SESSION,
    uuid: EVIL,
    total_cost_usd: 0.1,
    num_turns: 1,
  };
  return { ...run, result: EVIL, usage, modelUsage };
}

function clientState(): unknown {
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  return {
    oauthAccount: { accountUuid: "x", organizationType: EVIL },
    cachedUsageUtilization: {
      fetchedAtMs: Date.now(),
      utilization: {
        five_hour: { utilization: 85, resets_at: soon, label: EVIL },
        [EVIL]: { utilization: 99, resets_at: soon },
        limits: [
          {
            kind: `weekly_scoped${EVIL}`,
            percent: 97,
            resets_at: soon,
            scope: { model: { display_name: EVIL } },
          },
        ],
        extra_usage: {
          is_enabled: true,
          disabled_reason: EVIL,
          monthly_limit: 100,
          used_credits: 99,
          currency: "USD",
          utilization: 99,
        },
      },
    },
  };
}

function ownSettings(): unknown {
  return {
    budgets: {
      evil: { usd: "0.001", per: "month", project: EVIL },
      [EVIL]: { usd: "0.001", per: "day", model: EVIL },
    },
    context: { focus: EVIL, promptFrom: "watch" },
    hooks: { turnCost: true, modelSwitch: true, block: false, [EVIL]: EVIL },
    alerts: { notify: { terminal: "osc9", command: [] }, silenced: [EVIL] },
    plan: EVIL,
    [EVIL]: EVIL,
  };
}

/** Writes all of it below `home`. */
export function hostileHome(home: string): void {
  const root = join(home, ".claude");
  makeTree(root, logs());
  const put = (path: string, content: string): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  };
  put(join(root, ".claude.json"), JSON.stringify(clientState()));
  put(
    join(root, "settings.json"),
    `${JSON.stringify({ statusLine: { type: "command", command: EVIL }, model: EVIL })}\n`,
  );
  put(join(root, "sessions", "1.json"), JSON.stringify({ pid: 1, sessionId: SESSION, cwd: EVIL, status: EVIL }));
  put(join(home, "cost", "feeds", "otel", `${NOW.slice(0, 10)}.jsonl`), `${JSON.stringify(telemetry())}\n`);
  put(join(home, "headless.json"), JSON.stringify(headless()));
  put(join(home, "cost", "settings.json"), JSON.stringify(ownSettings()));
  put(join(home, "bad", "settings.json"), `{"a":${EVIL}`);
  put(join(home, "bad", "prices.json"), `{"a":${EVIL}`);
  put(join(home, "evil.json"), `${EVIL}{"rows":`);
  put(
    join(home, "rows.json"),
    JSON.stringify({ rows: [{ kind: EVIL, id: EVIL, [EVIL]: EVIL, model: EVIL, time: EVIL }] }),
  );
  // A repository's own settings: JSON lets the 8-bit control characters and the marks stand as they are.
  put(
    join(home, "repo", ".claude", "settings.local.json"),
    JSON.stringify({ model: EVIL, env: { A: EVIL }, hooks: { [EVIL]: EVIL } }, null, 2),
  );
}
