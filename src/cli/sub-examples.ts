/** Help of subcommands without examples: shows their parent's examples that mention them. */

import type { EventEmitter } from "node:events";
import type { Command } from "commander";

/** Applies to all subcommands. The help text is computed when it is shown. */
export function borrowExamples(command: Command, path: string): void {
  for (const part of command.commands) {
    const name = `${path} ${part.name()}`;
    // An added help text is an event listener; the types do not declare that a command has listeners.
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

/** The complete output of a command's `--help`. */
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
