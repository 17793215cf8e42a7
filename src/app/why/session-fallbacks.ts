import { findSessionLog } from "../../claude-code/logs/session-log.ts";
import { readSessionEvidence } from "../../claude-code/turns/session-evidence.ts";
import { sessionBill } from "../../core/dashboard/session-bill.ts";
import { type FallbackTurn, fallbackTurns } from "../../core/drivers/fallback-turns.ts";
import type { History } from "../load/history.ts";

/** Turns that were answered by a model other than the requested one; null where the session's log is gone. */
export function sessionFallbacks(
  history: Pick<History, "book" | "responsesOf" | "roots" | "sessions">,
  sessionId: string,
): readonly FallbackTurn[] | null {
  const roots = history.roots.filter((root) => root.found).map((root) => root.path);
  const path = findSessionLog(roots, sessionId, history.sessions.get(sessionId)?.project ?? "");
  if (path === null) return null;
  const bill = sessionBill(history.responsesOf(new Set([sessionId])).table, sessionId);
  return fallbackTurns(bill, readSessionEvidence(path), (model) => history.book.nameOf(model));
}
