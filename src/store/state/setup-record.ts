/** `state/setup/`: the contents of each settings file before setup, so that every byte can be restored. */

import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { readText } from "../../runtime/regular-file.ts";
import { writeFileAtomic } from "../files/atomic-file.ts";

export type SetupRecord = {
  readonly version: 1;
  readonly file: string;
  /** null = there was no file. */
  readonly before: string | null;
  /** What setup wrote. While the file is unchanged, undo restores `before`. */
  readonly after: string;
  readonly atMs: number;
};

function recordFile(stateDir: string, file: string): string {
  return join(stateDir, "setup", `${createHash("sha256").update(file).digest("hex").slice(0, 16)}.json`);
}

export function readSetupRecord(stateDir: string, file: string): SetupRecord | null {
  try {
    const value = JSON.parse(readText(recordFile(stateDir, file))) as Partial<SetupRecord> | null;
    const isUsable =
      value?.version === 1 &&
      value.file === file &&
      typeof value.after === "string" &&
      (value.before === null || typeof value.before === "string");
    return isUsable ? (value as SetupRecord) : null;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

export function writeSetupRecord(stateDir: string, record: SetupRecord): void {
  writeFileAtomic(recordFile(stateDir, record.file), JSON.stringify(record), { durable: true });
}

export function dropSetupRecord(stateDir: string, file: string): void {
  rmSync(recordFile(stateDir, file), { force: true });
}
