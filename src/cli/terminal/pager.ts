/** Shows an answer that is longer than the screen page by page: with `$PAGER`, else with less where it is installed. */

import { spawnSync } from "node:child_process";

type Env = Readonly<Record<string, string | undefined>>;

type Pager = {
  readonly command: string;
  readonly args: readonly string[];
  /** `$PAGER` can hold options, as every program reads it. */
  readonly shell: boolean;
};

/** Shows colours, ends by itself where all fits, leaves what was shown on the screen. */
const LESS_OPTIONS = "FRX";

/** @returns null where nothing is to be paged */
export function pagerOf(env: Env, platform: NodeJS.Platform): Pager | null {
  const named = env["PAGER"]?.trim();
  if (named === "" || named === "cat") return null;
  // Without a terminal that can be moved in, less complains and waits.
  const term = env["TERM"] ?? "";
  if (platform !== "win32" && (term === "" || term === "dumb")) return null;
  if (named !== undefined) return { command: named, args: [], shell: true };
  return platform === "win32" ? null : { command: "less", args: [`-${LESS_OPTIONS}`], shell: false };
}

/** What a shell answers where the program is not there, or cannot be run. */
const NOT_RUN: readonly (number | null)[] = [126, 127];

/**
 * Waits until the reader has seen enough.
 * @returns false where there is no such program: then nothing was shown
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

/** Ctrl-C in a pager is the pager's own, as in a search that takes long. @returns what ends that */
function ignoreInterrupts(): () => void {
  const listeners = process.listeners("SIGINT");
  const ignore = (): void => {};
  process.removeAllListeners("SIGINT");
  process.on("SIGINT", ignore);
  return () => {
    // Those that came meanwhile are notified first.
    setImmediate(() => {
      process.removeListener("SIGINT", ignore);
      for (const listener of listeners) process.on("SIGINT", listener);
    });
  };
}
