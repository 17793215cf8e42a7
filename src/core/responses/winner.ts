/** Which of two rows of one response carries its final usage. */

import { Flag, type ResponseRow } from "./columns.ts";
import { totalTokens } from "./tokens.ts";

const has = (row: ResponseRow, flag: number): boolean => (row.flags & flag) !== 0;

/**
 * True where `fresh` replaces `old`. A row with a `stop_reason` beats one without (streaming rows undercount), a main
 * row beats a side copy, then the later one (finished rows) or the larger output (unfinished ones) counts.
 * @param where rows of the same file come in order, so that the last wins a tie; copies in several files do not, so
 *   that the larger usage does, whatever order the files are read in
 */
export function supersedes(old: ResponseRow, fresh: ResponseRow, where: "same-file" | "other-file"): boolean {
  if (has(old, Flag.stopped) !== has(fresh, Flag.stopped)) return has(fresh, Flag.stopped);
  if (has(old, Flag.sidechain) !== has(fresh, Flag.sidechain)) return has(old, Flag.sidechain);
  const later = fresh.timeMs + fresh.spanMs - (old.timeMs + old.spanMs) || 0;
  const larger = fresh.output - old.output;
  if (has(fresh, Flag.stopped)) {
    if (later !== 0) return later > 0;
    if (where === "other-file" && larger !== 0) return larger > 0;
  } else {
    if (larger !== 0) return larger > 0;
    if (later !== 0) return later > 0;
  }
  return where === "same-file" || totalTokens(fresh) > totalTokens(old);
}
