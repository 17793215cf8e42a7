/** A folder in memory for temporary files: tests write thousands of small ones, and most of that time is the disk's. */

import { accessSync, constants, mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

const MEMORY = "/dev/shm";
/** Short, because paths below it are printed. */
const PREFIX = "cc-";
/** The largest tests write some hundred megabytes at a time. */
const NEEDED_BYTES = 2 * 2 ** 30;

/** Makes one. @returns null where the system has no place for it that is large enough and may run programs */
export function memoryDir(): string | null {
  if (process.platform !== "linux" || process.env["TMPDIR"]) return null;
  try {
    accessSync(MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY);
    const mounts = readFileSync("/proc/mounts", "utf8").split("\n");
    const options = mounts.findLast((line) => line.split(" ")[1] === MEMORY)?.split(" ")[3] ?? "noexec";
    if (options.split(",").includes("noexec") || bavail * bsize < NEEDED_BYTES) return null;
    return mkdtempSync(join(MEMORY, PREFIX));
  } catch {
    return null;
  }
}

/** Removes it when all tests are over. */
export function setup({ config }: TestProject): () => void {
  const { TMPDIR: dir = "" } = config.env;
  return () => {
    if (dir.startsWith(join(MEMORY, PREFIX))) rmSync(dir, { recursive: true, force: true });
  };
}
