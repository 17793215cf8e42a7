/** The scripts that each shell runs at a Tab: they call the program, which prints a word and a description per line. */

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** The command that the scripts call: `claude-cost __complete SHELL -- WORD…`. */
export const COMPLETE_COMMAND = "__complete";

/** Printed instead of candidates: the shell should complete a path. */
export const PATH_MARKS = { files: ":files", folders: ":folders" } as const;

// Also runs in the bash 3.2 of macOS: no `mapfile`, and `compopt` only where it exists.
const BASH = `_claude_cost() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" value text
  COMPREPLY=()
  while IFS=$'\\t' read -r value text; do
    case "$value" in
      ${PATH_MARKS.files}) compopt -o filenames 2>/dev/null; while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen -f -- "$cur") ;;
      ${PATH_MARKS.folders}) compopt -o filenames 2>/dev/null; while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen -d -- "$cur") ;;
      *) COMPREPLY+=("$(printf '%q' "$value")") ;;
    esac
  done < <(claude-cost ${COMPLETE_COMMAND} bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _claude_cost claude-cost
`;

const ZSH = `#compdef claude-cost
_claude_cost() {
  local value text
  local -a described
  while IFS=$'\\t' read -r value text; do
    case "$value" in
      ${PATH_MARKS.files}) _files; return ;;
      ${PATH_MARKS.folders}) _files -/; return ;;
      *) described+=("\${value//:/\\\\:}:$text") ;;
    esac
  done < <(claude-cost ${COMPLETE_COMMAND} zsh -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  _describe -t values 'claude-cost' described
}
if [ "$funcstack[1]" = "_claude_cost" ] || [ "$funcstack[1]" = "_claude-cost" ]; then
  _claude_cost "$@"
else
  compdef _claude_cost claude-cost
fi
`;

const FISH = `function __claude_cost_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l found (command claude-cost ${COMPLETE_COMMAND} fish -- $words[2..-1] 2>/dev/null)
  switch "$found[1]"
    case '${PATH_MARKS.files}'
      __fish_complete_path (commandline -ct)
    case '${PATH_MARKS.folders}'
      __fish_complete_directories (commandline -ct)
    case '*'
      printf '%s\\n' $found
  end
end
complete -c claude-cost -e
complete -c claude-cost -f -a '(__claude_cost_complete)'
`;

export function completionScript(shell: Shell): string {
  return { bash: BASH, zsh: ZSH, fish: FISH }[shell];
}

/**
 * Converts the words to the program's arguments. Bash splits `--model=opus` into three words.
 * @returns `cut`: the length of each answer's beginning that bash already has
 */
export function typedWords(shell: Shell, words: readonly string[]): { typed: readonly string[]; cut: number } {
  if (shell !== "bash") return { typed: words, cut: 0 };
  const typed: string[] = [];
  let cut = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const isAssigned = word === "=" && /^--[^=]+$/.test(typed.at(-1) ?? "");
    cut = isAssigned ? (typed.at(-1) as string).length + 1 : 0;
    if (isAssigned) typed.push(`${typed.pop()}=${words[++i] ?? ""}`);
    else typed.push(word);
  }
  return { typed, cut };
}
