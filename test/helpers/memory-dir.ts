/**
 * A folder in memory for temporary files: tests write thousands of small ones, which takes most of their time on a
 * disk.
 */

import { accessSync, constants, mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";

const MEMORY = "/dev/shm";
/** The largest tests write some hundred megabytes at a time. */
const NEEDED_BYTES = 2 * 2 ** 30;

/**
 * Runs before all tests; the returned function runs after them. The processes that run the tests inherit the
 * environment.
 */
export function setup(): (() => void) | undefined {
  if (!isUsable()) return undefined;
  // Short, because paths below it are printed.
  const dir = mkdtempSync(join(MEMORY, "cc-"));
  process.env["TMPDIR"] = dir;
  return () => rmSync(dir, { recursive: true, force: true });
}

/** False where the user specified a folder, or where the folder in memory is missing, too small or may not run programs. */
function isUsable(): boolean {
  if (process.platform !== "linux" || process.env["TMPDIR"]) return false;
  try {
    accessSync(MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY);
    const mounts = readFileSync("/proc/mounts", "utf8").split("\n");
    const options = mounts.findLast((line) => line.split(" ")[1] === MEMORY)?.split(" ")[3] ?? "noexec";
    return !options.split(",").includes("noexec") && bavail * bsize >= NEEDED_BYTES;
  } catch {
    return false;
  }
}
