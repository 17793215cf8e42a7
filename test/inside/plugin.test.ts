import { execFileSync, execSync } from "node:child_process";
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
const MORE: readonly string[] = read(".claude-plugin/plugin.json").hooks;

type Hook = { readonly command: string; readonly args?: readonly string[] };
const HOOKS: Record<string, readonly { readonly hooks: readonly Hook[] }[]> = Object.assign(
  {},
  ...["hooks/hooks.json", ...MORE].map((file) => read(file).hooks),
);

/** Runs a hook as Claude Code does: spawned where there are args, otherwise by a shell. */
function runHook(event: string, plugin: string, options: { env: Record<string, string>; input: string }): string {
  const [group] = HOOKS[event] ?? [];
  const { command, args } = group?.hooks[0] ?? { command: "exit 1" };
  const inPlugin = (text: string): string => text.replaceAll(`\${CLAUDE_PLUGIN_ROOT}`, plugin);
  return args === undefined
    ? execSync(inPlugin(command), options).toString()
    : execFileSync(command, args.map(inPlugin), options).toString();
}

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

  test("runs each hook from a copy of itself, in a folder with a blank in its name", () => {
    const copy = join(tempDir(), "the plugin");
    cpSync(PLUGIN, copy, { recursive: true });
    expect(Object.keys(HOOKS).sort()).toEqual([...HOOK_EVENTS].sort());
    for (const event of HOOK_EVENTS) {
      const env = { PATH: process.env["PATH"] ?? "", HOME: copy, CLAUDE_COST_DIR: join(copy, "ours") };
      const input = JSON.stringify({ session_id: "s-1", hook_event_name: event });
      expect(runHook(event, copy, { env, input })).toBe("");
      expect(existsSync(join(copy, "ours", "state", "hooks", event))).toBe(true);
    }
  });

  test("has events that older clients refuse, and the form with args, in files of their own", () => {
    // 2.0.46 knows only these of ours, and takes no args: it would refuse, or run wrongly, a file with more.
    const { hooks, modules } = read("hooks/hooks.json");
    expect(Object.keys(hooks)).toEqual(["SessionStart", "UserPromptSubmit", "Stop", "PreToolUse"]);
    expect(JSON.stringify(hooks)).not.toContain('"args"');
    expect(modules).toEqual(["./live.js"]);
    expect(MORE).toEqual(["./hooks/commands.json", "./hooks/model-switch.json"]);
    for (const file of MORE) expect(Object.keys(read(file).hooks)).toHaveLength(1);
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
      return runHook(event, PLUGIN, {
        env,
        input: JSON.stringify({ session_id: "s-1", hook_event_name: event, cwd: home, ...more }),
      });
    };
    expect(run("SessionStart")).toContain("Today $1.50");
    await runBuilt(["setup", "--yes", "--only", "hooks"], { env, cwd: home });
    const settings = join(root, "settings.json");
    const wired = readFileSync(settings, "utf8");
    expect(wired).toContain("SessionStart");
    expect(run("SessionStart")).toBe("");
    // Its own commands only it answers.
    expect(run("UserPromptExpansion", { command_name: "spend:today" })).toContain("Today $1.50");
    // Where the client ignores the hooks in the settings, or their program is gone, the plugin answers.
    writeFileSync(settings, `// mine\n${wired}`);
    expect(run("SessionStart")).toContain("Today $1.50");
    writeFileSync(settings, wired.replace("ours/bin", "gone/bin"));
    expect(run("SessionStart")).toContain("Today $1.50");
    writeFileSync(settings, wired.replace("{", '{ "disableAllHooks": true,'));
    expect(run("SessionStart")).toContain("Today $1.50");
  });
});
