/** Runs the built program as a child process, with its own environment. */

import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const LAUNCHER = join(root, "bin", "claude-cost.js");

export type BuiltRun = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** @param env the whole environment except `PATH` */
export function runBuilt(
  args: readonly string[],
  { env, input = "", cwd }: { env: Record<string, string>; input?: string; cwd?: string },
): Promise<BuiltRun> {
  return new Promise((resolve) => {
    const options = { env: { PATH: process.env["PATH"] ?? "", ...env }, cwd, maxBuffer: 64_000_000 };
    const child = execFile(process.execPath, [LAUNCHER, ...args], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : 1, stdout, stderr });
    });
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  });
}
