/** Decides which row of a response gives its usage, and folds two rows of one response. */

import { FLAGS_OF_ROW, Flag, type ResponseRow } from "./columns.ts";
import { TOKEN_CLASSES, type Tokens, totalTokens } from "./tokens.ts";

const MAX_SPAN_MS = 0xffffffff;

const has = (row: ResponseRow, flag: number): boolean => (row.flags & flag) !== 0;

/**
 * A row with a `stop_reason` is better than one without (streaming rows undercount); then the larger output is better
 * (a copy can be zeroed or truncated), then a main row is better than a sidechain's copy.
 * @returns above zero where `a` is the better row, below zero where `b` is, 0 on a tie
 */
function compareUsage(a: ResponseRow, b: ResponseRow): number {
  if (has(a, Flag.stopped) !== has(b, Flag.stopped)) return has(a, Flag.stopped) ? 1 : -1;
  if (a.output !== b.output) return a.output - b.output;
  if (has(a, Flag.sidechain) !== has(b, Flag.sidechain)) return has(b, Flag.sidechain) ? 1 : -1;
  return 0;
}

/**
 * Whether a row replaces an earlier one of the same file. The last row wins a tie: rows are compared in the order of
 * the file, because a clock can be set back.
 */
export function supersedes(old: ResponseRow, fresh: ResponseRow): boolean {
  return compareUsage(fresh, old) >= 0;
}

/** One file's row of a response, with the values of its codes. */
export type Copy = {
  readonly row: ResponseRow;
  readonly model: string;
  /** `undefined` = the row has none. */
  readonly iterations: readonly Tokens[] | undefined;
};

/**
 * Whether a copy's usage is better than that of another file's copy. A tie is decided by the contents of the copies,
 * never by the path or the order in which files are read; copies with equal contents are interchangeable.
 */
export function supersedesCopy(old: Copy, fresh: Copy): boolean {
  return (compareUsage(fresh.row, old.row) || compareContent(fresh, old)) > 0;
}

function compareContent(a: Copy, b: Copy): number {
  const larger = totalTokens(a.row) - totalTokens(b.row);
  if (larger !== 0) return larger;
  for (const name of [...TOKEN_CLASSES, "webSearches"] as const) {
    if (a.row[name] !== b.row[name]) return a.row[name] - b.row[name];
  }
  const flags = (a.row.flags & ~FLAGS_OF_ROW) - (b.row.flags & ~FLAGS_OF_ROW);
  if (flags !== 0) return flags;
  const model = compareText(a.model, b.model);
  if (model !== 0) return model;
  if (a.row.requestHash !== b.row.requestHash) return a.row.requestHash - b.row.requestHash;
  const iterations = compareText(JSON.stringify(a.iterations ?? []), JSON.stringify(b.iterations ?? []));
  if (iterations !== 0) return iterations;
  // Compares the ends of the copies; 0 where one of them has no time.
  return a.row.timeMs + a.row.spanMs - (b.row.timeMs + b.row.spanMs) || 0;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a > b ? 1 : -1;
}

/**
 * Combines two rows of the same response.
 * @param usage gives tokens, model and everything else that goes with the usage
 * @param first gives the time, the origin and so the session that is billed; may be the same row
 */
export function foldedRow(usage: ResponseRow, first: ResponseRow): ResponseRow {
  const span = usage.timeMs + usage.spanMs - first.timeMs;
  return {
    ...usage,
    timeMs: first.timeMs,
    // If a clock was set back, the time is not before the first row's; without a time there is no span.
    spanMs: Math.max(0, Math.min(span, MAX_SPAN_MS)) || 0,
    origin: first.origin,
    flags: (usage.flags & ~FLAGS_OF_ROW) | (first.flags & FLAGS_OF_ROW),
  };
}
