/** Carries out requests of the dashboard: copies text, writes files, runs commands. */

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join, sep } from "node:path";
import type { LiveStore } from "../../app/live/store.ts";
import { cleanText } from "../../core/clean-text.ts";
import { usdString } from "../../core/pricing/money.ts";
import { makeFolder } from "../../runtime/make-folder.ts";
import { attempt } from "../../runtime/try-file.ts";
import { writeFileAtomic } from "../../store/files/atomic-file.ts";
import type { Ask } from "../../view/dashboard/ui-state.ts";
import { clipboardSequence, throughTmux } from "../../view/text/control-sequences.ts";
import { csv } from "../../view/text/csv.ts";
import { counted } from "../../view/text/format.ts";
import { ownProgram } from "../own-program.ts";

export type AskOptions = {
  readonly live: LiveStore;
  /** Writes to the terminal immediately. */
  readonly write: (text: string) => void;
  /** The folder for exported rows and for pages. */
  readonly exportsDir: string;
  readonly homeDir: string;
  /** The options that this dashboard was started with; they are passed on to commands. */
  readonly args: readonly string[];
  readonly columns: () => number;
  readonly isInTmux: boolean;
  readonly now: () => number;
};

export function answerAsks(options: AskOptions): void {
  let answered = 0;
  const { live } = options;
  live.store.subscribe(({ ui: { ask } }) => {
    if (ask === null || ask.id <= answered) return;
    answered = ask.id;
    // After the store has notified all listeners of the change.
    setImmediate(() => answer(ask, options));
  });
}

function answer(ask: Ask, options: AskOptions): void {
  const { dispatch } = options.live;
  if (ask.kind === "run") run(ask.args, options);
  else dispatch({ type: "done", text: ask.kind === "copy" ? copy(ask.text, options) : exportRows(ask, options) });
}

/** Many terminals do not accept more than this. */
const MOST_COPIED_BYTES = 74_000;
const SHOWN = 60;

/**
 * Copies by OSC 52, which works through SSH. tmux accepts it where its option `set-clipboard` is `on`, and passes on a
 * wrapped sequence where `allow-passthrough` is: both are written. A terminal does not report whether it copied the
 * text.
 */
function copy(text: string, { write, isInTmux }: AskOptions): string {
  const cleaned = text.split("\n").map(cleanText).join("\n");
  if (Buffer.byteLength(cleaned) > MOST_COPIED_BYTES) return "too much to copy: e writes it to a file";
  const sequence = clipboardSequence(cleaned);
  write(isInTmux ? sequence + throughTmux(sequence) : sequence);
  return `copied ${cleaned.length > SHOWN ? `${cleaned.slice(0, SHOWN)}...` : cleaned}`;
}

/** @returns a message with the file's path, or with the reason why there is none */
function exportRows({ name, format, columns, rows }: Extract<Ask, { kind: "export" }>, options: AskOptions): string {
  const file = exportFile(name, format, options);
  const written = rows.map((row) => row.map((value) => (typeof value === "bigint" ? usdString(value) : value)));
  const text =
    format === "csv"
      ? csv(
          columns,
          written.map((row) => row.map((value) => value ?? "")),
        )
      : `${JSON.stringify(
          written.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]]))),
          null,
          2,
        )}\n`;
  try {
    writeFileAtomic(file, text, { durable: false });
    return `${counted(rows.length, "row")} written to ${shortPath(file, options.homeDir)}`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!code) throw error;
    return `cannot write ${file} (${code})`;
  }
}

/** A new file in the exports folder. Its name contains the time in seconds; a number distinguishes files of the same second. */
function exportFile(name: string, format: string, { exportsDir, now }: AskOptions): string {
  const stamp = new Date(now()).toISOString().slice(0, 19).replaceAll(":", "");
  const base = cleanText(name)
    .replace(/[^\p{L}\p{N}.]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 80);
  const path = join(exportsDir, `${base}-${stamp}`);
  for (let n = 1; ; n++) {
    const file = `${path}${n === 1 ? "" : `-${n}`}.${format}`;
    if (!existsSync(file)) return file;
  }
}

/** The path with `~` for the home folder, because the message has one line. */
function shortPath(file: string, homeDir: string): string {
  return homeDir !== "" && file.startsWith(homeDir + sep) ? `~${file.slice(homeDir.length)}` : file;
}

const RUN_LIMIT_MS = 30_000;
const MOST_OUTPUT_BYTES = 4 << 20;

/**
 * Names a file for a page that was requested without one: the command would write the page's source to stdout, which is
 * shown here.
 */
function withPageFile(args: readonly string[], options: AskOptions): readonly string[] {
  // Where it cannot be made, the command reports that its file cannot be written.
  if (args.includes("--html")) attempt(() => makeFolder(options.exportsDir, 0o700));
  return args.map((arg, i) => {
    const next = args[i + 1];
    const isBare = arg === "--html" && (next === undefined || (next !== "-" && next.startsWith("-")));
    return isBare ? `--html=${exportFile(args[0] ?? "", "html", options)}` : arg;
  });
}

function run(args: readonly string[], askOptions: AskOptions): void {
  const { live, args: own, columns } = askOptions;
  const { node, main } = ownProgram();
  const env = { ...process.env, COLUMNS: String(columns()), NO_COLOR: "1" };
  const options = { env, timeout: RUN_LIMIT_MS, maxBuffer: MOST_OUTPUT_BYTES, windowsHide: true };
  const child = execFile(node, [main, ...withPageFile(args, askOptions), ...own], options, (error, stdout, stderr) => {
    const stopped = error?.killed ? ["", `stopped after ${RUN_LIMIT_MS / 1000} seconds`] : [];
    const lines = [...linesOf(stdout), ...linesOf(stderr), ...stopped];
    const title = `claude-cost ${args.join(" ")}`;
    live.dispatch({ type: "output", output: { title, lines: lines.length > 0 ? lines : ["(nothing to say)"] } });
  });
  child.stdin?.end();
}

function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.replace(/\r?\n$/, "").split(/\r?\n/);
}
