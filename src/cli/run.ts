import { rmSync } from "node:fs";
import { type Command, CommanderError } from "commander";
import { nearest } from "../core/nearest.ts";
import { UserError } from "../core/user-error.ts";
import { BadIndex } from "../store/index/sections.ts";
import { unknownCommand } from "./completion/candidates.ts";
import type { Io } from "./io.ts";
import { setupArgv } from "./options/setup-argv.ts";
import { createProgram, type Register } from "./program.ts";
import { printMessage } from "./terminal/messages.ts";
import { printError } from "./terminal/print-error.ts";

/** Runs one command line and returns the exit code: 0 ok, 1 failure, 2 usage, 3 limit exceeded. */
export async function run(argv: readonly string[], io: Io, commands: readonly Register[]): Promise<number> {
  try {
    return await once(argv, io, commands);
  } catch (error) {
    if (!(error instanceof BadIndex)) throw error;
    // Found when a damaged part of it was read. Nothing has been written yet, because a report is written when
    // complete.
    rmSync(error.file, { force: true });
    printMessage(io.stderr, `the index was ${error.message}; it has been rebuilt`);
    return once(argv, io, commands);
  }
}

/** @throws BadIndex */
async function once(argv: readonly string[], io: Io, commands: readonly Register[]): Promise<number> {
  const state = { exitCode: 0 };
  const program = createProgram(commands, io, state);
  try {
    const words = setupArgv(argv);
    refuseUnknownCommand(program, words);
    await program.parseAsync([...words], { from: "user" });
    return state.exitCode;
  } catch (error) {
    if (error instanceof BadIndex && error.file !== "") throw error;
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return printError(io.stderr, error, argv.includes("--debug"));
  }
}

/** Checked before parsing, because with --help the parser would print another command's help and succeed. */
function refuseUnknownCommand(program: Command, words: readonly string[]): void {
  const unknown = unknownCommand(program, words[0] === "help" ? words.slice(1) : words);
  if (unknown === null) return;
  const { word, under } = unknown;
  const near = nearest(
    word,
    under.commands.map((c) => c.name()),
  );
  const whole = under === program ? "claude-cost" : `claude-cost ${under.name()}`;
  const hint = near ? `Did you mean ${near}?` : `\`${whole} --help\` lists the commands.`;
  throw new UserError(`unknown command '${word}'`, { hint, exitCode: 2 });
}
