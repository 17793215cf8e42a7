/** The instructions that a project gives its summaries. Only their presence is looked at. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The heading that the client looks for when it compacts. */
const HEADING = /^#{1,6}[ \t]+compact(?:ion)? instructions\b/im;
const MAX_BYTES = 200_000;

/** Whether a CLAUDE.md of the project, or the user's own, has a section "Compact instructions". */
export function hasCompactInstructions(projectDir: string, root: string | null): boolean {
  const files = [
    ...(projectDir === ""
      ? []
      : ["CLAUDE.md", join(".claude", "CLAUDE.md"), "CLAUDE.local.md"].map((f) => join(projectDir, f))),
    ...(root === null ? [] : [join(root, "CLAUDE.md")]),
  ];
  return files.some((file) => HEADING.test(readStart(file)));
}

function readStart(file: string): string {
  try {
    return readFileSync(file, "utf8").slice(0, MAX_BYTES);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code) return "";
    throw error;
  }
}
