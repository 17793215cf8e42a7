/** Passes hostile text through every command and every hook, and checks the bytes of the output. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOOK_EVENTS } from "../../src/claude-code/feeds/hook-input.ts";
import { ALL_COMMANDS } from "../../src/cli/all-commands.ts";
import { COMPLETE_COMMAND } from "../../src/cli/completion/scripts.ts";
import type { Io } from "../../src/cli/io.ts";
import { PLUGIN_COMMANDS, PLUGIN_NAME } from "../../src/core/hooks.ts";
import { runBuilt } from "../helpers/run-built.ts";
import { cleanEnv, type RunOptions, runCli } from "../helpers/run-cli.ts";
import { runHere } from "../helpers/run-here.ts";
import { runInside } from "../helpers/run-inside.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { EVIL, faultIn, faultInColour, hookInput, hostileHome, statuslineInput } from "./hostile.ts";

let home = "";

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "claude-cost-test-"));
  hostileHome(home);
  // So that the feed of a running session is there for the reports.
  await runCli(["statusline"], { home, input: statuslineInput() });
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

/** How each command is run. A report is also run with colour, `--json` and `--csv`. */
const REPORTS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "": [[]],
  daily: [["daily"]],
  blocks: [["blocks"]],
  weekly: [["weekly"]],
  monthly: [["monthly"]],
  sessions: [["sessions"], ["sessions", "s-x"]],
  by: [
    ["by", "model"],
    ["by", "project"],
    ["by", "branch"],
    ["by", "agent"],
    ["by", "skill"],
    ["by", "version"],
    ["by", "pr"],
    ["by", "ticket"],
    ["by", "tag"],
  ],
  background: [["background"]],
  context: [["context"]],
  why: [["why"]],
  limits: [["limits"], ["limits", "--check"], ["limits", "--notify"]],
  plan: [["plan"]],
  credits: [["credits"]],
  budget: [["budget"]],
  prices: [["prices"]],
  doctor: [["doctor"]],
  config: [["config"]],
  "what-if": [["what-if", "--model", "sonnet-5-5"]],
  estimate: [["estimate"]],
  archive: [["archive", "verify"]],
  report: [["report", "--titles"]],
  receipt: [["receipt", "s-x", "--titles"]],
  tag: [["tag"]],
  console: [["console"]],
};

/** The other commands, with arguments that they repeat in their output. */
const OTHERS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  setup: [["setup"], ["setup", "--status"], ["setup", "--project", "repo"], ["setup", "--project", "repo", "--status"]],
  import: [
    ["import", "evil.json"],
    ["import", "rows.json"],
    ["import", "headless.json"],
    ["import", EVIL],
  ],
  export: [
    ["export", "--json"],
    ["export", "--csv"],
    ["export", "--csv", "--tags"],
  ],
  completion: [
    ["completion", "bash"],
    ["completion", "zsh"],
    ["completion", "fish"],
    ["completion", EVIL],
  ],
  [COMPLETE_COMMAND]: [
    [COMPLETE_COMMAND, "bash", "--", "sessions", ""],
    [COMPLETE_COMMAND, "zsh", "--", "--project", ""],
    [COMPLETE_COMMAND, "fish", "--", "--model", ""],
    [COMPLETE_COMMAND, "zsh", "--", "--project", EVIL],
  ],
  statusline: [["statusline"], ["--debug", "statusline"]],
  hook: [["hook", EVIL]],
  fetch: [["fetch", "--url", EVIL]],
  report: [
    ["report", "--titles", "--html", "-"],
    ["report", "--month", EVIL],
  ],
  receipt: [
    ["receipt", EVIL],
    ["receipt", "#7", "--titles", "--md"],
    ["receipt", "#7", "--titles", "--html", "-"],
  ],
  tag: [
    ["tag", EVIL, "x"],
    ["tag", "s-x", EVIL],
    ["tag", "remove", EVIL],
  ],
  listen: [["listen", "--host", EVIL]],
  watch: [["watch", "--view", EVIL]],
  "": [[EVIL], [`--${EVIL}`], ["sessions", EVIL], ["by", EVIL], ["--since", EVIL], ["--timezone", EVIL]],
  limits: [
    ["limits", "silence", EVIL],
    ["limits", "snooze", EVIL, EVIL],
    ["limits", "notify", "off", EVIL],
  ],
  budget: [
    ["budget", "set", EVIL, "1"],
    ["budget", "remove", EVIL],
  ],
  credits: [["credits", "remove", EVIL]],
  plan: [["plan", EVIL]],
  prices: [
    ["prices", EVIL],
    ["prices", "alias", EVIL, EVIL],
  ],
  archive: [
    ["archive", "repair"],
    ["archive", "adopt", EVIL],
  ],
  "what-if": [["what-if", "--model", EVIL]],
  config: [
    ["config", "get", EVIL],
    ["config", "set", EVIL, EVIL],
    ["config", "set", "context.focus", EVIL],
    ["config", "unset", EVIL],
  ],
  team: [
    ["team", "init", "team-folder", "--name", EVIL],
    ["team", "init", "team-folder", "--json"],
    ["team", "doctor"],
    ["team", "doctor", EVIL],
    ["team", "join", EVIL],
    ["team", "share"],
    ["team", "roster", "set", EVIL, "--name", EVIL, "--group", EVIL, "--cost-center", EVIL],
    ["team", "roster"],
    ["team", "roster", "list", "--json"],
    ["team", "roster", "remove", EVIL],
    ["team", "prune", "--before", EVIL],
  ],
  "damaged settings": [
    ["--data-dir", "bad"],
    ["--data-dir", "bad", "limits"],
    ["--data-dir", "bad", "prices"],
  ],
};

const named = (args: readonly string[]): string =>
  args.map((arg) => arg.replace(EVIL, "EVIL")).join(" ") || "(summary)";

/** @param run in this process where the built program is run with the same words in another form: both write by one filter */
async function faults(args: readonly string[], options: RunOptions = {}, run = runCli): Promise<readonly string[]> {
  const ran = await run(args, { home, cwd: home, ...options });
  const isColoured = args.includes("always");
  return [ran.stdout, ran.stderr]
    .map(isColoured ? faultInColour : faultIn)
    .filter((fault) => fault !== "")
    .map((fault) => `${named(args)}: ${fault}`);
}

it("knows every command, so that a new one is not forgotten here", () => {
  const program = new Command();
  for (const register of ALL_COMMANDS) register(program, { stdout: {}, stderr: {}, env: {} } as Io, { exitCode: 0 });
  const covered = { ...REPORTS, ...OTHERS };
  expect(program.commands.map((c) => c.name()).filter((name) => !(name in covered))).toEqual([]);
});

/** The summary and `sessions` are of the bundle for reports, the others of the whole program. */
const BUILT: readonly string[] = ["", "sessions", "limits", "doctor", "report"];

describe("reports", () => {
  const runs = Object.values(REPORTS).flat();
  it.each(runs.map((args) => [named(args), args] as const))("%s", async (_name, args) => {
    const plain = ["--color", "never"];
    const coloured = ["--color", "always"];
    // Of each bundle the built program, too.
    const isBuilt = BUILT.includes(args[0] ?? "");
    const found = [...(await faults([...args, ...coloured], { columns: 120 }, isBuilt ? runCli : runHere))];
    for (const form of [plain, ["--csv"], ["--json"]]) {
      found.push(...(await faults([...args, ...form], { columns: 120 }, runHere)));
    }
    found.push(...(await faults([...args, ...plain], { columns: 40 }, runHere)));
    expect(found).toEqual([]);
  });

  it("JSON keeps what it escapes", async () => {
    const { stdout } = await runCli(["by", "project", "--json"], { home, cwd: home });
    const { groups } = JSON.parse(stdout) as { groups: { key: string }[] };
    expect(groups.map((g) => g.key)).toContain(`/home/dev/${EVIL}`);
  });
});

/** What the entry does before any command, what reads its input or goes on for ever, and a data folder named relatively. */
const ONLY_BUILT = [COMPLETE_COMMAND, "statusline", "hook", "listen", "watch", "--data-dir"];

describe("other commands and arguments echoed back", () => {
  const runs = Object.values(OTHERS).flat();
  it.each(runs.map((args) => [named(args), args] as const))("%s", async (_name, args) => {
    const run = args.some((arg) => ONLY_BUILT.includes(arg)) ? runCli : runHere;
    expect(await faults(args, { input: statuslineInput(), env: { NO_COLOR: "1" } }, run)).toEqual([]);
  });
});

describe("inside Claude Code", () => {
  const events = [
    ...HOOK_EVENTS.map((event) => [event, ""] as const),
    ...PLUGIN_COMMANDS.map((command) => ["UserPromptExpansion", `${PLUGIN_NAME}:${command}`] as const),
  ];
  it.each(events)("hook %s %s", async (event, command) => {
    const fresh = tempDir();
    hostileHome(fresh);
    const env = cleanEnv(fresh);
    runInside(["statusline"], { env, input: statuslineInput() });
    const input = hookInput(event, command);
    // The answer of the built program of one event; it writes them all in one place.
    const run = event === "SessionStart" ? runBuilt : runInside;
    const { stdout, stderr } = await run(["hook"], { env, input });
    expect([faultIn(stdout), faultIn(stderr)]).toEqual(["", ""]);
    const answer: unknown = stdout === "" ? {} : JSON.parse(stdout);
    // A notification is one of our control sequences around a clean text.
    const { terminalSequence = "", ...texts } = answer as Record<string, string>;
    expect(faultIn(terminalSequence.replace(/^\u001b\]9;([^\u0007]*)\u0007$/, "$1"))).toBe("");
    for (const text of stringsIn(texts)) expect(faultIn(text)).toBe("");
  });

  it("the status line, with and without colour", async () => {
    for (const env of [{ NO_COLOR: "1" }, {}] as const) {
      const { stdout } = await runCli(["statusline"], { home, input: statuslineInput(), env, columns: 300 });
      expect(stdout.split("\n")).toHaveLength(2);
      expect(faultInColour(stdout)).toBe("");
      if ("NO_COLOR" in env) expect(stdout).not.toContain("\u001b");
    }
  });
});

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

it("a folder with a hostile name is named without its control characters", async () => {
  const strange = join(home, `d-${EVIL.replaceAll("/", "")}`);
  for (const args of [[], ["doctor"], ["limits"], ["setup", "--status"]]) {
    expect(await faults([...args, "--config-dir", strange, "--data-dir", `${strange}-data`])).toEqual([]);
  }
});
