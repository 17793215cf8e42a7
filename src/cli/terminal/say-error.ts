/** How an error is shown to the user, by the commands and by the dashboard alike. */

import { terminalText } from "../../core/clean-text.ts";
import { UserError } from "../../core/user-error.ts";
import { NOT_A_FILE } from "../../runtime/regular-file.ts";
import type { Out } from "../io.ts";
import { say, sayLine } from "./say.ts";

/** What the file system refuses, the user can mend: it is not a bug of ours. */
const REFUSALS = new Set([
  "EACCES",
  "EPERM",
  "EROFS",
  "ENOSPC",
  "EDQUOT",
  "ENOTDIR",
  "EISDIR",
  "ENAMETOOLONG",
  "ELOOP",
  NOT_A_FILE,
]);

function isRefusal(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && REFUSALS.has((error as NodeJS.ErrnoException).code ?? "");
}

/** @param debug with the stack @returns the exit code */
export function sayError(stderr: Pick<Out, "write">, error: unknown, debug: boolean): number {
  if (error instanceof UserError) {
    say(stderr, error.message);
    for (const line of error.hint === "" ? [] : error.hint.split("\n")) sayLine(stderr, line, "  ");
    if (debug) stderr.write(terminalText(`${error.stack}\n${String(error.cause ?? "")}\n`));
    return error.exitCode;
  }
  if (isRefusal(error)) {
    say(stderr, error.message);
    sayLine(stderr, "Mend the folder's permissions or room, or name another with --data-dir or CLAUDE_COST_DIR.", "  ");
    return 1;
  }
  const detail = error instanceof Error ? error : new Error(String(error));
  say(stderr, `this is a bug: ${detail.message}`);
  if (debug) stderr.write(terminalText(`${detail.stack}\n`));
  else sayLine(stderr, "Run again with --debug for the details.", "  ");
  return 1;
}
