/** `claude-cost statusline` without the rest of the program: reads stdin, returns one line, never fails. */

import { plainStatusline, statusline } from "../../app/inside/statusline.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
import { hasColour, hasUnicode, terminalStyle } from "../../view/text/terminal-style.ts";
import { statuslineText } from "../../view/words/statusline.ts";

/** Claude Code indents the line, and draws its notices to the right of it. */
const MARGIN = 4;
const DEFAULT_COLUMNS = 120;

export type StatuslineRun = {
  /** The JSON on stdin; null = run outside Claude Code: shows the session that reported last, without colour. */
  readonly source: string | null;
  readonly dataDir: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly nowMs: number;
};

/** The line without a newline, and any problem that occurred. */
export function statuslineLine(run: StatuslineRun): { readonly line: string; readonly trouble: unknown } {
  const { source, env, nowMs } = run;
  const paths = dataPaths(run.dataDir, env);
  const { facts, options, trouble } =
    source === null ? plainStatusline(paths, env, nowMs) : statusline(source, paths, env, nowMs);
  // Its stdout is a pipe, but Claude Code displays escape sequences.
  const colour = source !== null && hasColour("auto", env, true);
  const style = terminalStyle({ colour, unicode: hasUnicode(env, run.platform) });
  const columns = Number(env["COLUMNS"]) || DEFAULT_COLUMNS;
  return {
    line: statuslineText(facts, options, style, Math.max(10, columns - (source === null ? 0 : MARGIN)), nowMs),
    trouble,
  };
}
