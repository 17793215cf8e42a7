/**
 * Separates the summary of an idle session's compaction from other summaries: it was billed while nobody was working.
 */

import type { SessionFacts } from "../responses/session-facts.ts";
import { type BackgroundSum, kindsOf, sumBackground } from "./sum.ts";
import type { BackgroundEntry, BackgroundKind, SessionBackground } from "./types.ts";

/** The kind of such a summary; any other summary is `compact`. */
export const IDLE_COMPACT = "compact, idle";

/** Telemetry dates a summary by its request, the log by the compaction that follows. */
const SAME_COMPACTION_MS = 300_000;

/** Background by kind, with the summaries of idle sessions as a kind of their own. */
export function kindsWithIdle(
  parts: readonly SessionBackground[],
  sessions: ReadonlyMap<string, SessionFacts>,
): readonly BackgroundKind[] {
  return kindsOf(
    parts.flatMap(({ sessionId, kinds, entries }) => {
      const idle = (sessions.get(sessionId)?.compactions ?? []).filter((c) => c.trigger === "idle");
      if (idle.length === 0 || !kinds.some(({ kind }) => kind === "compact")) return kinds;
      const isIdle = ({ kind, timeMs }: BackgroundEntry): boolean =>
        kind === "compact" && idle.some(({ atMs }) => Math.abs(atMs - timeMs) < SAME_COMPACTION_MS);
      return entries.map((entry) => (isIdle(entry) ? { ...entry, kind: IDLE_COMPACT } : entry));
    }),
  );
}

/** The sum of background, with the summaries of idle sessions as a kind of their own. */
export function sumWithIdle(
  parts: readonly SessionBackground[],
  sessions: ReadonlyMap<string, SessionFacts>,
): BackgroundSum {
  return { ...sumBackground(parts), kinds: kindsWithIdle(parts, sessions) };
}
