/** The settings file on disk, as a lowdb adapter. Reads and writes it whole, independent of its contents. */

import type { SyncAdapter } from "lowdb";
import { isObject, parseJson } from "../../core/parse-json.ts";
import { readText } from "../../runtime/regular-file.ts";
import type { HeldLock } from "../files/file-lock.ts";

export type JsonFile = Record<string, unknown>;

/** The file exists but is not JSON: empty, truncated, or edited by hand. */
export class BrokenFileError extends Error {
  override readonly name = "BrokenFileError";
}

/** Reads and writes while a lock is held. */
export class SettingsAdapter implements SyncAdapter<JsonFile> {
  readonly #file: string;
  readonly #lock: HeldLock;

  constructor(file: string, lock: HeldLock) {
    this.#file = file;
    this.#lock = lock;
  }

  /** @returns null where there is no file
   *  @throws BrokenFileError */
  read(): JsonFile | null {
    return readJsonFile(this.#file);
  }

  /** Keeps the previous contents as `.bak`, unless they are broken: the backup is then of an earlier, valid file. */
  write(data: JsonFile): void {
    const old = textOf(this.#file);
    if (old !== null && isObject(parseJson(old))) this.#lock.replace(`${this.#file}.bak`, old, { durable: false });
    this.#lock.replace(this.#file, `${JSON.stringify(data, null, 2)}\n`, { durable: true });
  }
}

/** @returns null where there is no file
 *  @throws BrokenFileError */
export function readJsonFile(file: string): JsonFile | null {
  const text = textOf(file);
  return text === null ? null : parse(text);
}

/** @throws BrokenFileError */
function parse(text: string): JsonFile {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value as JsonFile;
  } catch (cause) {
    throw new BrokenFileError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
  throw new BrokenFileError("it contains no object { … }");
}

function textOf(file: string): string | null {
  try {
    return readText(file).replace(/^\uFEFF/, "");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
