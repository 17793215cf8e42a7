/** Runs the command line and sets the exit code. The only place that touches `process`. */

import { processIo } from "./process-io.ts";
import type { Register } from "./program.ts";
import { run } from "./run.ts";

export function start(commands: readonly Register[]): void {
  // A reader that goes away (`| head`) is not an error.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  process.once("SIGINT", () => process.exit(130));
  void run(process.argv.slice(2), processIo(), commands).then((code) => {
    process.exitCode = code;
  });
}
