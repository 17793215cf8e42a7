/**
 * A process that takes a lock and adds to a number in a file. Arguments: the lock, the file, and
 * - `once`: holds the lock until a line comes, then adds one and reports "added" or "lost";
 * - a number: adds one so many times, and reports "+" or "-" (lost the lock) for each.
 */
import { existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { type HeldLock, LockLostError, withFileLock } from "../../src/store/files/file-lock.ts";

const [lock = "", file = "", task = ""] = process.argv.slice(2);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function add(held: HeldLock, value: number): boolean {
  try {
    held.replace(file, String(value + 1), { durable: false });
    return true;
  } catch (error) {
    if (error instanceof LockLostError) return false;
    throw error;
  }
}

const read = (): number => (existsSync(file) ? Number(readFileSync(file, "utf8")) : 0);

if (task === "once") {
  const lines = createInterface({ input: process.stdin });
  const line = new Promise((resolve) => lines.once("line", resolve));
  await withFileLock(lock, async (held) => {
    const value = read();
    process.stdout.write("held\n");
    await line;
    process.stdout.write(add(held, value) ? "added\n" : "lost\n");
  });
  lines.close();
} else {
  for (let i = 0; i < Number(task); i++) {
    await withFileLock(lock, async (held) => {
      const value = read();
      for (let n = 0; n < 5; n++) await turn();
      process.stdout.write(add(held, value) ? "+" : "-");
    });
  }
}
