/** Tab in real shells: bash by its own completion function, fish by `complete -C`, zsh in a real terminal. */

import { execFile, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { assistantRow, lines, makeTree } from "../helpers/make-tree.ts";
import { BIN, cleanEnv, runCli } from "../helpers/run-cli.ts";
import { runs } from "../helpers/runs.ts";
import { sharedTempDir } from "../helpers/temp-dir.ts";
import { openTerminal } from "../helpers/terminal.ts";

const has = (shell: string): boolean => spawnSync(shell, ["--version"]).error === undefined;

const home = sharedTempDir();
let env: Record<string, string> = {};
const SESSION = "0a1b2c3d-1111-4111-8111-111111111111";

/** A home with one session in a project whose name has a blank, its index, and the program on PATH. */
beforeAll(async () => {
  const rows = [
    assistantRow({ sessionId: SESSION, cwd: "/home/dev/orders api" }),
    assistantRow({ sessionId: SESSION, cwd: "/home/dev/orders api", model: "claude-haiku-5-5" }),
    { type: "pr-link", sessionId: SESSION, prNumber: 12, prRepository: "acme/api" },
  ];
  makeTree(join(home, ".claude"), { [`projects/-home-dev-orders-api/${SESSION}.jsonl`]: lines(...rows) });
  const bin = join(home, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "claude-cost"), `#!/bin/sh\nexec ${process.execPath} ${BIN} "$@"\n`);
  chmodSync(join(bin, "claude-cost"), 0o755);
  env = { PATH: `${bin}:${process.env["PATH"]}` };
  expect((await runCli(["daily"], { home })).code).toBe(0);
  mkdirSync(join(home, "cost"), { recursive: true });
  writeFileSync(join(home, "cost", "settings.json"), JSON.stringify({ currency: { code: "EUR", perUsd: "0.92" } }));
  for (const shell of ["bash", "zsh", "fish"]) {
    writeFileSync(join(home, `completion.${shell}`), (await runCli(["completion", shell], { home })).stdout);
  }
});

function outputOf(shell: string, script: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const options = { env: cleanEnv(home, { env }), cwd: home };
    execFile(shell, ["-c", script], options, (error, stdout, stderr) => {
      if (error) reject(error);
      // A shell that complains is a shell whose Tab is broken.
      else if (stderr !== "") reject(new Error(stderr));
      else resolve(stdout.split("\n").filter(Boolean));
    });
  });
}

/** @param line as typed; bash hands the words over split at `=` */
function inBash(line: string): Promise<string[]> {
  const words = line.split(/ |(=)/).filter((word) => word !== undefined);
  const quoted = words.map((word) => `'${word}'`).join(" ");
  const script = `source completion.bash; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _claude_cost; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return outputOf("bash", script);
}

const inFish = async (line: string): Promise<string[]> =>
  (await outputOf("fish", `source completion.fish; complete -C '${line}'`)).map(
    (text) => text.split("\t")[0] as string,
  );

/** Everything that a Tab must know, as typed and as answered. */
const CASES: readonly (readonly [line: string, expected: readonly string[]])[] = [
  ["claude-cost week", ["weekly"]],
  ["claude-cost by v", ["version"]],
  ["claude-cost daily --no-in", ["--no-index"]],
  ["claude-cost daily --color ne", ["never"]],
  ["claude-cost completion zs", ["zsh"]],
  ["claude-cost daily --model ha", ["haiku-5-5"]],
  ["claude-cost sessions 0a1", [SESSION]],
  ["claude-cost sessions cur", ["current"]],
  ["claude-cost daily --timezone Europe/Berl", ["Europe/Berlin"]],
  // The value of an option is no command: `daily` is still the command here.
  ["claude-cost --project limits dail", ["daily"]],
  ["claude-cost limits silen", ["silence"]],
  ["claude-cost by ti", ["ticket"]],
  ["claude-cost tag re", ["remove"]],
  ["claude-cost tag 0a", [SESSION]],
  ["claude-cost tag ma", ["main"]],
  ["claude-cost receipt acme", ["acme/api#12"]],
  ["claude-cost config get context.watch", ["context.watchAt"]],
  ["claude-cost config set context.watch", ["context.watchAt"]],
  ["claude-cost config set dashboard.theme d", ["dark"]],
  ["claude-cost config set dashboard.mouse t", ["true"]],
  ["claude-cost config set currency.perUsd ", []],
  ["claude-cost daily --currency ", ["EUR"]],
  // Changed with `claude-cost budget`, so it can be read here but not set.
  ["claude-cost config get budget", ["budgets"]],
  ["claude-cost config set budget", []],
];

describe.skipIf(!has("bash"))("bash", () => {
  test.each(CASES)("%s", async (line, expected) => expect(await inBash(line)).toEqual(expected));

  test("completes what follows an equals sign, which it takes for a word", async () => {
    expect(await inBash("claude-cost daily --model=ha")).toEqual(["haiku-5-5"]);
  });

  test("quotes a project with a blank in its name", async () => {
    expect(await inBash("claude-cost daily --project ord")).toEqual(["orders\\ api"]);
  });

  test("completes a path where a file is asked for, and only there", async () => {
    expect(await inBash("claude-cost import completion.b")).toEqual(["completion.bash"]);
    expect(await inBash("claude-cost daily --config-dir bi")).toEqual(["bin"]);
    expect(await inBash("claude-cost daily completion.b")).toEqual([]);
  });
});

describe.skipIf(!has("fish"))("fish", () => {
  // The words are the program's, which bash is asked for all of.
  const some = runs({ ci: CASES, here: CASES.filter((_, i) => i % 4 === 0) });
  test.each(some)("%s", async (line, expected) => expect(await inFish(line)).toEqual(expected));

  test("completes what follows an equals sign", async () => {
    expect(await inFish("claude-cost daily --model=ha")).toEqual(["--model=haiku-5-5"]);
  });

  test("mixes in no files, and completes one where it is asked for", async () => {
    expect(await inFish("claude-cost daily compl")).toEqual([]);
    expect(await inFish("claude-cost import completion.fi")).toEqual(["completion.fish"]);
  });
});

describe.skipIf(!has("zsh"))("zsh", () => {
  test("completes commands, options and values at a Tab", async () => {
    const terminal = openTerminal([], { home, env, through: ["sh", "-c", "exec zsh -f -i", "sh"] });
    terminal.write("PS1='> '; autoload -U compinit; compinit -u; source ./completion.zsh; clear; echo re''ady\r");
    await terminal.waitForContent("ready");
    for (const [typed, completed] of [
      ["week", "claude-cost weekly"],
      ["daily --model ha", "claude-cost daily --model haiku-5-5"],
      ["daily --model=ha", "claude-cost daily --model=haiku-5-5"],
      ["sessions 0a1", `claude-cost sessions ${SESSION}`],
      ["daily --project ord", "claude-cost daily --project orders\\ api"],
      ["import completion.z", "claude-cost import completion.zsh"],
    ] as const) {
      terminal.write(`claude-cost ${typed}\t`);
      await terminal.waitForContent(completed);
      terminal.write("\u0015");
    }
    expect(terminal.screen().join("\n")).not.toMatch(/unrecognized|bad|error|not found/);
    terminal.write("\u0015exit\r");
    await terminal.exited;
  });
});
