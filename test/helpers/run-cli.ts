/** Runs the built program as a user would: a child process with no variable of this machine in its environment. */

import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tempDir } from "./temp-dir.ts";

export const BIN = fileURLToPath(new URL("../../bin/claude-cost.js", import.meta.url));

export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type RunOptions = {
  /** The user's home; `.claude` in it is the only root unless `env` names another. Default: an empty one. */
  readonly home?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly input?: string;
  readonly cwd?: string;
};

/** The environment of a run: UTC, no colour, our own folder in the home. */
export function cleanEnv(home: string, options: RunOptions = {}): Record<string, string> {
  const { columns = 100, env = {} } = options;
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    USERPROFILE: home,
    TMPDIR: process.env["TMPDIR"] ?? tmpdir(),
    TZ: "UTC",
    LANG: "C.UTF-8",
    COLUMNS: String(columns),
    CLAUDE_CONFIG_DIR: join(home, ".claude"),
    CLAUDE_COST_DIR: join(home, "cost"),
    ...env,
  };
}

export function runCli(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const home = options.home ?? tempDir();
  mkdirSync(join(home, ".claude"), { recursive: true });
  const child = spawn(process.execPath, [BIN, ...args], { env: cleanEnv(home, options), cwd: options.cwd ?? home });
  return new Promise((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
  });
}

/** Runs a command with `--json` and parses its output. */
export async function runJson<T = unknown>(args: readonly string[], options: RunOptions = {}): Promise<T> {
  const ran = await runCli([...args, "--json"], options);
  if (ran.code !== 0) throw new Error(`claude-cost ${args.join(" ")} exited with ${ran.code}: ${ran.stderr}`);
  return JSON.parse(ran.stdout) as T;
}
