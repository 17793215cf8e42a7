import { Command } from "commander";
import { VERSION } from "../data/version.ts";
import type { Io } from "./io.ts";
import { nameChoices } from "./options/choices.ts";
import { addCommonOptions } from "./options/common-options.ts";
import { addDemoOption } from "./options/demo-option.ts";
import { refuseUnheeded } from "./options/heeded.ts";
import { borrowExamples } from "./sub-examples.ts";
import { printMessage } from "./terminal/messages.ts";

/** Set by a command: its exit code. */
export type RunState = { exitCode: number };

/** Adds a subcommand to the program. One file each in `commands/`. */
export type Register = (program: Command, io: Io, state: RunState) => void;

const EXAMPLES = `
Examples:
  claude-cost                              today, this week, this month, what is open
  claude-cost watch                        the live dashboard, for a side pane
  claude-cost daily --since 7d             the last seven days
  claude-cost sessions current             the present session, as in /cost
  claude-cost by project --since month     where this month went
  claude-cost --demo                       a made-up history, to look around
The options above go with every command. Days are those of your time zone.`;

/** @param commands the commands to register */
export function createProgram(commands: readonly Register[], io: Io, state: RunState): Command {
  const program = new Command("claude-cost")
    .description("What Claude Code costs, to the cent: now, today, this month, and why.")
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text) => printMessage(io.stderr, text.replace(/^error: /, "").trimEnd()),
    })
    .version(VERSION, "-V, --version")
    .helpCommand("help [command]", "help for a command")
    .allowExcessArguments()
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError("(run with --help for examples)");
  program.configureHelp({ showGlobalOptions: false }).addHelpText("after", EXAMPLES);
  addCommonOptions(program);
  program.hook("preAction", (_program, command) => refuseUnheeded(program, command));
  program.hook("preAction", () => {
    if (program.opts()["pager"] === false) io.page = null;
  });
  addDemoOption(program, io);
  for (const register of commands) register(program, io, state);
  // Only the program itself accepts extra words: they may be an unknown command.
  for (const command of program.commands) refuseExcess(command);
  nameChoices(program);
  borrowExamples(program, program.name());
  return program;
}

function refuseExcess(command: Command): void {
  command.allowExcessArguments(false);
  for (const part of command.commands) refuseExcess(part);
}
