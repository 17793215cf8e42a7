import { homedir } from "node:os";
import type { Io, Out } from "./io.ts";

function out(stream: NodeJS.WriteStream): Out {
  return {
    write: (text) => void stream.write(text),
    isTTY: stream.isTTY === true,
    get columns() {
      return Number(process.env["COLUMNS"]) || stream.columns || 80;
    },
  };
}

/** The real process. */
export function processIo(): Io {
  return {
    stdout: out(process.stdout),
    stderr: out(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    homeDir: homedir(),
    platform: process.platform,
    now: () => Date.now(),
  };
}
