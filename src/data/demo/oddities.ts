/** Sessions that copy, resume, break off or come from elsewhere, which make counting difficult. */

import { noteRow } from "./rows.ts";
import { Session } from "./session.ts";
import type { SessionPlan } from "./session-plan.ts";

/** A fork: the parent's conversation copied under a new id, its ledger continued, then new work. */
export function forkOf(parent: Session, plan: SessionPlan): Session {
  const fork = new Session(plan);
  for (const type of ["mode", "atis-latch"]) fork.main.write(noteRow(fork.main.context, type, {}), plan.startMs);
  copyRows(parent, fork, true);
  fork.ledgerItems = [...parent.ledgerItems];
  fork.ledgerStartMs = parent.ledgerStartMs;
  return fork;
}

/** A resume by an old client: a new file that repeats the old rows under the new id, without marking them as copies. */
export function oldResumeOf(parent: Session, plan: SessionPlan): Session {
  const child = new Session(plan);
  copyRows(parent, child, false);
  return child;
}

function copyRows(parent: Session, child: Session, namesParent: boolean): void {
  const own = `"sessionId":"${parent.id}"`;
  for (const line of parent.main.lines) {
    const isConversation = line.includes('"parentUuid":');
    if (!isConversation && !line.includes('"type":"ai-title"')) continue;
    const copy = line.replaceAll(own, `"sessionId":"${child.id}"`);
    const isAnswer = namesParent && line.includes('"type":"assistant"');
    child.main.writeLine(isAnswer ? `${copy.slice(0, -1)},"requestSessionId":"${parent.id}"}` : copy);
  }
  child.main.parent = parent.main.parent;
  child.cache.context = parent.cache.context;
  child.parentId = parent.id;
}

/** A run that crashes before it writes a ledger, between two that write one: the later ledger does not include it. */
export function playWithCrash(session: Session): void {
  session.play(2);
  session.exit();
  const known = session.ledgerItems.slice();
  session.timeMs += 1_200_000;
  session.play(1);
  session.ledgerItems = known;
  session.crashed = true;
  session.timeMs += 900_000;
  session.play(2);
  session.exit();
}
