import { readSync } from "node:fs";
import { isatty } from "node:tty";

/** More than this is not what Claude Code says to a status line or a hook. */
const MAX_BYTES = 8_000_000;

/** All of stdin, at once; "" on a terminal, so that nothing waits for keys. */
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
      // A pipe that was made non-blocking and has nothing yet.
      if (code === "EAGAIN") {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
        continue;
      }
      // Windows says so at the end of a pipe; a closed stdin is an empty one.
      if (code === "EOF" || code === "EBADF") return 0;
      throw error;
    }
  }
}
