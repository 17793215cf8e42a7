/** Runs the status line that was there before, so that ours comes below it. */

import { type ChildProcess, spawn } from "node:child_process";

/** A status line that hangs must not hold ours back; Claude Code itself would replace it by then. */
const LIMIT_MS = 5_000;
const MAX_BYTES = 64_000;
const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

/** What the command prints, given the same JSON; "" where it fails. It and what it started die with us. */
export function runWrapped(command: string, source: string): Promise<string> {
  return new Promise((resolve) => {
    // A group of its own, so that what the shell started can be ended with it.
    const isGroup = process.platform !== "win32";
    let started: ChildProcess | null = null;
    let output = "";
    const stop = (): void => {
      if (started !== null) end(started, isGroup);
      finish();
    };
    // Before it starts: a signal that comes at that moment must end it too.
    for (const signal of SIGNALS) process.once(signal, stop);
    const child = spawn(command, {
      shell: shellOf(process.platform, process.env),
      stdio: ["pipe", "pipe", "ignore"],
      detached: isGroup,
    });
    started = child;
    const timer = setTimeout(stop, LIMIT_MS);
    const finish = (): void => {
      clearTimeout(timer);
      for (const signal of SIGNALS) process.off(signal, stop);
      child.stdout.destroy();
      resolve(output);
    };
    child.stdout.setEncoding("utf8");
    child.stdout.on("data", (text: string) => {
      if (output.length < MAX_BYTES) output += text;
    });
    child.on("error", finish);
    child.on("close", finish);
    // It may not read its input at all.
    child.stdin.on("error", () => {});
    child.stdin.end(source);
  });
}

/** The shell in which Claude Code runs commands: on Windows Git Bash where it is there, else PowerShell. */
export function shellOf(platform: string, env: Readonly<Record<string, string | undefined>>): string | true {
  if (platform !== "win32") return true;
  const named = env["CLAUDE_CODE_GIT_BASH_PATH"];
  if (named) return named;
  // Set by Git Bash for what it runs.
  if (!env["MSYSTEM"]) return "powershell.exe";
  const shell = env["SHELL"] ?? "";
  return /^[A-Za-z]:/.test(shell) ? shell : "bash.exe";
}

function end(child: ChildProcess, isGroup: boolean): void {
  if (child.pid === undefined) return;
  try {
    if (isGroup) process.kill(-child.pid, "SIGTERM");
    else child.kill();
  } catch (error) {
    // It ended by itself just now.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
