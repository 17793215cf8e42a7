import { rmSync } from "node:fs";
import { CommanderError } from "commander";
import { BadIndex } from "../store/index/sections.ts";
import type { Io } from "./io.ts";
import { setupArgv } from "./options/setup-argv.ts";
import { createProgram, type Register } from "./program.ts";
import { say } from "./say.ts";
import { sayError } from "./say-error.ts";

/** Runs one command line and gives the exit code: 0 ok, 1 failure, 2 usage, 3 limit exceeded. */
export async function run(argv: readonly string[], io: Io, commands: readonly Register[]): Promise<number> {
  try {
    return await once(argv, io, commands);
  } catch (error) {
    if (!(error instanceof BadIndex)) throw error;
    // Found out when a part of it was asked for. Nothing has been written yet: a report is written when it is whole.
    rmSync(error.file, { force: true });
    say(io.stderr, `the index was ${error.message}; it has been rebuilt`);
    return once(argv, io, commands);
  }
}

/** @throws BadIndex */
async function once(argv: readonly string[], io: Io, commands: readonly Register[]): Promise<number> {
  const state = { exitCode: 0 };
  const program = createProgram(commands, io, state);
  try {
    await program.parseAsync([...setupArgv(argv)], { from: "user" });
    return state.exitCode;
  } catch (error) {
    if (error instanceof BadIndex && error.file !== "") throw error;
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return sayError(io.stderr, error, argv.includes("--debug"));
  }
}
