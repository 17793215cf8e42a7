import type { SessionSummary } from "../../core/reports/session-list.ts";
import { UserError } from "../../core/user-error.ts";

const SHOWN = 5;

/**
 * @param sessions latest activity first
 * @param id an id, a unique prefix of one, or `current` (the most recently active open session, else the latest)
 * @throws UserError where none or several match
 */
export function findSession(sessions: readonly SessionSummary[], id: string): SessionSummary {
  if (id === "current") {
    const current = sessions.find((s) => s.isOpen) ?? sessions[0];
    if (current) return current;
    throw new UserError("there is no session yet", { hint: "Start Claude Code, or look at --demo." });
  }
  const exact = sessions.find((s) => s.facts.sessionId === id);
  if (exact) return exact;
  const found = sessions.filter((s) => s.facts.sessionId.startsWith(id.toLowerCase()));
  if (found.length === 1) return found[0] as SessionSummary;
  if (found.length === 0) throw new UserError(`no session '${id}'`, { hint: "`claude-cost sessions` lists them." });
  const ids = found.slice(0, SHOWN).map((s) => s.facts.sessionId);
  throw new UserError(`'${id}' fits ${found.length} sessions`, {
    hint: `Type more of it: ${ids.join(", ")}${found.length > SHOWN ? ", …" : ""}`,
    exitCode: 2,
  });
}
