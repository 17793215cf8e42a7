import { Command } from "commander";
import { registerBy } from "./commands/by.ts";
import { registerDoctor } from "./commands/doctor.ts";
import { registerPeriods } from "./commands/periods.ts";
import { registerPrices } from "./commands/prices.ts";
import { registerSessions } from "./commands/sessions.ts";
import { registerSummary } from "./commands/summary.ts";
import { addCommonOptions } from "./common-options.ts";
import type { Io } from "./io.ts";
import { VERSION } from "./version.ts";

/** What a command may set: its exit code. */
export type RunState = { exitCode: number };

/** A subcommand: adds itself to the program. One file each in `commands/`. */
export type Register = (program: Command, io: Io, state: RunState) => void;

const COMMANDS: readonly Register[] = [
  registerSummary,
  registerPeriods,
  registerSessions,
  registerBy,
  registerPrices,
  registerDoctor,
];

export function createProgram(io: Io, state: RunState): Command {
  const program = new Command("claude-cost")
    .description("What Claude Code costs, to the cent: now, today, this month, and why.")
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    })
    .version(VERSION, "-V, --version")
    .allowExcessArguments()
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError("(run with --help for examples)");
  addCommonOptions(program);
  for (const register of COMMANDS) register(program, io, state);
  return program;
}
