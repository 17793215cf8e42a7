import type { History } from "../app/history.ts";
import type { Io } from "./io.ts";

/** Says where was looked and what to do. */
export function explainMissingLogs(history: History, io: Io): void {
  io.stderr.write("claude-cost: no Claude Code logs found. Looked in:\n");
  for (const root of history.roots) {
    const state = root.found ? "there, but without logs" : "not there";
    io.stderr.write(`  ${root.path}/projects (${root.reason}): ${state}\n`);
  }
  io.stderr.write("  Name another folder with --config-dir DIR or CLAUDE_CONFIG_DIR, or look at --demo.\n");
}
