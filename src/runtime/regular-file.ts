/**
 * Opens files that others may have created. Only regular files are opened, because reading a pipe, a device or a socket
 * could block or never end. All files are opened through this module.
 */

import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, type Stats, statSync } from "node:fs";
import { parseJson } from "../core/parse-json.ts";
import { tryFile } from "./try-file.ts";

/** The `code` of the error where a path is not a file. */
export const NOT_A_FILE = "ENOTFILE";

/** Missing on Windows, where a pipe cannot be opened by a file's name. */
const NO_WAIT = (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/**
 * @param flags of `open`; by default for reading
 * @returns a file descriptor, to be closed by the caller
 * @throws the file system's error, or one with the code `ENOTFILE` that names what is there instead
 */
export function openRegular(path: string, flags: number = constants.O_RDONLY, mode = 0o600): number {
  // Some devices react to being opened, so the type is checked first.
  const before = statSync(path, { throwIfNoEntry: false });
  if (before !== undefined) assertRegular(path, before);
  return openAndCheck(path, flags, mode);
}

/**
 * Opens for reading what was a regular file when the caller checked a moment ago, as a cold start does for all logs: it
 * is checked again after it was opened.
 * @throws as `openRegular`
 */
export function openFound(path: string): number {
  return openAndCheck(path, constants.O_RDONLY, 0);
}

function openAndCheck(path: string, flags: number, mode: number): number {
  const fd = openSync(path, flags | NO_WAIT, mode);
  try {
    assertRegular(path, fstatSync(fd));
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return fd;
}

/**
 * The stat of a path, following links; undefined where nothing is there, or it cannot be read (a loop of links, no
 * permission).
 */
export function statIfAny(path: string): Stats | undefined {
  return tryFile(() => statSync(path, { throwIfNoEntry: false }), undefined);
}

/** What is at a path that is not a file, such as "a named pipe"; null where it is a file, or nothing is there. */
export function kindIfNoFile(path: string): string | null {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat !== undefined) return stat.isFile() ? null : kindOf(stat);
    return lstatSync(path, { throwIfNoEntry: false }) === undefined ? null : "a link to nothing";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return code === "ELOOP" ? "a loop of links" : null;
  }
}

/** Reads a whole file. @throws as `openRegular` */
export function readBytes(path: string): Buffer {
  return withFile(path, (fd) => readFileSync(fd));
}

/** Reads a whole file as UTF-8; invalid bytes become U+FFFD. @throws as `openRegular` */
export function readText(path: string): string {
  return withFile(path, (fd) => readFileSync(fd, "utf8"));
}

/** The same; null where the file does not exist, cannot be read or is not a regular file. */
export function readTextOrNull(path: string): string | null {
  return tryFile(() => readText(path), null);
}

/** The value of a JSON file; undefined where it does not exist, cannot be read, is not a regular file or not JSON. */
export function readJson(path: string): unknown {
  return tryFile(() => parseJson(readText(path)), undefined);
}

function withFile<T>(path: string, read: (fd: number) => T): T {
  const fd = openRegular(path);
  try {
    return read(fd);
  } finally {
    closeSync(fd);
  }
}

function assertRegular(path: string, stat: Stats): void {
  if (stat.isFile()) return;
  const code = stat.isDirectory() ? "EISDIR" : NOT_A_FILE;
  throw Object.assign(new Error(`${path} is ${kindOf(stat)}, not a file`), { code, path });
}

function kindOf(stat: Stats): string {
  if (stat.isDirectory()) return "a folder";
  if (stat.isFIFO()) return "a named pipe";
  if (stat.isSocket()) return "a socket";
  if (stat.isCharacterDevice() || stat.isBlockDevice()) return "a device";
  return "something else";
}
