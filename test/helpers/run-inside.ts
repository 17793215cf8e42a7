/**
 * Runs what Claude Code starts, a hook or the status line, in this process: for tests that are not about the process.
 */

import { runHook } from "../../src/cli/hook/run-hook.ts";
import { statuslineLine } from "../../src/cli/statusline/statusline-line.ts";
import { terminalText } from "../../src/core/clean-text.ts";
import type { BuiltRun } from "./run-built.ts";

/**
 * @param args as the launcher gets them, without `--wrap` and `--plain`
 * @param env all of the environment
 */
export function runInside(
  args: readonly string[],
  { env, input = "" }: { env: Readonly<Record<string, string>>; input?: string },
): BuiltRun {
  const { platform } = process;
  if (args[0] === "hook") {
    const { text, afterwards } = runHook({ argv: args, source: input, env, platform, now: Date.now });
    afterwards();
    return { code: 0, stdout: text, stderr: "" };
  }
  if (args.length !== 1 || args[0] !== "statusline") throw new Error(`${args.join(" ")} is not run in this process`);
  const { line } = statuslineLine({ source: input, dataDir: undefined, env, platform, nowMs: Date.now() });
  return { code: 0, stdout: line === "" ? "" : terminalText(`${line}\n`), stderr: "" };
}
