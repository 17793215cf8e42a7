/** What a receipt is for, from what the user typed. */

import { findPullRequests } from "../../core/attribution/pull-requests.ts";
import type { ReceiptSubject } from "../../core/reports/receipt.ts";
import type { SessionSummary } from "../../core/reports/session-list.ts";
import { UserError } from "../../core/user-error.ts";
import { findSession } from "../load/find-session.ts";

/**
 * @param sessions latest activity first
 * @param text a session's id, a unique beginning of it, `current`, or a pull request: `owner/repository#12`, `#12`, `12`, its address
 * @throws UserError where nothing fits, or more than one thing
 */
export function receiptSubject(text: string, sessions: readonly SessionSummary[]): ReceiptSubject {
  const known = [...new Set(sessions.flatMap(({ facts }) => facts.pullRequests.map(({ key }) => key)))].sort();
  const found = findPullRequests(text, known);
  const isId =
    /^[0-9a-f-]+$/i.test(text) && sessions.some(({ facts }) => facts.sessionId.startsWith(text.toLowerCase()));
  if (found === null || (found.length === 0 && isId)) {
    return { kind: "session", sessionId: findSession(sessions, text).facts.sessionId };
  }
  const [key] = found;
  if (key === undefined) {
    const all = known.length === 0 ? "No session noted one." : "`claude-cost by pr` lists them.";
    throw new UserError(`no pull request '${text}'`, { hint: all });
  }
  if (isId) {
    throw new UserError(`'${text}' is a pull request and the beginning of a session's id`, {
      hint: `Say #${text} for the pull request, or more of the id.`,
      exitCode: 2,
    });
  }
  if (found.length > 1) {
    throw new UserError(`'${text}' fits ${found.length} pull requests`, {
      hint: `Say which: ${found.join(", ")}.`,
      exitCode: 2,
    });
  }
  return { kind: "pr", key };
}
