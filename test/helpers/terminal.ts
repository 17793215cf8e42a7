/** The built program in a real terminal: a pseudo-terminal whose output a headless emulator draws. */

import { spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";
import { expect, onTestFinished } from "vitest";
import { BIN, cleanEnv, type RunOptions } from "./run-cli.ts";
import { tempDir } from "./temp-dir.ts";

export type TerminalOptions = RunOptions & {
  readonly rows?: number;
  /** A command that runs the program: it is given what to run as its last arguments. */
  readonly through?: readonly string[];
};

export type Terminal = {
  /** The visible rows, without spaces at their ends. */
  screen(): string[];
  /** The visible rows and everything that was scrolled out. */
  scrollback(): string[];
  /** All bytes that the program wrote, for checking what must not be among them. */
  raw(): string;
  cursor(): { readonly x: number; readonly y: number };
  write(keys: string): void;
  resize(columns: number, rows: number): void;
  kill(signal: NodeJS.Signals): void;
  waitForContent(expected: string | RegExp): Promise<void>;
  /** Resolves with the exit code. */
  exited: Promise<number>;
};

export function openTerminal(args: readonly string[], options: TerminalOptions = {}): Terminal {
  const { columns = 100, rows = 30 } = options;
  const home = options.home ?? tempDir();
  const { COLUMNS: _fixed, ...env } = cleanEnv(home, options);
  const [file, ...rest] = [...(options.through ?? []), process.execPath, BIN, ...args] as [string, ...string[]];
  const child = spawn(file, rest, {
    name: env["TERM"] ?? "xterm-256color",
    cols: columns,
    rows,
    cwd: options.cwd ?? home,
    env: { TERM: "xterm-256color", ...env },
  });
  const screen = new xterm.Terminal({ cols: columns, rows, scrollback: 5000, allowProposedApi: true });
  let raw = "";
  let done = false;
  child.onData((data) => {
    raw += data;
    screen.write(data);
  });
  // The program may ask the terminal for its colours and its cursor; the emulator answers.
  screen.onData((answer) => {
    if (!done) child.write(answer);
  });
  const exited = new Promise<number>((resolve) => {
    child.onExit(({ exitCode }) => {
      done = true;
      // Let the last output be drawn before the screen is read.
      screen.write("", () => resolve(exitCode));
    });
  });
  onTestFinished(() => {
    if (!done) child.kill();
    screen.dispose();
  });
  const lines = (from: number, to: number): string[] => {
    const buffer = screen.buffer.active;
    return Array.from({ length: to - from }, (_, i) => buffer.getLine(from + i)?.translateToString(true) ?? "");
  };
  const visible = (): string[] => lines(screen.buffer.active.viewportY, screen.buffer.active.viewportY + screen.rows);
  return {
    screen: visible,
    scrollback: () => lines(0, screen.buffer.active.length),
    raw: () => raw,
    cursor: () => ({ x: screen.buffer.active.cursorX, y: screen.buffer.active.cursorY }),
    write: (keys) => child.write(keys),
    resize: (toColumns, toRows) => {
      screen.resize(toColumns, toRows);
      child.resize(toColumns, toRows);
    },
    kill: (signal) => child.kill(signal),
    waitForContent: async (expected) => {
      const text = expect.poll(() => visible().join("\n"), { timeout: 20_000, interval: 20 });
      await (typeof expected === "string" ? text.toContain(expected) : text.toMatch(expected));
    },
    exited,
  };
}
