/** Runs the status line that was there before, so that ours comes below it. */

import { spawn } from "node:child_process";

/** A status line that hangs must not hold ours back; Claude Code itself would replace it by then. */
const LIMIT_MS = 5_000;
const MAX_BYTES = 64_000;

/** What the command prints, given the same JSON; "" where it fails. It dies with us. */
export function runWrapped(command: string, source: string): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(command, { shell: true, stdio: ["pipe", "pipe", "ignore"], timeout: LIMIT_MS });
    let output = "";
    const stop = (): void => {
      child.kill();
      resolve(output);
      process.exitCode = 0;
    };
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, stop);
    child.stdout.setEncoding("utf8");
    child.stdout.on("data", (text: string) => {
      if (output.length < MAX_BYTES) output += text;
    });
    child.on("error", () => resolve(""));
    child.on("close", () => resolve(output));
    // It may not read its input at all.
    child.stdin.on("error", () => {});
    child.stdin.end(source);
  });
}
