/** Takes the recipes from docs/recipes.md and runs them. */

import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { assistantRow, makeTree, usage } from "../helpers/make-tree.ts";
import { LAUNCHER } from "../helpers/run-built.ts";
import { runInside } from "../helpers/run-inside.ts";
import { sharedTempDir } from "../helpers/temp-dir.ts";
import { openTerminal } from "../helpers/terminal.ts";
import { statuslineJson } from "../inside/statusline-input.ts";

const page = readFileSync(fileURLToPath(new URL("../../docs/recipes.md", import.meta.url)), "utf8");
const LINE = "Opus 5.5 medium · $1.25 · ctx ███░░░░░ 34%";

/** The code blocks of a section. */
function blocks(section: string): readonly string[] {
  const text = page.split(/^## /m).find((part) => part.startsWith(`${section}\n`)) ?? "";
  return [...text.matchAll(/^```\w+\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? "");
}

const home = sharedTempDir();
const bin = join(home, "bin");
/** As little as cron gives, and the program. */
const env = { HOME: home, PATH: `${bin}:/usr/bin:/bin`, CLAUDE_COST_DIR: join(home, "ours"), LANG: "C.UTF-8" };

function sh(script: string, more: Record<string, string> = {}) {
  return spawnSync("/bin/sh", ["-c", script], { cwd: home, env: { ...env, ...more }, encoding: "utf8" });
}

describe.skipIf(process.platform === "win32")("a recipe", () => {
  beforeAll(async () => {
    mkdirSync(bin);
    writeFileSync(join(bin, "claude-cost"), `#!/bin/sh\nexec "${process.execPath}" "${LAUNCHER}" "$@"\n`);
    chmodSync(join(bin, "claude-cost"), 0o755);
    const input = statuslineJson({ usd: 1.25, contextTokens: 340_000 });
    expect(runInside(["statusline"], { env, input }).code).toBe(0);
  });

  test("for tmux shows the line in its status bar", async ({ skip }) => {
    if (sh("tmux -V").status !== 0) skip();
    const [config = ""] = blocks("tmux");
    writeFileSync(join(home, "tmux.conf"), config.replace("status-interval 15", "status-interval 1"));
    const tmux = `exec tmux -S '${join(home, "tmux.sock")}' -f '${join(home, "tmux.conf")}'`;
    const through = ["/bin/sh", "-c", `${tmux} new-session "sleep 60"`];
    const terminal = openTerminal([], { home, columns: 120, rows: 10, through, env });
    onTestFinished(() => void sh(`${tmux} kill-server`));
    await terminal.waitForContent(LINE);
    expect(terminal.screen().at(-1)?.endsWith(LINE)).toBe(true);
  });

  test("for starship is a command of its shell that answers at once, without anything on stdin", () => {
    const [config = ""] = blocks("starship");
    const command = /^command = "(.*)"$/m.exec(config)?.[1] ?? "";
    expect(config).toMatch(/^\[custom\.claude_cost\]$/m);
    expect(config).toContain('shell = ["sh"]');
    expect(sh(command).stdout.trim()).toBe(LINE);
  });

  test("for waybar is JSON whose command prints one line", () => {
    const [config = ""] = blocks("waybar");
    const { exec } = JSON.parse(config)["custom/claude-cost"];
    expect(sh(exec).stdout).toBe(`${LINE}\n`);
  });

  test("for VS Code is JSON whose command is one of ours", () => {
    const [config = ""] = blocks("VS Code");
    const { tasks } = JSON.parse(config);
    expect(tasks).toMatchObject([{ type: "shell", command: "claude-cost watch" }]);
    expect(sh(`${tasks[0].command} --help`).status).toBe(0);
  });

  test("for cron says a warning once, and begins a job only while there is enough", () => {
    const [tell = "", look = "", begin = ""] = blocks("cron");
    const root = join(home, ".claude");
    const now = new Date().toISOString();
    makeTree(root, { "s1.jsonl": [assistantRow({ timestamp: now, usage: usage({ output_tokens: 50_000 }) })] });
    for (const name of ["notify-send", "claude"]) {
      writeFileSync(join(bin, name), `#!/bin/sh\necho "$@" >> "$HOME/${name}.txt"\n`);
      chmodSync(join(bin, name), 0o755);
    }
    mkdirSync(join(home, "shop"));
    const said = (name: string): string => {
      const file = join(home, `${name}.txt`);
      return existsSync(file) ? readFileSync(file, "utf8") : "";
    };
    // Five fields of time, then the command.
    const commandOf = (line: string): string => /^(?:\S+ ){5}(.*)$/m.exec(line)?.[1] ?? "";
    expect(sh(commandOf(begin)).status).toBe(0);
    expect(said("claude")).toBe("-p Update the dependencies\n");
    // $1 of $1 a day.
    expect(sh("claude-cost budget set 1 --per day").status).toBe(0);
    expect(sh(tell).status).toBe(0);
    for (const _time of ["first", "second"]) expect(sh(commandOf(look))).toMatchObject({ status: 0, stdout: "" });
    expect(said("notify-send").match(/Daily budget/g)).toHaveLength(1);
    expect(sh(commandOf(begin)).status).toBe(3);
    expect(said("claude")).toBe("-p Update the dependencies\n");
  });

  test("for CI puts the cost of a run into the summary, once, and fails above five dollars", ({ skip }) => {
    if (sh("jq --version").status !== 0) skip();
    const [script = ""] = blocks("CI");
    const summary = join(home, "summary.md");
    const runOf = (session: string, dollars: number): string => {
      const file = join(home, `${session}.json`);
      const message = {
        id: session,
        model: "claude-opus-5-5",
        stop_reason: null,
        usage: usage({ output_tokens: dollars * 50_000 }),
      };
      const counts = {
        inputTokens: 0,
        outputTokens: dollars * 50_000,
        cacheReadInputTokens: 0,
        cacheCreationInputTokens: 0,
      };
      const result = { total_cost_usd: dollars, modelUsage: { "claude-opus-5-5": { ...counts, costUSD: dollars } } };
      const rows = [
        { type: "system", subtype: "init", session_id: session, cwd: "/home/runner/work/shop" },
        { type: "assistant", session_id: session, message },
        { type: "result", subtype: "success", session_id: session, duration_ms: 1000, ...result },
      ];
      writeFileSync(file, JSON.stringify(rows));
      return file;
    };
    // A runner has no logs of its own.
    const ci = { HOME: join(home, "runner"), GITHUB_STEP_SUMMARY: summary };
    mkdirSync(dirname(join(ci.HOME, "x")), { recursive: true });
    const one = { ...ci, EXECUTION_FILE: runOf("run-one", 2) };
    for (const again of [0, 0]) expect(sh(`set -e\n${script}`, one)).toMatchObject({ status: again });
    expect(readFileSync(summary, "utf8")).toContain("$2.00");
    // $2 and $4 are more than $5.
    expect(sh(`set -e\n${script}`, { ...ci, EXECUTION_FILE: runOf("run-two", 4) }).status).toBe(1);
    expect(readFileSync(summary, "utf8")).toContain("$6.00");
  });
});
