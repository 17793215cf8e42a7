/** The settings file on disk, as a lowdb adapter. Reads and writes whole; knows nothing of what is in it. */

import { readFileSync } from "node:fs";
import type { SyncAdapter } from "lowdb";
import { writeFileAtomic } from "../files/atomic-file.ts";

export type JsonFile = Record<string, unknown>;

/** The file is there but is not JSON: empty, cut, or edited by hand. */
export class BrokenFileError extends Error {
  override readonly name = "BrokenFileError";
}

export class SettingsAdapter implements SyncAdapter<JsonFile> {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** @returns null where there is no file
   *  @throws BrokenFileError */
  read(): JsonFile | null {
    const text = readText(this.#file);
    if (text === null) return null;
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonFile;
    } catch (cause) {
      throw new BrokenFileError(cause instanceof Error ? cause.message : String(cause), { cause });
    }
    throw new BrokenFileError("it holds no object { … }");
  }

  /** Keeps what was there as `.bak`. */
  write(data: JsonFile): void {
    const old = readText(this.#file);
    if (old !== null) writeFileAtomic(`${this.#file}.bak`, old, { durable: false });
    writeFileAtomic(this.#file, `${JSON.stringify(data, null, 2)}\n`, { durable: true });
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
