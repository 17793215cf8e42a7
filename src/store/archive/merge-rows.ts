/** Merges two rows of the archive for one response or one session: the better one counts, and nothing known is lost. */

import { withArchived } from "../../core/responses/session-facts.ts";
import { type Copy, foldedRow, supersedesCopy } from "../../core/responses/winner.ts";
import { factsFromText, textOfFacts } from "../index/codec.ts";
import type { ArchiveRow } from "./archive-row.ts";

/** Fields that go with the usage; the others go with who had the response first. */
const USAGE_FIELDS = [
  "requestHash",
  "model",
  "input",
  "output",
  "cacheWrite5m",
  "cacheWrite1h",
  "cacheRead",
  "webSearches",
  "detail",
] as const satisfies readonly (keyof ArchiveRow)[];

/**
 * @param old the row in the archive @param fresh the new row, of the same kind and id
 * @returns `old` itself where `fresh` adds nothing
 */
export function mergeRows(old: ArchiveRow, fresh: ArchiveRow): ArchiveRow {
  const merged = old.kind === "session" ? mergeSessions(old, fresh) : mergeResponses(old, fresh);
  const names = Object.keys(old) as (keyof ArchiveRow)[];
  return names.every((name) => old[name] === merged[name]) ? old : merged;
}

/** Usage by the winner rule; time and session of the earlier row, or of the archived one where they are equal. */
function mergeResponses(old: ArchiveRow, fresh: ArchiveRow): ArchiveRow {
  const usage = supersedesCopy(copyOf(old), copyOf(fresh)) ? fresh : old;
  const first = isFirst(fresh, old) ? fresh : old;
  const { spanMs, flags } = foldedRow(copyOf(usage).row, copyOf(first).row);
  const isSameUsage = USAGE_FIELDS.every((name) => old[name] === fresh[name]);
  return {
    ...first,
    ...Object.fromEntries(USAGE_FIELDS.map((name) => [name, usage[name]])),
    source: old.source,
    account: old.account || fresh.account,
    spanMs,
    flags,
    costUsd: isSameUsage ? (old.costUsd ?? fresh.costUsd) : usage.costUsd,
  };
}

/** Whether `fresh` had the response first: an earlier time, or more of the same session's origin. */
function isFirst(fresh: ArchiveRow, old: ArchiveRow): boolean {
  if (fresh.timeMs !== old.timeMs) return fresh.timeMs < old.timeMs;
  return fresh.sessionId === old.sessionId;
}

/** The fields that the winner rule compares; the codes belong to no table. */
function copyOf(row: ArchiveRow): Copy {
  const iterations = row.detail === "" ? undefined : (JSON.parse(row.detail) as Copy["iterations"]);
  return { row: { ...row, idLo: 0, idHi: 0, model: 0, origin: 0 }, model: row.model, iterations };
}

function mergeSessions(old: ArchiveRow, fresh: ArchiveRow): ArchiveRow {
  const facts = withArchived(factsFromText(fresh.detail), factsFromText(old.detail));
  const { firstMs, lastMs } = facts;
  return {
    ...old,
    account: old.account || fresh.account,
    timeMs: Number.isNaN(lastMs) ? Math.max(old.timeMs, fresh.timeMs) : lastMs,
    spanMs: Math.max(0, lastMs - firstMs) || 0,
    project: facts.project,
    detail: textOfFacts(facts),
  };
}
