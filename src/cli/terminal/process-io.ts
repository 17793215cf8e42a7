import { fstatSync, statSync, writeSync } from "node:fs";
import { devNull, homedir } from "node:os";
import { type ControlSequence, terminalText } from "../../core/clean-text.ts";
import { UserError } from "../../core/user-error.ts";
import { tryFile } from "../../runtime/try-file.ts";
import { archiveLater } from "../archive-later.ts";
import type { Io, Out } from "../io.ts";
import { shareLater } from "../share-later.ts";
import { pagerOf, showPaged } from "./pager.ts";

const DEFAULT_COLUMNS = 80;
const FULL_PIPE_MS = 2;

/** A channel without its text filter. */
type RawOut = Omit<Out, "control">;

/** A file or a pipe: written synchronously, without loading Node's streams. */
function plainOut(fd: number): RawOut {
  return {
    write: (text) => {
      try {
        writeAll(fd, Buffer.from(text));
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (!code) throw error;
        // Messages may be lost, but the requested data may not.
        if (fd === 1) throw new UserError(`the output cannot be written (${code})`, { cause: error });
      }
    },
    isTTY: false,
    columns: Number(process.env["COLUMNS"]) || DEFAULT_COLUMNS,
  };
}

function streamOut(stream: NodeJS.WriteStream): RawOut {
  // A reader that stops early (`| head`) is not an error.
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  return {
    write: (text) => void stream.write(text),
    isTTY: stream.isTTY === true,
    get columns() {
      return Number(process.env["COLUMNS"]) || stream.columns || DEFAULT_COLUMNS;
    },
  };
}

/**
 * Whether the descriptor is not a terminal: only a character device can be one. Closed or unusual descriptors are left
 * to Node.
 */
function isPlain(fd: number): boolean {
  return tryFile(() => {
    const stat = fstatSync(fd);
    if (stat.isFile() || stat.isFIFO() || stat.isSocket()) return true;
    return stat.isCharacterDevice() && stat.rdev >> 8 === statSync(devNull).rdev >> 8;
  }, false);
}

/** Whether what is written there is read by nobody, as in a report that a hook starts in the background. */
function isDiscarded(fd: number): boolean {
  return tryFile(() => fstatSync(fd).rdev === statSync(devNull).rdev && fstatSync(fd).isCharacterDevice(), false);
}

function writeAll(fd: number, bytes: Buffer): void {
  let rest = bytes;
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EPIPE") process.exit(0);
      if (code !== "EAGAIN") throw error;
      // Waits because the reader is slower than the writer.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_PIPE_MS);
    }
  }
}

/** Created at first use, because creating a stream takes Node as long as writing a report. */
function lateOut(make: () => RawOut): Out {
  let made: RawOut | null = null;
  const out = (): RawOut => {
    made ??= make();
    return made;
  };
  return {
    write: (text) => out().write(terminalText(text)),
    control: (sequence: ControlSequence) => out().write(sequence),
    get isTTY() {
      return out().isTTY;
    },
    get columns() {
      return out().columns;
    },
  };
}

/** Only in a terminal; piped output and files are never paged. */
function page(text: string, lines: number): boolean {
  if (isPlain(1) || !process.stdout.isTTY || lines < process.stdout.rows) return false;
  const pager = pagerOf(process.env, process.platform);
  return pager !== null && showPaged(terminalText(text), pager, process.env);
}

/** The real process. */
export function processIo(): Io {
  return {
    stdout: lateOut(() => (isPlain(1) ? plainOut(1) : streamOut(process.stdout))),
    stderr: lateOut(() => (isPlain(2) ? plainOut(2) : streamOut(process.stderr))),
    env: process.env,
    cwd: process.cwd(),
    homeDir: homedir(),
    platform: process.platform,
    now: () => Date.now(),
    page,
    archiveLater: (folders) => archiveLater(folders, process.env),
    shareLater: (dataDir) => shareLater(dataDir, process.env, { nowMs: Date.now(), isRead: !isDiscarded(2) }),
  };
}
