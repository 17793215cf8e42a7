/** Errors for options and arguments with choices: they list all choices and suggest the nearest. */

import type { Argument, Command, Option } from "commander";
import { cleanText } from "../../core/clean-text.ts";
import { nearest } from "../../core/nearest.ts";
import { UserError } from "../../core/user-error.ts";

/** Applies to every option and argument with choices, including those of subcommands. */
export function nameChoices(program: Command): void {
  nameChoicesOf(program, "");
}

/** @param path the command's name after those of its parents, each followed by a blank */
function nameChoicesOf(command: Command, path: string): void {
  for (const option of command.options) check(option, option.long ?? option.flags);
  for (const argument of command.registeredArguments) check(argument, `${path}<${argument.name()}>`);
  for (const part of command.commands) nameChoicesOf(part, `${path}${part.name()} `);
}

function check(taker: Option | Argument, name: string): void {
  const { argChoices } = taker;
  if (argChoices === undefined) return;
  taker.argParser((value: string) => {
    if (argChoices.includes(value)) return value;
    throw noSuchChoice(name, value, argChoices);
  });
}

/** @returns the error (exit code 2) that lists the choices and suggests the nearest */
export function noSuchChoice(name: string, value: string, choices: readonly string[]): UserError {
  const word = cleanText(value);
  const near = nearest(word.toLowerCase(), choices);
  return new UserError(`${name}: '${word}' is not one of ${choices.join(", ")}`, {
    ...(near === null ? {} : { hint: `Did you mean ${near}?` }),
    exitCode: 2,
  });
}
