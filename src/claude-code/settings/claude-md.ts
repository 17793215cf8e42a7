/** The instructions that a project gives its summaries. Only their presence is looked at. */

import { join } from "node:path";
import { cachedByStat } from "../feeds/stat-cache.ts";

/** The headings that the client looks for when it compacts. */
const HEADING = /^#{1,6}[ \t]+(?:compact|compaction|summary) instructions\b/im;
const MAX_BYTES = 200_000;

const hasHeading = cachedByStat((text) => HEADING.test(text.slice(0, MAX_BYTES)));

/** Whether a CLAUDE.md of the project, or the user's own, has a section "Compact instructions" or "Summary instructions". */
export function hasCompactInstructions(projectDir: string, root: string | null): boolean {
  const files = [
    ...(projectDir === ""
      ? []
      : ["CLAUDE.md", join(".claude", "CLAUDE.md"), "CLAUDE.local.md"].map((f) => join(projectDir, f))),
    ...(root === null ? [] : [join(root, "CLAUDE.md")]),
  ];
  return files.some(hasHeading);
}
