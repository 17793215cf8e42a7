/** `claude-cost statusline` without the rest of the program: stdin in, one line out, never a failure. */

import { statusline } from "../../app/inside/statusline.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
import { hasColour, hasUnicode, terminalStyle } from "../../view/text/terminal-style.ts";
import { statuslineText } from "../../view/words/statusline.ts";

/** Claude Code indents the line, and draws its notices to the right of it. */
const MARGIN = 4;
const DEFAULT_COLUMNS = 120;

export type StatuslineRun = {
  readonly source: string;
  readonly dataDir: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly nowMs: number;
};

/** The line without a newline, and what went wrong on the way. */
export function statuslineLine(run: StatuslineRun): { readonly line: string; readonly trouble: unknown } {
  const { facts, options, trouble } = statusline(run.source, dataPaths(run.dataDir, run.env), run.env, run.nowMs);
  // Its stdout is a pipe, but Claude Code draws escape sequences.
  const colour = hasColour("auto", run.env, true);
  const style = terminalStyle({ colour, unicode: hasUnicode(run.env, run.platform) });
  const columns = Number(run.env["COLUMNS"]) || DEFAULT_COLUMNS;
  return { line: statuslineText(facts, options, style, Math.max(10, columns - MARGIN), run.nowMs), trouble };
}
