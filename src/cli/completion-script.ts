/** Shell completions, written from the program itself, so that they cannot fall behind it. */

import type { Argument, Command, Option } from "commander";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** What can follow a command: its subcommands, the choices of its arguments, its options. */
type Words = { readonly path: string; readonly words: readonly string[] };

const flagsOf = (options: readonly Option[]): string[] => options.flatMap((o) => (o.long ? [o.long] : []));
const choicesOf = (args: readonly Argument[]): string[] => args.flatMap((a) => a.argChoices ?? []);

function wordsOf(command: Command, path: string, shared: readonly string[]): Words[] {
  const names = command.commands.map((c) => c.name());
  const words = [...names, ...choicesOf(command.registeredArguments), ...flagsOf(command.options), ...shared];
  const below = command.commands.flatMap((c) => wordsOf(c, `${path} ${c.name()}`.trim(), shared));
  return [{ path, words: [...new Set(words)] }, ...below];
}

export function completionScript(program: Command, shell: Shell): string {
  const shared = flagsOf(program.options);
  const all = wordsOf(program, "", shared);
  if (shell === "fish") return fish(all);
  const bash = bashScript(all);
  return shell === "bash" ? bash : `#compdef claude-cost\nautoload -U +X bashcompinit && bashcompinit\n${bash}`;
}

function bashScript(all: readonly Words[]): string {
  const cases = all.map(({ path, words }) => `    "${path}") words="${words.join(" ")}" ;;`);
  return `_claude_cost() {
  local word path="" words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) path="\${path:+$path }$word" ;; esac
  done
  while :; do
    case "$path" in
${cases.join("\n")}
    esac
    [ -n "$words" ] && break
    case "$path" in *" "*) path="\${path% *}" ;; *) path="" ;; esac
  done
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _claude_cost claude-cost
`;
}

function fish(all: readonly Words[]): string {
  const lines = all.flatMap(({ path, words }) => {
    const parts = path.split(" ").filter(Boolean);
    const condition =
      parts.length === 0
        ? "__fish_use_subcommand"
        : parts.map((p) => `__fish_seen_subcommand_from ${p}`).join("; and ");
    return words.map((word) => {
      const what = word.startsWith("--") ? `-l ${word.slice(2)}` : `-a ${word}`;
      return `complete -c claude-cost -n '${condition}' ${what}`;
    });
  });
  return `${lines.join("\n")}\n`;
}
