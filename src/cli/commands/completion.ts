import { Argument } from "commander";
import { cleanText } from "../../core/clean-text.ts";
import { complete } from "../completion/candidates.ts";
import {
  COMPLETE_COMMAND,
  completionScript,
  PATH_MARKS,
  SHELLS,
  type Shell,
  typedWords,
} from "../completion/scripts.ts";
import { foldersOf, historyValues } from "../completion/values.ts";
import type { Register } from "../program.ts";

const EXAMPLES = `
Examples:
  claude-cost completion bash >> ~/.bashrc
  claude-cost completion zsh > "\${fpath[1]}/_claude-cost"
  claude-cost completion fish > ~/.config/fish/completions/claude-cost.fish`;

/** More than anyone reads; a shell asks before it shows that many. */
const MOST_ANSWERS = 1000;

export const registerCompletion: Register = (program, io) => {
  program
    .command("completion")
    .addArgument(new Argument("<shell>", "which shell").choices(SHELLS))
    .description("print completions for a shell")
    .addHelpText("after", EXAMPLES)
    .action((shell: Shell) => io.stdout.write(completionScript(shell)));
  program
    .command(COMPLETE_COMMAND, { hidden: true })
    .argument("<shell>")
    .argument("[words...]")
    .action(async (shell: Shell, words: readonly string[]) => {
      const { typed, cut } = typedWords(shell, words);
      const { kind, candidates } = await complete(program, typed, historyValues(foldersOf(typed), io));
      if (kind !== "words") io.stdout.write(`${PATH_MARKS[kind]}\n`);
      // A name with control characters cannot be typed as it is shown, so it is not offered.
      const plain = candidates.filter(({ value }) => cleanText(value) === value);
      for (const { value, text } of plain.slice(0, MOST_ANSWERS)) {
        io.stdout.write(`${value.slice(cut)}\t${cleanText(text)}\n`);
      }
    });
};
