/** Shows an error to the user, in commands and in the dashboard. */

import { terminalText } from "../../core/clean-text.ts";
import { UserError } from "../../core/user-error.ts";
import { NOT_A_FILE } from "../../runtime/regular-file.ts";
import type { Out } from "../io.ts";
import { printLine, printMessage } from "./messages.ts";

/** Errors of the file system that the user can fix, so they are not reported as bugs. */
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

/** @param debug include the stack @returns the exit code */
export function printError(stderr: Pick<Out, "write">, error: unknown, debug: boolean): number {
  if (error instanceof UserError) {
    printMessage(stderr, error.message);
    for (const line of error.hint === "" ? [] : error.hint.split("\n")) printLine(stderr, line, "  ");
    if (debug) stderr.write(terminalText(`${error.stack}\n${String(error.cause ?? "")}\n`));
    return error.exitCode;
  }
  if (isRefusal(error)) {
    printMessage(stderr, error.message);
    printLine(
      stderr,
      "Mend the folder's permissions or room, or name another with --data-dir or CLAUDE_COST_DIR.",
      "  ",
    );
    return 1;
  }
  const detail = error instanceof Error ? error : new Error(String(error));
  printMessage(stderr, `this is a bug: ${detail.message}`);
  if (debug) stderr.write(terminalText(`${detail.stack}\n`));
  else printLine(stderr, "Run again with --debug for the details.", "  ");
  return 1;
}
