/**
 * Runs the command line in this process, for tests that are not about the child process: it takes a tenth of the time.
 */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ALL_COMMANDS } from "../../src/cli/all-commands.ts";
import type { Out } from "../../src/cli/io.ts";
import { run } from "../../src/cli/run.ts";
import { terminalText } from "../../src/core/clean-text.ts";
import { cleanEnv, type Ran, type RunOptions } from "./run-cli.ts";

export type { Ran, RunOptions } from "./run-cli.ts";

import { tempDir } from "./temp-dir.ts";

/** A stream that collects what is written, with text cleaned as the real streams do it. */
export function channel(written: string[], columns: number, isTTY = false): Out {
  return {
    write: (text) => void written.push(terminalText(text)),
    control: (sequence) => void written.push(sequence),
    isTTY,
    columns,
  };
}

export async function runHere(
  args: readonly string[],
  options: RunOptions & { nowMs?: number; isTTY?: boolean } = {},
): Promise<Ran> {
  const home = options.home ?? tempDir();
  mkdirSync(join(home, ".claude"), { recursive: true });
  const { columns = 100, nowMs, isTTY = false } = options;
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const io = {
    stdout: channel(stdout, columns, isTTY),
    stderr: channel(stderr, columns),
    env: cleanEnv(home, options),
    cwd: options.cwd ?? home,
    homeDir: home,
    platform: process.platform,
    now: () => nowMs ?? Date.now(),
  };
  const code = await run(args, io, ALL_COMMANDS);
  return { code, stdout: stdout.join(""), stderr: stderr.join("") };
}

/** Runs a command with `--json` and parses its output. */
export async function jsonHere<T = unknown>(args: readonly string[], options: RunOptions = {}): Promise<T> {
  const ran = await runHere([...args, "--json"], options);
  if (ran.code !== 0) throw new Error(`claude-cost ${args.join(" ")} exited with ${ran.code}: ${ran.stderr}`);
  return JSON.parse(ran.stdout) as T;
}
