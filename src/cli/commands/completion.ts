import { Argument } from "commander";
import { completionScript, SHELLS, type Shell } from "../completion-script.ts";
import type { Register } from "../program.ts";

const EXAMPLES = `
Examples:
  claude-cost completion bash >> ~/.bashrc
  claude-cost completion zsh > "\${fpath[1]}/_claude-cost"
  claude-cost completion fish > ~/.config/fish/completions/claude-cost.fish`;

export const registerCompletion: Register = (program, io) => {
  program
    .command("completion")
    .addArgument(new Argument("<shell>", "which shell").choices(SHELLS))
    .description("print completions for a shell")
    .addHelpText("after", EXAMPLES)
    .action((shell: Shell) => io.stdout.write(completionScript(program, shell)));
};
