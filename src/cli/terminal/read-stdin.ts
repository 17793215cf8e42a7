import { readSync } from "node:fs";
import { isatty } from "node:tty";

/** Claude Code's input to a status line or a hook is never larger. */
const MAX_BYTES = 8_000_000;

/** Reads all of stdin; "" on a terminal, so that it does not wait for input. */
export function readStdin(): string {
  if (isatty(0)) return "";
  const chunks: Buffer[] = [];
  let size = 0;
  const buffer = Buffer.allocUnsafe(65_536);
  while (size < MAX_BYTES) {
    const read = readSome(buffer);
    if (read === 0) break;
    chunks.push(Buffer.from(buffer.subarray(0, read)));
    size += read;
  }
  return Buffer.concat(chunks).toString("utf8");
}

function readSome(buffer: Buffer): number {
  for (;;) {
    try {
      return readSync(0, buffer);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      // The pipe was made non-blocking and has no data yet.
      if (code === "EAGAIN") {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
        continue;
      }
      // Windows reports the end of a pipe like this; a closed stdin counts as empty.
      if (code === "EOF" || code === "EBADF") return 0;
      throw error;
    }
  }
}
