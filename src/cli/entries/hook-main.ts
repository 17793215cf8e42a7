/**
 * Entry of `dist/hook.cjs`. It answers quickly or not at all: after an error, for a path that is not a regular file, or
 * on a slow disk it prints nothing and exits with 0, so that it never delays or fails a prompt.
 */

import { runHook } from "../hook/run-hook.ts";
import { printMessage } from "../terminal/messages.ts";
import { readStdin } from "../terminal/read-stdin.ts";

process.stdout.on("error", () => {});
try {
  const { env, platform } = process;
  const { text, afterwards } = runHook({
    argv: process.argv.slice(2),
    source: readStdin(),
    env,
    platform,
    now: Date.now,
  });
  if (text !== "") process.stdout.write(text);
  afterwards();
} catch (error) {
  if (process.argv.includes("--debug")) printMessage(process.stderr, String(error));
}
