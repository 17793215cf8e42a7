import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { HOOK_EVENTS } from "../../src/claude-code/feeds/hook-input.ts";
import { PLUGIN_COMMANDS, PLUGIN_NAME } from "../../src/core/hooks.ts";
import { SUMMARY_VERSION } from "../../src/core/statusline/spend-snapshot.ts";
import { runBuilt } from "../helpers/run-built.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PLUGIN = join(ROOT, "plugin");
const read = (path: string) => JSON.parse(readFileSync(join(PLUGIN, path), "utf8"));

describe("the plugin", () => {
  test("has a name that the client allows, the package's version, and a marketplace that lists it", () => {
    const manifest = read(".claude-plugin/plugin.json");
    expect(manifest.name).toBe(PLUGIN_NAME);
    // Client 2.1.330 refuses these beginnings to third parties.
    expect(manifest.name).not.toMatch(/^(claude|anthropic|anthropics|cc-plugin)(-|$)/);
    expect(manifest.version).toBe(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).version);
    expect(read(".claude-plugin/marketplace.json").plugins).toMatchObject([{ name: PLUGIN_NAME, source: "./" }]);
  });

  test("has the commands that its hook answers", () => {
    expect(readdirSync(join(PLUGIN, "commands")).sort()).toEqual(PLUGIN_COMMANDS.map((name) => `${name}.md`).sort());
    for (const name of PLUGIN_COMMANDS) {
      const text = readFileSync(join(PLUGIN, "commands", `${name}.md`), "utf8");
      expect(text).toMatch(/^---\ndescription: .+\n/);
      expect(text).toContain("!`claude-cost");
    }
  });

  test("runs each hook from a copy of itself, without a shell", () => {
    const copy = join(tempDir(), "plugin");
    cpSync(PLUGIN, copy, { recursive: true });
    const { hooks } = read("hooks/hooks.json") as {
      hooks: Record<string, { hooks: { command: string; args: string[] }[] }[]>;
    };
    expect(Object.keys(hooks).sort()).toEqual([...HOOK_EVENTS].sort());
    for (const [event, groups] of Object.entries(hooks)) {
      const hook = groups[0]?.hooks[0];
      expect(hook?.command).toBe("node");
      const args = (hook?.args ?? []).map((arg) => arg.replace(/\$\{CLAUDE_PLUGIN_ROOT\}/g, copy));
      expect(existsSync(args[0] as string)).toBe(true);
      expect(args[1]).toBe(event);
      const env = { PATH: process.env["PATH"] ?? "", HOME: copy, CLAUDE_COST_DIR: join(copy, "ours") };
      const input = JSON.stringify({ session_id: "s-1", hook_event_name: event });
      expect(execFileSync(process.execPath, args, { env, input }).toString()).toBe("");
    }
  });

  test("keeps silent where setup's hooks speak, so that nothing is said twice", async () => {
    const home = tempDir();
    const ours = join(home, "ours");
    const root = join(home, ".claude");
    mkdirSync(join(ours, "state"), { recursive: true });
    const now = Date.now();
    const summary = {
      version: SUMMARY_VERSION,
      asOfMs: now,
      dayStartMs: now - 1,
      dayEndMs: now + 1e7,
      weekEndMs: now + 1e7,
    };
    const sums = { monthEndMs: now + 1e7, todayUsd: "1.5", weekUsd: "2", monthUsd: "3", sessions: {}, autoCompact: {} };
    writeFileSync(join(ours, "state", "summary.json"), JSON.stringify({ ...summary, ...sums }));
    const env = { PATH: process.env["PATH"] ?? "", HOME: home, CLAUDE_CONFIG_DIR: root, CLAUDE_COST_DIR: ours };
    const run = (event: string, more: object = {}): string => {
      const [hook] = read("hooks/hooks.json").hooks[event][0].hooks;
      const args = hook.args.map((arg: string) => arg.replace(/\$\{CLAUDE_PLUGIN_ROOT\}/, PLUGIN));
      const input = JSON.stringify({ session_id: "s-1", hook_event_name: event, cwd: home, ...more });
      return execFileSync(process.execPath, args, { env, input }).toString();
    };
    expect(run("SessionStart")).toContain("Today $1.50");
    await runBuilt(["setup", "--yes", "--only", "hooks"], { env, cwd: home });
    const settings = join(root, "settings.json");
    const wired = readFileSync(settings, "utf8");
    expect(wired).toContain("SessionStart");
    expect(run("SessionStart")).toBe("");
    // Its own commands only it answers.
    expect(run("UserPromptExpansion", { command_name: "spend:today" })).toContain("Today $1.50");
    // What the client does not heed, and what is not there any more, does not speak.
    writeFileSync(settings, `// mine\n${wired}`);
    expect(run("SessionStart")).toContain("Today $1.50");
    writeFileSync(settings, wired.replace("ours/bin", "gone/bin"));
    expect(run("SessionStart")).toContain("Today $1.50");
    writeFileSync(settings, wired.replace("{", '{ "disableAllHooks": true,'));
    expect(run("SessionStart")).toContain("Today $1.50");
  });
});
