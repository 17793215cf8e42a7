/** Help of subcommands without examples of their own: shows those of the command above that are about them. */

import type { EventEmitter } from "node:events";
import type { Command } from "commander";

/** Of all commands below this one. What a help text says is asked for when it is shown. */
export function borrowExamples(command: Command, path: string): void {
  for (const part of command.commands) {
    const name = `${path} ${part.name()}`;
    // A help text that is added is a listener; the types do not say that a command has them.
    const { length: texts } = (part as Command & Pick<EventEmitter, "listeners">).listeners("afterHelp");
    if (texts === 0) part.addHelpText("after", () => borrowed(command, name));
    borrowExamples(part, name);
  }
}

function borrowed(from: Command, name: string): string {
  const lines = helpOf(from).split("\n");
  const own = lines.filter((line) => line.trim() === name || line.trimStart().startsWith(`${name} `));
  return own.length === 0 ? "" : `\nExamples:\n${own.join("\n")}`;
}

/** All that `--help` of a command prints. */
export function helpOf(command: Command): string {
  const parts: string[] = [];
  const output = { ...command.configureOutput() };
  command.configureOutput({ writeOut: (text) => void parts.push(text) });
  try {
    command.outputHelp();
  } finally {
    command.configureOutput(output);
  }
  return parts.join("");
}
