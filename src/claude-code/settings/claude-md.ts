/** A project's CLAUDE.md files. Only their sizes, and whether they contain instructions for summaries, are read. */

import { join } from "node:path";
import { statIfAny } from "../../runtime/regular-file.ts";
import { cachedByStat } from "../feeds/stat-cache.ts";

/** The headings that the client searches for when it compacts. */
const HEADING = /^#{1,6}[ \t]+(?:compact|compaction|summary) instructions\b/im;
const MAX_BYTES = 200_000;

const hasHeading = cachedByStat((text) => HEADING.test(text.slice(0, MAX_BYTES)));

/** Whether a CLAUDE.md of the project, or the user's own, has a section "Compact instructions" or "Summary instructions". */
export function hasCompactInstructions(projectDir: string, root: string | null): boolean {
  return claudeMdFiles(projectDir, root).some(hasHeading);
}

/** Total bytes of all of them: every session of the project loads them. */
export function claudeMdBytes(projectDir: string, root: string | null): number {
  const sizes = claudeMdFiles(projectDir, root).map((file) => sizeOfFile(file));
  return sizes.reduce((a, b) => a + b, 0);
}

function claudeMdFiles(projectDir: string, root: string | null): readonly string[] {
  return [
    ...(projectDir === ""
      ? []
      : ["CLAUDE.md", join(".claude", "CLAUDE.md"), "CLAUDE.local.md"].map((f) => join(projectDir, f))),
    ...(root === null ? [] : [join(root, "CLAUDE.md")]),
  ];
}

function sizeOfFile(file: string): number {
  const stat = statIfAny(file);
  return stat?.isFile() ? stat.size : 0;
}
