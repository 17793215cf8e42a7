import type { History } from "../app/load/history.ts";
import { UserError } from "../core/user-error.ts";
import { joinedPath } from "../view/text/joined-path.ts";

/** The error for missing logs: where they were searched, and what to do. */
export function missingLogs(history: History): UserError {
  const places = history.roots.map((root) => {
    const state = root.found ? "there, but without logs" : "not there";
    return `  ${joinedPath(root.path, "projects")} (${root.reason}): ${state}`;
  });
  return new UserError(["no Claude Code logs found. Looked in:", ...places].join("\n"), {
    hint: "Name another folder with --config-dir DIR or CLAUDE_CONFIG_DIR, or look around with --demo.",
  });
}
