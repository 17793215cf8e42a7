/**
 * Opening files that others may have put there. Only a regular file is opened, since a pipe, a device or a socket in
 * its place would make a read wait for ever or never end. All files are opened through here.
 */

import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, type Stats, statSync } from "node:fs";
import { parseJson } from "../core/parse-json.ts";
import { tryFile } from "./try-file.ts";

/** The `code` of the error where there is something else than a file at a path. */
export const NOT_A_FILE = "ENOTFILE";

/** Not there on Windows, where opening a pipe by a file's name is not possible either. */
const NO_WAIT = (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/**
 * @param flags of `open`; by default for reading
 * @returns a file descriptor, to be closed by the caller
 * @throws the file system's error, or one with the code `ENOTFILE` that says what is there instead
 */
export function openRegular(path: string, flags: number = constants.O_RDONLY, mode = 0o600): number {
  // Some devices act when they are opened: they are not even touched.
  const before = statSync(path, { throwIfNoEntry: false });
  if (before !== undefined) assertRegular(path, before);
  return openAndCheck(path, flags, mode);
}

/**
 * Opens for reading what was a regular file when the caller asked a moment ago, as all logs are in which a cold start
 * looks: it is asked again only once it is open.
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

/** What is at a path, links followed; undefined where nothing is, or where it cannot be read (a loop of links, no permission). */
export function statIfAny(path: string): Stats | undefined {
  return tryFile(() => statSync(path, { throwIfNoEntry: false }), undefined);
}

/** What is at a path where that is no file, such as "a named pipe"; null where it is a file, or nothing. */
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

/** All of a file. @throws as `openRegular` */
export function readBytes(path: string): Buffer {
  return withFile(path, (fd) => readFileSync(fd));
}

/** All of a file as UTF-8; bytes that are none become U+FFFD. @throws as `openRegular` */
export function readText(path: string): string {
  return withFile(path, (fd) => readFileSync(fd, "utf8"));
}

/** The same; null where it is not there, cannot be read or is no file. */
export function readTextOrNull(path: string): string | null {
  return tryFile(() => readText(path), null);
}

/** The value of a JSON file; undefined where it is not there, cannot be read, is no file or not JSON. */
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
