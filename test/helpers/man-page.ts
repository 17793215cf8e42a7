/** Makes the manual page from the program's own help: `npm run man` writes it. */

import type { Argument, Command, Option } from "commander";
import { helpOf } from "../../src/cli/sub-examples.ts";
import { VERSION } from "../../src/data/version.ts";

const ENVIRONMENT: readonly (readonly [name: string, text: string])[] = [
  ["CLAUDE_CONFIG_DIR", "Claude Code's folders, separated by commas; --config-dir goes before it."],
  ["CLAUDE_COST_DIR", "Our own folder: archive, feeds, settings, index; --data-dir goes before it."],
  ["PAGER", "What shows answers that are longer than the screen; empty = nothing does. Default: less."],
  ["NO_COLOR, FORCE_COLOR", "Take colours away, or bring them where the output is no terminal."],
  ["COLUMNS", "How wide tables are where the output is no terminal."],
  ["TZ", "The time zone of the days; --timezone goes before it."],
];

const STATUS: readonly (readonly [code: string, text: string])[] = [
  ["0", "All went well. A pipe that was closed by its reader is no failure."],
  ["1", "Something failed, or what was asked for is not there."],
  ["2", "The command line cannot be meant."],
  ["3", "A limit is exceeded (limits --check)."],
  ["130", "Interrupted."],
];

export function manPage(program: Command): string {
  const name = program.name();
  const lines = [
    `.\\" Made of the program's help by \`npm run man\`: not to be edited.`,
    `.TH ${name.toUpperCase()} 1 "" "${name} ${VERSION}" "User Commands"`,
    ".SH NAME",
    `${roff(name)} \\- ${roff(program.description())}`,
    ".SH SYNOPSIS",
    `.B ${roff(name)}`,
    "[\\fIoptions\\fR] [\\fIcommand\\fR]",
    ".SH DESCRIPTION",
    roff(
      "Reads what Claude Code writes on this machine, takes each billed response once and prices it by dated rate cards.",
    ),
    roff("Without a command it shows today, this week, this month and what is open. Standard output is data, standard"),
    roff("error is talk."),
    ".SH OPTIONS",
    roff("These go with every command; what a command does not heed it refuses."),
    ...program.options.flatMap(optionLines),
    ".SH COMMANDS",
    ...commandsBelow(program, name).flatMap(([path, command]) => commandLines(path, command)),
    ".SH EXAMPLES",
    ...literal(examplesOf(program)),
    ".SH EXIT STATUS",
    ...STATUS.flatMap(([code, text]) => [".TP", `.B ${code}`, roff(text)]),
    ".SH ENVIRONMENT",
    ...ENVIRONMENT.flatMap(([variable, text]) => [".TP", `.B ${roff(variable)}`, roff(text)]),
    ".SH FILES",
    roff(`\`${name} doctor\` lists them all, with their places on this machine.`),
    ".SH SEE ALSO",
    roff("The package's folder docs: settings.md, archive.md, background.md, causes.md, recipes.md."),
  ];
  return `${lines.join("\n")}\n`;
}

/** The commands that help shows, each after the one that it belongs to. */
export function commandsBelow(command: Command, path: string): readonly (readonly [path: string, command: Command])[] {
  const parts = command
    .createHelp()
    .visibleCommands(command)
    .filter((part) => part.name() !== "help");
  return parts.flatMap((part) => {
    const name = `${path} ${part.name()}`;
    return [[name, part] as const, ...commandsBelow(part, name)];
  });
}

function commandLines(path: string, command: Command): readonly string[] {
  const { registeredArguments: args, options } = command;
  const usage = [path, ...(options.length > 0 ? ["[options]"] : []), ...args.map(argumentText)].join(" ");
  const text = examplesOf(command);
  return [
    `.SS "${roff(usage)}"`,
    `${roff(sentence(command.description()))}`,
    ...args.filter((argument) => argument.description !== "").flatMap(argumentLines),
    ...options.flatMap(optionLines),
    ...(text === "" ? [] : [".PP", ...literal(text)]),
  ];
}

function argumentText(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

const argumentLines = (argument: Argument): readonly string[] => [
  ".TP",
  `.I ${roff(argument.name())}`,
  roff(sentence(withChoices(argument.description, argument.argChoices))),
];

function optionLines(option: Option): readonly string[] {
  if (option.hidden) return [];
  const fallback =
    option.defaultValueDescription ?? (option.defaultValue === undefined ? null : String(option.defaultValue));
  const isShown = fallback !== null && !option.negate && option.defaultValue !== false;
  const text = `${withChoices(option.description, option.argChoices)}${isShown ? ` (default: ${fallback})` : ""}`;
  return [".TP", `.B ${roff(option.flags)}`, roff(sentence(text))];
}

const withChoices = (text: string, choices: readonly string[] | undefined): string =>
  choices === undefined ? text : `${text}: ${choices.join(", ")}`;

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;

/** The text of a command's help after its options. */
function examplesOf(command: Command): string {
  return helpOf(command).slice(command.helpInformation().length).trim();
}

/** Lines to be printed unchanged. */
const literal = (text: string): readonly string[] => [".nf", ...text.split("\n").map(roff), ".fi"];

/** Escapes a text as plain ASCII in which nothing is a request or an escape of the man page's format. */
function roff(text: string): string {
  const escaped = text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replaceAll('"', "\\(dq");
  const ascii = escaped.replace(
    /[^\x20-\x7e]/gu,
    (c) => `\\[u${c.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}]`,
  );
  return /^[.']/.test(ascii) ? `\\&${ascii}` : ascii;
}
