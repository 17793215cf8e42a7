/** Helpers of the commands that make pages. */

import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UserError } from "../../core/user-error.ts";
import { writeFileAtomic } from "../../store/files/atomic-file.ts";
import type { Io } from "../io.ts";
import { printMessage } from "./messages.ts";

/** @throws UserError (exit code 2) where more than one format is requested */
export function refuseTwoForms(
  { html, md }: { readonly html?: string | true; readonly md?: boolean },
  { json }: { readonly json?: boolean },
): void {
  if ([html !== undefined, md, json].filter(Boolean).length > 1) {
    throw new UserError("--html, --md and --json cannot be combined", { exitCode: 2 });
  }
}

/**
 * Where a page is written: to the given file, by default to a file named `name` in the working directory, or to stdout
 * where that is redirected.
 * @param html the value of `--html`; true = no value
 */
export function pageTarget(io: Io, html: string | true, name: string): string {
  if (html !== true) return html;
  return io.stdout.isTTY ? name : "-";
}

/** @param target a file, relative to the working directory; `-` = stdout */
export function writePage(io: Io, target: string, page: string): void {
  if (target === "-") {
    io.stdout.write(page);
    return;
  }
  const file = resolve(io.cwd, target);
  writeNamedFile(file, page);
  printMessage(io.stderr, `wrote ${file}`);
}

/** Writes a file that the user has named. @throws UserError where its folder is missing or the system refuses */
export function writeNamedFile(file: string, text: string): void {
  const folder = dirname(file);
  if (!existsSync(folder)) {
    throw new UserError(`${file} cannot be written: there is no folder ${folder}`, {
      hint: "Make the folder, or name another file.",
    });
  }
  try {
    writeFileAtomic(file, text, { durable: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const reason = code === "EISDIR" ? "it is a folder" : code;
    throw new UserError(`${file} cannot be written: ${reason}`, {
      hint: "Name another file.",
      cause: error,
    });
  }
}
