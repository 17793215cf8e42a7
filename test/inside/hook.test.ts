import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SUMMARY_VERSION, type SummarySnapshot } from "../../src/core/statusline/spend-snapshot.ts";
import { writeSummarySnapshot } from "../../src/store/state/summary-snapshot.ts";
import { runBuilt } from "../helpers/run-built.ts";
import { runInside } from "../helpers/run-inside.ts";
import { runs } from "../helpers/runs.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { monthSpent, writeFacts } from "../limits/facts.ts";
import { statuslineJson } from "./statusline-input.ts";
import { assistantRow, type TranscriptRow, writeSession } from "./transcript.ts";

type Run = typeof runInside | typeof runBuilt;

const envOf = (dir: string) => ({ HOME: dir, CLAUDE_COST_DIR: dir, CLAUDE_CONFIG_DIR: join(dir, "client") });

async function hook(dir: string, event: string, fields: Record<string, unknown> = {}, runHook: Run = runInside) {
  const input = JSON.stringify({ session_id: "s-1", cwd: dir, hook_event_name: event, ...fields });
  const run = await runHook(["hook", event], { env: envOf(dir), input });
  expect(run).toMatchObject({ code: 0, stderr: "" });
  return run.stdout === "" ? null : JSON.parse(run.stdout);
}

async function heard(dir: string, fields: Parameters<typeof statuslineJson>[0]): Promise<void> {
  const run = runInside(["statusline"], { env: envOf(dir), input: statuslineJson(fields) });
  expect(run.code).toBe(0);
}

function settings(dir: string, value: unknown): void {
  writeFileSync(join(dir, "settings.json"), JSON.stringify(value));
}

const summary = (more: Partial<SummarySnapshot> = {}): SummarySnapshot => ({
  version: SUMMARY_VERSION,
  asOfMs: Date.now(),
  dayStartMs: Date.now() - 3_600_000,
  dayEndMs: Date.now() + 3_600_000,
  weekEndMs: Date.now() + 3_600_000,
  monthEndMs: Date.now() + 3_600_000,
  todayUsd: "3.25",
  weekUsd: "10",
  monthUsd: "40",
  sessions: {},
  ...more,
});

/** A budget of $10 a month as it is set, and what the last report found of it. */
const budgetOf = (dir: string, usedUsd: number, hard: boolean, more: Record<string, unknown> = {}): void => {
  const nowMs = Date.now();
  writeFacts(join(dir, "state"), nowMs, { budgets: [monthSpent(usedUsd, nowMs)] });
  settings(dir, { budgets: [{ id: "month", usd: "10", per: "month", hard }], ...more });
};

describe("SessionStart", () => {
  test("says what today came to", async () => {
    const dir = tempDir();
    writeSummarySnapshot(join(dir, "state"), summary());
    const said = { systemMessage: "Today $3.25, this week $10.00" };
    expect(await hook(dir, "SessionStart", { source: "startup" }, runBuilt)).toEqual(said);
  });

  test("says how old the figure is, and any alert once", async () => {
    const dir = tempDir();
    writeSummarySnapshot(join(dir, "state"), summary({ asOfMs: Date.now() - 20 * 60_000 }));
    budgetOf(dir, 8, false);
    const { systemMessage } = await hook(dir, "SessionStart", { source: "startup" });
    expect(systemMessage).toMatch(/^Today \$3\.25, this week \$10\.00 \(as of 20m ago\)\n! monthly budget: 80% used/);
    expect(await hook(dir, "UserPromptSubmit", { prompt: "go" })).toBeNull();
  });

  test("keeps silent after a compaction, when switched off, and when nothing is known", async () => {
    const dir = tempDir();
    expect(await hook(dir, "SessionStart", { source: "startup" })).toBeNull();
    writeSummarySnapshot(join(dir, "state"), summary());
    expect(await hook(dir, "SessionStart", { source: "compact" })).toBeNull();
    settings(dir, { hooks: { sessionStart: false } });
    expect(await hook(dir, "SessionStart", { source: "startup" })).toBeNull();
  });
});

describe("the prompt to compact", () => {
  const near = { contextTokens: 910_000, promptId: "p-2" };

  test("comes before the client does it, once for each stage, and starts anew after a compaction", async () => {
    const dir = tempDir();
    await heard(dir, { contextTokens: 870_000 });
    const soon = await hook(dir, "UserPromptSubmit", { prompt: "go" });
    expect(soon.systemMessage).toMatch(
      /^\/compact: context 87% of 1\.0M; Claude Code may compact by itself in 97\.0k tokens/,
    );
    expect(soon).toEqual({ systemMessage: expect.any(String) });
    expect(await hook(dir, "UserPromptSubmit", { prompt: "go" })).toBeNull();
    await heard(dir, near);
    expect((await hook(dir, "UserPromptSubmit", { prompt: "go" })).systemMessage).toContain("context 91%");
    expect(await hook(dir, "UserPromptSubmit", { prompt: "go" })).toBeNull();
    await heard(dir, { contextTokens: 0, promptId: "p-3" });
    expect(await hook(dir, "UserPromptSubmit", { prompt: "go" })).toBeNull();
    await heard(dir, { ...near, promptId: "p-4" });
    expect((await hook(dir, "UserPromptSubmit", { prompt: "go" })).systemMessage).toContain("context 91%");
  });

  test("does not come with the very prompt at which a client with a window of 1M compacts", async () => {
    const dir = tempDir();
    await heard(dir, { contextTokens: 966_000 });
    expect((await hook(dir, "UserPromptSubmit", { prompt: "go" })).systemMessage).toContain("in 1.0k tokens");
    const late = tempDir();
    await heard(late, { contextTokens: 967_000 });
    expect(await hook(late, "UserPromptSubmit", { prompt: "go" })).toBeNull();
  });

  test("has the user's focus, the cost and the break-even", async () => {
    const dir = tempDir();
    settings(dir, { context: { focus: "the failing tests" } });
    await heard(dir, { contextTokens: 15_000, promptId: "p-0" });
    await heard(dir, near);
    const { systemMessage } = await hook(dir, "UserPromptSubmit", { prompt: "go" });
    expect(systemMessage).toMatch(/^\/compact Focus on the failing tests: /);
    expect(systemMessage).toMatch(
      /It costs about \$\d+\.\d\d now, saves about \$\d+\.\d\d a turn, paid back after \d+ turns?$/,
    );
  });

  test("names the user's own compact instructions as honoured", async () => {
    const dir = tempDir();
    mkdirSync(join(dir, "client"));
    writeFileSync(join(dir, "client", "CLAUDE.md"), "# Compact instructions\nKeep the plan.\n");
    await heard(dir, near);
    const { systemMessage } = await hook(dir, "UserPromptSubmit", { prompt: "go" });
    expect(systemMessage).toContain("CLAUDE.md's compact instructions are honoured");
  });

  test("can begin earlier, later, or not at all", async () => {
    const dir = tempDir();
    settings(dir, { context: { promptFrom: "now" } });
    await heard(dir, { contextTokens: 870_000 });
    expect(await hook(dir, "UserPromptSubmit", { prompt: "go" })).toBeNull();
    settings(dir, { context: { prompt: false } });
    await heard(dir, near);
    expect(await hook(dir, "UserPromptSubmit", { prompt: "go" })).toBeNull();
    settings(dir, { context: { compactAt: 50, promptFrom: "watch" } });
    await heard(dir, { contextTokens: 410_000, promptId: "p-9" });
    expect((await hook(dir, "UserPromptSubmit", { prompt: "go" })).systemMessage).toContain("context 41%");
  });
});

describe("limits and budgets", () => {
  test("a window that the status line reports is warned about once", async () => {
    const dir = tempDir();
    const rateLimits = { five_hour: { used_percentage: 96, resets_at: Math.floor(Date.now() / 1000) + 9000 } };
    await heard(dir, { rateLimits });
    const { systemMessage } = await hook(dir, "UserPromptSubmit", { prompt: "go" });
    expect(systemMessage).toMatch(/^!! .*96% used, resets in 2h\d+m$/);
    expect(await hook(dir, "UserPromptSubmit", { prompt: "go" })).toBeNull();
  });

  test("a hard budget that is used up stops every prompt, says why, and is lifted by a setting", async () => {
    const dir = tempDir();
    budgetOf(dir, 10.5, true);
    const first = await hook(dir, "UserPromptSubmit", { prompt: "go" });
    expect(first.decision).toBe("block");
    expect(first.reason).toContain("!! monthly budget, hard: used up, $10.50 of $10.00");
    expect(first.reason).toContain("claude-cost budget");
    expect(first.reason).toContain(join(dir, "settings.json"));
    expect(await hook(dir, "UserPromptSubmit", { prompt: "go" })).toEqual(first);
    budgetOf(dir, 10.5, true, { hooks: { block: false } });
    expect((await hook(dir, "UserPromptSubmit", { prompt: "go" }))?.decision).toBeUndefined();
  });

  const month = { id: "month", usd: "10", per: "month", hard: true };

  test.each([
    ["raised", [{ ...month, usd: "50" }]],
    ["made soft", [{ ...month, hard: false }]],
    ["removed", []],
  ])("a budget that is %s lifts the block at once", async (_how, budgets) => {
    const dir = tempDir();
    budgetOf(dir, 10.5, true);
    expect((await hook(dir, "UserPromptSubmit", { prompt: "go" })).decision).toBe("block");
    settings(dir, { budgets });
    expect((await hook(dir, "UserPromptSubmit", { prompt: "go" }))?.decision).toBeUndefined();
  });

  test("one that is lowered below what was spent stops the next prompt", async () => {
    const dir = tempDir();
    budgetOf(dir, 9, true);
    expect((await hook(dir, "UserPromptSubmit", { prompt: "go" }))?.decision).toBeUndefined();
    settings(dir, { budgets: [{ ...month, usd: "8" }] });
    expect((await hook(dir, "UserPromptSubmit", { prompt: "go" })).reason).toContain("$9.00 of $8.00");
  });

  test("what a running session spent since the logs were read counts", async () => {
    const dir = tempDir();
    budgetOf(dir, 9, true);
    writeSummarySnapshot(join(dir, "state"), summary());
    await heard(dir, { usd: 1 });
    expect((await hook(dir, "UserPromptSubmit", { prompt: "go" }))?.decision).toBeUndefined();
    await heard(dir, { usd: 2.5 });
    expect((await hook(dir, "UserPromptSubmit", { prompt: "go" })).decision).toBe("block");
  });
});

describe("Stop", () => {
  const turn = (dir: string, rows: readonly TranscriptRow[]) => {
    const root = writeSession(join(dir, "client"), "s-1", join(dir, "app"), rows);
    const slug = readdirSync(join(root, "projects"))[0] as string;
    return { transcript_path: join(root, "projects", slug, "s-1.jsonl"), prompt_id: "p-2" };
  };
  const prompt = (promptId: string): TranscriptRow => ({
    type: "user",
    promptId,
    timestamp: new Date().toISOString(),
    message: { role: "user", content: "hello" },
  });

  test("says what the turn cost when it was asked to", async () => {
    const dir = tempDir();
    const now = Date.now();
    // Opus 4.5: 100,000 × $0.50 + 1,000 × $25 = $0.05 + $0.025, twice. The turn before is not counted.
    const request = () => assistantRow({ atMs: now, read: 100_000, output: 1000, model: "claude-opus-4-5" });
    const fields = turn(dir, [prompt("p-1"), request(), prompt("p-2"), request(), request()]);
    expect(await hook(dir, "Stop", fields)).toBeNull();
    settings(dir, { hooks: { turnCost: true } });
    expect(await hook(dir, "Stop", fields)).toEqual({ systemMessage: "Turn: $0.1500, 2 requests" });
  });

  test("prices a model that has no card as Claude Code was told", async () => {
    const dir = tempDir();
    settings(dir, { hooks: { turnCost: true } });
    const request = assistantRow({ atMs: Date.now(), read: 100_000, output: 1000, model: "claude-nova-6" });
    const fields = turn(dir, [prompt("p-2"), request]);
    expect(await hook(dir, "Stop", fields)).toEqual({ systemMessage: "Turn: at least $0.00, 1 request" });
    const costs = { inputTokens: 5, outputTokens: 25, promptCacheWriteTokens: 6, promptCacheReadTokens: 0.5 };
    const state = { additionalModelCostsCache: { "claude-nova-6": costs } };
    writeFileSync(join(dir, "client", ".claude.json"), JSON.stringify(state));
    // 100,000 x $0.50 + 1,000 x $25 a million.
    expect(await hook(dir, "Stop", fields)).toEqual({ systemMessage: "Turn: $0.0750, 1 request" });
  });

  test("waits for the row that the client is still writing", async () => {
    const dir = tempDir();
    settings(dir, { hooks: { turnCost: true } });
    const request = () => assistantRow({ atMs: Date.now(), read: 100_000, output: 1000, model: "claude-opus-4-5" });
    const fields = turn(dir, [prompt("p-2"), request()]);
    const answer = hook(dir, "Stop", { ...fields, last_assistant_message: "Done at last." }, runBuilt);
    const last = { sessionId: "s-1", ...request() };
    appendFileSync(fields.transcript_path, `${JSON.stringify(last).replace("Done.", "Done at last.")}\n`);
    expect(await answer).toEqual({ systemMessage: "Turn: $0.1500, 2 requests" });
    expect(await hook(dir, "Stop", { ...fields, last_assistant_message: "Never written." })).toEqual({
      systemMessage: "Turn: at least $0.1500, 2 requests",
    });
  });

  test("a subagent of the turn is part of it, one of another turn is not", async () => {
    const dir = tempDir();
    settings(dir, { hooks: { turnCost: true } });
    const now = Date.now();
    const request = (sidechain = false) =>
      assistantRow({ atMs: now, read: 100_000, output: 1000, model: "claude-opus-4-5", sidechain });
    const fields = turn(dir, [prompt("p-2"), request()]);
    const folder = join(fields.transcript_path.replace(".jsonl", ""), "subagents");
    mkdirSync(folder, { recursive: true });
    for (const [name, id] of [
      ["agent-a", "p-2"],
      ["agent-b", "p-1"],
    ] as const) {
      const rows = [prompt(id), request(true)].map((row) => JSON.stringify({ sessionId: "s-1", ...row }));
      writeFileSync(join(folder, `${name}.jsonl`), `${rows.join("\n")}\n`);
    }
    expect(await hook(dir, "Stop", fields)).toEqual({ systemMessage: "Turn: $0.1500, 2 requests" });
  });
});

describe("PreModelSwitch", () => {
  const fields = {
    from_model: "claude-opus-5-5",
    to_model: "claude-sonnet-4-5",
    source: "command",
    context_tokens: 200_000,
    prompt_cache_warm: true,
    estimated_cache_write_usd: 0.75,
  };

  test("asks with the price, when it was asked to", async () => {
    const dir = tempDir();
    expect(await hook(dir, "PreModelSwitch", fields)).toBeNull();
    settings(dir, { hooks: { modelSwitch: true } });
    const answer = await hook(dir, "PreModelSwitch", fields);
    expect(answer.hookSpecificOutput).toMatchObject({ hookEventName: "PreModelSwitch", permissionDecision: "ask" });
    expect(answer.hookSpecificOutput.permissionDecisionReason).toContain(
      "sonnet-4-5 writes 200k tokens of context into its cache: about $0.75; the warm cache of opus-5-5 is lost",
    );
    // A program cannot answer a question.
    expect(await hook(dir, "PreModelSwitch", { ...fields, source: "sdk" })).toEqual({
      systemMessage: expect.any(String),
    });
    expect(await hook(dir, "PreModelSwitch", { ...fields, estimated_cache_write_usd: 0.01 })).toBeNull();
  });
});

describe("trouble is silence", () => {
  test.each(["", "{", "[]", '{"session_id":1}', '{"session_id":"s-1","hook_event_name":"Unknown"}'])(
    "%j on stdin",
    async (input) => {
      const dir = tempDir();
      const run = await runBuilt(["hook", "whatever"], { env: envOf(dir), input });
      expect(run).toEqual({ code: 0, stdout: "", stderr: "" });
      expect(readdirSync(dir)).toEqual([]);
    },
  );

  test("broken state files", async () => {
    const dir = tempDir();
    for (const folder of ["state", "feeds/statusline"]) mkdirSync(join(dir, folder), { recursive: true });
    for (const file of ["settings.json", "state/summary.json", "state/limits.json", "feeds/statusline/s-1.json"]) {
      writeFileSync(join(dir, file), '{"version":1,"limits":[null],"epochs":');
    }
    for (const event of ["SessionStart", "UserPromptSubmit", "Stop", "PreModelSwitch"]) {
      expect(await hook(dir, event, {}, runBuilt)).toBeNull();
    }
  });

  test.skipIf(process.platform === "win32")("a state file that never gives an answer", async () => {
    const dir = tempDir();
    mkdirSync(join(dir, "state"));
    execFileSync("mkfifo", [join(dir, "state", "summary.json")]);
    expect(await hook(dir, "SessionStart", { source: "startup" }, runBuilt)).toBeNull();
  });

  test("a folder that cannot be written", async () => {
    const dir = tempDir();
    const file = join(dir, "file");
    writeFileSync(file, "");
    const input = JSON.stringify({ session_id: "s-1", hook_event_name: "UserPromptSubmit" });
    const run = await runBuilt(["hook"], { env: { HOME: dir, CLAUDE_COST_DIR: join(file, "below") }, input });
    expect(run).toEqual({ code: 0, stdout: "", stderr: "" });
  });
});

test("many at once say a thing once", async () => {
  const dir = tempDir();
  budgetOf(dir, 8, false);
  const prompt = () => hook(dir, "UserPromptSubmit", { prompt: "go" }, runBuilt);
  const answers = await Promise.all(Array.from({ length: runs({ ci: 50, here: 12 }) }, prompt));
  // On a machine too busy for any of them, the next one says it.
  answers.push(await prompt());
  expect(answers.filter((answer) => answer !== null)).toHaveLength(1);
});

describe("the plugin's commands", () => {
  const ask = (dir: string, name: string) =>
    hook(dir, "UserPromptExpansion", { command_name: name, prompt: `/${name}`, command_source: "plugin" });

  test("are answered without a request", async () => {
    const dir = tempDir();
    writeSummarySnapshot(join(dir, "state"), summary({ sessions: { "s-1": { usd: "1", backgroundUsd: "0.05" } } }));
    budgetOf(dir, 5, false);
    await heard(dir, { usd: 1, contextTokens: 20_000 });
    await heard(dir, { usd: 1.5, contextTokens: 300_000, promptId: "p-2" });
    expect(await ask(dir, "spend:today")).toEqual({
      decision: "block",
      reason: expect.stringMatching(
        /^Today \$3\.75\nThis week \$10\.50\nThis month \$40\.50\nAt API rates; logs read \d+s ago/,
      ),
    });
    expect((await ask(dir, "spend:session")).reason).toMatch(
      /^This session \$1\.5000 .*\nof it background \$0\.05\ncontext 30%/,
    );
    expect((await ask(dir, "spend:limits")).reason).toMatch(
      /^monthly budget: 55% used \(\$5\.50 of \$10\.00\), resets in/,
    );
    expect((await ask(dir, "spend:compact")).reason).toContain("Nothing to do yet.");
  });

  test("run as they are where nothing is known, and other commands are left alone", async () => {
    const dir = tempDir();
    expect(await ask(dir, "spend:today")).toBeNull();
    writeSummarySnapshot(join(dir, "state"), summary());
    expect(await ask(dir, "other:today")).toBeNull();
    expect(await ask(dir, "commit")).toBeNull();
  });
});
