import { Command } from "commander";
import { VERSION } from "../data/version.ts";
import { registerBackground } from "./commands/background.ts";
import { registerBudget } from "./commands/budget.ts";
import { registerBy } from "./commands/by.ts";
import { registerCompletion } from "./commands/completion.ts";
import { registerContext } from "./commands/context.ts";
import { registerCredits } from "./commands/credits.ts";
import { registerDoctor } from "./commands/doctor.ts";
import { registerExport } from "./commands/export.ts";
import { registerHook } from "./commands/hook.ts";
import { registerImport } from "./commands/import.ts";
import { registerLimits } from "./commands/limits.ts";
import { registerListen } from "./commands/listen.ts";
import { registerPeriods } from "./commands/periods.ts";
import { registerPlan } from "./commands/plan.ts";
import { registerPrices } from "./commands/prices.ts";
import { registerSessions } from "./commands/sessions.ts";
import { registerSetup } from "./commands/setup.ts";
import { registerStatusline } from "./commands/statusline.ts";
import { registerSummary } from "./commands/summary.ts";
import { registerWatch } from "./commands/watch.ts";
import { registerWhy } from "./commands/why.ts";
import { addCommonOptions } from "./common-options.ts";
import { addDemoOption } from "./demo-option.ts";
import type { Io } from "./io.ts";

/** What a command may set: its exit code. */
export type RunState = { exitCode: number };

/** A subcommand: adds itself to the program. One file each in `commands/`. */
export type Register = (program: Command, io: Io, state: RunState) => void;

const COMMANDS: readonly Register[] = [
  registerSummary,
  registerWatch,
  registerPeriods,
  registerSessions,
  registerBy,
  registerBackground,
  registerLimits,
  registerPlan,
  registerCredits,
  registerBudget,
  registerWhy,
  registerPrices,
  registerContext,
  registerSetup,
  registerStatusline,
  registerHook,
  registerListen,
  registerExport,
  registerImport,
  registerDoctor,
  registerCompletion,
];

const EXAMPLES = `
Examples:
  claude-cost                              today, this week, this month, what is open
  claude-cost watch                        the live dashboard, for a side pane
  claude-cost daily --since 7d             the last seven days
  claude-cost sessions current             the present session, as in /cost
  claude-cost by project --since month     where this month went
  claude-cost --demo                       a made-up history, to look around
The options above go with every command. Days are those of your time zone.`;

export function createProgram(io: Io, state: RunState): Command {
  const program = new Command("claude-cost")
    .description("What Claude Code costs, to the cent: now, today, this month, and why.")
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, "claude-cost: ")),
    })
    .version(VERSION, "-V, --version")
    .helpCommand("help [command]", "help for a command")
    .allowExcessArguments()
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError("(run with --help for examples)");
  program.configureHelp({ showGlobalOptions: false }).addHelpText("after", EXAMPLES);
  addCommonOptions(program);
  addDemoOption(program, io);
  for (const register of COMMANDS) register(program, io, state);
  // Only the program itself looks at a word too many: it may be a command that there is not.
  for (const command of program.commands) refuseExcess(command);
  return program;
}

function refuseExcess(command: Command): void {
  command.allowExcessArguments(false);
  for (const part of command.commands) refuseExcess(part);
}
