import type { Command } from "commander";
import type { ControlSequence } from "../../../core/clean-text.ts";
import { STATUSLINE_FIELDS } from "../../../core/statusline/fields.ts";
import type { Io } from "../../io.ts";
import { statuslineLine } from "../../statusline/statusline-line.ts";
import { readStdin } from "../../terminal/read-stdin.ts";

type StatuslineOptions = { readonly wrap?: string; readonly wrapBase64?: string; readonly plain?: boolean };

/** The launcher runs the small bundle instead; this provides the help, and runs where options come first. */
export function registerStatusline(program: Command, io: Io): void {
  program
    .command("statusline")
    .description("one line for Claude Code's status bar, from the JSON it gives on stdin")
    .option("--wrap <command>", "run this status line first, and print ours below it")
    .option("--wrap-base64 <text>", "the same, in base64url, for shells without quotes that suit any command")
    .option("--plain", "for other bars: no JSON, no colours, about the session that was heard of last")
    .addHelpText(
      "after",
      `
Examples:
  claude-cost setup --only statusline      in Claude Code
  claude-cost statusline --plain           in tmux, starship, waybar: docs/recipes.md
  COLUMNS=40 claude-cost statusline --plain

Fields and their order are settings: "statusline": {"fields": ["model", "cost", "context"]}
  of ${STATUSLINE_FIELDS.join(", ")}`,
    )
    .action(async (options: StatuslineOptions, command: Command) => {
      const dataDir = command.optsWithGlobals<{ dataDir?: string }>().dataDir;
      const source = options.plain ? null : readStdin();
      const { line } = statuslineLine({ source, dataDir, env: io.env, platform: io.platform, nowMs: io.now() });
      const { wrapBase64 } = options;
      const wrap = wrapBase64 === undefined ? options.wrap : Buffer.from(wrapBase64, "base64url").toString("utf8");
      if (wrap !== undefined && source !== null) {
        const { runWrapped } = await import("../../statusline/statusline-wrap.ts");
        const before = (await runWrapped(wrap, source)).trimEnd();
        // The output of the user's own command is passed through unchanged, with colours and links.
        if (before) io.stdout.control(`${before}\n` as ControlSequence);
      }
      if (line) io.stdout.write(`${line}\n`);
    });
}
