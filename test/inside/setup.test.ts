import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { WIRING_PARTS } from "../../src/core/wiring-parts.ts";
import { runBuilt } from "../helpers/run-built.ts";
import { runHere } from "../helpers/run-here.ts";
import { runs } from "../helpers/runs.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { statuslineJson } from "./statusline-input.ts";

const SETTINGS = `{
  // what I like
  "model": "opus",
  "statusLine": { "type": "command", "command": "echo theirs", "padding": 0 },
  "env": { "FOO": "1" }, // mine
  "hooks": {
    "SessionStart": [
      { "matcher": "startup", "hooks": [{ "type": "command", "command": "true" }] },
    ],
  },
}
`;

type Home = { readonly dir: string; readonly file: string };

function home(settings: string | null = SETTINGS): Home {
  const dir = tempDir();
  const file = join(dir, ".claude", "settings.json");
  mkdirSync(join(dir, ".claude"));
  if (settings !== null) writeFileSync(file, settings);
  return { dir, file };
}

const envOf = (dir: string) => ({ HOME: dir, CLAUDE_COST_DIR: join(dir, "ours data"), NO_COLOR: "1" });
/** Runs in this process, for tests that are about neither the configured program nor the time of writing. */
const setup = ({ dir }: Home, ...args: string[]) =>
  runHere(["setup", ...args], { home: dir, env: { ...envOf(dir), CLAUDE_CONFIG_DIR: "" } });
const setupBuilt = ({ dir }: Home, ...args: string[]) => runBuilt(["setup", ...args], { env: envOf(dir), cwd: dir });
const wiredCommand = ({ file }: Home): string =>
  JSON.parse(stripComments(readFileSync(file, "utf8"))).statusLine.command;
const stripComments = (text: string): string => text.replaceAll(/ *\/\/.*$/gm, "").replaceAll(/,(\s*[}\]])/g, "$1");

test("wires all three parts, keeps the rest, and undoes to the byte", async () => {
  const at = home();
  const run = await setupBuilt(at, "--yes");
  expect(run.stdout).toContain("+ ");
  const wired = readFileSync(at.file, "utf8");
  expect(wired).toContain("// what I like");
  expect(wired).toContain('"env": { "FOO": "1", "CLAUDE_CODE_ENABLE_TELEMETRY": "1"');
  expect(wired).toContain("http://127.0.0.1:4318");
  const again = await setupBuilt(at, "--yes");
  expect(again.stdout).toBe("");
  expect(again.stderr).toContain("nothing to change");
  expect(readFileSync(at.file, "utf8")).toBe(wired);
  const undo = await setupBuilt(at, "--undo", "--yes");
  expect(undo.stderr).toContain("to the byte");
  expect(readFileSync(at.file, "utf8")).toBe(SETTINGS);
});

test("what it wired runs as Claude Code runs it: their line first, ours below, from a path that survives upgrades", async () => {
  const at = home();
  await setupBuilt(at, "--yes", "--only", "statusline");
  const env = { PATH: process.env["PATH"] ?? "", HOME: at.dir, NO_COLOR: "1", COLUMNS: "120" };
  const shown = execFileSync("/bin/sh", ["-c", wiredCommand(at)], {
    env,
    input: statuslineJson({ usd: 1 }),
  }).toString();
  expect(shown).toBe("theirs\nOpus 5.5 medium · $1.00\n");
  // Our folder was named when it was wired; the client need not know the name.
  expect(readdirSync(join(at.dir, "ours data", "feeds", "statusline"))).toEqual(["s-1.json"]);
  const launcher = join(at.dir, "ours data", "bin", "claude-cost");
  expect(wiredCommand(at)).toContain(launcher);
  const script = readFileSync(launcher, "utf8");
  writeFileSync(launcher, script.replace(/^node=.*$/m, "node='/gone/node'"));
  expect(
    execFileSync("/bin/sh", ["-c", wiredCommand(at)], { env, input: statuslineJson({ usd: 2 }) }).toString(),
  ).toContain("$2.00");
  writeFileSync(launcher, script.replace(/^main=.*$/m, "main='/gone/claude-cost.js'"));
  expect(
    execFileSync("/bin/sh", ["-c", wiredCommand(at).split(" --wrap")[0] as string], { env, input: "{}" }).toString(),
  ).toBe("");
});

test("a hook that it wired answers", async () => {
  const at = home("{}");
  await setupBuilt(at, "--yes", "--only", "hooks");
  const { hooks } = JSON.parse(readFileSync(at.file, "utf8"));
  expect(Object.keys(hooks)).toEqual(["SessionStart", "UserPromptSubmit", "PreToolUse"]);
  // Only before the tools that start an agent: before any other one it would take time for nothing.
  expect(hooks.PreToolUse).toEqual([{ matcher: "Agent|Task|Workflow", hooks: [expect.anything()] }]);
  expect(hooks.SessionStart).toEqual([{ hooks: [expect.anything()] }]);
  const env = { PATH: process.env["PATH"] ?? "", HOME: at.dir };
  const input = JSON.stringify({ session_id: "s", hook_event_name: "SessionStart" });
  expect(execFileSync("/bin/sh", ["-c", hooks.SessionStart[0].hooks[0].command], { env, input }).toString()).toBe("");
  // It updates the sums after it has answered, and the estimates where there are none.
  for (const name of ["summary.json", "estimates.json"]) {
    const file = join(at.dir, "ours data", "state", name);
    await expect.poll(() => existsSync(file), { timeout: 20_000 }).toBe(true);
  }
});

test("the hooks that run after every turn are wired only when they are wanted", async () => {
  const at = home("{}");
  mkdirSync(join(at.dir, "ours data"));
  writeFileSync(join(at.dir, "ours data", "settings.json"), '{"hooks":{"turnCost":true}}');
  await setup(at, "--yes", "--only", "hooks");
  expect(Object.keys(JSON.parse(readFileSync(at.file, "utf8")).hooks)).toEqual([
    "SessionStart",
    "UserPromptSubmit",
    "PreToolUse",
    "Stop",
  ]);
  const without = home("{}");
  mkdirSync(join(without.dir, "ours data"));
  writeFileSync(join(without.dir, "ours data", "settings.json"), '{"hooks":{"agents":false}}');
  await setup(without, "--yes", "--only", "hooks");
  expect(Object.keys(JSON.parse(readFileSync(without.file, "utf8")).hooks)).toEqual([
    "SessionStart",
    "UserPromptSubmit",
  ]);
});

test("with comments in the file it does not claim to be wired, and names the line", async () => {
  const at = home();
  const run = await setup(at, "--yes");
  expect(run.code).toBe(1);
  expect(run.stderr).toContain("not wired yet");
  expect(run.stderr).toContain("Claude Code ignores all of it until they are removed (line 2)");
  expect(run.stderr).not.toContain("is wired");
  expect((await setup(at, "--status")).stdout).toContain("(line 2)");
  const strict = await setup(home('{ "model": "opus" }'), "--yes");
  expect(strict).toMatchObject({ code: 0, stderr: expect.stringContaining("is wired") });
  expect(strict.stderr).not.toContain("heeds");
  expect((await setup(home('{ "model": "opus", }'), "--yes")).stderr).toContain("(line 1)");
});

test("says who receives telemetry: nobody, unless one of two commands runs", async () => {
  const plain = await setup(home("{}"), "--yes");
  expect(plain.stderr).toContain("only while `claude-cost listen` or `claude-cost watch --listen` runs");
  const other = await setup(home("{}"), "--yes", "--port", "5555");
  expect(other.stderr).toContain("`claude-cost listen --port 5555` or `claude-cost watch --listen 5555`");
  expect((await setup(home("{}"), "--yes", "--only", "hooks")).stderr).not.toContain("telemetry");
});

test("the plugin's hooks are enough: setup leaves its own out, but not those that are wired already", async () => {
  const plugin = '{ "enabledPlugins": { "spend@somewhere": true } }';
  const at = home(plugin);
  const run = await setup(at, "--yes");
  expect(run.stderr).toContain('hooks is left as it is: the plugin "spend" is on and answers them already');
  expect(JSON.parse(readFileSync(at.file, "utf8"))).not.toHaveProperty("hooks");
  const off = home(plugin.replace("true", "false"));
  await setup(off, "--yes");
  expect(JSON.parse(readFileSync(off.file, "utf8"))).toHaveProperty("hooks.SessionStart");
});

test("without a yes nothing is written", async () => {
  const at = home();
  const run = await setup(at);
  expect(run.code).toBe(1);
  expect(run.stdout).toContain("+ ");
  expect(run.stderr).toContain("--yes");
  expect(readFileSync(at.file, "utf8")).toBe(SETTINGS);
});

test("where there was no settings file, undo removes it", async () => {
  const at = home(null);
  await setup(at, "--yes");
  expect(existsSync(at.file)).toBe(true);
  await setup(at, "--undo", "--yes");
  expect(existsSync(at.file)).toBe(false);
});

test("edits made since are kept by undo", async () => {
  const at = home();
  await setup(at, "--yes");
  writeFileSync(at.file, readFileSync(at.file, "utf8").replace('"opus"', '"sonnet"'));
  const undo = await setup(at, "--undo", "--yes");
  expect(undo.stderr).toContain("edited since");
  const after = readFileSync(at.file, "utf8");
  expect(after).toContain('"model": "sonnet"');
  expect(after).toContain('"command": "echo theirs"');
  expect(after).not.toContain("claude-cost");
  expect(after).not.toContain("OTEL_");
});

test("parts one after the other undo together to the byte", async () => {
  const at = home();
  for (const part of WIRING_PARTS) await setup(at, "--yes", "--only", part);
  await setup(at, "--undo", "--yes");
  expect(readFileSync(at.file, "utf8")).toBe(SETTINGS);
});

test("one part can be taken out alone", async () => {
  const at = home();
  await setup(at, "--yes");
  await setup(at, "--undo", "--yes", "--only", "telemetry");
  const left = readFileSync(at.file, "utf8");
  expect(left).not.toContain("OTEL_");
  expect(left).toContain("claude-cost' statusline");
});

test("a backup is kept, and the file's mode and link", async () => {
  const at = home(null);
  const real = join(at.dir, "dotfiles.json");
  writeFileSync(real, SETTINGS);
  chmodSync(real, 0o640);
  symlinkSync(real, at.file);
  await setup(at, "--yes");
  expect(statSync(real).mode & 0o777).toBe(0o640);
  expect(readFileSync(real, "utf8")).toContain("statusline");
  const kept = join(at.dir, "ours data", "state", "setup");
  const backup = readdirSync(kept).find((name) => name.startsWith("settings-")) as string;
  expect(readFileSync(join(kept, backup), "utf8")).toBe(SETTINGS);
  expect(statSync(join(kept, backup)).mode & 0o077).toBe(0);
});

test("a file that is not valid is not touched", async () => {
  const at = home('{ "model": ');
  const run = await setup(at, "--yes");
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/settings\.json is not valid: line 1/);
  expect(readFileSync(at.file, "utf8")).toBe('{ "model": ');
});

test("project scope goes to the folder's own local settings", async () => {
  const at = home(null);
  const run = await setup(at, "--project", "--yes", "--only", "statusline");
  expect(run.code).toBe(0);
  expect(existsSync(at.file)).toBe(false);
  expect(readFileSync(join(at.dir, ".claude", "settings.local.json"), "utf8")).toContain("statusline");
});

test("status says what is wired", async () => {
  const at = home();
  expect((await setup(at, "--status")).stdout).toContain("statusline taken by another (echo theirs)");
  await setup(at, "--yes");
  const { stdout } = await setup(at, "--status");
  expect(stdout).toContain("statusline wired (below echo theirs)");
  expect(stdout).toContain("hooks      wired (SessionStart, UserPromptSubmit, PreToolUse)");
  expect(stdout).toContain("telemetry  wired (http://127.0.0.1:4318)");
});

test("a change in the last moment is noticed to the byte, wherever setup is by then", async () => {
  const lost: number[] = [];
  for (let round = 0; round < runs({ ci: 16, here: 6 }); round++) {
    const at = home('{"n":0}\n');
    const running = setupBuilt(at, "--yes");
    await new Promise((resolve) => setTimeout(resolve, 60 + 5 * round));
    // As the client does: a new file in the place of the old one.
    const edited = JSON.stringify({ ...JSON.parse(readFileSync(at.file, "utf8")), client: round });
    writeFileSync(`${at.file}.new`, edited);
    renameSync(`${at.file}.new`, at.file);
    const { stderr } = await running;
    const isThere = readFileSync(at.file, "utf8").includes('"client"');
    if (!isThere) lost.push(round);
    if (stderr.includes("changed by somebody else")) expect(readFileSync(at.file, "utf8")).toBe(edited);
  }
  expect(lost).toEqual([]);
});

test("a link to a file that is not there yet makes that file", async () => {
  const at = home(null);
  const real = join(at.dir, "dotfiles", "claude.json");
  symlinkSync(join("..", "dotfiles", "claude.json"), at.file);
  await setup(at, "--yes");
  expect(lstatSync(at.file).isSymbolicLink()).toBe(true);
  expect(readFileSync(real, "utf8")).toContain("statusLine");
  await setup(at, "--undo", "--yes");
  expect([lstatSync(at.file).isSymbolicLink(), existsSync(real)]).toEqual([true, false]);
});

test.each(["[]", '["x"]', '"later"', "null", "7"])(
  "hooks and env of a form that it does not know (%s) stay",
  async (odd) => {
    const before = `{"hooks": ${odd}, "env": ${odd}, "statusLine": ${odd}}\n`;
    const at = home(before);
    const run = await setup(at, "--yes");
    expect(readFileSync(at.file, "utf8")).toBe(before);
    for (const part of ["hooks is left as it is: hooks is not an object", "telemetry is left as it is: env is not"]) {
      expect(run.stderr).toContain(part);
    }
    expect(run.stderr).toContain("correct or remove it there, then run `claude-cost setup` again");
  },
);

test("where hooks are left alone, only the rest is called wired; one event of another form does not keep the others", async () => {
  const at = home('{"hooks": []}\n');
  const run = await setup(at, "--yes");
  expect(run.stderr).toContain("has statusline and telemetry wired;");
  expect(run.stderr).toContain("hooks was left as it was");
  expect(run.stderr).not.toContain("is wired");
  const other = home('{"hooks": {"SessionStart": {"later": true}}}\n');
  const part = await setup(other, "--yes");
  expect(part.stderr).toContain("hooks is left as it is: hooks.SessionStart is not a list; correct or remove it");
  expect(part.stderr).toContain("has statusline and hooks and telemetry wired;");
  const settings = JSON.parse(readFileSync(other.file, "utf8")) as { hooks: Record<string, unknown> };
  expect(settings.hooks["SessionStart"]).toEqual({ later: true });
  expect(Array.isArray(settings.hooks["UserPromptSubmit"])).toBe(true);
});

test("bytes that are no UTF-8 stay what they are, in the wired file and after undo", async () => {
  const before = Buffer.concat([Buffer.from('{\n  "a": "'), Buffer.from([0xff, 0xc3, 0x28]), Buffer.from('é"\n}\n')]);
  const at = home(null);
  writeFileSync(at.file, before);
  await setup(at, "--yes");
  const wired = readFileSync(at.file);
  expect([wired.includes("statusLine"), wired.includes(before.subarray(0, 15))]).toEqual([true, true]);
  // Undone entry by entry, since it was edited, and to the byte.
  writeFileSync(at.file, Buffer.concat([wired, Buffer.from("\n")]));
  await setup(at, "--undo", "--yes");
  expect(readFileSync(at.file).equals(Buffer.concat([before, Buffer.from("\n")]))).toBe(true);
});
