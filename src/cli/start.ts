/** Runs the command line and ends the process with its exit code. A broken pipe ends it in process-io.ts. */

import type { Register } from "./program.ts";
import { run } from "./run.ts";
import { processIo } from "./terminal/process-io.ts";

export function start(commands: readonly Register[]): void {
  process.once("SIGINT", () => process.exit(130));
  const io = processIo();
  void run(process.argv.slice(2), io, commands).then((code) => {
    process.exitCode = code;
    // Everything is written by now, except on Windows, where terminal output is asynchronous. Exiting immediately saves
    // the time of a regular shutdown.
    if (process.platform !== "win32") process.exit();
  });
}
