/** Candidates for the word being typed, derived from the program itself, so that they are always up to date. */

import type { Argument, Command, Option } from "commander";

/** One completion: the word, and a short description ("" = none). */
export type Candidate = { readonly value: string; readonly text: string };

/** Kinds of values from this machine's history and settings. */
export type ValueKind =
  | "models"
  | "projects"
  | "sessions"
  | "session-or-current"
  | "receipt-subjects"
  | "tag-targets"
  | "settings"
  | "settings-to-change"
  | "setting-values"
  | "currencies"
  | "zones"
  | "days"
  | "files"
  | "folders";

export type Completion =
  | { readonly kind: "words"; readonly candidates: readonly Candidate[] }
  /** The shell completes a path. */
  | { readonly kind: "files" | "folders"; readonly candidates: readonly [] };

/**
 * @param before the word before the one that is being typed
 * @returns the values of a kind; called only when such a value is needed
 */
export type Values = (kind: ValueKind, before: string) => Promise<readonly Candidate[]>;

type ValuesHere = (kind: ValueKind) => Promise<readonly Candidate[]>;

const OPTION_VALUES: Readonly<Record<string, ValueKind>> = {
  "--model": "models",
  "--project": "projects",
  "--session": "sessions",
  "--timezone": "zones",
  "--currency": "currencies",
  "--since": "days",
  "--until": "days",
  "--config-dir": "folders",
  "--data-dir": "folders",
};

const ARGUMENT_VALUES: Readonly<Record<string, ValueKind>> = {
  "sessions id": "session-or-current",
  "why id": "session-or-current",
  "context id": "session-or-current",
  "prices model": "models",
  "receipt subject": "receipt-subjects",
  "tag target": "tag-targets",
  "remove target": "tag-targets",
  "get key": "settings",
  "set key": "settings-to-change",
  "set value": "setting-values",
  "unset key": "settings-to-change",
};

const PATH_PLACEHOLDERS: Readonly<Record<string, "files" | "folders">> = {
  file: "files",
  source: "files",
  target: "files",
  dir: "folders",
};

/**
 * @param typed the words after the program's name; the last one is being typed and may be ""
 * @returns all candidates that begin with the last word
 */
export async function complete(program: Command, typed: readonly string[], valuesOf: Values): Promise<Completion> {
  const current = typed.at(-1) ?? "";
  const place = walk(program, typed.slice(0, -1));
  const before = typed.at(-2) ?? "";
  const here: ValuesHere = (kind) => valuesOf(kind, before);
  if (place.pending) return ofOption(place.pending, current, "", here);
  const assigned = place.isLiteral ? null : /^(--[^=]+)=(.*)$/s.exec(current);
  if (assigned) {
    const option = findOption(place.commands, assigned[1] as string);
    return option ? ofOption(option, assigned[2] as string, `${assigned[1]}=`, here) : words([], current);
  }
  if (current.startsWith("-") && !place.isLiteral) return words(optionsOf(place.commands), current);
  return ofArgument(place, current, here);
}

/** The first word that should be a command and is not: it follows a command that has subcommands and no arguments. */
export function unknownCommand(
  program: Command,
  words: readonly string[],
): { readonly word: string; readonly under: Command } | null {
  const { commands, stray } = walk(program, words);
  const under = commands.at(-1) as Command;
  const takesWords = under.registeredArguments.length > 0 || under.commands.length === 0;
  return stray === null || takesWords ? null : { word: stray, under };
}

type Place = {
  /** The commands that the words select, from the program down. */
  readonly commands: readonly Command[];
  /** The number of words that are arguments of the innermost command. */
  readonly argumentCount: number;
  /** The first of those words. */
  readonly stray: string | null;
  /** The option whose value comes next. */
  readonly pending: Option | null;
  /** After `--`, no word is an option. */
  readonly isLiteral: boolean;
};

function walk(program: Command, typed: readonly string[]): Place {
  const commands = [program];
  let argumentCount = 0;
  let stray: string | null = null;
  let pending: Option | null = null;
  let isLiteral = false;
  for (const word of typed) {
    // An optional value is missing where another option follows.
    const isValue = pending !== null && (pending.required || !word.startsWith("-"));
    if (isValue) {
      pending = null;
      continue;
    }
    pending = null;
    if (word === "--") isLiteral = true;
    else if (word.startsWith("-") && !isLiteral) pending = awaited(commands, word);
    else {
      const below = argumentCount === 0 ? commandNamed(commands.at(-1) as Command, word) : undefined;
      if (below) commands.push(below);
      else {
        argumentCount++;
        stray ??= word;
      }
    }
  }
  return { commands, argumentCount, stray, pending, isLiteral };
}

const commandNamed = (command: Command, word: string): Command | undefined =>
  command.commands.find((c) => c.name() === word || c.aliases().includes(word));

function awaited(commands: readonly Command[], word: string): Option | null {
  const option = word.includes("=") ? undefined : findOption(commands, word);
  return option && (option.required || option.optional) ? option : null;
}

const findOption = (commands: readonly Command[], flag: string): Option | undefined =>
  commands.flatMap((c) => [...c.options]).find((o) => o.long === flag || o.short === flag);

function optionsOf(commands: readonly Command[]): readonly Candidate[] {
  const options = commands.toReversed().flatMap((c) => c.options.filter((o) => !o.hidden && o.long));
  const own = new Map(options.map((o) => [o.long as string, o.description]));
  own.set("--help", "help for this command");
  return [...own].map(([value, text]) => ({ value, text }));
}

async function ofOption(option: Option, typed: string, prefix: string, valuesOf: ValuesHere): Promise<Completion> {
  const choices = option.argChoices?.map((value) => ({ value, text: "" }));
  if (choices) return words(choices, typed, prefix);
  const placeholder = /[<[]([\w-]+)/.exec(option.flags)?.[1] ?? "";
  return ofKind(OPTION_VALUES[option.long ?? ""] ?? PATH_PLACEHOLDERS[placeholder], typed, prefix, valuesOf);
}

async function ofArgument(place: Place, typed: string, valuesOf: ValuesHere): Promise<Completion> {
  const command = place.commands.at(-1) as Command;
  const argument = argumentAt(command.registeredArguments, place.argumentCount);
  const below = place.argumentCount === 0 ? visibleCommands(command) : [];
  const choices = (argument?.argChoices ?? []).map((value) => ({ value, text: "" }));
  const named = argument && ARGUMENT_VALUES[`${command.name()} ${argument.name()}`];
  if (below.length + choices.length > 0) {
    return words([...below, ...choices, ...(named ? await valuesOf(named) : [])], typed);
  }
  return ofKind(named ?? (argument && PATH_PLACEHOLDERS[argument.name()]), typed, "", valuesOf);
}

function argumentAt(all: readonly Argument[], i: number): Argument | undefined {
  const last = all.at(-1);
  return all[i] ?? (last?.variadic ? last : undefined);
}

/** Commands whose names begin with `_` are internal. */
const visibleCommands = (command: Command): readonly Candidate[] =>
  command.commands
    .filter((c) => !c.name().startsWith("_"))
    .map((c) => ({ value: c.name(), text: c.summary() || c.description() }));

async function ofKind(
  kind: ValueKind | undefined,
  typed: string,
  prefix: string,
  valuesOf: ValuesHere,
): Promise<Completion> {
  if (kind === undefined) return words([], typed, prefix);
  if (kind === "files" || kind === "folders") return { kind, candidates: [] };
  return words(await valuesOf(kind), typed, prefix);
}

function words(all: readonly Candidate[], typed: string, prefix = ""): Completion {
  const fitting = all.filter((c) => c.value.toLowerCase().startsWith(typed.toLowerCase()));
  return { kind: "words", candidates: fitting.map((c) => ({ ...c, value: prefix + c.value })) };
}
