import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type AgentCost, estimatesOf, type TurnCost } from "../../src/core/estimates/estimates.ts";
import { writeEstimates } from "../../src/store/state/estimates-snapshot.ts";
import { runInside } from "../helpers/run-inside.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { statuslineJson } from "./statusline-input.ts";

const CENT = 10_000_000_000n;

/** Runs that cost 1, 2, … cents: of 41, the fifth, the 21st and the 37th are the low, the median and the high one. */
const runs = (agentType: string, count: number): AgentCost[] =>
  Array.from({ length: count }, (_, i) => ({ agentType, costPico: BigInt(i + 1) * CENT }));
const turnsOf = (count: number): TurnCost[] =>
  Array.from({ length: count }, (_, i) => ({
    project: "/home/dev/app",
    model: "claude-opus-5-5",
    costPico: BigInt(i + 1) * CENT,
    atMs: i,
  }));

type Home = {
  readonly dir: string;
  ask(
    event: string,
    fields?: Record<string, unknown>,
    more?: Record<string, string>,
  ): Promise<Record<string, unknown> | null>;
  hears(usd: number, promptId?: string): Promise<void>;
};

function home(hooks: Record<string, unknown> = {}, agents = runs("Explore", 41), turns = turnsOf(63)): Home {
  const dir = tempDir();
  const env = { HOME: dir, CLAUDE_COST_DIR: dir, CLAUDE_CONFIG_DIR: join(dir, "client") };
  mkdirSync(join(dir, "state"));
  writeFileSync(join(dir, "settings.json"), JSON.stringify({ hooks: { refresh: false, ...hooks } }));
  writeEstimates(join(dir, "state"), estimatesOf({ turns, agents, unpriced: 0, sessions: 1 }, Date.now()));
  return {
    dir,
    ask: async (event, fields = {}, more = {}) => {
      const input = JSON.stringify({ session_id: "s-1", cwd: "/home/dev/app", hook_event_name: event, ...fields });
      const run = runInside(["hook", event], { env: { ...env, ...more }, input });
      expect(run).toMatchObject({ code: 0, stderr: "" });
      return run.stdout === "" ? null : JSON.parse(run.stdout);
    },
    hears: async (usd, promptId = "p-1") => {
      runInside(["statusline"], { env, input: statuslineJson({ usd, promptId, contextTokens: 1000 }) });
    },
  };
}

const explore = { tool_name: "Agent", tool_input: { subagent_type: "Explore", prompt: "Look" }, prompt_id: "p-1" };
const USUAL = "Explore agents here usually cost $0.21 ($0.05 to $0.37 for 80 % of 41)";

describe("before an agent starts", () => {
  test("what the session cost and what such an agent usually costs, once for each prompt and type", async () => {
    const { ask, hears } = home({}, [...runs("Explore", 41), ...runs("Plan", 11)]);
    await hears(3.2);
    expect(await ask("PreToolUse", explore)).toEqual({ systemMessage: `This session so far: $3.20; ${USUAL}` });
    expect(await ask("PreToolUse", explore)).toBeNull();
    const plan = { ...explore, tool_input: { subagent_type: "Plan" } };
    expect((await ask("PreToolUse", plan))?.["systemMessage"]).toContain("Plan agents here usually cost $0.06");
    expect(await ask("PreToolUse", { ...explore, prompt_id: "p-2" })).not.toBeNull();
  });

  test("older clients call it Task; a type that is too rare, and a workflow, are told by agents of any type", async () => {
    const { ask } = home();
    expect(await ask("PreToolUse", { ...explore, tool_name: "Task" })).toEqual({ systemMessage: USUAL });
    const any = { systemMessage: "Agents here usually cost $0.21 ($0.05 to $0.37 for 80 % of 41)" };
    expect(await ask("PreToolUse", { ...explore, tool_input: {} })).toEqual(any);
    expect(await ask("PreToolUse", { ...explore, tool_name: "Workflow" })).toEqual(any);
  });

  test("nothing before other tools, where it is switched off, and where nothing is known", async () => {
    expect(await home().ask("PreToolUse", { ...explore, tool_name: "Bash" })).toBeNull();
    expect(await home({ agents: false }).ask("PreToolUse", explore)).toBeNull();
    expect(await home({}, runs("Explore", 9)).ask("PreToolUse", explore)).toBeNull();
  });

  const asking = (reason: unknown) => ({
    hookSpecificOutput: { hookEventName: "PreToolUse", permissionDecision: "ask", permissionDecisionReason: reason },
  });

  test.each([
    [4.99, false],
    [5, true],
    [5.01, true],
  ])("asks at an amount of the session: $%d of $5", async (usd, isAsked) => {
    const { ask, hears } = home({ agentsAskSessionUsd: "5" });
    await hears(usd);
    const answer = await ask("PreToolUse", explore);
    if (!isAsked) expect(answer).toEqual({ systemMessage: expect.stringContaining("This session so far: $4.99") });
    else expect(answer).toEqual(asking(expect.stringMatching(/; asked by hooks\.agentsAskSessionUsd \$5\.00$/)));
  });

  test.each([
    ["0.22", false],
    ["0.21", true],
    ["0.20", true],
  ])("asks at the median of such agents: $0.21 of $%s", async (amount, isAsked) => {
    const { ask } = home({ agentsAskAgentUsd: amount });
    const answer = await ask("PreToolUse", explore);
    expect(answer).toEqual(
      isAsked ? asking(`${USUAL}; asked by hooks.agentsAskAgentUsd $${amount}`) : { systemMessage: USUAL },
    );
  });

  test("asks for each agent as long as the amount is reached, not once", async () => {
    const { ask } = home({ agentsAskAgentUsd: "0.1" });
    for (let i = 0; i < 3; i++) expect(await ask("PreToolUse", explore)).toEqual(asking(expect.any(String)));
  });

  test.each([
    [{ CLAUDE_CODE_SESSION_ATTENDED: "0", CLAUDE_CODE_ENTRYPOINT: "sdk-cli" }, false],
    [{ CLAUDE_CODE_ENTRYPOINT: "sdk-cli" }, false],
    [{ CLAUDE_CODE_SESSION_ATTENDED: "1", CLAUDE_CODE_ENTRYPOINT: "sdk-ts" }, true],
    [{ CLAUDE_CODE_ENTRYPOINT: "cli" }, true],
  ])("asks only where somebody can answer: %j", async (more, isAsked) => {
    const { ask } = home({ agentsAskAgentUsd: "0.1" });
    const answer = await ask("PreToolUse", explore, more);
    expect(answer).toEqual(isAsked ? asking(expect.any(String)) : { systemMessage: USUAL });
  });

  test("a type with control characters is cleaned", async () => {
    const evil = "Ex\u001b[31mplore\u202e";
    const { ask } = home({ agentsAskAgentUsd: "0.1" }, runs(evil, 41));
    const answer = await ask("PreToolUse", { ...explore, tool_input: { subagent_type: evil } });
    expect(answer).toEqual(asking(expect.stringMatching(/^Ex[^\p{C}]*plore agents here usually cost [^\p{C}]*$/u)));
  });

  test("broken estimates are as none", async () => {
    const { ask, dir, hears } = home();
    writeFileSync(join(dir, "state", "estimates.json"), '{"version":1,"turns":[{"spread":{}}],"agents":[]}');
    await hears(1);
    expect(await ask("PreToolUse", explore)).toEqual({ systemMessage: "This session so far: $1.00" });
  });
});

describe("with a prompt, when asked for", () => {
  test("what turns like it cost", async () => {
    const { ask } = home({ estimate: true });
    // Without a model that is known: turns of the project
    expect(await ask("UserPromptSubmit")).toEqual({
      systemMessage: "Turns in app with any model cost $0.07 to $0.57 (80 % of 63; fewer than 10 were like this one)",
    });
    const known = home({ estimate: true });
    await known.hears(1);
    // Of 63, the seventh and the 57th
    const narrow = { systemMessage: "Turns like this cost $0.07 to $0.57 here (80 % of 63)" };
    expect(await known.ask("UserPromptSubmit")).toEqual(narrow);
    expect(await known.ask("UserPromptSubmit")).toEqual(narrow);
  });

  test("not where a task in the background has ended: nobody typed that prompt", async () => {
    const { ask } = home({ estimate: true });
    expect(await ask("UserPromptSubmit", { prompt: "<task-notification>\n<task-id>a</task-id>" })).toBeNull();
    expect(await ask("UserPromptSubmit", { prompt: "Go" })).not.toBeNull();
  });

  test("nothing by default, and nothing of fewer than ten turns", async () => {
    expect(await home().ask("UserPromptSubmit")).toBeNull();
    expect(await home({ estimate: true }, [], turnsOf(9)).ask("UserPromptSubmit")).toBeNull();
    expect(await home({ estimate: true }, [], turnsOf(10)).ask("UserPromptSubmit")).not.toBeNull();
  });
});
