/** Runs the command line, and ends the process with its exit code. A pipe that breaks ends it in process-io.ts. */

import type { Register } from "./program.ts";
import { run } from "./run.ts";
import { processIo } from "./terminal/process-io.ts";

export function start(commands: readonly Register[]): void {
  process.once("SIGINT", () => process.exit(130));
  const io = processIo();
  void run(process.argv.slice(2), io, commands).then((code) => {
    process.exitCode = code;
    // All is written by now, but on Windows, where a terminal is written to in the background. Ending at once spares
    // the time to take everything down.
    if (process.platform !== "win32") process.exit();
  });
}
