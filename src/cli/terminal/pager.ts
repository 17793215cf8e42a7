/** Shows output that is longer than the screen in `$PAGER`, by default in less where it is installed. */

import { spawnSync } from "node:child_process";

type Env = Readonly<Record<string, string | undefined>>;

type Pager = {
  readonly command: string;
  readonly args: readonly string[];
  /** Whether the command is run by a shell, because `$PAGER` can contain options. */
  readonly shell: boolean;
};

/** Shows colours, exits where everything fits, and leaves the text on the screen. */
const LESS_OPTIONS = "FRX";

/** @returns null where output is not paged */
export function pagerOf(env: Env, platform: NodeJS.Platform): Pager | null {
  const named = env["PAGER"]?.trim();
  if (named === "" || named === "cat") return null;
  // On a terminal without cursor movement, less prints a warning and waits.
  const term = env["TERM"] ?? "";
  if (platform !== "win32" && (term === "" || term === "dumb")) return null;
  if (named !== undefined) return { command: named, args: [], shell: true };
  return platform === "win32" ? null : { command: "less", args: [`-${LESS_OPTIONS}`], shell: false };
}

/** Exit codes of a shell for a program that is missing or cannot be run. */
const NOT_RUN: readonly (number | null)[] = [126, 127];

/**
 * Waits until the reader closes the pager.
 * @returns false where the program is missing; nothing was shown then
 */
export function showPaged(text: string, { command, args, shell }: Pager, env: Env): boolean {
  const restore = ignoreInterrupts();
  const { error, status } = spawnSync(command, args, {
    input: text,
    stdio: ["pipe", "inherit", "inherit"],
    shell,
    env: { ...env, LESS: env["LESS"] ?? LESS_OPTIONS },
  });
  restore();
  if ((error as NodeJS.ErrnoException | undefined)?.code === "ENOENT") return false;
  return !(shell && NOT_RUN.includes(status));
}

/** Ctrl-C in a pager is handled by the pager, for example to cancel a search. @returns a function that restores it */
function ignoreInterrupts(): () => void {
  const listeners = process.listeners("SIGINT");
  const ignore = (): void => {};
  process.removeAllListeners("SIGINT");
  process.on("SIGINT", ignore);
  return () => {
    // Signals that arrived meanwhile are delivered first.
    setImmediate(() => {
      process.removeListener("SIGINT", ignore);
      for (const listener of listeners) process.on("SIGINT", listener);
    });
  };
}
