/** Runs the user's previous status line, whose output is shown above ours. */

import { type ChildProcess, spawn } from "node:child_process";

/** A status line that hangs must not delay ours; Claude Code would cancel it after this time. */
const LIMIT_MS = 5_000;
const MAX_BYTES = 64_000;
const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

/**
 * The command's output for the same JSON; "" where it fails. The command and its child processes end with this process.
 */
export function runWrapped(command: string, source: string): Promise<string> {
  return new Promise((resolve) => {
    // A process group of its own, so that the shell's child processes can be ended too.
    const isGroup = process.platform !== "win32";
    let started: ChildProcess | null = null;
    let output = "";
    const stop = (): void => {
      if (started !== null) end(started, isGroup);
      finish();
    };
    // Before the start, because a signal at that moment must end it too.
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
    // It may not read its input.
    child.stdin.on("error", () => {});
    child.stdin.end(source);
  });
}

/** The shell in which Claude Code runs commands: on Windows Git Bash where installed, else PowerShell. */
export function shellOf(platform: string, env: Readonly<Record<string, string | undefined>>): string | true {
  if (platform !== "win32") return true;
  const named = env["CLAUDE_CODE_GIT_BASH_PATH"];
  if (named) return named;
  // Git Bash sets this variable for the programs that it runs.
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
    // The process has already ended.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
