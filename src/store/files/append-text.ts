import { closeSync, constants, writeSync } from "node:fs";
import { dirname } from "node:path";
import { isObject, parseJson } from "../../core/parse-json.ts";
import { makeFolder } from "../../runtime/make-folder.ts";
import { openRegular, readTextOrNull } from "../../runtime/regular-file.ts";

/** The objects in a file with a JSON object on each line; all other lines are skipped. Empty where it cannot be read. */
export function readLines(file: string): readonly Readonly<Record<string, unknown>>[] {
  const lines = (readTextOrNull(file) ?? "").split("\n");
  return lines.map((line) => parseJson(line)).filter(isObject);
}

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
