import { closeSync, constants, writeSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "../../runtime/make-folder.ts";
import { openRegular } from "../../runtime/regular-file.ts";

/**
 * Appends to a file in one write, so that several processes can. @param text with its newline @throws the file system's
 * error
 */
export function appendText(file: string, text: string): void {
  makeFolder(dirname(file), 0o700);
  const fd = openRegular(file, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT);
  try {
    writeSync(fd, text);
  } finally {
    closeSync(fd);
  }
}
